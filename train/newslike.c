/* train/newslike.c: sentences of news with their trees, made by a grammar.
 *
 * The treebanks have much mail, many reviews and essays, and few sentences such as an
 * agency writes: a name, a verb in the past, an object without an article. A parser
 * that knows only the treebanks takes such a verb for an adjective ("[fired rockets]")
 * and the object for the root. So the trainer also sees sentences made here. They need
 * make no sense, as what is learnt is grammar; but their grammar must be right: the
 * trees follow the conventions of EWT, and where EWT knows two ways, its more frequent
 * one.
 *
 * A clause is a frame: a verb with the complements that it takes, written in a small
 * language (newslike_words.h). Noun phrases come by class. Words are those of this
 * project and of train/verbs.c; names are those of the dictionaries. Nothing is taken
 * from a treebank or from any text. Words are put from left to right; heads are known
 * later, and most functions return the index of a phrase's head for that.
 */
#include "newslike.h"
#include "newslike_words.h"
#include "verbs.h"

#include <stdio.h>
#include <string.h>

enum {
    LONGEST = 96,       /* words of a sentence that is made; longer ones are dropped */
    USUAL = 44,         /* words of a sentence that is kept */
    NAMES = 3000,       /* of a kind, at most */
    FEWEST = 40,        /* of a kind, else the dictionaries are not there */
    DEEPEST = 3,        /* phrases within phrases */
    FORM_SIZE = 64,     /* bytes of a word, at most */
    PENDING = INT32_MIN /* a head that is not known yet */
};

enum kind { COUNTRY, ADJECTIVE, PEOPLE, CAPITAL, GROUP, BODY, PERSON, ROLE, KINDS };

struct names {
    text *items;
    size_t count, room;
};

struct gen {
    struct arena *arena;
    uint64_t random;
    struct names names[KINDS];
    struct gold words[LONGEST];
    int32_t count;
    int32_t deep;  /* phrases that are open */
    bool plural;   /* the last noun phrase was */
    bool headline; /* no articles, present tense */
    bool failed;   /* too long, or out of memory */
};

enum form { BASE, PAST, PARTICIPLE, GERUND, THIRD, PRESENT };

/* ---- chance and words ------------------------------------------------------------ */

static uint32_t dice(struct gen *g, uint32_t sides)
{
    g->random = g->random * 6364136223846793005ULL + 1442695040888963407ULL;
    uint64_t x = g->random ^ (g->random >> 29);
    return (uint32_t)((x >> 20) & 0xFFFFFFFFU) % sides;
}

static bool chance(struct gen *g, uint32_t percent)
{
    return dice(g, 100) < percent;
}

static text nth_word(const char *list, uint32_t n)
{
    const char *at = list;
    while (n-- > 0) {
        at = strchr(at, ' ') + 1;
    }
    return (text){at, strcspn(at, " ")};
}

static uint32_t words_in(const char *list)
{
    uint32_t n = 1;
    for (const char *c = list; *c != '\0'; c++) {
        n += *c == ' ';
    }
    return n;
}

/* A word of a list divided by spaces. */
static text pick(struct gen *g, const char *list)
{
    return nth_word(list, dice(g, words_in(list)));
}

static bool listed(text word, const char *list)
{
    for (const char *at = list; *at != '\0';) {
        size_t size = strcspn(at, " ");
        if (tc_text_equal(word, (text){at, size})) {
            return true;
        }
        at += size + (at[size] == ' ');
    }
    return false;
}

static text name(struct gen *g, enum kind kind)
{
    return g->names[kind].items[dice(g, (uint32_t)g->names[kind].count)];
}

static int32_t add(struct gen *g, text form, enum upos upos, enum xpos xpos)
{
    if (g->count >= LONGEST) {
        g->failed = true;
        g->count = LONGEST - 1;
    }
    g->words[g->count] = (struct gold){.form = form,
                                       .head = PENDING,
                                       .upos = (uint8_t)upos,
                                       .xpos = (uint8_t)xpos,
                                       .space_after = true};
    return g->count++;
}

static int32_t add_s(struct gen *g, const char *form, enum upos upos, enum xpos xpos)
{
    return add(g, tc_text(form), upos, xpos);
}

static void arc(struct gen *g, int32_t child, int32_t head, enum relation relation)
{
    g->words[child].head = head;
    g->words[child].relation = (uint8_t)relation;
}

/* A word that hangs on the one behind it. */
static int32_t left(struct gen *g, text form, enum upos upos, enum xpos xpos,
                    enum relation relation)
{
    int32_t i = add(g, form, upos, xpos);
    arc(g, i, i + 1, relation);
    return i;
}

static int32_t sign(struct gen *g, const char *form, enum xpos xpos, int32_t head)
{
    if (g->count > 0 && xpos != XPOS_LQUOTE) {
        g->words[g->count - 1].space_after = false;
    }
    int32_t i = add_s(g, form, UPOS_PUNCT, xpos);
    arc(g, i, head, REL_PUNCT);
    return i;
}

static text join(struct gen *g, text a, const char *b)
{
    text t = tc_arena_format(g->arena, "%.*s%s", (int)a.size, a.data, b);
    g->failed = g->failed || t.data == NULL;
    return t.data == NULL ? a : t;
}

static char last(text t, size_t from_end)
{
    if (t.size <= from_end) {
        return '\0';
    }
    return t.data[t.size - 1 - from_end];
}

static bool vowel(char c)
{
    return c != '\0' && strchr("aeiou", c) != NULL;
}

static text plural_of(struct gen *g, text noun)
{
    for (size_t i = 0; i < odd_plural_count; i++) {
        if (tc_text_equal(noun, tc_text(odd_plurals[i][0]))) {
            return tc_text(odd_plurals[i][1]);
        }
    }
    if (tc_text_ends(noun, TEXT("man"))) {
        return join(g, tc_text_slice(noun, 0, noun.size - 2), "en");
    }
    if (last(noun, 0) == 'y' && !vowel(last(noun, 1))) {
        return join(g, tc_text_slice(noun, 0, noun.size - 1), "ies");
    }
    bool hiss = last(noun, 0) == 's' || last(noun, 0) == 'x' ||
                tc_text_ends(noun, TEXT("ch")) || tc_text_ends(noun, TEXT("sh"));
    return join(g, noun, hiss ? "es" : "s");
}

/* ---- verbs ----------------------------------------------------------------------- */

static text with_ing(struct gen *g, text base, bool doubled)
{
    if (doubled) {
        char end[5] = {last(base, 0), 'i', 'n', 'g', '\0'};
        return join(g, base, end);
    }
    if (tc_text_ends(base, TEXT("ie"))) {
        return join(g, tc_text_slice(base, 0, base.size - 2), "ying");
    }
    if (last(base, 0) == 'e' && strchr("eoy", last(base, 1)) == NULL) {
        return join(g, tc_text_slice(base, 0, base.size - 1), "ing");
    }
    return join(g, base, "ing");
}

static text with_ed(struct gen *g, text base, bool doubled)
{
    if (doubled) {
        char end[4] = {last(base, 0), 'e', 'd', '\0'};
        return join(g, base, end);
    }
    if (last(base, 0) == 'y' && !vowel(last(base, 1))) {
        return join(g, tc_text_slice(base, 0, base.size - 1), "ied");
    }
    return join(g, base, last(base, 0) == 'e' ? "d" : "ed");
}

/* The form of a verb, written as in train/verbs.h. */
static text inflect(struct gen *g, text verb, enum form form)
{
    text base = verb;
    char end = last(verb, 0);
    bool doubled = end >= 'A' && end <= 'Z';
    if (doubled) {
        char lower[2] = {(char)((unsigned char)end | 32U), '\0'};
        base = join(g, tc_text_slice(verb, 0, verb.size - 1), lower);
    }
    if (form == BASE || form == PRESENT) {
        return base;
    }
    if (form == THIRD) {
        return tc_text_equal(base, TEXT("have")) ? TEXT("has")
               : last(base, 0) == 'o'            ? join(g, base, "es")
                                                 : plural_of(g, base);
    }
    if (form == GERUND) {
        return with_ing(g, base, doubled || listed(base, doubled_gerunds));
    }
    for (unsigned i = 0; i < irregular_verb_count; i++) {
        if (tc_text_equal(base, tc_text(irregular_verbs[i][0]))) {
            return tc_text(irregular_verbs[i][form == PAST ? 1 : 2]);
        }
    }
    return with_ed(g, base, doubled);
}

static int32_t add_verb(struct gen *g, text verb, enum form form)
{
    static const uint8_t tags[] = {XPOS_VB,  XPOS_VBD, XPOS_VBN,
                                   XPOS_VBG, XPOS_VBZ, XPOS_VBP};
    return add(g, inflect(g, verb, form), UPOS_VERB, (enum xpos)tags[form]);
}

/* ---- names ----------------------------------------------------------------------- */

static bool is_adjective(text word)
{
    return listed(word, adjectives) || listed(word, name_adjectives) ||
           listed(word, noun_adjectives);
}

