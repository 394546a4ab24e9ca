/* times_bind.c: which time expression an act has: that of its own clause, else the
 * nearest that governs it, else the document's day, and says which ("bound").
 *
 * An expression belongs to the verb above it. Inside a noun phrase it is only second
 * best, because the parser hangs "in May" on the last noun; a stretch ("in the past
 * three months") is third. It is none of the act's where it stands before a noun that
 * the act is about ("broke the 2015 accord") or behind "after", "since", "about"
 * ("after the 2014 annexation").
 *
 * From act to clause the way goes up, never through a report or a promise: "said on
 * Monday that", "threatened on Monday to" tell when it was said. Nor through "after",
 * "for" and "because": the clause above them has another day.
 */
#include "code/times.h"

#include <string.h>

enum { A_CLAUSE = 32, NESTED = 4, STRETCH = 2, SHARED = 6, JOINED = 5 };

static int32_t token_at(const struct sentence *s, uint32_t byte)
{
    uint32_t low = 0, high = s->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->tokens[middle].end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->count ? (int32_t)low : NONE;
}

/* The token of the expression that hangs on what stands outside it. */
static int32_t top_of(const struct sentence *s, const tocsin_time *t)
{
    int32_t at = token_at(s, t->begin);
    for (int32_t on = at; on >= 0 && (uint32_t)on < s->count; on++) {
        const struct token *token = &s->tokens[on];
        if (token->begin >= t->end)
            break;
        if (token->head < 0 || s->tokens[token->head].begin >= t->end ||
            s->tokens[token->head].end <= t->begin)
            return on;
    }
    return at;
}

/* ---- whose the expression is ----------------------------------------------------- */

/* Verbs that only carry their noun: what is told of it is told of them. */
static bool carries(const struct token *t)
{
    static const char *const verbs[] = {
        "carry",   "launch", "stage",    "hold",   "make",      "conduct", "mount",
        "suffer",  "commit", "organise", "lead",   "join",      "begin",   "start",
        "take",    "give",   "have",     "wage",   "undertake", "perform", "organize",
        "survive", "attend", "see",      "escape", NULL};
    return tc_lemma_in(t, verbs);
}

/* Is what stands under the noun told of another day than the clause's? */
static bool apart(const struct sentence *s, int32_t noun, int32_t below)
{
    static const char *const other[] = {
        "after",   "before",     "since",   "about",   "following", "despite",
        "because", "over",       "under",   "until",   "till",      "like",
        "than",    "concerning", "without", "against", "accord",    "for",
        "from",    "prior",      "ahead",   "due",     "regarding", NULL};
    static const char *const told[] = {"of", "to", "on", "with", NULL};
    if (tc_has_case(s, noun, other))
        return true;
    const struct token *t = &s->tokens[noun];
    bool titled = t->upos == UPOS_PROPN && below == noun + 1 &&
                  tc_child(s, below, REL_CASE) < 0; /* "the Reform Bill 2019" */
    if (below > noun && !titled) /* "the base on Monday" hangs there by accident */
        return false;
    bool object =
        t->relation == REL_OBJ || t->relation == REL_IOBJ ||
        t->relation == REL_NSUBJ_PASS ||
        (tc_is_oblique((enum relation)t->relation) && tc_has_case(s, noun, told));
    return object && t->head >= 0 && !carries(&s->tokens[t->head]);
}

/* The verb (or the act itself) over the expression, NONE when it is told of something
 * else; *nested: a noun lies between. */
static int32_t clause_of(const struct sentence *s, int32_t at, int32_t trigger,
                         bool *nested)
{
    *nested = false;
    int32_t on = at, below = NONE;
    while (on >= 0 && on != trigger && (on == at || s->tokens[on].upos != UPOS_VERB)) {
        uint8_t upos = s->tokens[on].upos;
        if (on != at && (upos == UPOS_NOUN || upos == UPOS_PROPN)) {
            *nested = true;
            if (apart(s, on, below))
                return NONE;
        }
        below = on;
        on = s->tokens[on].head;
    }
    return on < 0 ? s->root : on;
}

static bool is_cue(const struct work *work, const struct unit *unit, int32_t token)
{
    for (uint32_t i = 0; i < work->voice_count; i++)
        if (work->voices[i].unit == unit->index && work->voices[i].cue == token)
            return true;
    return false;
}

/* Verbs whose own time is not that of what they speak of, wish or set going. */
static bool speaks(const struct work *work, const struct unit *unit, int32_t token)
{
    static const char *const verbs[] = {
        "condemn",     "denounce", "criticise", "criticize", "deplore",     "praise",
        "accuse",      "blame",    "deny",      "mark",      "discuss",     "mourn",
        "commemorate", "hail",     "confirm",   "report",    "announce",    "describe",
        "mention",     "admit",    "warn",      "fear",      "threaten",    "promise",
        "plan",        "propose",  "demand",    "urge",      "ask",         "order",
        "seek",        "avenge",   "vow",       "pledge",    "agree",       "offer",
        "refuse",      "call",     "intend",    "decide",    "hope",        "expect",
        "want",        "swear",    "authorise", "tell",      "request",     "approve",
        "authorize",   "suspect",  "charge",    "convict",   "sentence",    "jail",
        "acquit",      "probe",    "remember",  "support",   "investigate", NULL};
    return tc_lemma_in(&unit->s->tokens[token], verbs) || is_cue(work, unit, token);
}

