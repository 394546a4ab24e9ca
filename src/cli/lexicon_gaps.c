/* lexicon_gaps.c: tocsin lexicon gaps FILE ...: the verbs, nouns and names that most
 * often stood where the dictionaries had nothing, as lines to be filled in.
 *
 * Gaps are counted by their line in an open hash. A sentence of each is kept, the first
 * two for --format jsonl; of a million articles there are some hundred thousand lines.
 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum { EXAMPLES = 2, EXAMPLE_MAX = 240 };

struct gap {
    char *line, *words;
    const char *file;
    char *examples[EXAMPLES];
    unsigned example_count;
    tocsin_gap_kind kind;
    unsigned long long count;
};

struct table {
    struct gap *slots;
    size_t room, used;
    unsigned long long documents, unusable;
    bool failed;
    const struct options *options;
    struct progress progress;
};

static char *copy(tocsin_text t, size_t most)
{
    size_t size = t.size < most ? t.size : most;
    while (size && size < t.size && ((unsigned char)t.data[size] & 0xC0) == 0x80)
        size--; /* not within a letter */
    char *out = malloc(size + 1);
    if (!out)
        return NULL;
    for (size_t i = 0; i < size; i++)
        out[i] = t.data[i] == '\n' || t.data[i] == '\r' ? ' ' : t.data[i];
    out[size] = '\0';
    return out;
}

static size_t slot_of(const struct table *t, tocsin_gap_kind kind, const char *line,
                      size_t size)
{
    unsigned long long hash = 1469598103934665603ULL + (unsigned)kind;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)line[i]) * 1099511628211ULL;
    size_t at = (size_t)(hash ^ hash >> 32) & (t->room - 1);
    while (t->slots[at].line &&
           (t->slots[at].kind != kind || strlen(t->slots[at].line) != size ||
            memcmp(t->slots[at].line, line, size) != 0))
        at = (at + 1) & (t->room - 1);
    return at;
}

static bool grow(struct table *t)
{
    struct table larger = *t;
    larger.room = t->room ? t->room * 2 : 1024;
    larger.slots = calloc(larger.room, sizeof *larger.slots);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < t->room; i++)
        if (t->slots[i].line)
            larger.slots[slot_of(&larger, t->slots[i].kind, t->slots[i].line,
                                 strlen(t->slots[i].line))] = t->slots[i];
    free(t->slots);
    *t = larger;
    return true;
}

static bool count_gap(struct table *t, const tocsin_gap *gap, tocsin_text sentence)
{
    if ((t->used + 1) * 2 > t->room && !grow(t))
        return false;
    struct gap *slot = &t->slots[slot_of(t, gap->kind, gap->line.data, gap->line.size)];
    if (!slot->line) {
        slot->line = copy(gap->line, 4096);
        slot->words = copy(gap->words, 4096);
        slot->file = gap->file.data;
        slot->kind = gap->kind;
        if (!slot->line || !slot->words)
            return false;
        t->used++;
    }
    slot->count++;
    if (slot->example_count < EXAMPLES) {
        char *example = copy(sentence, EXAMPLE_MAX);
        if (!example)
            return false;
        bool again = slot->example_count &&
                     strcmp(slot->examples[slot->example_count - 1], example) == 0;
        if (again)
            free(example);
        else
            slot->examples[slot->example_count++] = example;
    }
    return true;
}

static tocsin_status take(void *context, const tocsin_run_item *item)
{
    struct table *t = context;
    if (!item->coding) {
        tc_cli_progress_end(&t->progress);
        tc_cli_error(item->error);
        t->unusable++;
        return TOCSIN_OK;
    }
    t->documents++;
    const char *text = item->coding->document.text.data;
    for (uint32_t i = 0; i < item->coding->gap_count; i++) {
        const tocsin_gap *gap = &item->coding->gaps[i];
        tocsin_text sentence = {text + gap->begin, gap->end - gap->begin};
        if (!count_gap(t, gap, sentence)) {
            t->failed = true;
            return TOCSIN_STOPPED;
        }
    }
    tc_cli_progress(&t->progress, t->options, t->documents, t->used);
    return TOCSIN_OK;
}

/* ---- printing -------------------------------------------------------------------- */

static int by_count(const void *left, const void *right)
{
    const struct gap *a = left, *b = right;
    if (!a->line != !b->line)
        return a->line ? -1 : 1;
    if (!a->line)
        return 0;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return strcmp(a->line, b->line);
}