/* A name or compound of several words: the last is its head. */
static int32_t put_compound(struct gen *g, text words, bool proper, bool plural)
{
    int32_t first = g->count;
    int32_t head = 0;
    while (words.size > 0) {
        size_t space = tc_text_find(words, TEXT(" "));
        space = space == SIZE_MAX ? tc_text_find(words, TEXT("_")) : space;
        text word = tc_text_slice(words, 0, space);
        bool end = space == SIZE_MAX;
        bool adjective = !end && is_adjective(word);
        enum xpos xpos = proper          ? plural && end ? XPOS_NNPS : XPOS_NNP
                         : adjective     ? XPOS_JJ
                         : plural && end ? XPOS_NNS
                                         : XPOS_NN;
        enum upos upos = adjective ? UPOS_ADJ : proper ? UPOS_PROPN : UPOS_NOUN;
        head = add(g, word, upos, xpos);
        words =
            end ? (text){words.data, 0} : tc_text_slice(words, space + 1, words.size);
    }
    /* "prime minister", "White House spokesman": a word hangs on the last, but those of
     * a name within ("New York") on that name's. */
    for (int32_t i = first; i < head; i++) {
        bool inner = proper && head - first > 1 && i == first;
        arc(g, i, inner ? i + 1 : head,
            g->words[i].upos == UPOS_ADJ ? REL_AMOD : REL_COMPOUND);
    }
    g->plural = plural;
    return head;
}

static int32_t put_flat(struct gen *g, text words)
{
    int32_t head = g->count;
    while (words.size > 0) {
        size_t space = tc_text_find(words, TEXT(" "));
        int32_t i = add(g, tc_text_slice(words, 0, space), UPOS_PROPN, XPOS_NNP);
        if (i != head) {
            arc(g, i, head, REL_FLAT);
        }
        words = space == SIZE_MAX ? (text){words.data, 0}
                                  : tc_text_slice(words, space + 1, words.size);
    }
    g->plural = false;
    return head;
}

static void put_the(struct gen *g, int32_t *the)
{
    *the = g->headline ? -1 : add_s(g, "the", UPOS_DET, XPOS_DT);
}

static void end_det(struct gen *g, int32_t det, int32_t head)
{
    if (det >= 0) {
        arc(g, det, head, REL_DET);
    }
}

static int32_t put_article(struct gen *g, text next)
{
    if (g->headline) {
        return -1;
    }
    return chance(g, 55)
               ? add_s(g, "the", UPOS_DET, XPOS_DT)
               : add_s(g, vowel(next.data[0]) ? "an" : "a", UPOS_DET, XPOS_DT);
}

static void finish_possessor(struct gen *g, int32_t owner)
{
    text form = g->words[g->count - 1].form;
    bool bare = last(form, 0) == 's' && g->plural;
    g->words[g->count - 1].space_after = false;
    g->words[g->count - 1].multiword = 2;
    g->words[g->count - 1].whole = join(g, form, bare ? "'" : "'s");
    int32_t s = add_s(g, bare ? "'" : "'s", UPOS_PART, XPOS_POS);
    arc(g, s, owner, REL_CASE);
}

static int32_t put_country(struct gen *g)
{
    uint32_t which = dice(g, 20);
    if (which > 2) {
        return put_compound(g, name(g, COUNTRY), true, false);
    }
    if (which == 2) {
        return put_compound(g, pick(g, "US U.S. UK EU UAE DRC UN"), true, false);
    }
    int32_t the = -1;
    put_the(g, &the);
    int32_t head = put_compound(
        g,
        pick(g, "United_States United_States United_Kingdom European_Union Netherlands "
                "Philippines United_Nations UN EU US UK"),
        true, false);
    text form = g->words[head].form;
    if (listed(form, "States Netherlands Philippines Nations")) {
        g->words[head].xpos = XPOS_NNPS;
    }
    end_det(g, the, head);
    return head;
}

/* "Iraqi", "North Korean", "US": goes before a noun. Returns its index, whose head is
 * still to be set by before(). */
static int32_t put_nationality(struct gen *g)
{
    if (chance(g, 14)) {
        return add(g, pick(g, "US US U.S. UN UK EU NATO Hamas Taliban Houthi rebel"),
                   UPOS_PROPN, XPOS_NNP);
    }
    text word = name(g, ADJECTIVE);
    size_t space = tc_text_find(word, TEXT(" "));
    if (space != SIZE_MAX) {
        int32_t i = add(g, tc_text_slice(word, 0, space), UPOS_ADJ, XPOS_JJ);
        arc(g, i, i + 1, REL_AMOD);
        word = tc_text_slice(word, space + 1, word.size);
    }
    int32_t first = add(g, word, UPOS_ADJ, XPOS_JJ);
    if (chance(g, 5)) {
        left(g, TEXT("and"), UPOS_CCONJ, XPOS_CC, REL_CC);
        word = name(g, ADJECTIVE);
        word = tc_text_slice(word, 0, tc_text_find(word, TEXT(" ")));
        arc(g, add(g, word, UPOS_ADJ, XPOS_JJ), first, REL_CONJ);
    }
    return first;
}

static void before(struct gen *g, int32_t child, int32_t head)
{
    struct gold *w = &g->words[child];
    if (tc_text_equal(w->form, TEXT("rebel"))) {
        w->upos = UPOS_NOUN;
        w->xpos = XPOS_NN;
    }
    arc(g, child, head, w->upos == UPOS_ADJ ? REL_AMOD : REL_COMPOUND);
}

/* "President", "Prime Minister", "Gen.", "foreign minister", "spokesman". */
static int32_t put_title(struct gen *g)
{
    if (chance(g, 60)) {
        return put_compound(g, pick(g, titles), true, false);
    }
    return put_compound(g, pick(g, small_titles), false, false);
}

/* "[former] [Chinese] President Xi Jinping" */
static int32_t put_person(struct gen *g)
{
    if (chance(g, 35)) {
        return put_flat(g, name(g, PERSON));
    }
    int32_t former = -1;
    int32_t nation = -1;
    if (chance(g, 12)) {
        former = add(g, pick(g, "former new former then"), UPOS_ADJ, XPOS_JJ);
    }
    if (chance(g, 60)) {
        nation = put_nationality(g);
    }
    int32_t title = put_title(g);
    if (nation >= 0) {
        before(g, nation, title);
    }
    if (former >= 0) {
        arc(g, former, title, REL_AMOD);
    }
    int32_t head = put_flat(g, name(g, PERSON));
    arc(g, title, head, REL_NMOD_DESC);
    return head;
}

/* ---- numbers and small things ---------------------------------------------------- */

static text number(struct gen *g)
{
    if (chance(g, 45)) {
        return pick(g, "two three four five six seven eight nine ten twelve twenty");
    }
    uint32_t n = 2 + dice(g, 98);
    text t = chance(g, 80)
                 ? tc_arena_format(g->arena, "%u", n)
                 : tc_arena_format(g->arena, "%u,%u00", 1 + n / 10, n % 9 + 1);
    g->failed = g->failed || t.data == NULL;
    return t.data == NULL ? TEXT("12") : t;
}

/* "at least 12", "more than 200", "some 40": returns the number, whose head is open. */
static int32_t put_number(struct gen *g)
{
    uint32_t kind = dice(g, 10);
    if (kind == 0) {
        int32_t at = add_s(g, "at", UPOS_ADP, XPOS_IN);
        int32_t least = add_s(g, chance(g, 85) ? "least" : "most", UPOS_ADJ, XPOS_JJS);
        arc(g, at, least, REL_CASE);
        arc(g, least, least + 1, REL_NMOD);
    } else if (kind == 1) {
        int32_t more = add_s(g, chance(g, 70) ? "more" : "less", UPOS_ADJ, XPOS_JJR);
        int32_t than = add_s(g, "than", UPOS_ADP, XPOS_IN);
        arc(g, than, more, REL_FIXED);
        arc(g, more, than + 1, REL_ADVMOD);
    } else if (kind == 2) {
        left(g, pick(g, "about around nearly almost"), UPOS_ADV, XPOS_RB, REL_ADVMOD);
    }
    return add(g, number(g), UPOS_NUM, XPOS_CD);
}

static int32_t put_money(struct gen *g)
{
    int32_t dollar =
        add_s(g, chance(g, 80) ? "$" : "\xE2\x82\xAC", UPOS_SYM, XPOS_DOLLAR);
    g->words[dollar].space_after = false;
    left(g, number(g), UPOS_NUM, XPOS_CD, REL_COMPOUND);
    int32_t million = add(g, pick(g, "million billion million"), UPOS_NUM, XPOS_CD);
    arc(g, million, dollar, REL_NUMMOD);
    g->plural = true;
    return dollar;
}

static int32_t put_noun_phrase(struct gen *g, char class);
static int32_t put_verb_phrase(struct gen *g, enum form form);
static int32_t put_clause(struct gen *g);
static int32_t put_frame(struct gen *g, const char *frame, enum form form);
static text some_verb(struct gen *g);

/* The words before a verb that are still to hang on it. */
struct auxiliary {
    int32_t at[4];
    enum relation relation[4];
    int count;
};

static enum form put_auxiliaries(struct gen *g, struct auxiliary *a, bool passive);
static void end_auxiliaries(struct gen *g, const struct auxiliary *a, int32_t verb);

/* Phrases within phrases; `deep` and the number of words bound how many. */
/* NOLINTBEGIN(misc-no-recursion) */

