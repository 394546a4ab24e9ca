/* actor.c: one noun phrase to a party, outside a claim: tocsin_coder_actor().
 *
 * The phrase is the last paragraph of a text whose others are its context. It is
 * resolved by tc_mention(), like any noun phrase of a document, so that what this
 * says is what the coder does; only which token is its head is asked here.
 */
#include "code/coder.h"

#include <string.h>

static bool nominal(const struct token *t)
{
    return t->upos == UPOS_NOUN || t->upos == UPOS_PROPN || t->upos == UPOS_PRON;
}

/* Who is named before the phrase, for pronouns and family names. */
static void tell(struct work *work, struct unit *unit)
{
    for (uint32_t i = 0; i < unit->s->count && !work->failed; i++) {
        const struct token *t = &unit->s->tokens[i];
        if (nominal(t) && t->relation != REL_COMPOUND && t->relation != REL_FLAT)
            tc_remember(work, tc_mention(work, unit, (int32_t)i));
    }
}

/* The phrase stands as the subject of a carrier ("... said so."): its head is the
 * token below whose own head lies behind it, or is none. Where the parser took it
 * otherwise, a token that is no noun may be a name that the tagger did not know, or
 * a fragment whose noun hangs on it. */
static int32_t head_of(const struct work *work, const struct unit *unit, uint32_t end)
{
    const struct sentence *s = unit->s;
    int32_t top = NONE, noun = NONE;
    for (uint32_t i = 0; i < s->count && s->tokens[i].begin < end; i++) {
        const struct token *t = &s->tokens[i];
        bool out = t->head < 0 || s->tokens[t->head].begin >= end;
        if (out && (top == NONE || nominal(t)) && t->upos != UPOS_PUNCT)
            top = top == NONE || !nominal(&s->tokens[top]) ? (int32_t)i : top;
        if (unit->hit[i] >= 0 && tc_hit_entry(work, unit->hit[i]) && nominal(t))
            noun = (int32_t)i;
    }
    if (top == NONE || nominal(&s->tokens[top]) || unit->hit[top] >= 0 ||
        tc_see_through(s, top) != top) /* "several of the unions" */
        return top;
    const struct token *t = &s->tokens[top];
    if (noun != NONE)
        return noun;
    return tc_is_verb(t) || t->upos == UPOS_AUX ? NONE : top;
}

static tocsin_text kind_name(const struct mention *m)
{
    static const char *const names[] = {
        [MENTION_THING] = "thing",     [MENTION_PRONOUN] = "pronoun",
        [MENTION_NAME] = "name",       [MENTION_PLACE] = "place",
        [MENTION_AGENT] = "role",      [MENTION_PERSON] = "person",
        [MENTION_GROUP] = "group",     [MENTION_ORGANISATION] = "organisation",
        [MENTION_COUNTRY] = "country",
    };
    return tc_text(names[m->kind]);
}

/* The country of a name or of an alpha-3, "" when there is none such. */
static void find_country(const struct lexicon *lexicon, text name, char out[4])
{
    enum { FEW = 4 };
    struct name_hit hits[FEW];
    char alpha3[4] = "";
    if (name.size == 3)
        memcpy(alpha3, name.data, 3);
    const struct entry *country = tc_lexicon_country(lexicon, alpha3);
    size_t found = country ? 0 : tc_lexicon_scan(lexicon, name, true, hits, FEW);
    for (size_t h = 0; h < found && h < FEW && !country; h++)
        for (uint32_t i = 0; i < hits[h].count && !country; i++) {
            const struct entry *e = tc_lexicon_entry(lexicon, hits[h].aliases[i].entry);
            if (e->kind == ENTRY_COUNTRY || e->kind == ENTRY_NATIONALITY)
                country = e;
        }
    memcpy(out, country ? country->country : "", country ? 4 : 1);
}

tocsin_status tc_actor(const struct lexicon *lexicon, const tocsin_document *document,
                       const struct parsed *parsed, const struct phrase_place *phrase,
                       struct arena *arena, tocsin_actor *out)
{
    uint32_t begin = phrase->begin, end = phrase->end;
    memset(out, 0, sizeof *out);
    static const struct coder_watch nothing = {0};
    struct work work = {.lexicon = lexicon,
                        .watch = &nothing,
                        .arena = arena,
                        .document = document,
                        .parsed = parsed,
                        .text = parsed->text,
                        .day = tc_day_parse(document->published),
                        .phrase = true};
    find_country(lexicon, phrase->country, work.given);
    if (!tc_find_names(&work))
        return TOCSIN_MEMORY;
    for (uint32_t i = 0; i < work.unit_count && !work.failed; i++) {
        struct unit *unit = &work.units[i];
        if (unit->s->end <= begin) {
            tell(&work, unit);
            continue;
        }
        struct mention *m = tc_mention(&work, unit, head_of(&work, unit, end));
        if (!m)
            continue;
        tc_settle(&work, m, SIDE_ACTOR, false);
        out->mention = m->m;
        out->mention.begin -= begin;
        out->mention.end = (m->m.end < end ? m->m.end : end) - begin;
        out->kind = kind_name(m);
        out->post = tc_text(tc_lexicon_string(lexicon, m->post));
        break;
    }
    return work.failed ? TOCSIN_MEMORY : TOCSIN_OK;
}
