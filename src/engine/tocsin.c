/* tocsin.c: include/tocsin.h, by wiring the rooms together; nothing else. */
#include "engine/engine.h"

#include <string.h>

/* The model and the compiled dictionaries, built in by embedded.S. */
extern const unsigned char tc_embedded_model[], tc_embedded_model_end[];
extern const unsigned char tc_embedded_lexicon[], tc_embedded_lexicon_end[];
extern const unsigned char tc_embedded_opinion[], tc_embedded_opinion_end[];
extern const unsigned char tc_embedded_factuality[], tc_embedded_factuality_end[];

enum { OUTPUT_MAXIMUM = 1 << 30, KEEP = 32 << 20 };

tocsin_status tc_open_model(const char *path, struct model **out, tocsin_error *error)
{
    return tc_model_open(path, tc_embedded_model,
                         (size_t)(tc_embedded_model_end - tc_embedded_model), out,
                         error);
}

tocsin_status tocsin_engine_open(const char *model, const char *lexicon,
                                 tocsin_engine **out, tocsin_error *error)
{
    *out = NULL;
    tocsin_engine *engine = tc_alloc(sizeof *engine);
    if (!engine)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    memset(engine, 0, sizeof *engine);
    tocsin_status status = tc_open_model(model, &engine->model, error);
    if (status == TOCSIN_OK)
        status =
            tc_lexicon_open(lexicon, tc_embedded_lexicon,
                            (size_t)(tc_embedded_lexicon_end - tc_embedded_lexicon),
                            &engine->lexicon, error);
    if (status == TOCSIN_OK)
        status =
            tc_opinion_open(NULL, tc_embedded_opinion,
                            (size_t)(tc_embedded_opinion_end - tc_embedded_opinion),
                            &engine->opinion, error);
    if (status == TOCSIN_OK)
        status = tc_factuality_open(
            NULL, tc_embedded_factuality,
            (size_t)(tc_embedded_factuality_end - tc_embedded_factuality),
            &engine->factuality, error);
    if (status != TOCSIN_OK) {
        tocsin_engine_free(engine);
        return status;
    }
    *out = engine;
    return TOCSIN_OK;
}

void tocsin_engine_free(tocsin_engine *engine)
{
    if (!engine)
        return;
    tc_factuality_free(engine->factuality);
    tc_opinion_free(engine->opinion);
    tc_lexicon_free(engine->lexicon);
    tc_model_free(engine->model);
    tc_free(engine);
}

const char *tocsin_engine_model(const tocsin_engine *engine)
{
    return tc_model_version(engine->model);
}

const char *tocsin_engine_lexicon(const tocsin_engine *engine)
{
    return tc_lexicon_version(engine->lexicon);
}

/* ---- hands and desks ------------------------------------------------------------- */

tocsin_status tc_hands_init(struct hands *hands, const tocsin_engine *engine,
                            bool rules_only)
{
    memset(hands, 0, sizeof *hands);
    tocsin_status status = tc_parser_new(engine->model, &hands->parser);
    if (status == TOCSIN_OK)
        status = tc_coder_new(engine->lexicon, &hands->coder);
    if (status == TOCSIN_OK)
        tc_hands_ask(hands, engine, rules_only);
    else
        tc_hands_release(hands);
    return status;
}

void tc_hands_ask(struct hands *hands, const tocsin_engine *engine, bool rules_only)
{
    tc_coder_ask(hands->coder, rules_only ? NULL : engine->opinion);
    tc_coder_weigh(hands->coder, rules_only ? NULL : engine->factuality);
}

void tc_hands_release(struct hands *hands)
{
    if (hands->coder)
        tc_coder_free(hands->coder);
    if (hands->parser)
        tc_parser_free(hands->parser);
    memset(hands, 0, sizeof *hands);
}