/* A preposition and what follows: returns the noun's index, whose head is open. */
static int32_t put_prepositional(struct gen *g, text preposition, char class)
{
    int32_t first = add(g, preposition, UPOS_ADP, XPOS_IN);
    if (tc_text_equal(preposition, TEXT("to"))) {
        g->words[first].xpos = XPOS_IN;
    }
    bool plural = g->plural;
    int32_t head = put_noun_phrase(g, class);
    arc(g, first, head, REL_CASE);
    g->plural = plural;
    return head;
}

/* ---- noun phrases ---------------------------------------------------------------- */

static bool may_grow(const struct gen *g)
{
    return g->deep < DEEPEST && g->count < USUAL - 16;
}

/* "who fled", "who have been arrested", "which X condemned" */
static void put_relative(struct gen *g, int32_t head, int32_t who)
{
    struct auxiliary a = {.count = 0};
    bool passive = chance(g, 25);
    bool object = !passive && g->words[who].xpos == XPOS_WDT && chance(g, 50);
    int32_t subject = object ? put_noun_phrase(g, 'c') : who;
    enum form form = put_auxiliaries(g, &a, passive);
    int32_t verb = passive || object
                       ? add_verb(g, some_verb(g), form)
                       : put_frame(g, frames[dice(g, (uint32_t)frame_count)], form);
    end_auxiliaries(g, &a, verb);
    arc(g, subject, verb, passive ? REL_NSUBJ_PASS : REL_NSUBJ);
    if (object) {
        arc(g, who, verb, REL_OBJ);
    } else if (passive && chance(g, 50)) {
        arc(g, put_prepositional(g, pick(g, "in by near during"), 'l'), verb, REL_OBL);
        if (tc_text_equal(g->words[verb + 1].form, TEXT("by"))) {
            g->words[g->words[verb + 1].head].relation = REL_OBL_AGENT;
        }
    }
    arc(g, verb, head, REL_ACL_RELCL);
}

/* What stands behind a noun: "in Kabul", "backed by Iran", "who fled", ", the X,". */
static void put_behind(struct gen *g, int32_t head, char class)
{
    bool plural = g->plural;
    uint32_t kind = dice(g, 14);
    if (!may_grow(g) || g->words[head].upos == UPOS_PRON) {
        return;
    }
    g->deep++;
    if (kind < 5) {
        arc(g, put_prepositional(g, pick(g, "in in in from near outside"), 'l'), head,
            REL_NMOD);
    } else if (kind < 7 && class == 'a') {
        int32_t verb = add_verb(g, pick(g, participles), PARTICIPLE);
        arc(g, verb, head, REL_ACL);
        if (chance(g, 60)) {
            arc(g, put_prepositional(g, TEXT("by"), 'a'), verb, REL_OBL_AGENT);
        } else {
            arc(g, put_prepositional(g, pick(g, "in near during after"), 'l'), verb,
                REL_OBL);
        }
    } else if (kind == 7) {
        int32_t who = add_s(g, class == 'a' ? "who" : "that", UPOS_PRON,
                            class == 'a' ? XPOS_WP : XPOS_WDT);
        g->plural = plural;
        put_relative(g, head, who);
    } else if (kind == 8 && class == 'a') {
        int32_t verb =
            add_verb(g, pick(g, "demand carry protest seek use target oppose"), GERUND);
        arc(g, put_noun_phrase(g, 't'), verb, REL_OBJ);
        arc(g, verb, head, REL_ACL);
    } else if (kind == 9 && class == 'e') {
        int32_t verb = put_frame(g, frames[dice(g, (uint32_t)frame_count)], BASE);
        arc(g, verb, head, REL_ACL);
    }
    g->deep--;
    g->plural = plural;
}

/* "the|a|- [nation] [adjective] [noun] noun(s)" */
static int32_t put_common(struct gen *g, const char *nouns, bool national)
{
    text noun = pick(g, nouns);
    bool mass = listed(noun, mass_nouns);
    bool plural = !mass && chance(g, 50);
    int32_t det = -1;
    int32_t nation = -1;
    int32_t adjective = -1;
    int32_t compound = -1;
    int32_t number_at = -1;
    bool bare = mass || plural;
    if (!bare || chance(g, 30)) {
        det = chance(g, 8)
                  ? add(g, pick(g, "its his their her our"), UPOS_PRON, XPOS_PRPS)
              : bare && !g->headline ? add_s(g, "the", UPOS_DET, XPOS_DT)
              : chance(g, 8)         ? -1
                                     : put_article(g, TEXT("x"));
    } else if (plural && chance(g, 25)) {
        number_at = put_number(g);
    }
    if (national && chance(g, 35)) {
        nation = put_nationality(g);
    }
    if (chance(g, 28)) {
        text word = pick(g, adjectives);
        adjective = add(g, word, UPOS_ADJ, XPOS_JJ);
        if (listed(word, verbal_adjectives)) {
            g->words[adjective].upos = UPOS_VERB;
            g->words[adjective].xpos =
                tc_text_ends(word, TEXT("ing")) ? XPOS_VBG : XPOS_VBN;
        }
    }
    if (chance(g, 24)) {
        compound = add(g, pick(g, modifiers), UPOS_NOUN, XPOS_NN);
    }
    int32_t head = add(g, plural ? plural_of(g, noun) : noun, UPOS_NOUN,
                       plural ? XPOS_NNS : XPOS_NN);
    if (det >= 0 && listed(g->words[det].form, "a an") && det + 1 < g->count) {
        char next = g->words[det + 1].form.data[0];
        g->words[det].form =
            vowel(next) || strchr("AEIO", next) ? TEXT("an") : TEXT("a");
    }
    end_det(g, det, head);
    if (det >= 0 && g->words[det].upos == UPOS_PRON) {
        g->words[det].relation = REL_NMOD_POSS;
    }
    int32_t parts[] = {nation, adjective, compound};
    for (int i = 0; i < 3; i++) {
        if (parts[i] >= 0) {
            arc(g, parts[i], head, i == 2 ? REL_COMPOUND : REL_AMOD);
        }
    }
    if (nation >= 0) {
        before(g, nation, head);
    }
    if (number_at >= 0) {
        arc(g, number_at, head, REL_NUMMOD);
    }
    g->plural = plural || tc_text_equal(noun, TEXT("police"));
    return head;
}

/* "X's army", "North Korea's missile launch" */
static int32_t put_owned(struct gen *g, const char *nouns)
{
    g->deep++;
    int32_t owner = chance(g, 75)   ? put_country(g)
                    : chance(g, 50) ? put_person(g)
                                    : put_common(g, actor_nouns, true);
    finish_possessor(g, owner);
    int32_t adjective = -1;
    int32_t compound = -1;
    if (chance(g, 22)) {
        adjective = add(g, pick(g, plain_adjectives), UPOS_ADJ, XPOS_JJ);
    }
    if (chance(g, 30)) {
        compound = add(g, pick(g, modifiers), UPOS_NOUN, XPOS_NN);
    }
    text noun = pick(g, nouns);
    bool plural = !listed(noun, mass_nouns) && chance(g, 40);
    int32_t head = add(g, plural ? plural_of(g, noun) : noun, UPOS_NOUN,
                       plural ? XPOS_NNS : XPOS_NN);
    arc(g, owner, head, REL_NMOD_POSS);
    if (adjective >= 0) {
        arc(g, adjective, head, REL_AMOD);
    }
    if (compound >= 0) {
        arc(g, compound, head, REL_COMPOUND);
    }
    g->deep--;
    g->plural = plural;
    return head;
}

/* "the foreign minister of Iran", "thousands of people" */
static int32_t put_of(struct gen *g)
{
    int32_t the = -1;
    int32_t head = 0;
    bool many = chance(g, 30);
    if (many) {
        head = add(g, pick(g, "thousands hundreds dozens scores tens"), UPOS_NOUN,
                   XPOS_NNS);
    } else {
        put_the(g, &the);
        head = put_compound(g, name(g, ROLE), false, false);
        end_det(g, the, head);
    }
    int32_t of = add_s(g, "of", UPOS_ADP, XPOS_IN);
    int32_t whole = 0;
    if (many) {
        whole = add(g, plural_of(g, pick(g, people_nouns)), UPOS_NOUN, XPOS_NNS);
    } else {
        whole = put_country(g);
    }
    arc(g, of, whole, REL_CASE);
    arc(g, whole, head, REL_NMOD);
    g->plural = many;
    return head;
}

/* "Iran-backed militias": "Iran - backed". */
static int32_t put_backed(struct gen *g)
{
    int32_t who =
        put_compound(g, name(g, chance(g, 70) ? COUNTRY : GROUP), true, false);
    int32_t dash = sign(g, "-", XPOS_HYPH, who);
    g->words[dash].space_after = false;
    int32_t verb = add(g, pick(g, "backed led backed run controlled made based"),
                       UPOS_VERB, XPOS_VBN);
    arc(g, who, verb, REL_COMPOUND);
    int32_t head = add(g, plural_of(g, pick(g, actor_nouns)), UPOS_NOUN, XPOS_NNS);
    arc(g, verb, head, REL_AMOD);
    g->plural = true;
    return head;
}

