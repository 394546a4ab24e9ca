/* record/fit.c: how likely it is that two claims speak of one happening.
 *
 * A sum of weights, one for each thing that speaks for or against, made a likelihood by
 * the logistic function. The weights were learnt by logistic regression on the even
 * topics of ECB+ (bench/merge_weights.py makes them again; docs/record.md says how well
 * they do on the odd ones). They are few and whole, so that a decision can be told in
 * words: the parts of the sum are kept beside each claim that joined an event.
 *
 * What must not be is not weighed here: merge.c rules it out before.
 */
#include "record/merging.h"

enum weight {
    BASE,
    ACT_WORD,      /* the same word made both */
    ACT_SENSE,     /* another word of the same sense */
    ACT_OTHER,     /* a word of another sense */
    ACT_CAMEO,     /* the same CAMEO code */
    ACT_MODE,      /* the same mode, and one is known */
    ACT_ONE_MODE,  /* the one has a mode, the other none */
    ACT_TYPE,      /* two types of one class */
    TEXT_LIKE,     /* likeness of the documents, 0 to 0.5 */
    TEXT_MUCH,     /* what of it is above 0.2 */
    TEXT_WORD,     /* likeness, when the word is the same */
    TEXT_MODE,     /* likeness, when the mode is the same */
    TEXT_SAME,     /* one document */
    TEXT_SENTENCE, /* one sentence */
    PARTY_ACTOR,   /* how far the actors are the same, 0 to 1 */
    PARTY_RECIPIENT,
    PARTY_WORDS,  /* share of words of a side that are the other's, too */
    PARTY_DIFFER, /* sides that are of other kinds */
    PARTY_STATES, /* sides that are of other countries */
    PLACE_SAME,
    PLACE_INSIDE, /* one lies in the other, as far as is known */
    TIME_SAME,
    TIME_NEAR, /* two days apart at most */
    TIME_GAP,  /* papers of two weeks at most */
    TIME_ONE,  /* one of them has no date */
    NUMBERS_SAME,
    NUMBERS_DIFFER,
    SIZE_SAME, /* as many stand on a side */
    SIZE_DIFFER,
    WEIGHTS
};

/* Hundredths of a logit. */
static const int weights[WEIGHTS] = {
    [BASE] = -583,          [ACT_WORD] = 304,      [ACT_SENSE] = 280,
    [ACT_OTHER] = -207,     [ACT_CAMEO] = 62,      [ACT_MODE] = -43,
    [ACT_ONE_MODE] = -44,   [ACT_TYPE] = 13,       [TEXT_LIKE] = 468,
    [TEXT_MUCH] = 186,      [TEXT_WORD] = 234,     [TEXT_MODE] = 193,
    [TEXT_SAME] = 35,       [TEXT_SENTENCE] = -50, [PARTY_ACTOR] = 42,
    [PARTY_RECIPIENT] = 37, [PARTY_WORDS] = 114,   [PARTY_DIFFER] = 23,
    [PARTY_STATES] = -92,   [PLACE_SAME] = -2,     [PLACE_INSIDE] = 22,
    [TIME_SAME] = 144,      [TIME_NEAR] = 136,     [TIME_GAP] = 82,
    [TIME_ONE] = -71,       [NUMBERS_SAME] = 50,   [NUMBERS_DIFFER] = -24,
    [SIZE_SAME] = 180,      [SIZE_DIFFER] = -169,
};

enum {
    NEAR = 2,      /* days */
    NO_TEXT = 250, /* likeness of texts that are too short to be compared */
    SAME_TEXT = 300,
    MOST_LIKE = 500,
    MUCH = 200,
    UNLIKE = 3 /* numbers that differ by no more are held to be miscounted */
};

/* ---- parties --------------------------------------------------------------------- */

int tc_fit_party(const struct party *a, const struct party *b)
{
    if (!a->rank || !b->rank)
        return 0;
    if (a->lexicon && a->lexicon == b->lexicon)
        return 100;
    if (a->lexicon && b->lexicon && !(a->code && a->code == b->code && a->state))
        return a->country && b->country && a->country != b->country ? PARTY_FOREIGN
                                                                    : PARTY_OTHER;
    if (a->code && a->code == b->code && a->country == b->country)
        return 90;
    if (a->country && b->country && a->country != b->country)
        return PARTY_FOREIGN;
    bool armed = a->armed && b->armed, same_kind = a->sector && a->sector == b->sector;
    if (a->country && b->country)
        return !a->sector || !b->sector ? 50 : armed ? 60 : PARTY_OTHER;
    if (same_kind)
        return 60;
    return armed ? 50 : !a->sector || !b->sector ? 20 : PARTY_OTHER;
}

static int share(const uint32_t a[SIDE_WORDS], const uint32_t b[SIDE_WORDS])
{
    int both = 0, of_a = 0, of_b = 0;
    for (int i = 0; i < SIDE_WORDS; i++) {
        of_a += a[i] != 0;
        of_b += b[i] != 0;
        for (int j = 0; j < SIDE_WORDS; j++)
            both += a[i] && a[i] == b[j];
    }
    int least = of_a < of_b ? of_a : of_b;
    return least ? both * 100 / least : 0;
}

