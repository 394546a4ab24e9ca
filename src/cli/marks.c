/* marks.c: the words that were searched for, in the sentences that have them. */
#include "cli/cli.h"

enum { MANY = 64 }; /* of one sentence; the rest stay unmarked */

static size_t find(const struct marking *m, tocsin_text sentence, tocsin_hit hits[MANY])
{
    tocsin_hits found = {.items = hits, .room = MANY};
    if (!m->words.size ||
        tocsin_record_hits(m->record, m->words, sentence, &found, NULL) != TOCSIN_OK)
        return 0;
    return found.count < MANY ? found.count : MANY;
}

void tc_cli_marked(const struct marking *m, tocsin_text sentence, int columns)
{
    tocsin_hit hits[MANY];
    size_t count = find(m, sentence, hits), at = 0;
    bool bold = tc_cli_colour(stdout);
    if (!count) {
        tc_cli_cut(stdout, sentence, columns);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        tc_cli_line(stdout, (tocsin_text){sentence.data + at, hits[i].begin - at});
        fputs(bold ? "\033[1m" : "[", stdout);
        tc_cli_line(stdout, (tocsin_text){sentence.data + hits[i].begin,
                                          hits[i].end - hits[i].begin});
        fputs(bold ? "\033[0m" : "]", stdout);
        at = hits[i].end;
    }
    tc_cli_line(stdout, (tocsin_text){sentence.data + at, sentence.size - at});
}

void tc_cli_hits(const struct marking *m, tocsin_text sentence, uint32_t from)
{
    tocsin_hit hits[MANY];
    if (!m->words.size)
        return;
    size_t count = find(m, sentence, hits);
    fputs(",\"hits\":[", stdout);
    for (size_t i = 0; i < count; i++)
        printf("%s[%u,%u]", i ? "," : "", (unsigned)(from + hits[i].begin),
               (unsigned)(from + hits[i].end));
    fputc(']', stdout);
}
