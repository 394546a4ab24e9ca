/* stance_unreal.c: constructions that tell of an act without saying that it took place.
 *
 * No single word embeds the act here: it is asked for by the order of words ("Should
 * they attack"), staged, on the table, said to be the work of others ("it was not they
 * who"), or it hangs on a statement that was taken back.
 */
#include "code/stance.h"

/* "Should they attack, ...": a condition, also where the parser lost its verb */
static bool inverted(const struct sentence *s, int32_t token)
{
    static const char *const first[] = {"should", "were", "had"};
    bool starts = false;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        starts = starts || tc_text_equal_fold(s->tokens[0].form, tc_text(first[i]));
    if (!starts || s->tokens[0].upos != UPOS_AUX || s->count < 2 ||
        s->tokens[1].upos == UPOS_ADV || s->tokens[1].upos == UPOS_VERB)
        return false; /* "Were arrested and held, ...": its subject was cut off */
    for (int32_t i = 1; i < (int32_t)s->count; i++)
        if (tc_lemma_is(&s->tokens[i], ","))
            return token < i;
    return false;
}

/* "lest rebels attack": so rare that taggers do not know the word */
static bool lest(const struct sentence *s, int32_t verb)
{
    for (int32_t i = verb - 1; i >= 0 && s->tokens[i].upos != UPOS_VERB; i--)
        if (s->tokens[i].form.size == 4 &&
            tc_text_equal_fold(s->tokens[i].form, TEXT("lest")))
            return true;
    return false;
}

bool tc_supposed(const struct sentence *s, int32_t token)
{
    return inverted(s, token) || (s->tokens[token].upos == UPOS_VERB && lest(s, token));
}

static bool staging(const struct token *t)
{
    static const char *const stages[] = {"film",  "movie",    "novel",      "thriller",
                                         "play",  "drill",    "simulation", "exercise",
                                         "dream", "scenario", "fiction",    "script",
                                         "plot",  "wargame",  NULL};
    return tc_lemma_in(t, stages);
}

/* "The exercise had rebels attack the palace" */
static bool stages_it(const struct sentence *s, int32_t top)
{
    static const char *const have[] = {"have", "see", "imagine", "envisage", NULL};
    int32_t subject = tc_child(s, top, REL_NSUBJ);
    return subject >= 0 && tc_child(s, top, REL_XCOMP) >= 0 &&
           tc_lemma_in(&s->tokens[top], have) && staging(&s->tokens[subject]);
}

bool tc_staged(const struct sentence *s, int32_t top)
{
    static const char *const in[] = {"in", NULL};
    for (int32_t c = s->first[top]; c >= 0 && c < top; c = s->next[c])
        if (s->tokens[c].relation == REL_OBL && staging(&s->tokens[c]) &&
            tc_has_case(s, c, in))
            return true;
    return stages_it(s, top);
}

bool tc_proposed(const struct sentence *s, int32_t head)
{
    static const struct {
        const char *by, *noun;
    } ways[] = {
        {"on",    "table"        },
        {"on",    "agenda"       },
        {"on",    "card"         },
        {"on",    "cards"        },
        {"under", "discussion"   },
        {"in",    "offing"       },
        {"under", "negotiation"  },
        {"in",    "prospect"     },
        {"in",    "pipeline"     },
        {"in",    "preparation"  },
        {"under", "review"       },
        {"at",    "stage"        },
        {"under", "consideration"}
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const char *const by[] = {ways[i].by, NULL};
        if (tc_lemma_is(&s->tokens[head], ways[i].noun) && tc_has_case(s, head, by))
            return true;
    }
    return false;
}

bool tc_not_theirs(const struct work *work, const struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    int32_t head = s->tokens[token].head;
    if (head < 0 || s->tokens[token].relation != REL_ACL_RELCL ||
        tc_child(s, head, REL_COP) < 0 || !tc_negated(work, unit, head))
        return false;
    int32_t who = tc_child(s, token, REL_NSUBJ);
    bool somebody = s->tokens[head].upos != UPOS_NOUN ||
                    (who >= 0 && tc_lemma_is(&s->tokens[who], "who"));
    if (!somebody)
        return false; /* "it is not every day that" */
    int32_t it = tc_child(s, head, REL_NSUBJ);
    if (it < 0)
        it = tc_child(s, head, REL_EXPL);
    return it >= 0 && tc_lemma_is(&s->tokens[it], "it");
}