void tc_desk_init(struct desk *desk)
{
    memset(desk, 0, sizeof *desk);
    tc_arena_init(&desk->arena, (size_t)8 << 30);
    tc_buffer_init(&desk->output, OUTPUT_MAXIMUM);
}

void tc_desk_release(struct desk *desk)
{
    tc_arena_release(&desk->arena);
    tc_buffer_release(&desk->output);
}

void tc_desk_clear(struct desk *desk)
{
    if (desk->arena.total > KEEP)
        tc_arena_release(&desk->arena);
    else
        tc_arena_reset(&desk->arena);
    if (desk->output.room > KEEP)
        tc_buffer_release(&desk->output);
    tc_buffer_clear(&desk->output);
    memset(&desk->parsed, 0, sizeof desk->parsed);
    memset(&desk->given, 0, sizeof desk->given);
    desk->from_conllu = false;
    memset(&desk->coding, 0, sizeof desk->coding);
}

tocsin_status tc_desk_code(struct desk *desk, struct hands *hands,
                           const tocsin_document *document, bool parse_only,
                           tocsin_error *error)
{
    size_t bad = tc_utf8_check(document->text);
    if (bad < document->text.size)
        return tc_fail(error, TOCSIN_ENCODING, NULL, 0, (long long)bad,
                       "the text is not UTF-8");
    if (document->text.size > UINT32_MAX / 2)
        return tc_fail(error, TOCSIN_LIMIT, NULL, 0, -1, "a text of %zu bytes",
                       document->text.size);
    tocsin_status status =
        tc_parse(hands->parser, document->text, &desk->arena, &desk->parsed);
    if (status == TOCSIN_OK && parse_only) {
        desk->coding.document = *document;
        desk->coding.sentence_count = desk->parsed.count;
        desk->coding.token_count = desk->parsed.tokens;
    } else if (status == TOCSIN_OK) {
        status =
            tc_code(hands->coder, document, &desk->parsed, &desk->arena, &desk->coding);
    }
    if (status == TOCSIN_MEMORY)
        return tc_fail(error, status, NULL, 0, -1, "out of memory while coding %.*s",
                       (int)(document->id.size < 100 ? document->id.size : 100),
                       document->id.data ? document->id.data : "");
    return status;
}

tocsin_status tc_desk_parse_conllu(struct desk *desk, struct hands *hands,
                                   const tocsin_document *document, tocsin_error *error)
{
    if (document->text.size > UINT32_MAX / 2)
        return tc_fail(error, TOCSIN_LIMIT, NULL, 0, -1, "a text of %zu bytes",
                       document->text.size);
    desk->from_conllu = true;
    desk->coding.document = *document;
    tocsin_status status = tc_parse_conllu(hands->parser, document->text, &desk->arena,
                                           &desk->parsed, &desk->given);
    if (status != TOCSIN_OK)
        return tc_fail(error, status, NULL, 0, -1, "out of memory while parsing");
    desk->coding.sentence_count = desk->parsed.count;
    desk->coding.token_count = desk->parsed.tokens;
    return TOCSIN_OK;
}

tocsin_status tc_desk_problems(const struct desk *desk,
                               tocsin_problem_function function, void *context)
{
    const tocsin_document *document = &desk->coding.document;
    char file[sizeof((tocsin_error *)0)->file];
    size_t size =
        document->file.size < sizeof file ? document->file.size : sizeof file - 1;
    if (size)
        memcpy(file, document->file.data, size);
    file[size] = '\0';
    for (const struct given_problem *p = desk->given.problems; p; p = p->next) {
        tocsin_error error;
        (void)tc_fail(&error, p->status, file, document->line + p->line, -1, "%.*s",
                      (int)p->message.size, p->message.data);
        tocsin_status status = function(context, &error);
        if (status != TOCSIN_OK)
            return status;
    }
    return TOCSIN_OK;
}