static int32_t put_role(struct gen *g)
{
    int32_t the = -1;
    put_the(g, &the);
    int32_t nation = put_nationality(g);
    int32_t head = put_compound(g, name(g, ROLE), false, false);
    before(g, nation, head);
    end_det(g, the, head);
    g->plural = false;
    return head;
}

static int32_t put_group(struct gen *g)
{
    int32_t the = -1;
    if (chance(g, 38)) {
        put_the(g, &the);
        int32_t head =
            put_compound(g, name(g, chance(g, 65) ? PEOPLE : BODY), true, false);
        if (last(g->words[head].form, 0) == 's') {
            g->words[head].xpos = XPOS_NNPS;
            g->plural = true;
        }
        end_det(g, the, head);
        return head;
    }
    if (chance(g, 12)) {
        return put_flat(g, chance(g, 50) ? TEXT("Boko Haram") : TEXT("Abu Sayyaf"));
    }
    return put_compound(g, name(g, GROUP), true, false);
}

static int32_t put_pronoun(struct gen *g)
{
    static const char *const words[] = {"he", "she", "it", "they", "they"};
    uint32_t which = dice(g, 5);
    g->plural = which > 2;
    return add_s(g, words[which], UPOS_PRON, XPOS_PRP);
}

/* An actor as subject, agent or speaker. */
static int32_t put_single_actor(struct gen *g)
{
    uint32_t kind = dice(g, 40);
    if (kind < 9) {
        return put_country(g);
    }
    if (kind < 17) {
        return put_common(g, actor_nouns, true);
    }
    if (kind < 22) {
        return put_group(g);
    }
    if (kind < 27) {
        return put_person(g);
    }
    if (kind < 29) {
        return put_compound(g, name(g, CAPITAL), true, false);
    }
    if (kind < 32) {
        return g->deep < DEEPEST ? put_owned(g, actor_nouns) : put_country(g);
    }
    if (kind < 34) {
        return put_of(g);
    }
    if (kind == 34) {
        return put_backed(g);
    }
    if (kind < 38) {
        return put_role(g);
    }
    if (kind == 38) {
        g->plural = true;
        return add_s(g, "police", UPOS_NOUN, XPOS_NN);
    }
    return g->headline || g->deep > 1 ? put_group(g) : put_pronoun(g);
}

/* ", the country's president," */
static void put_apposition(struct gen *g, int32_t head)
{
    bool plural = g->plural;
    int32_t comma = sign(g, ",", XPOS_COMMA, 0);
    int32_t other = chance(g, 50) ? put_role(g) : put_common(g, actor_nouns, true);
    arc(g, comma, other, REL_PUNCT);
    arc(g, other, head, REL_APPOS);
    sign(g, ",", XPOS_COMMA, head);
    g->plural = plural;
}

static int32_t put_actor(struct gen *g, bool subject)
{
    g->deep++;
    int32_t head = put_single_actor(g);
    bool pronoun = g->words[head].upos == UPOS_PRON;
    if (chance(g, 12) && !pronoun) {
        int32_t and = add_s(g, "and", UPOS_CCONJ, XPOS_CC);
        int32_t other = put_single_actor(g);
        if (g->words[other].upos == UPOS_PRON) {
            g->words[other] = g->words[head];
            g->words[other].form =
                pick(g, "Washington Moscow Ankara Cairo Paris Delhi");
            g->words[other].upos = UPOS_PROPN;
            g->words[other].xpos = XPOS_NNP;
        }
        arc(g, and, other, REL_CC);
        arc(g, other, head, REL_CONJ);
        g->plural = true;
    } else if (chance(g, 11)) {
        put_behind(g, head, 'a');
    } else if (subject && !pronoun && !g->headline && chance(g, 3)) {
        put_apposition(g, head);
    }
    g->deep--;
    return head;
}

/* "the attack on Y by Z", "the army's shelling of X" */
static int32_t put_event(struct gen *g)
{
    g->deep++;
    int32_t head =
        chance(g, 35) ? put_owned(g, event_nouns) : put_common(g, event_nouns, true);
    bool plural = g->plural;
    if (may_grow(g) && chance(g, 45)) {
        arc(g,
            put_prepositional(g, pick(g, "on on against of in in at between with"),
                              'l'),
            head, REL_NMOD);
        if (may_grow(g) && chance(g, 25)) {
            arc(g, put_prepositional(g, TEXT("by"), 'a'), head, REL_NMOD);
        }
    } else {
        put_behind(g, head, 'e');
    }
    g->plural = plural;
    g->deep--;
    return head;
}

static int32_t put_town(struct gen *g)
{
    int32_t the = -1;
    put_the(g, &the);
    int32_t nation = chance(g, 50) ? put_nationality(g) : -1;
    int32_t head = add(g, pick(g, "city town village capital province port region"),
                       UPOS_NOUN, XPOS_NN);
    if (nation >= 0) {
        before(g, nation, head);
    }
    end_det(g, the, head);
    int32_t of = add_s(g, "of", UPOS_ADP, XPOS_IN);
    int32_t town = put_compound(g, name(g, CAPITAL), true, false);
    arc(g, of, town, REL_CASE);
    arc(g, town, head, REL_NMOD);
    return head;
}

static int32_t put_place(struct gen *g)
{
    uint32_t kind = dice(g, 12);
    g->plural = false;
    if (kind < 4) {
        return put_compound(g, name(g, CAPITAL), true, false);
    }
    if (kind < 6) {
        return put_country(g);
    }
    if (kind == 6) {
        left(g, pick(g, "northern southern eastern western central"), UPOS_ADJ, XPOS_JJ,
             REL_AMOD);
        return add(g,
                   nth_word("Syria Yemen Israel Gaza Ukraine Mali Iraq Nigeria Congo "
                            "Sudan Afghanistan Pakistan Mexico Lebanon Ethiopia",
                            dice(g, 15)),
                   UPOS_PROPN, XPOS_NNP);
    }
    if (kind == 7) {
        return put_town(g);
    }
    g->deep++;
    int32_t head = put_common(g, place_nouns, true);
    if (may_grow(g) && chance(g, 40)) {
        arc(g, put_prepositional(g, pick(g, "in near of"), 'l'), head, REL_NMOD);
    }
    g->deep--;
    return head;
}

static int32_t put_thing(struct gen *g)
{
    g->deep++;
    int32_t head =
        chance(g, 80) ? put_common(g, thing_nouns, true) : put_owned(g, thing_nouns);
    bool plural = g->plural;
    if (may_grow(g) && chance(g, 9)) {
        int32_t and = add(g, pick(g, "and and or"), UPOS_CCONJ, XPOS_CC);
        int32_t other = put_common(g, thing_nouns, false);
        arc(g, and, other, REL_CC);
        arc(g, other, head, REL_CONJ);
    } else if (may_grow(g) && chance(g, 16)) {
        arc(g, put_prepositional(g, pick(g, "of in for near against"), 'l'), head,
            REL_NMOD);
    } else if (chance(g, 8)) {
        put_behind(g, head, 't');
    }
    g->plural = plural;
    g->deep--;
    return head;
}

/* "30 people", "two Turkish soldiers", "dozens of houses" */
static int32_t put_victims(struct gen *g)
{
    if (chance(g, 20)) {
        return put_common(g, people_nouns, true);
    }
    int32_t count = put_number(g);
    if (chance(g, 8)) {
        g->plural = true;
        return count;
    }
    int32_t nation = chance(g, 30) ? put_nationality(g) : -1;
    int32_t adjective =
        chance(g, 15) ? add(g, pick(g, plain_adjectives), UPOS_ADJ, XPOS_JJ) : -1;
    int32_t head = add(g, plural_of(g, pick(g, people_nouns)), UPOS_NOUN, XPOS_NNS);
    arc(g, count, head, REL_NUMMOD);
    if (nation >= 0) {
        before(g, nation, head);
    }
    if (adjective >= 0) {
        arc(g, adjective, head, REL_AMOD);
    }
    g->plural = true;
    return head;
}

static int32_t put_noun_phrase(struct gen *g, char class)
{
    switch (class) {
    case 'a':
        return put_actor(g, false);
    case 'A':
        return put_actor(g, true);
    case 'e':
    case 'E':
        return put_event(g);
    case 'l':
        return put_place(g);
    case 'v':
        return put_victims(g);
    case 'm':
        return put_money(g);
    case 'c':
        return put_country(g);
    default:
        return put_thing(g);
    }
}

/* ---- frames ---------------------------------------------------------------------- */

/* "an_attack", "sanctions", "a_state_emergency": words divided by "_". */
static int32_t put_literal(struct gen *g, text words)
{
    int32_t det = -1;
    size_t end = tc_text_find(words, TEXT("_"));
    text first = tc_text_slice(words, 0, end);
    if (listed(first, "a an the")) {
        if (!g->headline) {
            det = add(g, first, UPOS_DET, XPOS_DT);
        }
        words = tc_text_slice(words, end + 1, words.size);
    }
    bool plural = last(words, 0) == 's' && !tc_text_ends(words, TEXT("ss"));
    int32_t head = put_compound(g, words, false, plural);
    end_det(g, det, head);
    if (det < 0 && chance(g, 20)) {
        put_behind(g, head, 'x');
    }
    return head;
}

