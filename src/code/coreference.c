/* coreference.c: whom a pronoun, a bare role or a family name points back at.
 *
 * A first level without statistics: the nearest earlier mention that agrees in
 * number and kind, subjects before others, at most three sentences back for
 * pronouns (nine in ten pronouns of news find their antecedent within one), any
 * distance for names.
 */
#include "code/coder.h"

#include <string.h>

enum { PRONOUN_REACH = 3, ROLE_REACH = 30, LOOK_BACK = 200 };

void tc_remember(struct work *work, struct mention *mention)
{
    if (!mention || !tc_is_actor(mention) || mention->nested ||
        mention->kind == MENTION_PRONOUN)
        return;
    const struct mention *last =
        work->told_count ? work->told[work->told_count - 1] : NULL;
    if (last && last->m.begin == mention->m.begin && last->m.end == mention->m.end)
        return; /* each word of a name gives it */
    struct mention **slot =
        tc_push(work, &work->told, &work->told_count, &work->told_room, sizeof *slot);
    if (slot)
        *slot = mention;
}

/* What the tagger takes an unknown name for; a name that it does not know is both. */
static bool body(const struct mention *m)
{
    return m->kind == MENTION_NAME &&
           (m->entity == ENTITY_ORGANISATION || m->entity == ENTITY_GROUP);
}

/* Roles that are never he or she. */
static bool office(const struct work *work, const struct mention *m)
{
    static const char *const bodies[] = {
        "court",     "agency",   "government", "ministry",   "army",       "parliament",
        "council",   "embassy",  "union",      "party",      "company",    "commission",
        "committee", "team",     "delegation", "department", "authority",  "police",
        "cabinet",   "congress", "senate",     "assembly",   "tribunal",   "navy",
        "force",     "bank",     "group",      "militia",    "opposition", "coalition",
        "bureau",    "mission",  "consulate",  "junta",      NULL};
    return m->kind == MENTION_AGENT &&
           tc_lemma_in(&work->units[m->sentence].s->tokens[m->head], bodies);
}

static bool person(const struct mention *m)
{
    if (body(m) || (m->kind == MENTION_NAME && m->entity == ENTITY_PLACE))
        return false;
    return (m->kind == MENTION_PERSON || m->kind == MENTION_NAME ||
            m->kind == MENTION_AGENT) &&
           !m->plural;
}

static bool collective(const struct mention *m)
{
    return m->kind == MENTION_COUNTRY || m->kind == MENTION_ORGANISATION ||
           m->kind == MENTION_GROUP || body(m);
}

static bool fits_pronoun(const struct work *work, const struct token *t,
                         const struct mention *m)
{
    static const char *const single[] = {"he", "she", "him", "her", "his", NULL};
    static const char *const thing[] = {"it", "its", NULL};
    static const char *const many[] = {"they", "them", "their", NULL};
    if (tc_lemma_in(t, single))
        return person(m) && !office(work, m);
    if (tc_lemma_in(t, thing))
        return collective(m) || (m->kind == MENTION_AGENT && !m->plural);
    if (tc_lemma_in(t, many))
        return m->plural || m->kind == MENTION_GROUP ||
               m->kind == MENTION_ORGANISATION || body(m);
    return false;
}

static bool before(const struct mention *m, const struct unit *unit, int32_t head)
{
    return m->sentence < unit->index || (m->sentence == unit->index && m->head < head &&
                                         !tc_below(unit->s, head, m->head));
}

/* Nobody is "them" of his own clause: "Nepalese police dragged them away". The one who
 * does it there, NONE for a possessive, which may well be his own. */
static int32_t own_actor(const struct sentence *s, int32_t head)
{
    enum { UP = 4 };
    int32_t on = head;
    if (s->tokens[head].relation == REL_NMOD_POSS ||
        tc_is_subject((enum relation)s->tokens[head].relation))
        return NONE;
    for (int depth = 0; depth < UP && on >= 0; depth++) {
        on = s->tokens[on].head;
        if (on >= 0 && s->tokens[on].upos == UPOS_VERB) {
            bool borrowed;
            return tc_passive(s, on) ? NONE : tc_subject(s, on, &borrowed);
        }
    }
    return NONE;
}

static const struct mention *pronoun(struct work *work, const struct unit *unit,
                                     int32_t head)
{
    const struct token *t = &unit->s->tokens[head];
    const struct mention *best = NULL;
    int best_score = 0;
    uint32_t seen = 0;
    int32_t actor = own_actor(unit->s, head);
    const struct mention *own = actor >= 0 ? unit->mention[actor] : NULL;
    for (uint32_t i = work->told_count; i-- > 0 && seen < LOOK_BACK; seen++) {
        const struct mention *m = work->told[i];
        if (m->sentence + PRONOUN_REACH < unit->index)
            break;
        if (!before(m, unit, head) || !fits_pronoun(work, t, m) ||
            (own && m->m.begin == own->m.begin))
            continue;
        int score = 20 - 4 * (int)(unit->index - m->sentence) + (m->subject ? 5 : 0) +
                    (m->m.code.size ? 2 : 0);
        if (score > best_score) {
            best = m;
            best_score = score;
        }
    }
    return best;
}

/* "Oman, whose envoy": the noun that the relative clause hangs on */
static const struct mention *related(const struct unit *unit, int32_t head)
{
    const struct sentence *s = unit->s;
    for (int32_t on = head; on >= 0; on = s->tokens[on].head)
        if (s->tokens[on].relation == REL_ACL_RELCL) {
            int32_t noun = s->tokens[on].head;
            const struct mention *m =
                noun >= 0 && noun < head ? unit->mention[noun] : NULL;
            return tc_is_actor(m) ? m : NULL;
        }
    return NULL;
}

