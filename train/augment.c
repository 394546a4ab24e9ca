/* train/augment.c: sentences with a speaker behind them, made from the treebank's.
 *
 * In news many a sentence is told by someone who is named at its end: "..., police Col.
 * Ali Omar said on Monday." The treebanks, which are mail, reviews and essays, have
 * few, and a parser that knows only those takes "said" for an afterthought. So some
 * plain statements are shown with such an end: their verb becomes the clausal
 * complement of the verb of saying, as in the treebanks' own. Names are drawn from the
 * treebank.
 */
#include "augment.h"

#include <string.h>

struct maker {
    struct net *net;
    const struct treebank *bank;
    struct gold *words;
    uint32_t count;
    int32_t said; /* index of the verb of saying; heads that are not known yet */
};

static unsigned pick(struct maker *m, unsigned count)
{
    unsigned n = (unsigned)(net_random(m->net) * (float)count);
    return n < count ? n : count - 1;
}

static struct gold *put(struct maker *m, text form, enum upos upos, enum xpos xpos)
{
    struct gold *w = &m->words[m->count++];
    *w = (struct gold){.form = form,
                       .upos = (uint8_t)upos,
                       .xpos = (uint8_t)xpos,
                       .entity = NO_ENTITY_LAYER};
    return w;
}

/* The next word hangs on the one `ahead` words behind it. */
static void put_left(struct maker *m, const char *form, enum upos upos, enum xpos xpos,
                     enum relation relation, int32_t ahead)
{
    int32_t here = (int32_t)m->count;
    struct gold *w = put(m, tc_text(form), upos, xpos);
    w->head = here + ahead;
    w->relation = (uint8_t)relation;
}

/* A name of the treebank's. */
static text some_name(struct maker *m)
{
    for (int tries = 0; tries < 200; tries++) {
        const struct gold *w =
            &m->bank->words[(size_t)(net_random(m->net) * (float)m->bank->word_count) %
                            m->bank->word_count];
        if (w->xpos == XPOS_NNP && w->upos == UPOS_PROPN && w->form.size > 2 &&
            w->form.data[0] >= 'A' && w->form.data[0] <= 'Z') {
            return w->form;
        }
    }
    return TEXT("Ali");
}

/* "[the] [police] [Gen.] Ali Omar": returns the index of its head. */
static int32_t put_person(struct maker *m)
{
    static const char *const titles[] = {"Gen.",     "Col.", "Mr.",   "President",
                                         "Minister", "Sen.", "Capt.", "Ms.",
                                         "Dr.",      "Lt.",  "Judge", "Secretary"};
    static const char *const jobs[] = {"spokesman", "spokeswoman", "lawyer",  "analyst",
                                       "police",    "army",        "resident"};
    unsigned kind = pick(m, 5);
    if (kind == 0) {
        put_left(m, jobs[pick(m, 7)], UPOS_NOUN, XPOS_NN, REL_NMOD_DESC, 1);
    } else if (kind < 3) {
        if (kind == 2) {
            put_left(m, pick(m, 2) ? "police" : "army", UPOS_NOUN, XPOS_NN,
                     REL_COMPOUND, 1);
        }
        put_left(m, titles[pick(m, 12)], UPOS_PROPN, XPOS_NNP, REL_NMOD_DESC, 1);
    }
    int32_t head = (int32_t)m->count;
    put(m, some_name(m), UPOS_PROPN, XPOS_NNP);
    if (pick(m, 4) > 0) {
        struct gold *last = put(m, some_name(m), UPOS_PROPN, XPOS_NNP);
        last->head = head;
        last->relation = REL_FLAT;
    }
    return head;
}

/* "the army", "a government official", "officials". */
static int32_t put_body(struct maker *m)
{
    static const char *const bodies[] = {
        "army",  "ministry", "government", "group", "military",  "agency",   "company",
        "mayor", "minister", "president",  "court", "spokesman", "official", "source"};
    static const char *const many[] = {"officials", "witnesses", "residents",
                                       "activists", "sources",   "rebels"};
    static const char *const kinds[] = {"government", "security", "police", "army",
                                        "defence",    "hospital", "party"};
    unsigned kind = pick(m, 4);
    bool plural = kind == 0;
    bool compound = pick(m, 3) == 0;
    if (!plural) {
        put_left(m, pick(m, 3) ? "the" : "a", UPOS_DET, XPOS_DT, REL_DET, 1 + compound);
    }
    if (compound) {
        put_left(m, kinds[pick(m, 7)], UPOS_NOUN, XPOS_NN, REL_COMPOUND, 1);
    }
    int32_t head = (int32_t)m->count;
    put(m, tc_text(plural ? many[pick(m, 6)] : bodies[pick(m, 14)]), UPOS_NOUN,
        plural ? XPOS_NNS : XPOS_NN);
    return head;
}