struct complement {
    char kind;  /* see newslike_words.h */
    text word;  /* between the colons */
    char class; /* of the noun phrase */
};

static struct complement next_complement(const char **at)
{
    struct complement c = {.kind = **at};
    size_t size = strcspn(*at, " ");
    text t = {*at, size};
    text rest = size > 2 ? tc_text_slice(t, 2, size) : (text){*at, 0};
    size_t colon = tc_text_find(rest, TEXT(":"));
    c.word = tc_text_slice(rest, 0, colon);
    if (colon != SIZE_MAX) {
        c.class = rest.data[colon + 1];
    }
    *at += size + ((*at)[size] == ' ');
    return c;
}

static bool is_object(char kind)
{
    return kind != '\0' && strchr("oaevlcmn", kind) != NULL;
}

static int32_t put_object(struct gen *g, const struct complement *c)
{
    return c->kind == 'n' ? put_literal(g, c->word) : put_noun_phrase(g, c->kind);
}

static void put_infinitive(struct gen *g, int32_t head, enum relation relation)
{
    int32_t to = add_s(g, "to", UPOS_PART, XPOS_TO);
    int32_t verb = put_verb_phrase(g, BASE);
    arc(g, to, verb, REL_MARK);
    arc(g, verb, head, relation);
}

static void put_that(struct gen *g, int32_t head)
{
    int32_t that = chance(g, 65) ? add_s(g, "that", UPOS_SCONJ, XPOS_IN) : -1;
    int32_t verb = put_clause(g);
    if (that >= 0) {
        arc(g, that, verb, REL_MARK);
    }
    arc(g, verb, head, REL_CCOMP);
}

static void put_complement(struct gen *g, int32_t verb, const struct complement *c,
                           int32_t *object)
{
    int32_t i = 0;
    switch (c->kind) {
    case 'i':
        arc(g, put_noun_phrase(g, 'a'), verb, REL_IOBJ);
        break;
    case 'r':
        arc(g, add(g, c->word, UPOS_ADP, XPOS_RP), verb, REL_COMPOUND_PRT);
        break;
    case 'p':
        arc(g, put_prepositional(g, c->word, c->class), verb, REL_OBL);
        break;
    case 'q': /* of the object */
        i = put_prepositional(g, c->word, c->class);
        arc(g, i, *object >= 0 ? *object : verb, *object >= 0 ? REL_NMOD : REL_OBL);
        break;
    case 'h': /* "on high alert" */
        i = g->count;
        add(g, c->word, UPOS_ADP, XPOS_IN);
        arc(g, i,
            put_compound(g, chance(g, 50) ? TEXT("high_alert") : TEXT("alert"), false,
                         false),
            REL_CASE);
        arc(g, g->count - 1, verb, REL_OBL);
        break;
    case 'x':
        put_infinitive(g, verb, REL_XCOMP);
        break;
    case 't':
        put_that(g, verb);
        break;
    case 'G':
        arc(g, put_verb_phrase(g, GERUND), verb, REL_XCOMP);
        break;
    case 'g':
        i = add(g, c->word, UPOS_SCONJ, XPOS_IN);
        arc(g, i, put_verb_phrase(g, GERUND), REL_MARK);
        arc(g, g->words[i].head, verb, REL_ADVCL);
        break;
    case 'd':
        arc(g, add(g, c->word, UPOS_ADJ, XPOS_JJ), verb, REL_XCOMP);
        break;
    default:
        *object = put_object(g, c);
        arc(g, *object, verb, REL_OBJ);
        break;
    }
}

/* Complements of a frame behind its verb; returns whether it ended with a clause. */
static bool put_complements(struct gen *g, int32_t verb, const char *at, bool passive)
{
    bool gone = !passive;
    bool clause = false;
    int32_t object = -1;
    while (*at != '\0') {
        struct complement c = next_complement(&at);
        bool goes = !gone && (is_object(c.kind) || c.kind == 'i');
        gone = gone || goes;
        clause = c.kind != '\0' && strchr("xtGg", c.kind) != NULL;
        if (clause && (g->deep >= DEEPEST || g->count > USUAL - 14)) {
            g->failed = true; /* no room for a clause: another sentence then */
            continue;
        }
        if (!goes) {
            g->deep++;
            put_complement(g, verb, &c, &object);
            g->deep--;
        }
    }
    return clause;
}

/* ---- what stands round a clause -------------------------------------------------- */

static const char months[] = "January February March April June July August September "
                             "October November December";

/* "on Monday", "June 3", "last week": its head; the relation comes in *relation. */
static int32_t put_time(struct gen *g, enum relation *relation)
{
    uint32_t kind = dice(g, 12);
    bool plural = g->plural;
    int32_t i = 0;
    *relation = REL_OBL;
    if (kind < 5) {
        if (chance(g, 78)) {
            left(g, TEXT("on"), UPOS_ADP, XPOS_IN, REL_CASE);
        } else {
            *relation = REL_OBL_UNMARKED;
        }
        i = add(g, pick(g, days), UPOS_PROPN, XPOS_NNP);
    } else if (kind < 7) {
        left(g, pick(g, "last last next this"), UPOS_ADJ, XPOS_JJ, REL_AMOD);
        if (tc_text_equal(g->words[g->count - 1].form, TEXT("this"))) {
            g->words[g->count - 1].upos = UPOS_DET;
            g->words[g->count - 1].xpos = XPOS_DT;
            g->words[g->count - 1].relation = REL_DET;
        }
        i = add(g, pick(g, "week month year night weekend"), UPOS_NOUN, XPOS_NN);
        *relation = REL_OBL_UNMARKED;
    } else if (kind == 7 && chance(g, 15)) {
        i = add_s(g, "overnight", UPOS_ADV, XPOS_RB);
        *relation = REL_ADVMOD;
    } else if (kind == 7) {
        i = add_s(g, chance(g, 60) ? "yesterday" : "today", UPOS_NOUN, XPOS_NN);
        *relation = REL_OBL_UNMARKED;
    } else if (kind == 8) {
        left(g, TEXT("in"), UPOS_ADP, XPOS_IN, REL_CASE);
        i = add(g, pick(g, months), UPOS_PROPN, XPOS_NNP);
        if (chance(g, 35)) {
            text year = tc_arena_format(g->arena, "%u", 1980 + dice(g, 46));
            arc(g, add(g, year.data ? year : TEXT("2001"), UPOS_NUM, XPOS_CD), i,
                REL_NMOD_UNMARKED);
        }
    } else if (kind == 9) {
        int32_t on = add_s(g, "on", UPOS_ADP, XPOS_IN);
        left(g, pick(g, months), UPOS_PROPN, XPOS_NNP, REL_NMOD_UNMARKED);
        text day = tc_arena_format(g->arena, "%u", 1 + dice(g, 30));
        i = add(g, day.data ? day : TEXT("3"), UPOS_NUM, XPOS_CD);
        arc(g, on, i, REL_CASE);
    } else if (kind == 10) {
        int32_t n = add(g, number(g), UPOS_NUM, XPOS_CD);
        int32_t unit =
            add(g, pick(g, "days weeks months years hours"), UPOS_NOUN, XPOS_NNS);
        i = add(g, pick(g, "ago earlier later"), UPOS_ADV, XPOS_RB);
        arc(g, n, unit, REL_NUMMOD);
        arc(g, unit, i, REL_OBL_UNMARKED);
        *relation = REL_ADVMOD;
    } else {
        int32_t over = add_s(g, "for", UPOS_ADP, XPOS_IN);
        int32_t n = add(g, number(g), UPOS_NUM, XPOS_CD);
        i = add(g, pick(g, "years days weeks months hours"), UPOS_NOUN, XPOS_NNS);
        arc(g, over, i, REL_CASE);
        arc(g, n, i, REL_NUMMOD);
    }
    g->plural = plural;
    return i;
}

/* Behind a clause whose last complement is no clause. */
static void put_adjunct(struct gen *g, int32_t verb)
{
    enum relation relation = REL_OBL;
    uint32_t kind = dice(g, 24);
    int32_t i = 0;
    if (kind < 7) {
        i = put_time(g, &relation);
    } else if (kind < 12) {
        i = put_prepositional(g, pick(g, "in in in near at across outside"), 'l');
    } else if (kind < 15) {
        i = put_prepositional(
            g, pick(g, "after during over amid before with without against despite"),
            'e');
    } else if (kind == 15 && may_grow(g)) {
        put_infinitive(g, verb, REL_ADVCL);
        return;
    } else if (kind == 16 && may_grow(g)) {
        int32_t comma = sign(g, ",", XPOS_COMMA, 0);
        if (chance(g, 50)) {
            i = add_verb(g, pick(g, "kill kill wound injure damage destroy spark"),
                         GERUND);
            arc(g, put_noun_phrase(g, 'v'), i, REL_OBJ);
        } else {
            i = put_verb_phrase(g, GERUND);
        }
        arc(g, comma, i, REL_PUNCT);
        relation = REL_ADVCL;
    } else if (kind == 17 && may_grow(g)) {
        int32_t mark =
            add(g, pick(g, "after before by without while for"), UPOS_SCONJ, XPOS_IN);
        i = put_verb_phrase(g, GERUND);
        arc(g, mark, i, REL_MARK);
        relation = REL_ADVCL;
    } else if (kind < 20 && may_grow(g)) {
        int32_t mark =
            add(g, pick(g, "after after because before as when unless until if"),
                UPOS_SCONJ, XPOS_IN);
        if (tc_text_equal(g->words[mark].form, TEXT("when"))) {
            g->words[mark].upos = UPOS_ADV;
            g->words[mark].xpos = XPOS_WRB;
        }
        bool when = g->words[mark].upos == UPOS_ADV;
        i = put_clause(g);
        arc(g, mark, i, when ? REL_ADVMOD : REL_MARK);
        relation = REL_ADVCL;
    } else {
        return;
    }
    arc(g, i, verb, relation);
}

