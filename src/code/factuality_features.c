/* factuality_features.c: what the learned factuality looks at.
 *
 * Each feature is a kind with a word or two behind it, hashed: of the predicate itself
 * (its lemma, tag and relation, its auxiliaries, what the rules say of it), of what
 * hangs on it and on the word above (small words by lemma, parties by person), of all
 * that stands above it (lemma, class of cue, negation, auxiliaries), of the words
 * beside it and of its sentence. Longer chains of these were tried and only fitted the
 * training better.
 *
 * The kind of a text is told by its words, without names and signs.
 */
#include "code/factuality.h"

#include <string.h>

enum { KEY = 160, PART = 40 };

static const text nothing = {NULL, 0};

/* ---- keys ------------------------------------------------------------------------ */

struct key {
    char bytes[KEY];
    size_t size;
};

static void join(struct key *key, text part)
{
    size_t n = part.size < PART ? part.size : PART;
    if (key->size + n + 1 > KEY)
        return;
    if (n)
        memcpy(key->bytes + key->size, part.data, n);
    key->size += n;
    key->bytes[key->size++] = '|';
}

static void put(struct factuality_list *list, const struct key *key)
{
    if (list->count < FACTUALITY_ROOM)
        list->hashes[list->count++] = (uint32_t)tc_hash(key->bytes, key->size);
}

static void add(struct factuality_list *list, const char *kind, text a, text b)
{
    struct key key = {.size = 0};
    join(&key, tc_text(kind));
    join(&key, a);
    join(&key, b);
    put(list, &key);
}

static void add3(struct factuality_list *list, const char *kind, text a, text b, text c)
{
    struct key key = {.size = 0};
    join(&key, tc_text(kind));
    join(&key, a);
    join(&key, b);
    join(&key, c);
    put(list, &key);
}

static text relation_of(const struct token *t)
{
    return tc_text(tc_relation_name((enum relation)t->relation));
}

static text tag_of(const struct token *t)
{
    return tc_text(tc_xpos_name((enum xpos)t->xpos));
}

static text part_of(const struct token *t)
{
    return tc_text(tc_upos_name((enum upos)t->upos));
}

static text number(uint32_t n)
{
    static const char *const names[] = {"0", "1", "2", "3",  "4",  "5", "6",
                                        "7", "8", "9", "10", "11", "12"};
    return tc_text(names[n < 12 ? n : 12]);
}

static text key_text(const struct key *key)
{
    return (text){key->bytes, key->size};
}

/* ---- the verb's form ------------------------------------------------------------- */

/* "VBN have/VBZ be/VBN": auxiliaries with their tags, behind the word's own. */
static void form_of(const struct sentence *s, int32_t token, struct key *out)
{
    out->size = 0;
    join(out, tag_of(&s->tokens[token]));
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        bool to = t->relation == REL_MARK && tc_lemma_is(t, "to");
        if (t->relation != REL_AUX && t->relation != REL_AUX_PASS &&
            t->relation != REL_COP && !to)
            continue;
        join(out, t->lemma);
        if (t->upos == UPOS_AUX)
            join(out, tag_of(t));
    }
}

static text person_of(const struct token *t)
{
    static const char *const first[] = {"i", "we", "me", "us", "I", NULL};
    static const char *const other[] = {"he",  "she",  "they", "him",
                                        "her", "them", NULL};
    if (t->upos == UPOS_PRON)
        return tc_lemma_in(t, first)   ? TEXT("i")
               : tc_lemma_is(t, "you") ? TEXT("you")
               : tc_lemma_in(t, other) ? TEXT("they")
               : tc_lemma_is(t, "it")  ? TEXT("it")
                                       : TEXT("pron");
    if (t->upos == UPOS_PROPN)
        return TEXT("name");
    return t->xpos == XPOS_NNS ? TEXT("nouns") : TEXT("noun");
}

static text subject_person(const struct sentence *s, int32_t token)
{
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c])
        if (tc_is_subject((enum relation)s->tokens[c].relation) ||
            s->tokens[c].relation == REL_NSUBJ_PASS)
            return person_of(&s->tokens[c]);
    return TEXT("none");
}