tocsin_status tc_desk_write(struct desk *desk, tocsin_format format, tocsin_layer layer)
{
    tc_buffer_clear(&desk->output);
    if (layer == TOCSIN_LAYER_PARSE || format == TOCSIN_FORMAT_CONLLU) {
        if (format != TOCSIN_FORMAT_CONLLU)
            return TOCSIN_USAGE;
        if (desk->from_conllu)
            tc_conllu_rewrite(&desk->output, &desk->parsed, &desk->given);
        else
            tc_conllu_write(&desk->output, &desk->parsed, desk->coding.document.id);
    } else if (layer == TOCSIN_LAYER_CLAIMS) {
        tc_write_claims(&desk->output, &desk->coding, format);
    } else if (format == TOCSIN_FORMAT_JSONL) {
        tc_write_layer(&desk->output, &desk->coding, layer);
    } else {
        return TOCSIN_USAGE;
    }
    return desk->output.failed ? TOCSIN_MEMORY : TOCSIN_OK;
}

/* ---- coder ----------------------------------------------------------------------- */

struct tocsin_coder {
    const tocsin_engine *engine;
    struct hands hands;
    struct desk desk;
};

tocsin_status tocsin_coder_new(const tocsin_engine *engine, tocsin_coder **out)
{
    *out = NULL;
    tocsin_coder *coder = tc_alloc(sizeof *coder);
    if (!coder)
        return TOCSIN_MEMORY;
    coder->engine = engine;
    tc_desk_init(&coder->desk);
    tocsin_status status = tc_hands_init(&coder->hands, engine, false);
    if (status != TOCSIN_OK) {
        tc_free(coder);
        return status;
    }
    *out = coder;
    return TOCSIN_OK;
}

void tocsin_coder_rules_only(tocsin_coder *coder, bool rules_only)
{
    tc_hands_ask(&coder->hands, coder->engine, rules_only);
}

void tocsin_coder_free(tocsin_coder *coder)
{
    if (!coder)
        return;
    tc_hands_release(&coder->hands);
    tc_desk_release(&coder->desk);
    tc_free(coder);
}

tocsin_status tocsin_coder_code(tocsin_coder *coder, const tocsin_document *document,
                                tocsin_coding *out, tocsin_error *error)
{
    tc_desk_clear(&coder->desk);
    tocsin_status status =
        tc_desk_code(&coder->desk, &coder->hands, document, false, error);
    *out = coder->desk.coding;
    return status;
}

tocsin_status tocsin_coder_actor(tocsin_coder *coder, const tocsin_phrase *phrase,
                                 tocsin_actor *out, tocsin_error *error)
{
    struct desk *desk = &coder->desk;
    memset(out, 0, sizeof *out);
    tc_desk_clear(desk);
    /* the parser, who knows sentences, reads the phrase as the subject of one, which is
     * a paragraph of its own behind the context */
    static const char carrier[] = " said so.";
    size_t before = phrase->context.size ? phrase->context.size + 2 : 0;
    size_t end = before + phrase->text.size;
    size_t size = end + sizeof carrier - 1;
    if (size > UINT32_MAX / 2)
        return tc_fail(error, TOCSIN_LIMIT, NULL, 0, -1, "a phrase of %zu bytes", size);
    char *all = tc_arena_alloc(&desk->arena, size);
    if (!all)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    if (before) {
        memcpy(all, phrase->context.data, phrase->context.size);
        memcpy(all + before - 2, "\n\n", 2);
    }
    if (phrase->text.size)
        memcpy(all + before, phrase->text.data, phrase->text.size);
    memcpy(all + end, carrier, sizeof carrier - 1);
    tocsin_document document = {
        .text = {all, size},
          .published = phrase->day
    };
    tocsin_status status = tc_desk_code(desk, &coder->hands, &document, true, error);
    if (status == TOCSIN_OK)
        status = tc_actor(
            coder->engine->lexicon, &document, &desk->parsed,
            &(struct phrase_place){(uint32_t)before, (uint32_t)end, phrase->country},
            &desk->arena, out);
    if (status == TOCSIN_MEMORY)
        return tc_fail(error, status, NULL, 0, -1, "out of memory");
    return status;
}