static void put_adjuncts(struct gen *g, int32_t verb)
{
    if (g->count > USUAL - 12) {
        return;
    }
    g->deep++;
    if (chance(g, g->deep > 2 ? 25 : 60)) {
        put_adjunct(g, verb);
        if (g->words[g->count - 1].upos != UPOS_NOUN && chance(g, 22) && g->deep < 3) {
            enum relation relation = REL_OBL;
            /* only where it cannot hang on a clause within */
            bool inner = false;
            for (int32_t i = verb + 1; i < g->count; i++) {
                inner = inner || g->words[i].upos == UPOS_VERB;
            }
            if (!inner) {
                int32_t i = put_time(g, &relation);
                arc(g, i, verb, relation);
            }
        }
    }
    g->deep--;
}

/* ---- verb phrases and clauses ---------------------------------------------------- */

static text frame_verb(const char *frame)
{
    return (text){frame + 2, strcspn(frame + 2, " ")};
}

static const char *frame_rest(const char *frame)
{
    const char *at = frame + 2 + strcspn(frame + 2, " ");
    return *at == ' ' ? at + 1 : at;
}

static bool transitive(const char *frame)
{
    const char *at = frame_rest(frame);
    return is_object(*at) || *at == 'i';
}

static const char *some_frame(struct gen *g, bool passive)
{
    for (;;) {
        const char *frame = frames[dice(g, (uint32_t)frame_count)];
        bool clausal = strpbrk(frame_rest(frame), "xtG") != NULL;
        if ((!passive || transitive(frame)) && (!clausal || g->deep < DEEPEST)) {
            return frame;
        }
    }
}

/* A verb of train/verbs.c with a plain object: any of them may be news. */
static text some_verb(struct gen *g)
{
    if (chance(g, 25)) {
        return tc_text(irregular_verbs[dice(g, irregular_verb_count)][0]);
    }
    return pick(g, regular_verbs[dice(g, regular_verb_lines)]);
}

static int32_t put_frame(struct gen *g, const char *frame, enum form form)
{
    g->deep++;
    int32_t adverb = chance(g, 5) ? add(g, pick(g, adverbs), UPOS_ADV, XPOS_RB) : -1;
    int32_t verb = add_verb(g, frame_verb(frame), form);
    if (adverb >= 0) {
        arc(g, adverb, verb, REL_ADVMOD);
    }
    if (!put_complements(g, verb, frame_rest(frame), false)) {
        put_adjuncts(g, verb);
    }
    g->deep--;
    return verb;
}

static int32_t put_free(struct gen *g, enum form form)
{
    int32_t verb = add_verb(g, some_verb(g), form);
    g->deep++;
    arc(g, put_noun_phrase(g, "toaevlvt"[dice(g, 8)]), verb, REL_OBJ);
    put_adjuncts(g, verb);
    g->deep--;
    return verb;
}

/* Without a subject: after "to", as gerund, as a second verb. */
static int32_t put_verb_phrase(struct gen *g, enum form form)
{
    g->deep++;
    int32_t verb =
        chance(g, 25) ? put_free(g, form) : put_frame(g, some_frame(g, false), form);
    g->deep--;
    return verb;
}

static void help(struct gen *g, struct auxiliary *a, const char *form, enum xpos xpos)
{
    a->relation[a->count] = REL_AUX;
    a->at[a->count++] = add_s(g, form, UPOS_AUX, xpos);
}

static void not(struct gen * g, struct auxiliary *a, uint32_t percent)
{
    if (chance(g, percent)) {
        a->relation[a->count] = REL_ADVMOD;
        a->at[a->count++] = add_s(g, "not", UPOS_PART, XPOS_RB);
    }
}

/* Auxiliaries, and the form that they ask of the verb. */
static enum form put_auxiliaries(struct gen *g, struct auxiliary *a, bool passive)
{
    static const char *const modals[] = {"will",  "would", "could", "may",
                                         "might", "must",  "should"};
    bool plural = g->plural;
    uint32_t kind = dice(g, 40);
    if (g->headline && !passive) {
        return plural ? PRESENT : THIRD;
    }
    if (kind < 30) {
        if (!passive) {
            return kind < 26 || g->deep > 2 ? PAST : plural ? PRESENT : THIRD;
        }
        help(g, a, plural ? "were" : "was", XPOS_VBD);
        not(g, a, 5);
    } else if (kind < 34) {
        bool had = chance(g, 25);
        help(g, a,
             had      ? "had"
             : plural ? "have"
                      : "has",
             had      ? XPOS_VBD
             : plural ? XPOS_VBP
                      : XPOS_VBZ);
        not(g, a, 8);
        if (!passive) {
            return PARTICIPLE;
        }
        help(g, a, "been", XPOS_VBN);
    } else if (kind < 37) {
        help(g, a, modals[chance(g, 60) ? 0 : dice(g, 7)], XPOS_MD);
        not(g, a, 10);
        if (!passive) {
            return BASE;
        }
        help(g, a, "be", XPOS_VB);
    } else if (kind < 39 || passive) {
        help(g, a, plural ? "are" : "is", plural ? XPOS_VBP : XPOS_VBZ);
        if (!passive) {
            return GERUND;
        }
        help(g, a, "being", XPOS_VBG);
    } else {
        help(g, a, "did", XPOS_VBD);
        not(g, a, 100);
        return BASE;
    }
    a->relation[a->count - (a->relation[a->count - 1] == REL_ADVMOD ? 2 : 1)] =
        REL_AUX_PASS;
    return PARTICIPLE;
}

static void end_auxiliaries(struct gen *g, const struct auxiliary *a, int32_t verb)
{
    for (int i = 0; i < a->count; i++) {
        arc(g, a->at[i], verb, a->relation[i]);
    }
}

static int32_t put_passive(struct gen *g)
{
    const char *frame = some_frame(g, true);
    const char *rest = frame_rest(frame);
    struct complement first = next_complement(&rest);
    struct auxiliary a = {.count = 0};
    bool free = chance(g, 30);
    int32_t subject = free                ? put_noun_phrase(g, "avtel"[dice(g, 5)])
                      : first.kind == 'i' ? put_noun_phrase(g, 'A')
                                          : put_object(g, &first);
    enum form form = put_auxiliaries(g, &a, true);
    int32_t verb = add_verb(g, free ? some_verb(g) : frame_verb(frame), form);
    end_auxiliaries(g, &a, verb);
    arc(g, subject, verb, REL_NSUBJ_PASS);
    bool early = chance(g, 25);
    bool clause = false;
    if (early) {
        arc(g, put_prepositional(g, TEXT("by"), 'a'), verb, REL_OBL_AGENT);
    }
    if (!free) {
        clause = put_complements(g, verb, frame_rest(frame), true);
    }
    if (!clause && !early && chance(g, 35)) {
        arc(g, put_prepositional(g, TEXT("by"), 'a'), verb, REL_OBL_AGENT);
    }
    if (!clause) {
        put_adjuncts(g, verb);
    }
    return verb;
}

/* " and seized two villages" */
static void put_second_verb(struct gen *g, int32_t verb)
{
    enum xpos xpos = (enum xpos)g->words[verb].xpos;
    enum form form = xpos == XPOS_VBD   ? PAST
                     : xpos == XPOS_VBZ ? THIRD
                     : xpos == XPOS_VBP ? PRESENT
                     : xpos == XPOS_VBG ? GERUND
                     : xpos == XPOS_VBN ? PARTICIPLE
                                        : BASE;
    int32_t and = add(g, pick(g, "and and but"), UPOS_CCONJ, XPOS_CC);
    int32_t other = put_verb_phrase(g, form);
    arc(g, and, other, REL_CC);
    arc(g, other, verb, REL_CONJ);
}

static int32_t put_active(struct gen *g)
{
    bool free = chance(g, 18);
    const char *frame = some_frame(g, false);
    struct auxiliary a = {.count = 0};
    int32_t subject = put_noun_phrase(g, *(free ? "A" : frame));
    enum form form = put_auxiliaries(g, &a, false);
    int32_t verb = free ? put_free(g, form) : put_frame(g, frame, form);
    end_auxiliaries(g, &a, verb);
    arc(g, subject, verb, REL_NSUBJ);
    return verb;
}