static text cue_text(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct cue *cue = tc_cue(work, unit, token, ~0u);
    return cue ? tc_text(tc_cue_class_name((enum cue_class)cue->class)) : nothing;
}

static text yes_no(bool yes)
{
    return yes ? TEXT("not") : nothing;
}

/* ---- a word and what hangs on it ------------------------------------------------- */

static bool small_word(enum relation r)
{
    return r == REL_AUX || r == REL_AUX_PASS || r == REL_ADVMOD || r == REL_MARK ||
           r == REL_CASE || r == REL_DET || r == REL_COP || r == REL_EXPL ||
           r == REL_CC || r == REL_COMPOUND_PRT || r == REL_AMOD ||
           r == REL_DISCOURSE || r == REL_DET_PREDET || r == REL_NMOD_POSS;
}

/* A subject or object: who it is, by what word, and how it is introduced. */
static void party(const struct sentence *s, int32_t token, text where,
                  struct factuality_list *list)
{
    const struct token *t = &s->tokens[token];
    int32_t det = tc_child(s, token, REL_DET);
    add3(list, "party", where, relation_of(t), person_of(t));
    add3(list, "partyw", where, relation_of(t), t->lemma);
    add3(list, "partyd", where, relation_of(t),
         det >= 0 ? s->tokens[det].lemma : tag_of(t));
}

static void phrase(const struct sentence *s, int32_t token, text where,
                   struct factuality_list *list)
{
    const struct token *t = &s->tokens[token];
    int32_t with = tc_child(s, token, REL_CASE);
    if (with < 0)
        with = tc_child(s, token, REL_MARK);
    add3(list, "low", where, relation_of(t), t->lemma);
    add3(list, "lowt", where, relation_of(t), tag_of(t));
    if (with >= 0)
        add3(list, "lowm", where, relation_of(t), s->tokens[with].lemma);
}

static void below(const struct work *work, const struct unit *unit, int32_t token,
                  text where, struct factuality_list *list)
{
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        const struct token *t = &s->tokens[c];
        enum relation r = (enum relation)t->relation;
        if (r == REL_PUNCT)
            continue;
        add3(list, "child", where, relation_of(t), nothing);
        if (small_word(r))
            add3(list, "small", where, relation_of(t), t->lemma);
        else if (tc_is_subject(r) || r == REL_NSUBJ_PASS || r == REL_OBJ)
            party(s, c, where, list);
        else
            phrase(s, c, where, list);
        text cue = cue_text(work, unit, c);
        if (cue.size)
            add3(list, "lowcue", where, relation_of(t), cue);
    }
}

static void itself(const struct work *work, const struct unit *unit, int32_t token,
                   const struct stance *rules, struct factuality_list *list)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[token];
    struct key form;
    form_of(s, token, &form);
    text status = tc_text(tocsin_claim_status_name(rules->status));
    text value = number((uint32_t)(2.0 * rules->value + 6.5));
    text not = yes_no(tc_negated(work, unit, token));
    add(list, "lemma", t->lemma, nothing);
    add(list, "tag", tag_of(t), nothing);
    add(list, "rel", relation_of(t), nothing);
    add(list, "lemmatag", t->lemma, tag_of(t));
    add(list, "lemmarel", t->lemma, relation_of(t));
    add(list, "tagrel", tag_of(t), relation_of(t));
    add(list, "form", key_text(&form), not );
    add(list, "formrel", key_text(&form), relation_of(t));
    add3(list, "formsubj", key_text(&form), subject_person(s, token), not );
    add(list, "status", status, value);
    add(list, "value", value, nothing);
    add3(list, "statusrel", status, value, relation_of(t));
    add3(list, "statustag", status, value, tag_of(t));
    add(list, "cue", cue_text(work, unit, token), part_of(t));
    add(list, "not", not, part_of(t));
    add(list, "subj", subject_person(s, token), part_of(t));
    if (unit->act[token] >= 0)
        add(list, "act",
            tc_text(tocsin_type_name(
                (tocsin_type)work->acts[unit->act[token]].frame->type)),
            part_of(t));
}

