/* parse.c: how fast text becomes trees in memory, through the library alone.
 *
 *     parse serve DOCUMENTS              answers each line of standard input with a run
 *     parse lengths DOCUMENTS FOLDER RUNS JOBS...    by length of sentence and by jobs
 *     parse linear DOCUMENTS RUNS                    twice the text, twice the time?
 *
 * DOCUMENTS are JSON lines. A pass is text to trees to CoNLL-U in the coder's buffer:
 * what a program that links the library pays, without files, pipes and starting up.
 *
 * serve is one of the parties of parse_peers.py, which lets several programs run in
 * turn: this one holds its model and text and waits, so that a round of the others lies
 * between two of its own and all of them meet the same moods of a shared machine. It
 * says "ready SECONDS WORDS" once, and for a line "N" makes N passes and says "SECONDS
 * PROCESSOR-SECONDS BYTES" of them: of the clock, of the processor, the peak of memory.
 *
 * lengths: real sentences of one length differ from those of another in kind (short
 * ones are headlines and greetings), and there are none of 320 words. So the words of
 * the documents are cut anew, all in their order: every N - 1 words and a full stop are
 * a sentence and a paragraph. Only words of letters, digits and hyphens, and commas,
 * are taken, in lower case, so that nothing else ends a sentence: what is parsed then
 * has the length that was asked for, which is printed as well. Each length has the same
 * 50,000 words, in documents of 2,000, so that threads can share them. The grammar of
 * it is broken, but the parser's time does not depend on that.
 */
#include <tocsin.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define RUNS_MAX       101
#define JOBS_MAX       8
#define LENGTH_WORDS   50000
#define DOCUMENT_WORDS 2000
#define MEGABYTE       1000000
#define BUFFER_MAX     ((size_t)1 << 28)

static const int lengths[] = {5, 10, 20, 40, 80, 160, 320};
#define LENGTHS ((int)(sizeof lengths / sizeof *lengths))

struct buffer {
    char *data;
    size_t size, room;
};

struct corpus {
    tocsin_text *texts; /* (count); each an allocation of its own */
    size_t count, room;
};

struct measured {
    double wall[RUNS_MAX], cpu[RUNS_MAX]; /* seconds */
    int count;
    uint64_t words, sentences; /* of one run */
};

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "parse: %s: %s\n", what, why);
    exit(1);
}

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void put(struct buffer *b, const char *data, size_t size)
{
    if (size > b->room - b->size) {
        size_t room = 2 * (b->size + size) + 4096;
        char *data_new = room < BUFFER_MAX ? realloc(b->data, room) : NULL;
        if (!data_new)
            fail("a text", "too large");
        b->data = data_new;
        b->room = room;
    }
    memcpy(b->data + b->size, data, size);
    b->size += size;
}

static void print(struct buffer *b, const char *words)
{
    put(b, words, strlen(words));
}

/* ---- the corpus ------------------------------------------------------------------ */

static void keep(struct corpus *corpus, tocsin_text text)
{
    if (corpus->count == corpus->room) {
        corpus->room = 2 * corpus->room + 64;
        tocsin_text *texts =
            realloc(corpus->texts, corpus->room * sizeof *corpus->texts);
        if (!texts)
            fail("the documents", "out of memory");
        corpus->texts = texts;
    }
    char *copy = malloc(text.size);
    if (!copy)
        fail("the documents", "out of memory");
    memcpy(copy, text.data, text.size);
    corpus->texts[corpus->count++] = (tocsin_text){copy, text.size};
}

static struct corpus read_corpus(const char *path)
{
    tocsin_reader *reader;
    tocsin_error error;
    tocsin_document document;
    struct corpus corpus = {0};
    if (tocsin_reader_open(&path, 1, &(tocsin_reader_options){.any_language = true},
                           &reader, &error) != TOCSIN_OK)
        fail(path, error.message);
    for (;;) {
        tocsin_status status = tocsin_reader_next(reader, &document, &error);
        if (status == TOCSIN_DONE)
            break;
        if (status != TOCSIN_OK)
            fail(path, error.message);
        keep(&corpus, document.text);
    }
    tocsin_reader_free(reader);
    if (!corpus.count)
        fail(path, "holds no document");
    return corpus;
}

/* The coder's CoNLL-U of a text; valid until the coder is used again. */
static tocsin_text parse(tocsin_coder *coder, tocsin_text text)
{
    tocsin_error error;
    tocsin_text out;
    tocsin_document document = {
        .id = {"bench", 5},
          .text = text, .language = {"en",    2}
    };
    if (tocsin_coder_parse(coder, &document, &error) != TOCSIN_OK)
        fail("a document", error.message);
    if (tocsin_coder_write(coder, TOCSIN_FORMAT_CONLLU, TOCSIN_LAYER_PARSE, &out) !=
        TOCSIN_OK)
        fail("a document", "cannot be written");
    return out;
}

