/* check.c: tocsin_lexicon_check(): a lexicon that is compiled in memory, its examples
 * and a corpus coded with it. Examples and corpus run in one thread: the counters are
 * the coder's own. */
#include "engine/engine.h"

#include <stdio.h>
#include <string.h>

struct checking {
    struct lexicon_check *check;
    tocsin_engine engine; /* model owned, lexicon the check's */
    struct hands hands;
    struct desk desk;
    uint32_t *frames, *entries;
    tocsin_line_function finding, unused;
    void *context;
    const char *folder;
    tocsin_lexicon_counts *counts;
};

/* "strafe:ASSAULT.aerial [acts/assault.txt:33]" */
static bool made_by(const tocsin_claim *claim, const char *frame)
{
    text rule = claim->rule, source = tc_text(frame);
    return rule.size > source.size + 2 && rule.data[rule.size - 1] == ']' &&
           rule.data[rule.size - source.size - 2] == '[' &&
           tc_text_equal(
               tc_text_slice(rule, rule.size - source.size - 1, rule.size - 1), source);
}

static tocsin_status tell_wrong(struct checking *c, const struct lexicon_example *e)
{
    struct buffer line;
    tc_buffer_init(&line, 1 << 16);
    tc_buffer_format(&line, "%s/%s: the frame at %s makes no claim of this; made are:",
                     c->folder, e->place, e->frame);
    for (uint32_t i = 0; i < c->desk.coding.claim_count; i++) {
        text rule = c->desk.coding.claims[i].rule;
        tc_buffer_format(&line, "%s %.*s", i ? ";" : "", (int)rule.size, rule.data);
    }
    if (!c->desk.coding.claim_count)
        tc_buffer_string(&line, " none");
    tocsin_status status = line.failed ? TOCSIN_MEMORY : TOCSIN_OK;
    if (status == TOCSIN_OK && c->finding)
        status = c->finding(c->context, (text){line.data, line.size});
    tc_buffer_release(&line);
    c->counts->wrong++;
    c->counts->findings++;
    return status;
}

static tocsin_status check_examples(struct checking *c, tocsin_error *error)
{
    size_t count = tc_lexicon_check_examples(c->check);
    tocsin_status status = TOCSIN_OK;
    c->counts->examples = count;
    for (size_t i = 0; i < count && status == TOCSIN_OK; i++) {
        struct lexicon_example e = tc_lexicon_check_example(c->check, i);
        tocsin_document document = {.id = tc_text(e.place),
                                    .text = tc_text(e.sentence),
                                    .published = TEXT("2024-05-15"),
                                    .language = TEXT("en")};
        tc_desk_clear(&c->desk);
        status = tc_desk_code(&c->desk, &c->hands, &document, false, error);
        bool made = false;
        for (uint32_t k = 0; k < c->desk.coding.claim_count && !made; k++)
            made = made_by(&c->desk.coding.claims[k], e.frame);
        if (status == TOCSIN_OK && !made)
            status = tell_wrong(c, &e);
    }
    return status;
}

/* An input that cannot be used costs one line. */
static tocsin_status tell_unreadable(struct checking *c, const tocsin_error *error)
{
    char line[1200];
    int n = snprintf(line, sizeof line, "%s:%lld: %s", error->file, error->line,
                     error->message);
    size_t size = n > 0 ? (size_t)n : 0;
    c->counts->unreadable++;
    return c->unused
               ? c->unused(c->context,
                           (text){line, size < sizeof line ? size : sizeof line - 1})
               : TOCSIN_OK;
}

static tocsin_status check_corpus(struct checking *c, tocsin_reader *corpus,
                                  tocsin_error *error)
{
    const struct lexicon *lexicon = tc_lexicon_check_lexicon(c->check);
    size_t frames = tc_lexicon_frame_count(lexicon) * sizeof *c->frames;
    size_t entries = tc_lexicon_entry_count(lexicon) * sizeof *c->entries;
    c->frames = tc_alloc(frames + 1);
    c->entries = tc_alloc(entries + 1);
    if (!c->frames || !c->entries)
        return tc_fail(error, TOCSIN_MEMORY, c->folder, 0, -1, "out of memory");
    memset(c->frames, 0, frames);
    memset(c->entries, 0, entries);
    tc_coder_watch(c->hands.coder, &(struct coder_watch){.frames = c->frames,
                                                         .entries = c->entries,
                                                         .no_predicates = true});
    for (;;) {
        tocsin_document document = {0};
        tocsin_error why = {.byte = -1};
        tc_desk_clear(&c->desk);
        tocsin_status status =
            tc_reader_next(corpus->reader, &c->desk.arena, &document, &why);
        if (status == TOCSIN_DONE)
            break;
        if (status == TOCSIN_OK) {
            status = tc_desk_code(&c->desk, &c->hands, &document, false, &why);
            c->counts->documents += status == TOCSIN_OK;
        }
        if (status == TOCSIN_MEMORY)
            return tc_fail(error, status, c->folder, 0, -1, "out of memory");
        if (status != TOCSIN_OK && (status = tell_unreadable(c, &why)) != TOCSIN_OK)
            return status;
    }
    struct lexicon_unused n =
        tc_lexicon_check_unused(c->check, c->frames, c->entries, c->unused, c->context);
    c->counts->frames = n.frames;
    c->counts->unused_frames = n.unused_frames;
    c->counts->names = n.names;
    c->counts->unused_names = n.unused_names;
    return TOCSIN_OK;
}

static tocsin_status open_hands(struct checking *c, const char *model,
                                tocsin_error *error)
{
    tocsin_status status = tc_open_model(model, &c->engine.model, error);
    if (status != TOCSIN_OK)
        return status;
    c->engine.lexicon = tc_lexicon_check_lexicon(c->check); /* stays the check's */
    status = tc_hands_init(&c->hands, &c->engine, true);
    return status == TOCSIN_OK
               ? status
               : tc_fail(error, status, c->folder, 0, -1, "out of memory");
}

tocsin_status tocsin_lexicon_check(const char *folder,
                                   const tocsin_lexicon_check_options *options,
                                   tocsin_lexicon_counts *counts, tocsin_error *error)
{
    struct checking c = {.finding = options->finding,
                         .unused = options->unused,
                         .context = options->context,
                         .folder = folder,
                         .counts = counts};
    memset(counts, 0, sizeof *counts);
    tc_desk_init(&c.desk);
    tocsin_status status = tc_lexicon_check_open(folder, c.finding, c.context,
                                                 &counts->findings, &c.check, error);
    if (status == TOCSIN_OK)
        status = open_hands(&c, options->model, error);
    if (status == TOCSIN_OK)
        status = check_examples(&c, error);
    if (status == TOCSIN_OK && options->corpus)
        status = check_corpus(&c, options->corpus, error);
    tc_hands_release(&c.hands);
    tc_desk_release(&c.desk);
    tc_model_free(c.engine.model);
    tc_lexicon_check_free(c.check);
    tc_free(c.frames);
    tc_free(c.entries);
    return status;
}
