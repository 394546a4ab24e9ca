/* train/newslike_phrase.c: names, numbers, money, dates, and nouns with what stands
 * before and behind them.
 *
 * A phrase comes by class (actor, event, place, people, thing), as frames ask for it,
 * and each class in the shapes that agencies use: "Iran-backed militias", "the foreign
 * minister of Iran", "at least 12 people". The shares are set by hand and counted from
 * no text: what is rare in treebanks is frequent here, and they see to the rest. Words
 * hang on heads that come behind them, so most functions return the index of the
 * phrase's head and leave its own head open.
 */
#include "newslike_words.h"

#include <string.h>

/* ---- names ----------------------------------------------------------------------- */

/* A name or compound of several words: the last is its head. */
int32_t put_compound(struct gen *g, text words, bool proper, bool plural)
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

void put_the(struct gen *g, int32_t *the)
{
    *the = g->headline ? -1 : add_s(g, "the", UPOS_DET, XPOS_DT);
}

void end_det(struct gen *g, int32_t det, int32_t head)
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
int32_t put_nationality(struct gen *g)
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

void before(struct gen *g, int32_t child, int32_t head)
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

/* Phrases within phrases; `deep` and the number of words bound how many. */
/* NOLINTBEGIN(misc-no-recursion) */

/* A preposition and what follows: returns the noun's index, whose head is open. */
int32_t put_prepositional(struct gen *g, text preposition, char class)
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

bool may_grow(const struct gen *g)
{
    return g->deep < DEEPEST && g->count < USUAL - 16;
}

/* "who fled", "who have been arrested", "which X condemned" */
void put_relative(struct gen *g, int32_t head, int32_t who)
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
void put_behind(struct gen *g, int32_t head, char class)
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
int32_t put_common(struct gen *g, const char *nouns, bool national)
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
int32_t put_single_actor(struct gen *g)
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

int32_t put_noun_phrase(struct gen *g, char class)
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

/* NOLINTEND(misc-no-recursion) */

/* ---- dates ----------------------------------------------------------------------- */

/* "on Monday", "June 3", "last week": its head; the relation comes in *relation. */
int32_t put_time(struct gen *g, enum relation *relation)
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