/* The next line of CoNLL-U: its number's width, or 0 when it is no word or token. */
static int next_line(tocsin_text *rest, tocsin_text *line)
{
    const char *end = memchr(rest->data, '\n', rest->size);
    size_t size = end ? (size_t)(end - rest->data) + 1 : rest->size;
    *line = (tocsin_text){rest->data, size};
    *rest = (tocsin_text){rest->data + size, rest->size - size};
    int digits = 0;
    while ((size_t)digits < size && line->data[digits] >= '0' &&
           line->data[digits] <= '9')
        digits++;
    return digits;
}

static uint64_t count_words(tocsin_text conllu)
{
    uint64_t words = 0;
    tocsin_text line;
    while (conllu.size > 0) {
        int digits = next_line(&conllu, &line);
        words += digits > 0 && line.data[digits] == '\t';
    }
    return words;
}

/* ---- in memory, on demand -------------------------------------------------------- */

static size_t pass(tocsin_coder *coder, const struct corpus *corpus)
{
    size_t bytes = 0;
    for (size_t i = 0; i < corpus->count; i++)
        bytes += parse(coder, corpus->texts[i]).size;
    return bytes;
}

static int serve(const tocsin_engine *engine, const struct corpus *corpus,
                 double opened)
{
    tocsin_coder *coder;
    if (tocsin_coder_new(engine, &coder) != TOCSIN_OK)
        fail("the coder", "out of memory");
    uint64_t words = 0;
    for (size_t i = 0; i < corpus->count; i++)
        words += count_words(parse(coder, corpus->texts[i]));
    printf("ready %.4f %" PRIu64 "\n", opened, words);
    fflush(stdout);
    char line[32];
    while (fgets(line, sizeof line, stdin)) {
        long passes = strtol(line, NULL, 10);
        double wall = seconds_of(CLOCK_MONOTONIC);
        double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        for (long i = 0; i < passes; i++)
            pass(coder, corpus);
        wall = seconds_of(CLOCK_MONOTONIC) - wall;
        cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        struct rusage used;
        getrusage(RUSAGE_SELF, &used);
        printf("%.6f %.6f %.0f\n", wall, cpu, (double)used.ru_maxrss * 1024);
        fflush(stdout);
    }
    tocsin_coder_free(coder);
    return 0;
}

/* ---- by length and by jobs ------------------------------------------------------- */

/* The surface words of the corpus, a space behind each, and where each begins. */
struct words {
    struct buffer text;
    size_t *begin; /* (count + 1) */
    int *weight;   /* (count); words of the grammar in it: 2 in "don't" */
    size_t count, room;
};

/* Of ASCII, or a byte of something else; in clitics and compounds also these two. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '\'' || c == '-' || (unsigned char)c >= 0x80;
}

static void add_word(struct words *w, const char *form, size_t size, int weight)
{
    for (size_t i = 0; i < size; i++)
        if (!is_letter(form[i]) && !(size == 1 && form[i] == ','))
            return;
    if (w->count + 1 >= w->room) {
        w->room = 2 * w->room + 1024;
        w->begin = realloc(w->begin, w->room * sizeof *w->begin);
        w->weight = realloc(w->weight, w->room * sizeof *w->weight);
        if (!w->begin || !w->weight)
            fail("the words", "out of memory");
    }
    w->begin[w->count] = w->text.size;
    w->weight[w->count++] = weight;
    for (size_t i = 0; i < size; i++) {
        char c = form[i] >= 'A' && form[i] <= 'Z' ? (char)(form[i] + 32) : form[i];
        put(&w->text, &c, 1);
    }
    put(&w->text, " ", 1);
    w->begin[w->count] = w->text.size;
}

/* Lines of CoNLL-U: "7<tab>form<tab>" and, of several words in one, "7-8<tab>form". */
static void add_words(struct words *w, tocsin_text conllu)
{
    long inside = 0; /* the last word of a token that has been added whole */
    tocsin_text line;
    while (conllu.size > 0) {
        int digits = next_line(&conllu, &line);
        if (digits == 0) {
            inside = 0;
            continue;
        }
        long first = strtol(line.data, NULL, 10), last = first;
        if (line.data[digits] == '-')
            last = strtol(line.data + digits + 1, NULL, 10);
        const char *form = memchr(line.data, '\t', line.size);
        const char *end =
            form ? memchr(form + 1, '\t', line.size - (size_t)(form + 1 - line.data))
                 : NULL;
        if (end && first > inside)
            add_word(w, form + 1, (size_t)(end - form - 1), (int)(last - first + 1));
        inside = last > inside ? last : inside;
    }
}