/* ---- what stands above ----------------------------------------------------------- */

/* Past coordination: "and shelled" hangs where "attacked" hangs. */
static int32_t first_of(const struct sentence *s, int32_t token)
{
    while (s->tokens[token].relation == REL_CONJ && s->tokens[token].head >= 0)
        token = s->tokens[token].head;
    return token;
}

/* A step up: from a word to the one above it. */
struct climb {
    const struct work *work;
    const struct unit *unit;
    int32_t token; /* the predicate */
    int32_t on;    /* where the climb stands */
    unsigned step; /* from 0 */
    struct key path;
};

/* The word or two that lead into the clause or phrase. */
static text leading(const struct sentence *s, int32_t token)
{
    int32_t mark = tc_child(s, token, REL_MARK);
    if (mark < 0)
        mark = tc_child(s, token, REL_CASE);
    return mark >= 0 ? s->tokens[mark].lemma : nothing;
}

static void first_step(const struct climb *c, int32_t up, text cue, text not,
                       struct factuality_list *list)
{
    const struct sentence *s = c->unit->s;
    struct key own;
    form_of(s, c->token, &own);
    add3(list, "upown", cue, key_text(&own), not );
    add3(list, "upown2", s->tokens[up].lemma, tag_of(&s->tokens[c->token]),
         relation_of(&s->tokens[c->on]));
    add3(list, "upcuewith", cue, leading(s, c->on), not );
    below(c->work, c->unit, up, TEXT("head"), list);
}

static void step_up(struct climb *c, struct factuality_list *list)
{
    static const char *const steps[] = {"h1", "h2", "h3"};
    const struct sentence *s = c->unit->s;
    text relation = relation_of(&s->tokens[c->on]);
    int32_t up = s->tokens[c->on].head;
    const struct token *t = &s->tokens[up];
    struct key form;
    form_of(s, up, &form);
    text not = yes_no(tc_negated(c->work, c->unit, up));
    text cue = cue_text(c->work, c->unit, up);
    if (c->path.size < 60)
        join(&c->path, relation);
    add(list, "anc", t->lemma, nothing);
    add(list, "anccue", cue, not );
    add(list, "ancform", key_text(&form), not );
    add(list, "path", key_text(&c->path), nothing);
    if (c->step < 3) {
        text by = tc_text(steps[c->step]);
        add3(list, "up", by, t->lemma, relation);
        add3(list, "uplemma", by, t->lemma, not );
        add3(list, "upform", by, key_text(&form), not );
        add3(list, "upcue", by, cue, not );
        add3(list, "upwith", by, leading(s, c->on), relation);
        add3(list, "upsubj", by, subject_person(s, up), part_of(t));
        add3(list, "uppart", by, tag_of(t), relation);
    }
    if (c->step == 0)
        first_step(c, up, cue, not, list);
    c->on = first_of(s, up);
    c->step++;
}

static void above(const struct work *work, const struct unit *unit, int32_t token,
                  struct factuality_list *list)
{
    const struct sentence *s = unit->s;
    struct climb c = {
        .work = work, .unit = unit, .token = token, .on = first_of(s, token)};
    while (c.step < FACTUALITY_ABOVE && s->tokens[c.on].head >= 0)
        step_up(&c, list);
    add(list, "depth", key_text(&c.path), nothing);
    if (s->root != token) {
        struct key form;
        form_of(s, s->root, &form);
        add(list, "rootform", key_text(&form), nothing);
        add(list, "rootlemma", s->tokens[s->root].lemma, nothing);
    }
}

/* ---- around, and the sentence ---------------------------------------------------- */

static void around(const struct sentence *s, int32_t token,
                   struct factuality_list *list)
{
    static const char *const names[] = {"w-3", "w-2", "w-1", "w0", "w+1", "w+2", "w+3"};
    for (int32_t d = -3; d <= 3; d++) {
        int32_t at = token + d;
        bool in = at >= 0 && at < (int32_t)s->count;
        if (d == 0)
            continue;
        add(list, names[d + 3], in ? s->tokens[at].lemma : nothing, nothing);
        if (d >= -2 && d <= 2)
            add(list, names[d + 3], in ? tag_of(&s->tokens[at]) : nothing, TEXT("t"));
    }
}

