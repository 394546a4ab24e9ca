/* fuzz/fuzz_code.c: any bytes as a text, the whole way to claims and every format.
 *
 * The model is the one in data/ (the target is run from the source folder); the lexicon
 * is compiled from data/ once, because only the real one has the frames, names and cues
 * that make the coder take its less trodden ways. The first byte chooses the document's
 * day, as much of the coder hangs on it.
 */
#include "test/coding_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct parser *parser;
static struct coder *coder;
static struct arena arena;
static struct buffer out;

static void start(void)
{
    static struct model *model;
    static struct lexicon *lexicon;
    static struct opinion *opinion;
    static struct factuality *factuality;
    char path[] = "/tmp/fuzz_code_XXXXXX";
    size_t problems = 0;
    int file = mkstemp(path);
    if (file < 0 || close(file) != 0)
        abort();
    if (tc_lexicon_compile("data", path, NULL, NULL, &problems, NULL) != TOCSIN_OK ||
        tc_lexicon_open(path, NULL, 0, &lexicon, NULL) != TOCSIN_OK ||
        tc_model_open("data/english.model", NULL, 0, &model, NULL) != TOCSIN_OK ||
        tc_parser_new(model, &parser) != TOCSIN_OK ||
        tc_coder_new(lexicon, &coder) != TOCSIN_OK ||
        tc_opinion_open("data/opinion.model", NULL, 0, &opinion, NULL) != TOCSIN_OK ||
        tc_factuality_open("data/factuality.model", NULL, 0, &factuality, NULL) !=
            TOCSIN_OK)
        abort();
    tc_coder_ask(coder, opinion);
    tc_coder_weigh(coder, factuality);
    (void)unlink(path); /* it stays mapped */
    tc_arena_init(&arena, 0);
    tc_buffer_init(&out, 0);
}

static void write_all(const tocsin_coding *coding, const struct parsed *parsed)
{
    tc_buffer_clear(&out);
    for (int format = TOCSIN_FORMAT_JSONL; format <= TOCSIN_FORMAT_CAMEO; format++)
        tc_write_claims(&out, coding, (tocsin_format)format);
    for (int layer = TOCSIN_LAYER_ATTRIBUTIONS; layer <= TOCSIN_LAYER_FACTUALITY;
         layer++)
        tc_write_layer(&out, coding, (tocsin_layer)layer);
    tc_conllu_write(&out, parsed, coding->document.id);
    if (out.failed || tc_utf8_check((text){out.data, out.size}) != out.size)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const days[] = {"2024-01-30", "", "0001-01-01", "9999-12-31"};
    if (!parser)
        start();
    if (size < 2)
        return 0;
    tocsin_document document = {.id = TEXT("fuzz")};
    document.published = tc_text(days[data[0] % (sizeof days / sizeof *days)]);
    document.text = (text){(const char *)data + 1, size - 1};
    if (tc_utf8_check(document.text) != document.text.size)
        return 0;
    struct parsed parsed;
    tocsin_coding coding;
    tc_arena_reset(&arena);
    if (tc_parse(parser, document.text, &arena, &parsed) != TOCSIN_OK ||
        tc_code(coder, &document, &parsed, &arena, &coding) != TOCSIN_OK)
        abort();
    const char *wrong = coding_wrong(&coding);
    if (wrong) {
        fprintf(stderr, "broken: %s\n", wrong);
        abort();
    }
    write_all(&coding, &parsed);
    return 0;
}
