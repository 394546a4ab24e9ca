/* detail.c: how many: the numbers of an act. */
#include "code/coder.h"

/* ---- numbers --------------------------------------------------------------------- */

static bool word_number(text t, long long *out)
{
    static const struct {
        const char *word;
        int value;
    } table[] = {
        {"one",       1 },
        {"two",       2 },
        {"three",     3 },
        {"four",      4 },
        {"five",      5 },
        {"six",       6 },
        {"seven",     7 },
        {"eight",     8 },
        {"nine",      9 },
        {"ten",       10},
        {"eleven",    11},
        {"twelve",    12},
        {"thirteen",  13},
        {"fourteen",  14},
        {"fifteen",   15},
        {"sixteen",   16},
        {"seventeen", 17},
        {"eighteen",  18},
        {"nineteen",  19},
        {"twenty",    20},
        {"thirty",    30},
        {"forty",     40},
        {"fifty",     50},
        {"sixty",     60},
        {"seventy",   70},
        {"eighty",    80},
        {"ninety",    90}
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (tc_text_equal_fold(t, tc_text(table[i].word))) {
            *out = table[i].value;
            return true;
        }
    char digits[16];
    size_t n = 0;
    for (size_t i = 0; i < t.size; i++) {
        if (t.data[i] == ',')
            continue;
        if (n == sizeof digits)
            return false;
        digits[n++] = t.data[i];
    }
    return n && tc_text_integer((text){digits, n}, 0, 100000000, out);
}

static long long multiplier(text t)
{
    return tc_text_equal_fold(t, TEXT("hundred"))    ? 100
           : tc_text_equal_fold(t, TEXT("thousand")) ? 1000
           : tc_text_equal_fold(t, TEXT("million"))  ? 1000000
           : tc_text_equal_fold(t, TEXT("dozen"))    ? 12
                                                     : 0;
}

/* "at least 12 people", "two dozen rebels", "1,200 troops" */
static bool number_of(struct work *work, const struct sentence *s, int32_t noun,
                      tocsin_number *out)
{
    static const char *const at_least[] = {"least", "more", "over", NULL};
    static const char *const at_most[] = {"most", "less", "fewer", "up", NULL};
    int32_t n = tc_child(s, noun, REL_NUMMOD);
    long long value;
    if (n < 0) {
        if (s->tokens[noun].upos != UPOS_NUM)
            return false;
        n = noun;
    }
    long long times = multiplier(s->tokens[n].form);
    int32_t first = n;
    if (times && n > 0 && word_number(s->tokens[n - 1].form, &value)) {
        value *= times;
        first = n - 1;
    } else if (times) {
        value = times;
    } else if (!word_number(s->tokens[n].form, &value)) {
        return false;
    } else if (multiplier(s->tokens[n + 1 < (int32_t)s->count ? n + 1 : n].form)) {
        value *= multiplier(s->tokens[++n].form);
    }
    if (value >= UINT32_MAX)
        return false; /* nobody counted that */
    out->low = out->high = (uint32_t)value;
    out->begin = s->tokens[first].begin;
    out->end = s->tokens[n].end;
    out->text = tc_words(work, out->begin, out->end);
    for (int32_t i = first > 3 ? first - 3 : 0; i < first; i++) {
        if (tc_lemma_in(&s->tokens[i], at_least))
            out->high = UINT32_MAX;
        else if (tc_lemma_in(&s->tokens[i], at_most))
            out->low = 0;
    }
    return true;
}

static const char *harm(const struct token *t)
{
    static const struct {
        const char *what;
        const char *lemmas[12];
    } table[] = {
        {"killed",
         {"kill", "die", "slay", "murder", "assassinate", "massacre", "dead", "execute",
          "behead"}                                                            },
        {"wounded",      {"wound", "injure", "hurt", "maim"}                   },
        {"arrested",     {"arrest", "detain", "jail", "imprison", "capture"}   },
        {"abducted",     {"abduct", "kidnap", "seize"}                         },
        {"displaced",    {"displace", "flee", "evacuate", "uproot"}            },
        {"participants", {"protest", "demonstrate", "rally", "march", "gather"}}
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (size_t k = 0; k < 12 && table[i].lemmas[k]; k++)
            if (tc_lemma_is(t, table[i].lemmas[k]))
                return table[i].what;
    return NULL;
}

enum { MOST_NUMBERS = 6 };

/* "seized seven pistols", "seized three towns": nobody was abducted */
static bool takes_things(const struct work *work, const struct act *act)
{
    const struct token *t = &work->parsed->sentences[act->unit].tokens[act->trigger];
    const char *mode = tc_lexicon_string(work->lexicon, act->frame->mode);
    return tc_lemma_is(t, "seize") && !tc_text_equal(tc_text(mode), tc_text("abduct"));
}

static void count_harm(struct work *work, const struct unit *unit,
                       const struct act *act, int32_t verb, tocsin_number *list,
                       uint32_t *count)
{
    const struct sentence *s = unit->s;
    const char *what = harm(&s->tokens[verb]);
    if (!what || *count == MOST_NUMBERS ||
        (verb == act->trigger && takes_things(work, act)))
        return;
    bool borrowed;
    bool done_by = tc_text_equal(tc_text(what), TEXT("participants")) ||
                   tc_lemma_is(&s->tokens[verb], "die") ||
                   tc_lemma_is(&s->tokens[verb], "flee");
    int32_t noun =
        done_by ? tc_subject(s, verb, &borrowed) : tc_object(s, verb, &borrowed);
    tocsin_number n = {.what = tc_text(what)};
    if (noun >= 0 && number_of(work, s, noun, &n))
        list[(*count)++] = n;
}

void tc_numbers_of(struct work *work, struct unit *unit, const struct act *act,
                   tocsin_claim *claim)
{
    const struct sentence *s = unit->s;
    tocsin_number list[MOST_NUMBERS];
    uint32_t count = 0;
    count_harm(work, unit, act, act->trigger, list, &count);
    for (int32_t c = s->first[act->trigger]; c >= 0; c = s->next[c]) {
        enum relation r = (enum relation)s->tokens[c].relation;
        if (r == REL_ADVCL || r == REL_CONJ)
            count_harm(work, unit, act, c, list, &count);
    }
    if (act->frame->part == 'n') { /* "the attack killed 12" */
        int32_t head = s->tokens[act->trigger].head;
        if (head >= 0 && s->tokens[act->trigger].relation == REL_NSUBJ)
            count_harm(work, unit, act, head, list, &count);
    }
    if (!count)
        return;
    tocsin_number *out = tc_take(work, count * sizeof *out);
    if (!out)
        return;
    for (uint32_t i = 0; i < count; i++)
        out[i] = list[i];
    claim->numbers = out;
    claim->number_count = count;
}
