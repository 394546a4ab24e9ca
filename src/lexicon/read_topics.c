/* read_topics.c: data/topics.txt: the words that show what a sentence is about.
 *
 * A topic's word is kept as a cue of part 't' with the topic as its class and the
 * weight as its certainty: so it is found by the number of the lemma like any other,
 * and the compiled file needs no section more. Some 1,500 words; a sentence looks up
 * each of its own once, and only when it has an act.
 */
#include "lexicon/dictionary.h"

static bool read_section(text line, uint8_t *topic, int8_t *weight)
{
    static const char *const names[] = {
#define X(name, word) word,
        TC_TOPICS(X)
#undef X
    };
    long long value = 0;
    if (line.data[line.size - 1] != ']')
        return false;
    text inside = tc_text_slice(line, 1, line.size - 1);
    text name = tc_cut(&inside, ' ');
    for (uint8_t i = 0; i < TOPIC_COUNT; i++)
        if (tc_text_equal(name, tc_text(names[i])) &&
            tc_text_integer(tc_text_trim(inside), 1, 3, &value)) {
            *topic = i;
            *weight = (int8_t)value;
            return true;
        }
    return false;
}

static void read_word(struct dictionary *d, text lemma, uint8_t topic, int8_t weight)
{
    uint32_t word = tc_dictionary_word(d, lemma);
    if (!word) {
        if (!d->failed)
            tc_problem(d, "%.*s is no word", (int)lemma.size, lemma.data);
        return;
    }
    for (size_t i = d->cues.count; i > 0 && d->cues.items[i - 1].part == TOPIC_PART;
         i--)
        if (d->cues.items[i - 1].word == word && d->cues.items[i - 1].class == topic) {
            tc_problem(d, "%.*s was there before", (int)lemma.size, lemma.data);
            return;
        }
    struct cue *item = tc_push(d, &d->cues, FRAME_LIMIT);
    if (item)
        *item = (struct cue){
            .word = word, .part = TOPIC_PART, .class = topic, .positive = weight};
}

void tc_read_topics(struct dictionary *d, struct lines *lines)
{
    text line;
    uint8_t topic = 0;
    int8_t weight = 0;
    while (tc_line_next(lines, &line)) {
        if (line.data[0] == '[') {
            if (!read_section(line, &topic, &weight))
                tc_problem(d, "a section is written [topic weight]: sport, markets, "
                              "weather, fiction, crime or politics, and 1 to 3");
            continue;
        }
        if (!weight) {
            tc_problem(d, "a word before the first section");
            return;
        }
        while (line.size && !d->failed) {
            text one = tc_cut(&line, ';');
            if (one.size)
                read_word(d, one, topic, weight);
        }
    }
}