tocsin_status tocsin_coder_parse(tocsin_coder *coder, const tocsin_document *document,
                                 tocsin_error *error)
{
    tc_desk_clear(&coder->desk);
    return tc_desk_code(&coder->desk, &coder->hands, document, true, error);
}

tocsin_status tocsin_coder_parse_conllu(tocsin_coder *coder,
                                        const tocsin_document *document,
                                        tocsin_problem_function problem, void *context,
                                        tocsin_error *error)
{
    tc_desk_clear(&coder->desk);
    tocsin_status status =
        tc_desk_parse_conllu(&coder->desk, &coder->hands, document, error);
    if (status == TOCSIN_OK && problem)
        status = tc_desk_problems(&coder->desk, problem, context);
    return status;
}

tocsin_status tocsin_coder_write(tocsin_coder *coder, tocsin_format format,
                                 tocsin_layer layer, tocsin_text *out)
{
    tocsin_status status = tc_desk_write(&coder->desk, format, layer);
    *out = (tocsin_text){coder->desk.output.data, coder->desk.output.size};
    return status;
}

const char *tocsin_format_heading(tocsin_format format)
{
    return tc_format_heading(format);
}

tocsin_status tocsin_claim_json(const tocsin_claim *claim,
                                const tocsin_document *document, char *buffer,
                                size_t size, size_t *needed)
{
    struct buffer line;
    tc_buffer_init(&line, OUTPUT_MAXIMUM);
    tc_write_claim(&line, claim, document);
    tocsin_status status = line.failed ? TOCSIN_MEMORY : TOCSIN_OK;
    *needed = line.size;
    if (size && status == TOCSIN_OK)
        memcpy(buffer, line.data, line.size < size ? line.size : size);
    tc_buffer_release(&line);
    return status;
}

/* ---- reader ---------------------------------------------------------------------- */

tocsin_status tocsin_reader_open(const char *const *paths, size_t count,
                                 const tocsin_reader_options *options,
                                 tocsin_reader **out, tocsin_error *error)
{
    *out = NULL;
    tocsin_reader *reader = tc_alloc(sizeof *reader);
    if (!reader)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    tc_arena_init(&reader->arena, (size_t)4 << 30);
    reader->conllu = options && options->from == TOCSIN_INPUT_CONLLU;
    tocsin_status status =
        tc_reader_open(paths, count, options, &reader->reader, error);
    if (status != TOCSIN_OK) {
        tc_free(reader);
        return status;
    }
    *out = reader;
    return TOCSIN_OK;
}

tocsin_status tocsin_reader_next(tocsin_reader *reader, tocsin_document *out,
                                 tocsin_error *error)
{
    tc_arena_reset(&reader->arena);
    return tc_reader_next(reader->reader, &reader->arena, out, error);
}

tocsin_reader_counts tocsin_reader_count(const tocsin_reader *reader)
{
    return tc_reader_count(reader->reader);
}

void tocsin_reader_free(tocsin_reader *reader)
{
    if (!reader)
        return;
    tc_reader_free(reader->reader);
    tc_arena_release(&reader->arena);
    tc_free(reader);
}

/* ---- lexicon --------------------------------------------------------------------- */

tocsin_status tocsin_lexicon_lookup(const tocsin_engine *engine, tocsin_text words,
                                    tocsin_text day, tocsin_line_function function,
                                    void *context)
{
    return tc_lexicon_lookup(engine->lexicon, words, tc_day_parse(day), function,
                             context);
}

tocsin_status tocsin_lexicon_compile(const char *folder, const char *path,
                                     tocsin_line_function report, void *context,
                                     size_t *problems, tocsin_error *error)
{
    return tc_lexicon_compile(folder, path, report, context, problems, error);
}