static struct words words_of(const tocsin_engine *engine, const struct corpus *corpus)
{
    tocsin_coder *coder;
    struct words w = {0};
    if (tocsin_coder_new(engine, &coder) != TOCSIN_OK)
        fail("the coder", "out of memory");
    for (size_t i = 0; i < corpus->count; i++)
        add_words(&w, parse(coder, corpus->texts[i]));
    tocsin_coder_free(coder);
    if (!w.count)
        fail("the documents", "hold no words");
    return w;
}

/* A sentence of length words of the grammar from word at on, going round. */
static size_t add_sentence(struct buffer *out, const struct words *w, size_t at,
                           int length)
{
    for (int have = 1; have < length; have += w->weight[at], at = (at + 1) % w->count)
        put(out, w->text.data + w->begin[at], w->begin[at + 1] - w->begin[at]);
    print(out, ".\\n\\n");
    return at;
}

static void write_length(const struct words *w, int length, const char *path)
{
    struct buffer out = {0};
    char head[64];
    size_t at = 0;
    int sentences = DOCUMENT_WORDS / length;
    for (int d = 0; d < LENGTH_WORDS / DOCUMENT_WORDS; d++) {
        snprintf(head, sizeof head, "{\"id\":\"%d-%d\",\"language\":\"en\",\"text\":\"",
                 length, d);
        print(&out, head);
        for (int s = 0; s < sentences; s++)
            at = add_sentence(&out, w, at, length);
        print(&out, "\"}\n");
    }
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(out.data, 1, out.size, file) != out.size || fclose(file) != 0)
        fail(path, "cannot be written");
    free(out.data);
}

static tocsin_status take(void *context, const tocsin_run_item *item)
{
    struct measured *m = context;
    if (!item->coding)
        fail("a document", item->error->message);
    m->words += item->coding->token_count;
    m->sentences += item->coding->sentence_count;
    return TOCSIN_OK;
}

