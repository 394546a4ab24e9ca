/* fuzz/fuzz_parse.c: any bytes as a text, and any bytes as a model.
 *
 * The first byte chooses: even, the rest is parsed with the model in data/ (the target
 * is run from the source folder) and each tree is walked; odd, the rest is opened as a
 * model. As the checksum would refuse nearly all of those, the bytes are laid into the
 * section of a good model that the second byte names, and its checksum is made right.
 */
#include "parse/model.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct model *model;
static struct parser *parser;
static struct arena arena;
static unsigned char *copy; /* of the model's file, 64-aligned */
static size_t copy_size;

static void start(void)
{
    static const char path[] = "data/english.model";
    struct mapped file;
    tc_arena_init(&arena, 0);
    if (tc_model_open(path, NULL, 0, &model, NULL) != TOCSIN_OK ||
        tc_parser_new(model, &parser) != TOCSIN_OK ||
        tc_map_file(path, &file, NULL) != TOCSIN_OK) {
        abort();
    }
    copy_size = file.size;
    copy = aligned_alloc(64, (file.size + 63) / 64 * 64);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, file.data, file.size);
    tc_unmap_file(&file);
}

/* A tree has one root and no cycle, whatever the text. */
static void walk_up(const struct sentence *s, uint32_t from)
{
    uint32_t steps = 0;
    for (int32_t up = (int32_t)from; up != TC_ROOT; up = s->tokens[up].head) {
        if (++steps > s->count) {
            abort();
        }
    }
    if (s->tokens[from].begin < s->begin || s->tokens[from].end > s->end) {
        abort();
    }
}

static void walk(const struct parsed *parsed)
{
    for (uint32_t n = 0; n < parsed->count; n++) {
        const struct sentence *s = &parsed->sentences[n];
        for (uint32_t i = 0; i < s->count; i++) {
            walk_up(s, i);
        }
    }
}

static void parse(text t)
{
    struct parsed parsed;
    if (tc_utf8_check(t) != t.size) {
        return;
    }
    tc_arena_reset(&arena);
    if (tc_parse(parser, t, &arena, &parsed) == TOCSIN_OK) {
        struct buffer out;
        walk(&parsed);
        tc_buffer_init(&out, 0);
        tc_conllu_write(&out, &parsed, TEXT("fuzz"));
        tc_buffer_release(&out);
    }
}

/* Writes the bytes over a section of the model and tries to parse with that. */
static void forge(const uint8_t *data, size_t size)
{
    static const char *const sections[] = {"name",  "shape",  "tags",   "actions",
                                           "edits", "lemmas", "bounds", "weights",
                                           "scale", "split"};
    const void *at = NULL;
    size_t items = 0;
    const char *name = sections[data[0] % (sizeof sections / sizeof sections[0])];
    if (tc_packed_section(&model->packed, name, 1, &at, &items, NULL) != TOCSIN_OK) {
        return;
    }
    size_t offset = (size_t)((const unsigned char *)at - model->packed.data);
    size_t room = items < size - 1 ? items : size - 1;
    memcpy(copy + offset, data + 1, room);
    uint64_t hash = tc_hash(copy + 48, copy_size - 48);
    for (int i = 0; i < 8; i++) {
        copy[24 + i] = (unsigned char)(hash >> (8 * i));
    }
    struct model *forged = NULL;
    struct parser *with = NULL;
    if (tc_model_open(NULL, copy, copy_size, &forged, NULL) == TOCSIN_OK &&
        tc_parser_new(forged, &with) == TOCSIN_OK) {
        struct parsed parsed;
        tc_arena_reset(&arena);
        if (tc_parse(with, TEXT("The army's men didn't leave. Why?"), &arena,
                     &parsed) == TOCSIN_OK) {
            walk(&parsed);
        }
    }
    tc_parser_free(with);
    tc_model_free(forged);
    memcpy(copy + offset, at, room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (model == NULL) {
        start();
    }
    if (size < 3) {
        return 0;
    }
    if (data[0] % 2 == 0) {
        parse((text){(const char *)data + 1, size - 1});
    } else {
        forge(data + 1, size - 1);
    }
    return 0;
}