static int32_t put_speaker(struct maker *m)
{
    unsigned kind = pick(m, 10);
    if (kind == 0) {
        int32_t head = (int32_t)m->count;
        put(m, tc_text(pick(m, 2) ? "he" : "she"), UPOS_PRON, XPOS_PRP);
        return head;
    }
    if (kind == 1) {
        int32_t head = (int32_t)m->count;
        put(m, TEXT("police"), UPOS_NOUN, XPOS_NN);
        return head;
    }
    return kind < 6 ? put_person(m) : put_body(m);
}

static void put_verb(struct maker *m)
{
    static const char *const verbs[] = {"said",  "said",     "said",      "said",
                                        "added", "reported", "announced", "says"};
    unsigned which = pick(m, 8);
    m->said = (int32_t)m->count;
    put(m, tc_text(verbs[which]), UPOS_VERB, which == 7 ? XPOS_VBZ : XPOS_VBD);
}

static void put_time(struct maker *m)
{
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    unsigned kind = pick(m, 6);
    if (kind > 2) {
        return;
    }
    if (kind == 2) {
        put_left(m, "in", UPOS_ADP, XPOS_IN, REL_CASE, 2);
        put_left(m, "a", UPOS_DET, XPOS_DT, REL_DET, 1);
    } else if (kind == 1) {
        put_left(m, "on", UPOS_ADP, XPOS_IN, REL_CASE, 1);
    }
    struct gold *w = kind == 2
                         ? put(m, TEXT("statement"), UPOS_NOUN, XPOS_NN)
                         : put(m, tc_text(days[pick(m, 7)]), UPOS_PROPN, XPOS_NNP);
    w->head = m->said;
    w->relation = kind == 0 ? REL_OBL_UNMARKED : REL_OBL;
}

/* A statement: a verb with a subject, and a full stop that hangs on it. */
static bool suits(const struct tree *tree, int32_t *root)
{
    uint32_t n = tree->count;
    bool subject = false;
    if (n < 5 || n + 16 > AUGMENT_ROOM ||
        !tc_text_equal(tree->words[n - 1].form, TEXT("."))) {
        return false;
    }
    *root = tree->words[n - 1].head;
    if (*root < 0 || tree->words[*root].head != TC_ROOT) {
        return false;
    }
    for (uint32_t i = 0; i + 1 < n; i++) {
        const struct gold *w = &tree->words[i];
        subject = subject || (w->head == *root && (w->relation == REL_NSUBJ ||
                                                   w->relation == REL_NSUBJ_PASS));
        if (w->relation == REL_CCOMP || w->relation == REL_PARATAXIS ||
            w->upos == UPOS_PUNCT) {
            bool comma = tc_text_equal(w->form, TEXT(",")) || w->xpos == XPOS_HYPH;
            if (!comma) {
                return false;
            }
        }
    }
    return subject;
}

static void put_sign(struct maker *m, const char *form, enum xpos xpos, int32_t head)
{
    struct gold *w = put(m, tc_text(form), UPOS_PUNCT, xpos);
    w->head = head;
    w->relation = REL_PUNCT;
}

bool augment_said(struct net *net, const struct treebank *bank, const struct tree *from,
                  struct gold *words, struct tree *out)
{
    struct maker m = {.net = net, .bank = bank, .words = words};
    int32_t root = 0;
    if (!suits(from, &root)) {
        return false;
    }
    int32_t quoted = pick(&m, 3) == 0;
    if (quoted) {
        put_sign(&m, "\"", XPOS_LQUOTE, root + 1);
    }
    for (uint32_t i = 0; i + 1 < from->count; i++) {
        struct gold *w = &words[m.count++];
        *w = from->words[i];
        w->soft = 0; /* the teacher spoke of the sentence without an end */
        w->head += w->head == TC_ROOT ? 0 : quoted;
    }
    root += quoted;
    put_sign(&m, ",", XPOS_COMMA, root);
    if (quoted) {
        put_sign(&m, "\"", XPOS_RQUOTE, root);
    }
    bool turned = pick(&m, 4) == 0; /* "said the minister" */
    if (turned) {
        put_verb(&m);
    }
    int32_t speaker = put_speaker(&m);
    if (!turned) {
        put_verb(&m);
    }
    words[speaker].head = m.said;
    words[speaker].relation = REL_NSUBJ;
    put_time(&m);
    put_sign(&m, ".", XPOS_PUNCT, m.said);
    words[m.said].head = TC_ROOT;
    words[m.said].relation = REL_ROOT;
    words[root].head = m.said;
    words[root].relation = REL_CCOMP;
    *out = (struct tree){.words = words, .count = m.count};
    return true;
}