tocsin_status tocsin_lexicon_import(const tocsin_import_options *options,
                                    tocsin_import *counts, tocsin_error *error)
{
    return tc_lexicon_import(options, counts, error);
}

/* ---- record ---------------------------------------------------------------------- */

/* tocsin_record and struct record are the same object under its public name. */
static struct record *inner(tocsin_record *record)
{
    return (struct record *)record;
}

static tocsin_status open_record(const char *path, bool write, tocsin_record **out,
                                 tocsin_error *error)
{
    struct record *record = NULL;
    tocsin_status status = tc_record_open(path, write, &record, error);
    *out = (tocsin_record *)record;
    return status;
}

tocsin_status tocsin_record_open(const char *path, tocsin_record **out,
                                 tocsin_error *error)
{
    return open_record(path, true, out, error);
}

tocsin_status tocsin_record_open_read(const char *path, tocsin_record **out,
                                      tocsin_error *error)
{
    return open_record(path, false, out, error);
}

tocsin_status tocsin_record_close(tocsin_record *record, tocsin_error *error)
{
    return record ? tc_record_close(inner(record), error) : TOCSIN_OK;
}

tocsin_status tocsin_record_add(tocsin_record *record, const tocsin_coding *coding,
                                const char *coder_version, bool *added,
                                tocsin_error *error)
{
    return tc_record_add(inner(record), coding, coder_version, added, error);
}

tocsin_status tocsin_record_commit(tocsin_record *record, tocsin_error *error)
{
    return tc_record_commit(inner(record), error);
}

tocsin_status tocsin_record_events(tocsin_record *record, const tocsin_filter *filter,
                                   tocsin_event_function function, void *context,
                                   tocsin_error *error)
{
    return tc_record_events(inner(record), filter, function, context, error);
}

tocsin_status tocsin_record_hits(tocsin_record *record, tocsin_text words,
                                 tocsin_text sentence, tocsin_hits *hits,
                                 tocsin_error *error)
{
    return tc_record_hits(inner(record), words, sentence, hits, error);
}

tocsin_status tocsin_record_overview(tocsin_record *record, const tocsin_overview *what,
                                     tocsin_overview_function function, void *context,
                                     tocsin_error *error)
{
    return tc_record_overview(inner(record), what, function, context, error);
}

tocsin_status tocsin_record_claims(tocsin_record *record, const tocsin_filter *filter,
                                   tocsin_claim_function function, void *context,
                                   tocsin_error *error)
{
    return tc_record_claims(inner(record), filter, function, context, error);
}

static tocsin_status read_bytes(void *context, char *to, size_t room, size_t *got,
                                tocsin_error *error)
{
    return tc_bytes_read(context, to, room, got, error);
}

tocsin_status tocsin_record_import(tocsin_record *record,
                                   const tocsin_import_source *source,
                                   tocsin_import_counts *counts, tocsin_error *error)
{
    struct bytes *bytes = NULL;
    struct mapped mapping = {NULL, 0};
    struct import_from from = {.source = source};
    memset(counts, 0, sizeof *counts);
    if (source->published && (strlen(source->published) != 10 ||
                              tc_day_parse(tc_text(source->published)) == TC_NO_DAY))
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "no day: \"%s\"",
                       source->published);
    tocsin_status status =
        source->mapping ? tc_map_file(source->mapping, &mapping, error) : TOCSIN_OK;
    if (status == TOCSIN_OK)
        status = tc_bytes_open(source->path, &bytes, error);
    if (status == TOCSIN_OK) {
        from.mapping = (text){mapping.data, mapping.size};
        from.input = (struct io_input){source->path, read_bytes, bytes};
        status = tc_record_import(inner(record), &from, counts, error);
    }
    tc_bytes_close(bytes);
    tc_unmap_file(&mapping);
    return status;
}

const char *tocsin_import_format(size_t n)
{
    return tc_import_format(n);
}