static void print_lines(const struct gap *gap, const struct gap *before)
{
    static const char *const headings[TOCSIN_GAP_KIND_COUNT] = {
        "data/acts: verbs between two actors that no frame names",
        "data/acts: nouns of one actor with another that no frame names",
        "data/agents.txt: parties of claims that resolve to nothing",
        "names in sentences with a claim that the lexicon does not know"};
    if (!before || before->kind != gap->kind)
        printf("%s# ---- %s\n\n", before ? "\n" : "", headings[gap->kind]);
    printf("# %llu %s: \"%s\"\n", gap->count, gap->count == 1 ? "time" : "times",
           gap->example_count ? gap->examples[0] : "");
    if (gap->kind == TOCSIN_GAP_NAME)
        printf("# %s\n", gap->file);
    puts(gap->line);
}

static void print_json(const struct gap *gap)
{
    static const char *const kinds[TOCSIN_GAP_KIND_COUNT] = {"verb", "noun", "actor",
                                                             "name"};
    printf("{\"kind\":\"%s\",\"count\":%llu,\"words\":", kinds[gap->kind], gap->count);
    tc_cli_json(stdout, tc_cli_text(gap->words));
    fputs(",\"file\":", stdout);
    tc_cli_json(stdout, tc_cli_text(gap->file));
    fputs(",\"line\":", stdout);
    tc_cli_json(stdout, tc_cli_text(gap->line));
    fputs(",\"examples\":[", stdout);
    for (unsigned i = 0; i < gap->example_count; i++) {
        if (i)
            putchar(',');
        tc_cli_json(stdout, tc_cli_text(gap->examples[i]));
    }
    puts("]}");
}

static size_t print_all(struct table *t)
{
    unsigned long long least =
        t->options->minimum > 0 ? (unsigned long long)t->options->minimum : 1;
    const struct gap *before = NULL;
    size_t printed = 0;
    if (t->room)
        qsort(t->slots, t->room, sizeof *t->slots, by_count);
    for (size_t i = 0; i < t->used; i++) {
        if (t->slots[i].count < least)
            continue;
        if (t->options->format == OUTPUT_JSONL)
            print_json(&t->slots[i]);
        else
            print_lines(&t->slots[i], before);
        before = &t->slots[i];
        printed++;
    }
    return printed;
}

static void release(struct table *t)
{
    for (size_t i = 0; i < t->room; i++) {
        free(t->slots[i].line);
        free(t->slots[i].words);
        for (unsigned k = 0; k < t->slots[i].example_count; k++)
            free(t->slots[i].examples[k]);
    }
    free(t->slots);
}

static int run(struct table *t, const tocsin_engine *engine, tocsin_reader *reader)
{
    tocsin_run_options how = {.jobs = t->options->jobs, .gaps = true};
    tocsin_error error = {.byte = -1};
    tocsin_status status = tocsin_run(engine, reader, &how, take, t, &error);
    tc_cli_progress_end(&t->progress);
    if (t->failed) {
        fputs("tocsin: out of memory\n", stderr);
        return EXIT_UNUSABLE;
    }
    if (status != TOCSIN_OK) {
        tc_cli_error(&error);
        return EXIT_UNUSABLE;
    }
    size_t printed = print_all(t);
    if (t->unusable)
        return t->documents ? EXIT_PART : EXIT_UNUSABLE;
    return printed ? EXIT_DONE : EXIT_NOTHING;
}

int tc_cli_lexicon_gaps(const struct options *options)
{
    if (options->format_given && options->format != OUTPUT_TABLE &&
        options->format != OUTPUT_JSONL) {
        fputs("tocsin: lexicon gaps prints table or jsonl\n", stderr);
        return EXIT_USAGE;
    }
    struct options inputs = *options;
    inputs.arguments = options->arguments + 1;
    inputs.argument_count = options->argument_count - 1;
    tocsin_reader *reader = NULL;
    tocsin_engine *engine = NULL;
    int code = tc_cli_reader(&inputs, &reader);
    if (code == EXIT_DONE)
        code = tc_cli_engine(options, &engine);
    if (code == EXIT_DONE) {
        struct table table = {.options = options};
        code = run(&table, engine, reader);
        release(&table);
    }
    tocsin_engine_free(engine);
    tocsin_reader_free(reader);
    return code;
}