static void run_jobs(const tocsin_engine *engine, const char *path, unsigned jobs,
                     struct measured *m)
{
    tocsin_reader *reader;
    tocsin_error error;
    tocsin_run_options options = {.jobs = jobs,
                                  .parse_only = true,
                                  .write = true,
                                  .format = TOCSIN_FORMAT_CONLLU,
                                  .layer = TOCSIN_LAYER_PARSE};
    m->words = m->sentences = 0;
    double wall = seconds_of(CLOCK_MONOTONIC);
    double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    if (tocsin_reader_open(&path, 1, &(tocsin_reader_options){.any_language = true},
                           &reader, &error) != TOCSIN_OK ||
        tocsin_run(engine, reader, &options, take, m, &error) != TOCSIN_OK)
        fail(path, error.message);
    tocsin_reader_free(reader);
    m->wall[m->count] = seconds_of(CLOCK_MONOTONIC) - wall;
    m->cpu[m->count++] = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts both columns, each by itself: the first is the least, the middle the median. */
static void sort(struct measured *m)
{
    qsort(m->wall, (size_t)m->count, sizeof *m->wall, by_value);
    qsort(m->cpu, (size_t)m->count, sizeof *m->cpu, by_value);
}

static void print_length(int length, unsigned jobs, struct measured *m)
{
    sort(m);
    double words = (double)m->words;
    printf("%d\t%.1f\t%u\t%.0f\t%.0f\t%.0f\t%.0f\n", length,
           words / (double)m->sentences, jobs, words / m->wall[m->count / 2],
           words / m->wall[m->count - 1], words / m->wall[0],
           words / m->cpu[m->count / 2]);
}

static int by_length(const tocsin_engine *engine, const struct corpus *corpus,
                     const char *folder, int runs, int jobs_count, char **jobs)
{
    static struct measured measured[LENGTHS][JOBS_MAX];
    char path[LENGTHS][1024];
    struct words words = words_of(engine, corpus);
    for (int i = 0; i < LENGTHS; i++) {
        snprintf(path[i], sizeof path[i], "%s/length-%d.jsonl", folder, lengths[i]);
        write_length(&words, lengths[i], path[i]);
    }
    for (int r = -1; r < runs; r++) /* the first is not counted */
        for (int i = 0; i < LENGTHS; i++)
            for (int j = 0; j < jobs_count; j++) {
                struct measured *m = &measured[i][j];
                run_jobs(engine, path[i], (unsigned)strtoul(jobs[j], NULL, 10), m);
                m->count = r < 0 ? 0 : m->count;
            }
    printf("words_per_sentence\tas_parsed\tjobs\twords_per_second\tleast\tmost\t"
           "words_per_processor_second\n");
    for (int j = 0; j < jobs_count; j++)
        for (int i = 0; i < LENGTHS; i++)
            print_length(lengths[i], (unsigned)strtoul(jobs[j], NULL, 10),
                         &measured[i][j]);
    return 0;
}

/* ---- twice the text -------------------------------------------------------------- */

/* Text of size bytes and a little more, going round. */
static tocsin_text plain_text(const struct corpus *corpus, size_t size)
{
    struct buffer out = {0};
    for (size_t i = 0; out.size < size; i = (i + 1) % corpus->count) {
        put(&out, corpus->texts[i].data, corpus->texts[i].size);
        print(&out, "\n\n");
    }
    return (tocsin_text){out.data, out.size};
}

static tocsin_text text_without(const struct words *w, bool spaces, size_t size)
{
    struct buffer out = {0};
    for (size_t i = 0; out.size < size; i = (i + 1) % w->count)
        put(&out, w->text.data + w->begin[i],
            w->begin[i + 1] - w->begin[i] - (spaces ? 0 : 1));
    return (tocsin_text){out.data, out.size};
}

static void time_text(tocsin_coder *coder, tocsin_text text, struct measured *m)
{
    double wall = seconds_of(CLOCK_MONOTONIC);
    double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    parse(coder, text);
    m->wall[m->count] = seconds_of(CLOCK_MONOTONIC) - wall;
    m->cpu[m->count++] = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
}

static int linear(const tocsin_engine *engine, const struct corpus *corpus, int runs)
{
    static struct measured measured[3][2];
    static const char *const names[] = {"as it is", "without a full stop",
                                        "without a space"};
    tocsin_text texts[3][2];
    tocsin_coder *coder;
    struct words words = words_of(engine, corpus);
    if (tocsin_coder_new(engine, &coder) != TOCSIN_OK)
        fail("the coder", "out of memory");
    for (size_t n = 0; n < 2; n++) {
        texts[0][n] = plain_text(corpus, (n + 1) * MEGABYTE);
        texts[1][n] = text_without(&words, true, (n + 1) * MEGABYTE);
        texts[2][n] = text_without(&words, false, (n + 1) * MEGABYTE);
    }
    for (int r = -1; r < runs; r++)
        for (int i = 0; i < 6; i++) {
            struct measured *m = &measured[i / 2][i % 2];
            time_text(coder, texts[i / 2][i % 2], m);
            m->count = r < 0 ? 0 : m->count;
        }
    printf("text\tsize\twords\tseconds\tprocessor_seconds\n");
    for (int i = 0; i < 6; i++) {
        struct measured *m = &measured[i / 2][i % 2];
        sort(m);
        printf("%s\t%zu\t%" PRIu64 "\t%.3f\t%.3f\n", names[i / 2],
               texts[i / 2][i % 2].size, count_words(parse(coder, texts[i / 2][i % 2])),
               m->wall[runs / 2], m->cpu[runs / 2]);
    }
    tocsin_coder_free(coder);
    return 0;
}

static int runs_of(const char *word)
{
    long runs = strtol(word, NULL, 10);
    if (runs < 1 || runs >= RUNS_MAX)
        fail("runs", "1 to 100");
    return (int)runs;
}

int main(int count, char **words)
{
    double begun = seconds_of(CLOCK_MONOTONIC);
    tocsin_engine *engine;
    tocsin_error error;
    if (count < 3) {
        fprintf(stderr, "usage: parse serve DOCUMENTS | lengths DOCUMENTS FOLDER RUNS "
                        "JOBS... | linear DOCUMENTS RUNS\n");
        return 2;
    }
    if (tocsin_engine_open(NULL, NULL, &engine, &error) != TOCSIN_OK)
        fail("the engine", error.message);
    double opened = seconds_of(CLOCK_MONOTONIC) - begun;
    struct corpus corpus = read_corpus(words[2]);
    int code = 2;
    if (strcmp(words[1], "serve") == 0)
        code = serve(engine, &corpus, opened);
    else if (strcmp(words[1], "lengths") == 0 && count > 5 && count - 5 <= JOBS_MAX)
        code = by_length(engine, &corpus, words[3], runs_of(words[4]), count - 5,
                         words + 5);
    else if (strcmp(words[1], "linear") == 0 && count == 4)
        code = linear(engine, &corpus, runs_of(words[3]));
    tocsin_engine_free(engine);
    return code;
}
