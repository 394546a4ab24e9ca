/* read_labels.c: words with a label: data/topics.txt, voices.txt, verification.txt.
 *
 * A labelled word is kept as a cue of a part of its own, with the label as its class:
 * so it is found by the number of the lemma like any other, and the compiled file needs
 * no section more. Some 1,500 topics, which a sentence looks up once for each of its
 * words, and only when it has an act; some 500 words of voices and of verification.
 */
#include "lexicon/dictionary.h"

/* "sport 3" between the brackets of a section; fills what its words become. */
typedef bool (*section_reader)(text section, struct cue *label);

static void read_word(struct dictionary *d, text lemma, const struct cue *label,
                      size_t first)
{
    uint32_t word = tc_dictionary_word(d, lemma);
    if (!word) {
        if (!d->failed)
            tc_problem(d, "%.*s is no word", (int)lemma.size, lemma.data);
        return;
    }
    for (size_t i = d->cues.count; i > first; i--) {
        const struct cue *c = &d->cues.items[i - 1];
        bool several = label->part == TOPIC_PART && c->class != label->class;
        if (c->word == word && c->part == label->part && !several) {
            tc_problem(d, "%.*s was there before", (int)lemma.size, lemma.data);
            return;
        }
    }
    struct cue *item = tc_push(d, &d->cues, FRAME_LIMIT);
    if (item) {
        *item = *label;
        item->word = word;
    }
}

static void read_labels(struct dictionary *d, struct lines *lines,
                        section_reader section, const char *problem)
{
    text line;
    size_t first = d->cues.count;
    struct cue label = {.part = 0};
    while (tc_line_next(lines, &line)) {
        if (line.data[0] == '[') {
            text inside = tc_text_slice(line, 1, line.size - 1);
            if (line.data[line.size - 1] != ']' || !section(inside, &label))
                tc_problem(d, "%s", problem);
            continue;
        }
        if (!label.part) {
            tc_problem(d, "a word before the first section");
            return;
        }
        while (line.size && !d->failed) {
            text one = tc_cut(&line, ';');
            if (one.size)
                read_word(d, one, &label, first);
        }
    }
}

/* The place of a name in a list, or count. */
static uint8_t place_of(text name, const char *const *names, uint8_t count)
{
    uint8_t i = 0;
    while (i < count && !tc_text_equal(name, tc_text(names[i])))
        i++;
    return i;
}

#define X(name, word) word,

static bool topic_section(text section, struct cue *label)
{
    static const char *const names[] = {TC_TOPICS(X)};
    long long weight = 0;
    uint8_t topic = place_of(tc_cut(&section, ' '), names, TOPIC_COUNT);
    if (topic == TOPIC_COUNT || !tc_text_integer(tc_text_trim(section), 1, 3, &weight))
        return false;
    *label =
        (struct cue){.part = TOPIC_PART, .class = topic, .positive = (int8_t)weight};
    return true;
}

void tc_read_topics(struct dictionary *d, struct lines *lines)
{
    read_labels(d, lines, topic_section,
                "a section is written [topic weight]: sport, markets, weather, "
                "fiction, crime or politics, and 1 to 3");
}

static bool voice_section(text section, struct cue *label)
{
    static const char *const names[] = {TOCSIN_VOICE_KINDS(X)};
    static const char *const parts[] = {"noun", "beside", "sector"};
    static const uint8_t letters[] = {VOICE_NOUN, VOICE_BESIDE, VOICE_SECTOR};
    uint8_t kind = place_of(tc_cut(&section, ' '), names, TOCSIN_VOICE_KIND_COUNT);
    uint8_t part = place_of(tc_text_trim(section), parts, 3);
    if (kind == TOCSIN_VOICE_KIND_COUNT || part == 3)
        return false;
    *label = (struct cue){.part = letters[part], .class = kind};
    return true;
}

void tc_read_voices(struct dictionary *d, struct lines *lines)
{
    read_labels(d, lines, voice_section,
                "a section is written [kind part]: a kind of voice, and noun, beside "
                "or sector");
}

static bool remark_section(text section, struct cue *label)
{
    static const char *const names[] = {TC_REMARKS(X)};
    uint8_t remark = place_of(tc_text_trim(section), names, REMARK_COUNT);
    if (remark == REMARK_COUNT)
        return false;
    *label = (struct cue){.part = REMARK_PART, .class = remark};
    return true;
}

#undef X

void tc_read_verification(struct dictionary *d, struct lines *lines)
{
    read_labels(d, lines, remark_section,
                "a section is one of [check], [deny], [reject], [retract], [false], "
                "[comment], [told]");
}