bool tc_hoax(const struct sentence *s, int32_t word)
{
    static const char *const hoaxes[] = {"hoax", "hoaxer", "prankster", "forgery",
                                         NULL};
    static const char *const fakes[] = {
        "fake",      "faked", "fabricated", "fabricate", "forged",
        "satirical", "bogus", "doctored",   "forge",     NULL};
    static const char *const truths[] = {"truth", "substance", "basis", "foundation",
                                         NULL};
    int32_t subject = tc_child(s, word, REL_NSUBJ), head = s->tokens[word].head;
    int32_t kind = subject >= 0 ? tc_child(s, subject, REL_AMOD) : NONE;
    if (subject >= 0 && (tc_lemma_in(&s->tokens[subject], hoaxes) ||
                         (kind >= 0 && tc_lemma_in(&s->tokens[kind], fakes))))
        return true;
    int32_t no = head >= 0 && tc_lemma_in(&s->tokens[head], truths)
                     ? tc_child(s, head, REL_DET)
                     : NONE;
    return no >= 0 && tc_lemma_is(&s->tokens[no], "no"); /* "no truth in claims that" */
}

bool tc_came_to_nothing(const struct sentence *s, int32_t verb)
{
    int32_t part = tc_child(s, verb, REL_COMPOUND_PRT);
    int32_t to = tc_child(s, verb, REL_OBL);
    return (tc_lemma_is(&s->tokens[verb], "fall") && part >= 0 &&
            tc_lemma_is(&s->tokens[part], "through")) ||
           (tc_lemma_is(&s->tokens[verb], "come") && to >= 0 &&
            (tc_lemma_is(&s->tokens[to], "nothing") ||
             tc_lemma_is(&s->tokens[to], "naught")));
}

bool tc_taken_back(const struct sentence *s, int32_t word)
{
    static const char *const verbs[] = {"drop",   "withdraw", "retract", "recant",
                                        "quash",  "disown",   "doubt",   "question",
                                        "revoke", "correct",  "dismiss", NULL};
    static const char *const parts[] = {"throw", "take", "brush", "laugh", NULL};
    static const char *const particles[] = {"out", "back", "aside", "off", NULL};
    const struct token *t = &s->tokens[word];
    if (t->head < 0)
        return false;
    const struct token *verb = &s->tokens[t->head];
    static const char *const sorry[] = {"apologise", "apologize", NULL};
    if (t->xpos == XPOS_VBG && tc_lemma_in(verb, sorry))
        return true; /* "apologised for reporting that" */
    if (t->relation != REL_OBJ && t->relation != REL_NSUBJ_PASS)
        return false;
    if (tc_lemma_in(verb, verbs))
        return true;
    bool out = false;
    for (int32_t c = s->first[t->head]; c >= 0; c = s->next[c])
        out = out || (tc_lemma_in(&s->tokens[c], particles) &&
                      (s->tokens[c].relation == REL_COMPOUND_PRT ||
                       s->tokens[c].relation == REL_ADVMOD));
    return out && tc_lemma_in(verb, parts);
}

bool tc_by_denied_claim(const struct work *work, const struct unit *unit, int32_t top)
{
    static const char *const according[] = {"accord", "according", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[top]; c >= 0; c = s->next[c]) {
        if (s->tokens[c].relation != REL_OBL || !tc_has_case(s, c, according))
            continue;
        for (int32_t r = s->first[c]; r >= 0; r = s->next[r]) {
            const struct cue *cue = s->tokens[r].relation == REL_ACL_RELCL ||
                                            s->tokens[r].relation == REL_ACL
                                        ? tc_cue(work, unit, r, CUE_THAT | CUE_NOUN)
                                        : NULL;
            if (cue && cue->class == CUE_DENY && !tc_negated(work, unit, r))
                return true;
        }
    }
    return false;
}

