/* fuzz/fuzz_conllu.c: any bytes as CoNLL-U: trees are trees, offsets lie in the text,
 * and what is written reads back as the same sentences. The target is run from the
 * source folder. */
#include "parse/model.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct model *model;
static struct parser *parser;
static struct arena arena;

static void check_sentence(const struct parsed *parsed, const struct sentence *s)
{
    if (s->begin >= s->end || s->end > parsed->text.size) {
        abort();
    }
    for (uint32_t i = 0; i < s->count; i++) {
        const struct token *token = &s->tokens[i];
        uint32_t steps = 0;
        for (int32_t up = (int32_t)i; up != TC_ROOT; up = s->tokens[up].head) {
            if (++steps > s->count) {
                abort();
            }
        }
        if (token->begin < s->begin || token->end > s->end ||
            token->begin >= token->end ||
            tc_utf8_check(token->lemma) != token->lemma.size) {
            abort();
        }
    }
}

static void read_text(text t, struct parsed *parsed, struct buffer *out)
{
    struct given given;
    tc_arena_reset(&arena);
    if (tc_parse_conllu(parser, t, &arena, parsed, &given) != TOCSIN_OK) {
        abort();
    }
    for (uint32_t n = 0; n < parsed->count; n++) {
        check_sentence(parsed, &parsed->sentences[n]);
    }
    tc_conllu_rewrite(out, parsed, &given);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct parsed parsed;
    struct buffer first;
    struct buffer second;
    if (model == NULL) {
        tc_arena_init(&arena, 0);
        if (tc_model_open("data/english.model", NULL, 0, &model, NULL) != TOCSIN_OK ||
            tc_parser_new(model, &parser) != TOCSIN_OK) {
            abort();
        }
    }
    tc_buffer_init(&first, 0);
    tc_buffer_init(&second, 0);
    read_text((text){(const char *)data, size}, &parsed, &first);
    uint32_t count = parsed.count;
    uint32_t tokens = parsed.tokens;
    read_text((text){first.data, first.size}, &parsed, &second);
    if (parsed.count != count || parsed.tokens != tokens || first.size != second.size ||
        (first.size > 0 && memcmp(first.data, second.data, first.size) != 0)) {
        abort();
    }
    tc_buffer_release(&first);
    tc_buffer_release(&second);
    return 0;
}