struct tally {
    uint32_t past, present, modal, first, names;
    bool asked, condition, quote, open; /* open: a quotation, at the predicate */
};

static struct tally count_words(const struct sentence *s, int32_t token)
{
    static const char *const persons[] = {"i", "I", "you", NULL};
    struct tally n = {0};
    for (uint32_t i = 0; i < s->count; i++) {
        const struct token *t = &s->tokens[i];
        bool mark = t->xpos == XPOS_LQUOTE || t->xpos == XPOS_RQUOTE;
        n.past += t->xpos == XPOS_VBD;
        n.present += t->xpos == XPOS_VBZ || t->xpos == XPOS_VBP;
        n.modal += t->xpos == XPOS_MD;
        n.names += t->upos == UPOS_PROPN;
        n.first += t->upos == UPOS_PRON && tc_lemma_in(t, persons);
        n.asked = n.asked || tc_lemma_is(t, "?");
        n.condition = n.condition || tc_lemma_is(t, "if");
        n.quote = n.quote || mark;
        if (mark && (int32_t)i < token)
            n.open = !n.open;
    }
    return n;
}

static void sentence(const struct sentence *s, int32_t token,
                     struct factuality_list *list)
{
    struct tally n = count_words(s, token);
    const struct token *last = &s->tokens[s->count - 1];
    add(list, "past", number(n.past), nothing);
    add(list, "present", number(n.present), nothing);
    add(list, "modal", number(n.modal), nothing);
    add(list, "first", number(n.first), nothing);
    add(list, "names", number(n.names), nothing);
    add(list, "length", number(s->count / 6), nothing);
    add(list, "last", last->lemma, nothing);
    add(list, "begin", s->tokens[0].lemma, nothing);
    add(list, "place", number((uint32_t)token * 6 / s->count), nothing);
    if (n.asked)
        add(list, "asked", tag_of(&s->tokens[token]), nothing);
    if (n.condition)
        add(list, "ifthen", nothing, nothing);
    if (n.quote)
        add(list, n.open ? "inquote" : "byquote", nothing, nothing);
    if (last->upos != UPOS_PUNCT)
        add(list, "noend", nothing, nothing);
}

void tc_factuality_features(const struct work *work, const struct unit *unit,
                            int32_t token, const struct stance *rules,
                            struct factuality_list *list)
{
    list->count = 0;
    itself(work, unit, token, rules, list);
    below(work, unit, token, TEXT("own"), list);
    above(work, unit, token, list);
    around(unit->s, token, list);
    sentence(unit->s, token, list);
}

/* ---- the kind of a text ---------------------------------------------------------- */

static bool begins_with_letter(text word)
{
    size_t at = 0;
    return word.size && tc_is_letter(tc_utf8_next(word, &at));
}

static void put_row(struct factuality_text *out, const char *kind, text word)
{
    struct key key = {.size = 0};
    join(&key, tc_text(kind));
    join(&key, word);
    out->rows[out->count++] =
        (uint16_t)(tc_hash(key.bytes, key.size) & (uint64_t)(FACTUALITY_TEXT_ROWS - 1));
}

void tc_factuality_text(const struct parsed *parsed, struct factuality_text *out)
{
    out->count = out->words = 0;
    for (uint32_t u = 0; u < parsed->count; u++) {
        const struct sentence *s = &parsed->sentences[u];
        for (uint32_t i = 0; i < s->count && out->words < FACTUALITY_WORDS; i++) {
            const struct token *t = &s->tokens[i];
            if (!begins_with_letter(t->form))
                continue;
            out->words++;
            put_row(out, "tag", tag_of(t));
            if (t->upos == UPOS_PROPN)
                continue;
            put_row(out, "word", t->lemma);
            put_row(out, "relation", relation_of(t));
        }
    }
}
