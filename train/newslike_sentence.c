/* train/newslike_sentence.c: frames filled, clauses, sentences.
 *
 * A clause is a frame in the active or passive voice with auxiliaries and adjuncts; a
 * sentence is a clause alone, with a speaker, behind a time or a condition, two of
 * them, a question or a headline. Behind a complement that is a clause stands no
 * adjunct: it could hang on either, and the tree would teach a guess. Where there is no
 * room for a clause that a frame asks for, the sentence is given up and another made.
 */
#include "newslike_words.h"
#include "verbs.h"

#include <string.h>

/* Phrases within phrases; `deep` and the number of words bound how many. */
/* NOLINTBEGIN(misc-no-recursion) */

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
    char kind;  /* see newslike_words.c */
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
text some_verb(struct gen *g)
{
    if (chance(g, 25)) {
        return tc_text(irregular_verbs[dice(g, irregular_verb_count)][0]);
    }
    return pick(g, regular_verbs[dice(g, regular_verb_lines)]);
}

int32_t put_frame(struct gen *g, const char *frame, enum form form)
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
int32_t put_verb_phrase(struct gen *g, enum form form)
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
enum form put_auxiliaries(struct gen *g, struct auxiliary *a, bool passive)
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

void end_auxiliaries(struct gen *g, const struct auxiliary *a, int32_t verb)
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

int32_t put_clause(struct gen *g)
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

void put_sentence(struct gen *g)
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