/* The parser hangs what stands between a report and its content on either. In "said
 * on Monday he would go" it is the report's, as nothing of the content stands before
 * it; in "said that on Monday", "accused them of shelling it on Monday" the content's.
 */
static int32_t side_of_report(const struct work *work, const struct unit *unit,
                              int32_t clause, int32_t at)
{
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[clause];
    int32_t first, last, begin;
    if (t->relation == REL_CCOMP && t->head >= 0 && t->head < at && at < clause) {
        tc_span(s, clause, &first, &last);
        tc_span(s, at, &begin, &last);
        return first == begin ? t->head : clause;
    }
    if (!speaks(work, unit, clause) || at < 1 || s->tokens[at - 1].upos == UPOS_PUNCT)
        return clause;
    for (int32_t c = s->first[clause]; c >= 0; c = s->next[c]) {
        if (c < clause || s->tokens[c].upos != UPOS_VERB ||
            (enum relation)s->tokens[c].relation == REL_CONJ ||
            (enum relation)s->tokens[c].relation == REL_PARATAXIS)
            continue;
        tc_span(s, c, &first, &last);
        if (first < at && last < at)
            return c;
    }
    return clause;
}

/* ---- from the act up to a clause ------------------------------------------------- */

/* Does the clause above have another day than the token? */
static bool parted(const struct work *work, const struct unit *unit, int32_t on)
{
    static const char *const marks[] = {"after",    "before",  "since",   "because",
                                        "if",       "unless",  "for",     "of",
                                        "although", "though",  "over",    "until",
                                        "despite",  "without", "against", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[on];
    switch ((enum relation)t->relation) {
    case REL_CCOMP:
    case REL_PARATAXIS:
    case REL_ACL_RELCL:
        return true;
    case REL_CONJ:
        return false;
    case REL_ADVCL:
    case REL_ACL:
    case REL_OBL:
    case REL_NMOD:
        for (int32_t c = s->first[on]; c >= 0; c = s->next[c])
            if ((s->tokens[c].relation == REL_MARK ||
                 s->tokens[c].relation == REL_CASE) &&
                !(s->tokens[c].relation == REL_CASE && t->upos != UPOS_VERB &&
                  tc_lemma_is(&s->tokens[c], "of")) &&
                tc_lemma_in(&s->tokens[c], marks))
                return true;
        break;
    default:
        break;
    }
    return t->head >= 0 && !tc_is_subject((enum relation)t->relation) &&
           speaks(work, unit, t->head);
}

/* "ordering a massacre in 1988", "condemned on Monday the raid of last week": told of
 * the massacre and the raid. */
static bool behind_object(const struct sentence *s, int32_t clause, int32_t trigger,
                          int32_t at)
{
    int32_t first, last, begin;
    if (s->tokens[trigger].relation != REL_OBJ || s->tokens[trigger].head != clause)
        return false;
    bool own = false; /* has the verb another time before its object? */
    for (int32_t c = s->first[clause]; c >= 0 && c < trigger; c = s->next[c])
        own = own || tc_is_time(&s->tokens[c]);
    if (s->tokens[clause].xpos != XPOS_VBG && !own)
        return false;
    tc_span(s, trigger, &first, &last);
    tc_span(s, at, &begin, &first);
    return last + 1 == begin;
}

/* How far the expression's clause is from the act: 0 the same, NONE not above it. A
 * noun's act costs a little, because an expression of its own phrase comes first. */
static int distance(const struct work *work, const struct unit *unit, int32_t clause,
                    int32_t trigger)
{
    const struct sentence *s = unit->s;
    int steps = 0;
    for (int32_t on = trigger; on >= 0; on = s->tokens[on].head) {
        if (on == clause)
            return steps;
        if (parted(work, unit, on))
            return NONE;
        bool joined = s->tokens[on].relation == REL_CONJ &&
                      tc_child(s, on, REL_NSUBJ) < 0; /* one clause, two verbs */
        steps += s->tokens[on].upos != UPOS_VERB ? 1 : joined ? JOINED : A_CLAUSE;
    }
    return NONE;
}

/* "bombed and shelled the town on Monday": what stands behind the last verb of a row is
 * the first one's too, where that has no object either. */
static bool shared(const struct sentence *s, int32_t clause, int32_t trigger,
                   int32_t at)
{
    if (clause < 0 || s->tokens[clause].relation != REL_CONJ ||
        s->tokens[clause].head != trigger || at < clause ||
        s->tokens[trigger].upos != UPOS_VERB)
        return false;
    return tc_child(s, clause, REL_NSUBJ) < 0 && tc_child(s, trigger, REL_OBJ) < 0 &&
           tc_child(s, trigger, REL_OBL) < 0;
}

/* "a plan to attack on Monday" */
static bool to_come(const struct sentence *s, int32_t verb)
{
    int32_t mark = tc_child(s, verb, REL_MARK);
    return mark >= 0 && tc_lemma_is(&s->tokens[mark], "to");
}

/* Clauses below the act that tell its own time: "When police came on Monday, they threw
 * stones", "Starting on Monday, they will", "The minister, speaking on Monday, said";
 * and what a noun's own clause tells of it: "talks that began on Friday". */
static bool meanwhile(const struct work *work, const struct unit *unit, int32_t clause,
                      int32_t trigger)
{
    static const char *const marks[] = {"when", "as", "while", NULL};
    static const char *const opens[] = {"start", "begin", "speak", "talk", NULL};
    const struct sentence *s = unit->s;
    const struct token *t = &s->tokens[clause];
    int32_t head = t->head;
    if (head < 0)
        return false;
    if (t->relation == REL_ACL_RELCL || t->relation == REL_ACL) {
        bool subject = s->tokens[head].head == trigger && t->xpos == XPOS_VBG &&
                       tc_is_subject((enum relation)s->tokens[head].relation);
        return (subject && tc_lemma_in(t, opens)) ||
               (head == trigger && s->tokens[trigger].upos != UPOS_VERB &&
                !speaks(work, unit, clause) && !to_come(s, clause));
    }
    if (t->relation != REL_ADVCL || head != trigger)
        return false;
    if (t->xpos == XPOS_VBG && tc_lemma_in(t, opens))
        return true;
    for (int32_t c = s->first[clause]; c >= 0; c = s->next[c])
        if ((s->tokens[c].relation == REL_MARK ||
             s->tokens[c].relation == REL_ADVMOD) &&
            tc_lemma_in(&s->tokens[c], marks))
            return true;
    return false;
}

/* "According to a statement on Monday, ...": of the statement. */
static bool behind_source(const struct sentence *s, int32_t at)
{
    static const char *const says[] = {"accord", "per", NULL};
    int32_t first, last, begin;
    tc_span(s, at, &begin, &last);
    int32_t head = s->tokens[at].head;
    for (int32_t c = head < 0 ? NONE : s->first[head]; c >= 0 && c < at;
         c = s->next[c]) {
        if (!tc_has_case(s, c, says))
            continue;
        tc_span(s, c, &first, &last);
        if (last + 1 == begin)
            return true;
    }
    return false;
}

static uint32_t first_time(const struct work *work, uint32_t byte)
{
    uint32_t low = 0, high = work->time_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->times[middle].end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What one expression costs the act; NONE: it is not the act's. */
static int cost(const struct work *work, const struct unit *unit, int32_t token,
                const tocsin_time *t)
{
    const struct sentence *s = unit->s;
    int32_t at = top_of(s, t);
    if (!t->from.size || at < 0)
        return NONE;
    bool nested;
    int32_t clause = clause_of(s, at, token, &nested);
    if (clause < 0)
        return NONE;
    if (behind_source(s, at))
        return NONE;
    if (clause >= 0)
        clause = side_of_report(work, unit, clause, at);
    int steps = distance(work, unit, clause, token);
    if (steps < 0 && behind_object(s, clause, token, at))
        steps = SHARED;
    if (steps < 0 &&
        (shared(s, clause, token, at) || meanwhile(work, unit, clause, token)))
        steps = SHARED;
    if (steps < 0)
        return NONE;
    bool stretch = tc_text_equal(t->type, TEXT("DURATION"));
    return steps + (nested ? NESTED : 0) + (stretch ? STRETCH : 0);
}

static tocsin_time of_document(struct work *work)
{
    tocsin_time t = {0};
    if (work->day == TC_NO_DAY)
        return t;
    char day[11];
    tc_day_print(work->day, day);
    t.from = t.to = tc_arena_copy(work->arena, tc_text(day));
    t.precision = t.bound = TEXT("document");
    return t;
}

tocsin_time tc_time_of(struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    uint32_t best = work->time_count;
    int least = INT32_MAX;
    for (uint32_t i = first_time(work, s->begin);
         i < work->time_count && work->times[i].begin < s->end; i++) {
        int price = cost(work, unit, token, &work->times[i]);
        if (price >= 0 && price < least) {
            best = i;
            least = price;
        }
    }
    if (best == work->time_count)
        return of_document(work);
    tocsin_time t = tc_time_stretch(work, best);
    t.bound = least < A_CLAUSE ? TEXT("clause") : TEXT("governing");
    return t;
}

tocsin_time tc_time_of_saying(struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    for (int32_t on = token; s->tokens[on].head >= 0; on = s->tokens[on].head)
        if (speaks(work, unit, s->tokens[on].head))
            return tc_time_of(work, unit, s->tokens[on].head);
    return of_document(work);
}