static int weigh_parties(const struct member *a, const struct member *b)
{
    static const enum weight side[2] = {PARTY_ACTOR, PARTY_RECIPIENT};
    int sum = 0, words = 0;
    for (int i = 0; i < 2; i++) {
        int agree = tc_fit_party(&a->party[i], &b->party[i]);
        int common = share(a->words[i], b->words[i]);
        words = common > words ? common : words;
        sum += agree == PARTY_FOREIGN ? weights[PARTY_STATES]
               : agree == PARTY_OTHER ? weights[PARTY_DIFFER]
                                      : weights[side[i]] * agree / 100;
    }
    return sum + weights[PARTY_WORDS] * words / 100;
}

/* ---- the rest -------------------------------------------------------------------- */

static int weigh_act(const struct member *a, const struct member *b)
{
    long long mode = a->facts.mode, other = b->facts.mode;
    int sum = weights[BASE];
    if (a->act && a->act == b->act)
        sum += weights[ACT_WORD];
    else if (a->sense && b->sense)
        sum += weights[a->sense == b->sense ? ACT_SENSE : ACT_OTHER];
    if (a->facts.cameo && a->facts.cameo == b->facts.cameo)
        sum += weights[ACT_CAMEO];
    if (mode && mode == other)
        sum += weights[ACT_MODE];
    if (!mode != !other)
        sum += weights[ACT_ONE_MODE];
    return sum + (a->facts.type == b->facts.type ? 0 : weights[ACT_TYPE]);
}

static int weigh_text(const struct member *a, const struct member *b, int likeness)
{
    bool same = a->facts.document == b->facts.document;
    int like = same ? SAME_TEXT : likeness < 0 ? NO_TEXT : likeness;
    like = like < MOST_LIKE ? like : MOST_LIKE;
    int per_like = weights[TEXT_LIKE];
    if (a->act && a->act == b->act)
        per_like += weights[TEXT_WORD];
    if (a->facts.mode && a->facts.mode == b->facts.mode)
        per_like += weights[TEXT_MODE];
    int sum = per_like * like / 1000;
    if (like > MUCH)
        sum += weights[TEXT_MUCH] * (like - MUCH) / 1000;
    if (same)
        sum += weights[TEXT_SAME];
    if (same && a->facts.sentence == b->facts.sentence)
        sum += weights[TEXT_SENTENCE];
    return sum;
}

static int weigh_place(const struct spot *a, const struct spot *b)
{
    if (!a->rank || !b->rank)
        return 0;
    bool same =
        a->country == b->country && a->admin1 == b->admin1 && a->city == b->city;
    return weights[same ? PLACE_SAME : PLACE_INSIDE];
}

static int weigh_time(const struct facts *a, const struct facts *b)
{
    if (a->from == TC_NO_DAY || b->from == TC_NO_DAY)
        return a->from == b->from ? 0 : weights[TIME_ONE];
    int32_t begin = a->from > b->from ? a->from : b->from;
    int32_t end = a->to < b->to ? a->to : b->to;
    if (begin <= end)
        return weights[TIME_SAME];
    return weights[begin - end <= NEAR ? TIME_NEAR : TIME_GAP];
}

static int weigh_sizes(const struct member *a, const struct member *b)
{
    bool same = false, differ = false;
    for (int i = 0; i < 2; i++) {
        bool both = a->sizes[i] && b->sizes[i];
        same = same || (both && a->sizes[i] == b->sizes[i]);
        differ = differ || (both && a->sizes[i] != b->sizes[i]);
    }
    return (same ? weights[SIZE_SAME] : 0) + (differ ? weights[SIZE_DIFFER] : 0);
}

static int weigh_numbers(const struct member *a, const struct member *b)
{
    bool same = false, differ = false;
    for (int i = 0; i < COUNTS; i++) {
        int64_t x = a->counts[i], y = b->counts[i];
        if (x < 0 || y < 0)
            continue;
        int64_t low = x < y ? x : y, high = x < y ? y : x;
        same = same || x == y;
        differ = differ || (a->facts.document == b->facts.document
                                ? x != y
                                : high / 2 > low && high - low > UNLIKE);
    }
    return (same ? weights[NUMBERS_SAME] : 0) + (differ ? weights[NUMBERS_DIFFER] : 0) +
           weigh_sizes(a, b);
}

/* The logistic function of hundredths in thousandths. */
static int likely(int sum)
{
    static const int at[] = {500, 622, 731, 818, 881, 924, 953, 971,
                             982, 989, 993, 996, 998, 998, 999}; /* 0.5 apart */
    enum { LAST = sizeof at / sizeof *at - 1, STEP = 50 };
    int size = sum < 0 ? -sum : sum;
    int i = size / STEP, rest = size % STEP;
    int p = i >= LAST ? at[LAST] : at[i] + (at[i + 1] - at[i]) * rest / STEP;
    return sum < 0 ? 1000 - p : p;
}

void tc_fit_pair(const struct member *claim, const struct member *other, int likeness,
                 struct fit *out)
{
    out->parts[PART_ACT] = weigh_act(claim, other);
    out->parts[PART_TEXT] = weigh_text(claim, other, likeness);
    out->parts[PART_PARTIES] = weigh_parties(claim, other);
    out->parts[PART_PLACE] = weigh_place(&claim->spot, &other->spot);
    out->parts[PART_TIME] = weigh_time(&claim->facts, &other->facts);
    out->parts[PART_NUMBERS] = weigh_numbers(claim, other);
    int sum = 0;
    for (int i = 0; i < PARTS; i++)
        sum += out->parts[i];
    out->likely = likely(sum);
}