static int32_t put_clause(struct gen *g)
{
    g->deep++;
    int32_t verb = 0;
    if (chance(g, 24) && !g->headline) {
        verb = put_passive(g);
    } else {
        verb = put_active(g);
        if (g->deep < 3 && g->count < USUAL - 16 && chance(g, 7)) {
            put_second_verb(g, verb);
        }
    }
    g->deep--;
    return verb;
}

/* ---- sentences ------------------------------------------------------------------- */

static int32_t put_speaker(struct gen *g)
{
    g->deep += 2;
    int32_t head = 0;
    uint32_t kind = dice(g, 10);
    if (kind < 3) {
        int32_t the = -1;
        put_the(g, &the);
        int32_t nation = chance(g, 50) ? put_nationality(g) : -1;
        head = put_compound(g, pick(g, ministries), false, false);
        if (nation >= 0) {
            before(g, nation, head);
        }
        end_det(g, the, head);
    } else if (kind == 3) {
        int32_t the = -1;
        put_the(g, &the);
        head = put_compound(g,
                            pick(g, "Pentagon Kremlin White_House State_Department "
                                    "Foreign_Office Elysee BBC Guardian Times"),
                            true, false);
        end_det(g, the, head);
    } else if (kind == 4) {
        head = put_compound(g,
                            pick(g, "Reuters Human_Rights_Watch Amnesty_International "
                                    "Xinhua Interfax TASS AFP CNN Al_Jazeera"),
                            true, false);
    } else if (kind == 5) {
        int32_t his = add(g, pick(g, "its his their"), UPOS_PRON, XPOS_PRPS);
        head = put_compound(g, name(g, ROLE), false, false);
        arc(g, his, head, REL_NMOD_POSS);
    } else {
        head = put_single_actor(g);
    }
    if (g->words[head].upos == UPOS_NOUN && !g->headline && chance(g, 8)) {
        bool plural = g->plural;
        put_relative(g, head, add_s(g, "who", UPOS_PRON, XPOS_WP));
        g->plural = plural;
    }
    g->deep -= 2;
    return head;
}

static void put_said_end(struct gen *g, int32_t said)
{
    enum relation relation = REL_OBL;
    uint32_t kind = dice(g, 10);
    if (kind < 3) {
        arc(g, put_time(g, &relation), said, relation);
    } else if (kind == 3) {
        int32_t in = add_s(g, "in", UPOS_ADP, XPOS_IN);
        int32_t a = add_s(g, "a", UPOS_DET, XPOS_DT);
        int32_t noun =
            add(g, pick(g, "statement report speech tweet letter"), UPOS_NOUN, XPOS_NN);
        arc(g, in, noun, REL_CASE);
        arc(g, a, noun, REL_DET);
        arc(g, noun, said, REL_OBL);
    }
}

static int32_t put_said(struct gen *g, int32_t speaker)
{
    int32_t said = g->headline ? add_verb(g, TEXT("say"), g->plural ? PRESENT : THIRD)
                               : add_verb(g, pick(g, say_verbs), PAST);
    arc(g, speaker, said, REL_NSUBJ);
    return said;
}

/* "S, the ministry said", with and without quotation marks. */
static int32_t say_behind(struct gen *g)
{
    bool quoted = !g->headline && chance(g, 15);
    int32_t mark = quoted ? sign(g, "\"", XPOS_LQUOTE, 0) : -1;
    if (quoted) {
        g->words[mark].space_after = false;
    }
    int32_t verb = put_clause(g);
    sign(g, ",", XPOS_COMMA, verb);
    if (quoted) {
        g->words[mark].head = verb;
        sign(g, "\"", XPOS_RQUOTE, verb);
    }
    int32_t said = put_said(g, put_speaker(g));
    arc(g, verb, said, REL_CCOMP);
    put_said_end(g, said);
    return said;
}

static int32_t say_before(struct gen *g)
{
    int32_t speaker = put_speaker(g);
    if (!g->headline && chance(g, 18)) {
        sign(g, ",", XPOS_COMMA, g->count + 1);
        int32_t citing = add(g, pick(g, "citing quoting"), UPOS_VERB, XPOS_VBG);
        bool plural = g->plural;
        arc(g, put_common(g, "official source report witness diplomat expert", true),
            citing, REL_OBJ);
        g->plural = plural;
        int32_t comma = sign(g, ",", XPOS_COMMA, citing);
        int32_t said = put_said(g, speaker);
        arc(g, citing, said, REL_ADVCL);
        arc(g, comma, citing, REL_PUNCT);
        put_that(g, said);
        return said;
    }
    int32_t said = put_said(g, speaker);
    if (chance(g, 25)) {
        put_said_end(g, said);
    }
    put_that(g, said);
    return said;
}

static int32_t put_according(struct gen *g, int32_t *noun)
{
    int32_t according = add_s(g, "according", UPOS_VERB, XPOS_VBG);
    int32_t to = add_s(g, "to", UPOS_ADP, XPOS_IN);
    arc(g, to, according, REL_FIXED);
    *noun = put_speaker(g);
    arc(g, according, *noun, REL_CASE);
    return according;
}

static int32_t say_according(struct gen *g)
{
    int32_t noun = 0;
    if (chance(g, 40)) {
        put_according(g, &noun);
        int32_t comma = sign(g, ",", XPOS_COMMA, 0);
        int32_t verb = put_clause(g);
        arc(g, noun, verb, REL_OBL);
        arc(g, comma, verb, REL_PUNCT);
        return verb;
    }
    int32_t verb = put_clause(g);
    int32_t comma = sign(g, ",", XPOS_COMMA, 0);
    put_according(g, &noun);
    arc(g, noun, verb, REL_OBL);
    arc(g, comma, noun, REL_PUNCT);
    return verb;
}

/* "If S, S"; "Should X attack, S"; "On Monday[,] S"; "After X, S"; "Denying X, S". */
static int32_t begin_with(struct gen *g)
{
    enum relation relation = REL_OBL;
    uint32_t kind = dice(g, 20);
    int32_t front = 0;
    bool comma = true;
    if (kind < 9) {
        front = put_time(g, &relation);
        comma = chance(g, 45);
    } else if (kind < 12) {
        front = put_prepositional(
            g, pick(g, "In In Near After During Despite Before Following"), 'l');
        text form = g->words[0].form;
        if (tc_text_equal(form, TEXT("Following"))) {
            g->words[0].upos = UPOS_VERB;
            g->words[0].xpos = XPOS_VBG;
        }
        comma = chance(g, 70);
    } else if (kind < 15) {
        int32_t mark =
            add(g, pick(g, "if after because as although while"), UPOS_SCONJ, XPOS_IN);
        front = put_clause(g);
        arc(g, mark, front, REL_MARK);
        relation = REL_ADVCL;
    } else if (kind < 18) {
        int32_t should = add_s(g, "should", UPOS_AUX, XPOS_MD);
        int32_t subject = put_noun_phrase(g, 'A');
        front = chance(g, 40) ? add_verb(g,
                                         pick(g, "attack agree refuse withdraw resign "
                                                 "fall retaliate collapse"),
                                         BASE)
                              : put_verb_phrase(g, BASE);
        arc(g, should, front, REL_AUX);
        arc(g, subject, front, REL_NSUBJ);
        relation = REL_ADVCL;
    } else {
        front = put_verb_phrase(g, GERUND);
        relation = REL_ADVCL;
    }
    int32_t at = comma ? sign(g, ",", XPOS_COMMA, 0) : -1;
    int32_t verb = put_clause(g);
    arc(g, front, verb, relation);
    if (comma) {
        arc(g, at, relation == REL_ADVCL ? front : verb, REL_PUNCT);
    }
    return verb;
}

static int32_t ask(struct gen *g)
{
    int32_t did = add_s(g, "did", UPOS_AUX, XPOS_VBD);
    int32_t subject = put_noun_phrase(g, 'A');
    int32_t verb = put_verb_phrase(g, BASE);
    arc(g, did, verb, REL_AUX);
    arc(g, subject, verb, REL_NSUBJ);
    return verb;
}

/* A clause and another: ", and S", ", while S". */
static int32_t two_clauses(struct gen *g)
{
    int32_t verb = put_clause(g);
    int32_t comma = sign(g, ",", XPOS_COMMA, 0);
    bool and = chance(g, 60);
    int32_t word = and? add(g, pick(g, "and but and"), UPOS_CCONJ, XPOS_CC)
                      : add(g, pick(g, "while as although"), UPOS_SCONJ, XPOS_IN);
    int32_t other = put_clause(g);
    arc(g, comma, other, REL_PUNCT);
    arc(g, word, other, and? REL_CC : REL_MARK);
    arc(g, other, verb, and? REL_CONJ : REL_ADVCL);
    return verb;
}

static void capital(struct gen *g)
{
    text form = g->words[0].upos == UPOS_PUNCT ? g->words[1].form : g->words[0].form;
    char c = form.data[0];
    if (c >= 'a' && c <= 'z') {
        char up[2] = {(char)((unsigned char)c & 0xDFU), '\0'};
        text rest = tc_text_slice(form, 1, form.size);
        text t = tc_arena_format(g->arena, "%s%.*s", up, (int)rest.size, rest.data);
        g->failed = g->failed || t.data == NULL;
        g->words[g->words[0].upos == UPOS_PUNCT].form = t.data == NULL ? form : t;
    }
}