/* "in the event that they attack", "a scenario in which they attack" */
static bool imagined(const struct sentence *s, int32_t token)
{
    static const char *const in[] = {"in", NULL};
    static const char *const cases[] = {"event", "case", NULL};
    static const char *const worlds[] = {"scenario", "world",      "situation", "case",
                                         "exercise", "simulation", "film",      "novel",
                                         "drill",    "future",     "wargame",   NULL};
    int32_t head = s->tokens[token].head, mark = tc_child(s, token, REL_MARK);
    if (mark >= 0 && tc_lemma_in(&s->tokens[head], cases) && tc_has_case(s, head, in))
        return tc_lemma_is(&s->tokens[mark], "that");
    int32_t which = tc_child(s, token, REL_OBL);
    int32_t det = tc_child(s, head, REL_DET);
    return which >= 0 && which < token && det >= 0 &&
           tc_lemma_in(&s->tokens[det], (const char *const[]){"a", "an", NULL}) &&
           tc_lemma_is(&s->tokens[which], "which") && tc_has_case(s, which, in) &&
           tc_lemma_in(&s->tokens[head], worlds);
}

/* "It is high time that they left" */
static bool high_time(const struct sentence *s, int32_t head)
{
    return tc_lemma_is(&s->tokens[head], "time") && tc_child(s, head, REL_COP) >= 0 &&
           tc_child(s, head, REL_DET) < 0 && tc_child(s, head, REL_NUMMOD) < 0;
}

/* "anyone who attacks", "those who attack", "a soldier who attacks would": it is not
 * said that somebody does */
static bool whoever(const struct sentence *s, int32_t token)
{
    static const char *const any[] = {"anyone",    "anybody",   "whoever", "anything",
                                      "whatever",  "whichever", "those",   "everyone",
                                      "everybody", "nobody",    NULL};
    static const char *const all[] = {"any", "every", "each", "no", "whichever", NULL};
    static const char *const one[] = {"a", "an", NULL};
    static const char *const would[] = {"would", "should", "must",
                                        "will",  "shall",  NULL};
    int32_t head = s->tokens[token].head;
    if (!tc_present(s, token))
        return false;
    int32_t det = tc_child(s, head, REL_DET);
    if (tc_lemma_in(&s->tokens[head], any) ||
        (det >= 0 && tc_lemma_in(&s->tokens[det], all)))
        return true;
    bool some = det >= 0 ? tc_lemma_in(&s->tokens[det], one)
                         : s->tokens[head].xpos == XPOS_NNS &&
                               tc_child(s, head, REL_NUMMOD) < 0 &&
                               tc_child(s, token, REL_AUX) < 0;
    if (!some || !(tc_is_subject((enum relation)s->tokens[head].relation) ||
                   s->tokens[head].relation == REL_NSUBJ_PASS))
        return false;
    int32_t aux = tc_child(s, s->tokens[head].head, REL_AUX);
    return aux >= 0 && tc_lemma_in(&s->tokens[aux], would);
}

bool tc_hangs_on_if(const struct sentence *s, int32_t token)
{
    const struct token *t = &s->tokens[token];
    if (t->relation != REL_ACL_RELCL && t->relation != REL_ACL)
        return false;
    return imagined(s, token) || high_time(s, t->head) ||
           (t->relation == REL_ACL_RELCL && whoever(s, token));
}

bool tc_only_named(const struct sentence *s, int32_t token)
{
    static const char *const before[] = {
        "from", "to", "on", "against", "about", "into", "toward", "towards", NULL};
    static const char *const of[] = {"of", NULL};
    static const char *const near[] = {"hour", "minute", "day",  "week", "inch",
                                       "vote", "step",   "year", NULL};
    static const char *const real[] = {"addition", "prior", "come",    "stem",
                                       "result",   "due",   "benefit", NULL};
    const struct token *t = &s->tokens[token];
    if (t->xpos != XPOS_VBG || t->upos != UPOS_VERB ||
        (t->relation != REL_ACL && t->relation != REL_ADVCL) ||
        tc_child(s, token, REL_NSUBJ) >= 0 || tc_child(s, token, REL_AUX) >= 0 ||
        tc_lemma_in(&s->tokens[t->head], real))
        return false;
    for (int32_t c = s->first[token]; c >= 0; c = s->next[c]) {
        if (s->tokens[c].relation != REL_MARK && s->tokens[c].relation != REL_CASE)
            continue;
        if (tc_lemma_in(&s->tokens[c], before))
            return true;
        if (tc_lemma_in(&s->tokens[c], of) && tc_lemma_in(&s->tokens[t->head], near) &&
            tc_child(s, t->head, REL_CASE) >= 0) /* "within hours of attacking" */
            return true;
    }
    return false;
}