static bool last_word_of(text name, text word)
{
    return word.size >= 3 && name.size > word.size && tc_text_ends(name, word) &&
           (name.data[name.size - word.size - 1] == ' ' ||
            name.data[name.size - word.size - 1] == '-');
}

/* ---- abbreviations --------------------------------------------------------------- */

enum { ABBREVIATION_MOST = 8 };

static bool abbreviation(text word)
{
    size_t upper = 0;
    for (size_t i = 0; i < word.size; i++)
        upper += word.data[i] >= 'A' && word.data[i] <= 'Z';
    return word.size >= 2 && word.size <= ABBREVIATION_MOST &&
           upper * 3 >= word.size * 2;
}

/* Does "(RSF)" stand right behind the mention's words, or at their end? */
static bool introduces(const struct work *work, const struct mention *m, text word)
{
    size_t from = m->m.begin, to = m->m.end + word.size + 4;
    if (to > work->text.size)
        to = work->text.size;
    for (size_t at = from; at + word.size + 2 <= to; at++)
        if (work->text.data[at] == '(' && work->text.data[at + word.size + 1] == ')' &&
            memcmp(work->text.data + at + 1, word.data, word.size) == 0)
            return at > from;
    return false;
}

const struct mention *tc_introduced(struct work *work, const struct unit *unit,
                                    int32_t head)
{
    text word = unit->s->tokens[head].form;
    if (!abbreviation(word) || work->fold)
        return NULL;
    for (uint32_t i = 0; i < work->told_count; i++) {
        const struct mention *m = work->told[i];
        if (m->m.text.size > word.size && before(m, unit, head) &&
            (m->kind == MENTION_NAME || m->kind == MENTION_ORGANISATION ||
             m->kind == MENTION_GROUP || m->kind == MENTION_AGENT) &&
            introduces(work, m, word))
            return m;
    }
    return NULL;
}

/* "General Amadou Sow", who is a role by his title. */
static bool titled(const struct work *work, const struct mention *m)
{
    return work->units[m->sentence].s->tokens[m->head].upos == UPOS_PROPN;
}

/* ---- names ----------------------------------------------------------------------- */

/* "Zarif" behind "Mohammad Javad Zarif", who may bear a code from his role. */
static const struct mention *same_name(struct work *work, const struct unit *unit,
                                       int32_t head)
{
    text word = unit->s->tokens[head].form;
    const struct mention *bare = NULL;
    uint32_t seen = 0;
    for (uint32_t i = work->told_count; i-- > 0 && seen < LOOK_BACK; seen++) {
        const struct mention *m = work->told[i];
        if (!before(m, unit, head) ||
            (m->kind != MENTION_NAME && m->kind != MENTION_PERSON &&
             !(m->kind == MENTION_AGENT && titled(work, m))))
            continue;
        if (!tc_text_equal(m->m.text, word) && !last_word_of(m->m.text, word) &&
            !last_word_of(m->m.name, word))
            continue;
        if (m->m.code.size)
            return m;
        if (!bare && m->m.text.size > word.size)
            bare = m; /* unknown, but the same */
    }
    return bare;
}

/* "the group", "the militants" for the armed group; "the ministry" for the ministry. */
static const struct mention *same_role(struct work *work, const struct unit *unit,
                                       int32_t head, uint32_t agent)
{
    static const char *const groups[] = {
        "group",        "militia",      "movement", "militant",
        "organization", "organisation", "party",    "faction",
        "insurgent",    "rebel",        NULL};
    static const char *const bodies[] = {"country",      "nation", "organization",
                                         "organisation", "agency", "company",
                                         "bloc",         NULL};
    const struct token *t = &unit->s->tokens[head];
    bool group = tc_lemma_in(t, groups), bodies_noun = tc_lemma_in(t, bodies);
    int32_t det = tc_child(unit->s, head, REL_DET);
    if (det < 0 || (!agent && !group && !bodies_noun))
        return NULL;
    static const char *const definite[] = {"the", "this", "these", "those", NULL};
    if (!tc_lemma_in(&unit->s->tokens[det], definite))
        return NULL;
    uint32_t seen = 0;
    for (uint32_t i = work->told_count; i-- > 0 && seen < LOOK_BACK; seen++) {
        const struct mention *m = work->told[i];
        if (m->sentence + ROLE_REACH < unit->index)
            break;
        if (!before(m, unit, head))
            continue;
        if (agent && m->agent == agent && m->m.country.size)
            return m;
        if (group && (m->kind == MENTION_GROUP || body(m)))
            return m;
        if (bodies_noun && (m->kind == MENTION_ORGANISATION || body(m) ||
                            (m->kind == MENTION_COUNTRY && tc_lemma_is(t, "country"))))
            return m;
    }
    return NULL;
}

const struct mention *tc_antecedent(struct work *work, const struct unit *unit,
                                    int32_t head, uint32_t agent)
{
    const struct token *t = &unit->s->tokens[head];
    if (t->xpos == XPOS_WPS || tc_text_equal_fold(t->form, TEXT("whose")))
        return related(unit, head);
    if (t->upos == UPOS_PRON)
        return pronoun(work, unit, head);
    if (t->upos == UPOS_PROPN)
        return same_name(work, unit, head);
    return same_role(work, unit, head, agent);
}