static void put_sentence(struct gen *g)
{
    g->count = 0;
    g->deep = 0;
    g->failed = false;
    uint32_t kind = dice(g, 100);
    g->headline = kind >= 92;
    bool question = false;
    int32_t root = 0;
    if (kind < 48 || kind >= 94) {
        root = put_clause(g);
    } else if (kind < 62 || kind == 93) {
        root = say_behind(g);
    } else if (kind < 72 || kind == 92) {
        root = say_before(g);
    } else if (kind < 76) {
        root = say_according(g);
    } else if (kind < 86) {
        root = begin_with(g);
    } else if (kind < 88) {
        question = true;
        root = ask(g);
    } else {
        root = two_clauses(g);
    }
    if (!g->headline || chance(g, 60)) {
        sign(g, question ? "?" : ".", XPOS_PUNCT, root);
    }
    g->words[root].head = TC_ROOT;
    g->words[root].relation = REL_ROOT;
    capital(g);
}

/* NOLINTEND(misc-no-recursion) */

/* ---- dictionaries ---------------------------------------------------------------- */

static bool keep_name(struct gen *g, enum kind kind, text t)
{
    struct names *n = &g->names[kind];
    size_t spaces = 0;
    t = tc_text_trim(t);
    bool fits = t.size > 1 && t.size < FORM_SIZE - 3 && n->count < NAMES;
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        spaces += c == ' ';
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' ||
                      (c & 0x80) != 0;
        fits = fits && letter;
    }
    if (!fits || spaces > (kind == ADJECTIVE ? 1 : 2) ||
        tc_text_find(t, TEXT(" of ")) != SIZE_MAX ||
        tc_text_find(t, TEXT(" and ")) != SIZE_MAX ||
        tc_text_find(t, TEXT(" for ")) != SIZE_MAX ||
        tc_text_find(t, TEXT(" the ")) != SIZE_MAX || tc_text_begins(t, TEXT("the "))) {
        return true;
    }
    if (!tc_grow(&n->items, &n->room, n->count + 1, sizeof *n->items, NAMES + 64)) {
        return false;
    }
    n->items[n->count] = tc_arena_copy(g->arena, t);
    return n->items[n->count++].data != NULL;
}

/* Each name of "a; b; ~c", or the first only. */
static bool keep_names(struct gen *g, enum kind kind, text line, bool all)
{
    bool ok = true;
    while (line.size > 0 && ok) {
        size_t end = tc_text_find(line, TEXT(";"));
        ok = keep_name(g, kind, tc_text_slice(line, 0, end));
        line = end == SIZE_MAX || !all ? (text){line.data, 0}
                                       : tc_text_slice(line, end + 1, line.size);
    }
    return ok;
}

static bool read_country(struct gen *g, text line)
{
    static const struct {
        const char *key;
        enum kind kind;
    } keys[] = {
        {"adjective:", ADJECTIVE},
        {"people:",    PEOPLE   },
        {"capital:",   CAPITAL  }
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        text key = tc_text(keys[i].key);
        if (tc_text_begins(line, key)) {
            return keep_names(g, keys[i].kind, tc_text_slice(line, key.size, line.size),
                              false);
        }
    }
    bool heads = line.size > 7 && line.data[3] == ' ' && line.data[6] == ' ' &&
                 line.data[0] >= 'A' && line.data[0] <= 'Z' &&
                 tc_text_find(line, TEXT(":")) == SIZE_MAX;
    text country = heads ? tc_text_slice(line, 7, line.size) : line;
    if (!heads || tc_text_begins(country, TEXT("United ")) ||
        tc_text_ends(country, TEXT("Islands")) ||
        listed(country, "Netherlands Philippines")) {
        return true;
    }
    return keep_name(g, COUNTRY, country);
}

/* "id | names | ..." of actors and leaders. */
static bool read_entry(struct gen *g, text line, enum kind kind)
{
    size_t bar = tc_text_find(line, TEXT("|"));
    if (bar == SIZE_MAX) {
        return true;
    }
    text rest = tc_text_slice(line, bar + 1, line.size);
    rest = tc_text_slice(rest, 0, tc_text_find(rest, TEXT("|")));
    return keep_names(g, kind, rest, kind != PERSON);
}

static bool read_roles(struct gen *g, text line)
{
    bool ok = true;
    while (line.size > 0 && ok) {
        size_t end = tc_text_find(line, TEXT(";"));
        text one = tc_text_slice(line, 0, end);
        one = tc_text_slice(one, 0, tc_text_find(one, TEXT("<")));
        one = tc_text_trim(tc_text_slice(one, 0, tc_text_find(one, TEXT("/"))));
        size_t space = tc_text_find(one, TEXT(" "));
        text first = tc_text_slice(one, 0, space);
        bool fine =
            space == SIZE_MAX || is_adjective(first) || listed(first, modifiers);
        bool person = false;
        static const char *const ends[] = {
            "minister", "president", "chief",     "leader",    "king",      "general",
            "governor", "premier",   "secretary", "spokesman", "chancellor"};
        for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
            person = person || tc_text_ends(one, tc_text(ends[i]));
        }
        ok = !fine || !person || keep_name(g, ROLE, one);
        line = end == SIZE_MAX ? (text){line.data, 0}
                               : tc_text_slice(line, end + 1, line.size);
    }
    return ok;
}

static tocsin_status read_file(struct gen *g, const char *data, const char *file,
                               enum kind kind, tocsin_error *error)
{
    char path[512];
    struct mapped mapped;
    (void)snprintf(path, sizeof path, "%s/%s", data, file);
    tocsin_status status = tc_map_file(path, &mapped, error);
    if (status != TOCSIN_OK) {
        return status;
    }
    text all = {(const char *)mapped.data, mapped.size};
    bool ok = true;
    while (all.size > 0 && ok) {
        size_t end = tc_text_find(all, TEXT("\n"));
        text line = tc_text_trim(tc_text_slice(all, 0, end));
        all = end == SIZE_MAX ? (text){all.data, 0}
                              : tc_text_slice(all, end + 1, all.size);
        if (line.size == 0 || line.data[0] == '#' || line.data[0] == '[') {
            continue;
        }
        ok = kind == COUNTRY ? read_country(g, line)
             : kind == ROLE  ? read_roles(g, line)
                             : read_entry(g, line, kind);
    }
    tc_unmap_file(&mapped);
    return ok ? TOCSIN_OK : tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory");
}

static tocsin_status read_names(struct gen *g, const char *data, tocsin_error *error)
{
    static const struct {
        const char *file;
        enum kind kind;
    } files[] = {
        {"countries.txt",             COUNTRY},
        {"agents.txt",                ROLE   },
        {"actors/armed.txt",          GROUP  },
        {"actors/igo.txt",            BODY   },
        {"leaders/africa.txt",        PERSON },
        {"leaders/americas.txt",      PERSON },
        {"leaders/asia.txt",          PERSON },
        {"leaders/europe.txt",        PERSON },
        {"leaders/middle-east.txt",   PERSON },
        {"leaders/former-soviet.txt", PERSON },
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        tocsin_status status = read_file(g, data, files[i].file, files[i].kind, error);
        if (status != TOCSIN_OK) {
            return status;
        }
    }
    for (int k = 0; k < KINDS; k++) {
        if (g->names[k].count < FEWEST) {
            return tc_fail(error, TOCSIN_FORMAT, data, 0, -1,
                           "fewer than %d names of a kind (%d)", FEWEST, k);
        }
    }
    return TOCSIN_OK;
}

/* ---- the treebank ---------------------------------------------------------------- */

static bool keep_sentence(const struct gen *g, struct treebank *b)
{
    size_t count = (size_t)g->count;
    if (!tc_grow(&b->words, &b->word_room, b->word_count + count, sizeof *b->words,
                 1U << 26) ||
        !tc_grow(&b->trees, &b->tree_room, b->tree_count + 1, sizeof *b->trees,
                 1U << 22)) {
        return false;
    }
    memcpy(b->words + b->word_count, g->words, count * sizeof *b->words);
    b->word_count += count;
    b->trees[b->tree_count++] = (struct tree){.count = (uint32_t)count};
    return true;
}

tocsin_status newslike_make(const char *data, uint64_t seed, size_t count,
                            struct newslike *out, tocsin_error *error)
{
    memset(out, 0, sizeof *out);
    tc_arena_init(&out->arena, 0);
    struct gen g = {.arena = &out->arena, .random = seed * 2 + 1};
    tocsin_status status = read_names(&g, data, error);
    while (status == TOCSIN_OK && out->bank.tree_count < count) {
        put_sentence(&g);
        if (!g.failed && g.count <= USUAL && !keep_sentence(&g, &out->bank)) {
            status = tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory");
        }
    }
    struct gold *words = out->bank.words;
    for (size_t i = 0; i < out->bank.tree_count; i++) {
        out->bank.trees[i].words = words;
        words += out->bank.trees[i].count;
    }
    for (int k = 0; k < KINDS; k++) {
        tc_free(g.names[k].items);
    }
    if (status != TOCSIN_OK) {
        newslike_release(out);
    }
    return status;
}

void newslike_release(struct newslike *news)
{
    treebank_release(&news->bank);
    tc_arena_release(&news->arena);
}