tocsin_status tocsin_record_export(tocsin_record *record, const tocsin_export *options,
                                   tocsin_write_function write, void *context,
                                   tocsin_export_counts *counts, tocsin_error *error)
{
    struct export_to to = {tc_write_claim, write, context, counts};
    return tc_record_export(inner(record), options, &to, error);
}

tocsin_status tocsin_record_summarise(tocsin_record *record, tocsin_record_summary *out,
                                      tocsin_error *error)
{
    return tc_record_summarise(inner(record), out, error);
}

tocsin_status tocsin_record_diff(tocsin_record *record, const tocsin_filter *filter,
                                 const tocsin_text between[2],
                                 tocsin_event_difference_function function,
                                 void *context, tocsin_error *error)
{
    return tc_record_diff(inner(record), filter, between, function, context, error);
}

tocsin_status tocsin_record_diff_coders(tocsin_record *record,
                                        const long long between[2],
                                        tocsin_claim_difference_function function,
                                        void *context, tocsin_error *error)
{
    return tc_record_diff_coders(inner(record), between, function, context, error);
}

tocsin_status tocsin_record_coders(tocsin_record *record,
                                   tocsin_record_coder_function function, void *context,
                                   tocsin_error *error)
{
    return tc_record_coders(inner(record), function, context, error);
}

tocsin_status tocsin_record_copies(tocsin_record *record, tocsin_text document,
                                   tocsin_text as_of, tocsin_copy_function function,
                                   void *context, tocsin_error *error)
{
    return tc_record_copies(inner(record), document, as_of, function, context, error);
}

tocsin_status tocsin_record_sources(tocsin_record *record, const tocsin_filter *filter,
                                    tocsin_source_function function, void *context,
                                    tocsin_error *error)
{
    return tc_record_sources(inner(record), filter, function, context, error);
}

tocsin_status tocsin_record_event_left(tocsin_record *record, long long event,
                                       uint32_t *claims, char until[11],
                                       tocsin_error *error)
{
    return tc_record_event_left(inner(record), event, claims, until, error);
}

tocsin_status tocsin_record_event_now(tocsin_record *record, long long event,
                                      long long *now, tocsin_error *error)
{
    return tc_record_event_now(inner(record), event, now, error);
}

tocsin_status tocsin_record_merge_events(tocsin_record *record, const long long *events,
                                         size_t count, tocsin_text note,
                                         long long *decision, tocsin_error *error)
{
    return tc_record_merge_events(inner(record), events, count, note, decision, error);
}

tocsin_status tocsin_record_split_event(tocsin_record *record,
                                        const tocsin_split *split, long long *decision,
                                        tocsin_error *error)
{
    return tc_record_split_event(inner(record), split, decision, error);
}

tocsin_status tocsin_record_contradictions(tocsin_record *record, long long event,
                                           tocsin_contradiction_function function,
                                           void *context, tocsin_error *error)
{
    return tc_record_contradictions(inner(record), event, function, context, error);
}

tocsin_status tocsin_record_undo(tocsin_record *record, long long decision,
                                 tocsin_error *error)
{
    return tc_record_undo(inner(record), decision, error);
}

tocsin_status tocsin_record_decisions(tocsin_record *record,
                                      tocsin_decision_function function, void *context,
                                      tocsin_error *error)
{
    return tc_record_decisions(inner(record), function, context, error);
}

tocsin_status tocsin_record_check(tocsin_record *record, tocsin_line_function function,
                                  void *context, tocsin_error *error)
{
    return tc_record_check(inner(record), function, context, error);
}

tocsin_status tocsin_record_backup(tocsin_record *record, const char *path,
                                   tocsin_error *error)
{
    return tc_record_backup(inner(record), path, error);
}

tocsin_status tocsin_record_repair(const char *path, tocsin_line_function function,
                                   void *context, tocsin_error *error)
{
    return tc_record_repair(path, function, context, error);
}
