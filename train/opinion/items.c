/* items.c: reads "TYPE | actor | recipient | sentence", one a line.
 *
 * The parties are words of the sentence. The same sentence on several lines has several
 * pairs. TYPE is one of the sixteen, YIELD (CONCEDE or RETREAT), or "-": nothing that
 * anybody does to anybody; # begins a comment. Behind a line "# complete" all pairs of
 * a sentence are named; else what is not named is left alone where the rules see an
 * act.
 */
#include "opinion/opinion.h"

#include <stdlib.h>
#include <string.h>

static text cut(text *left)
{
    const char *bar = memchr(left->data, '|', left->size);
    size_t n = bar ? (size_t)(bar - left->data) : left->size;
    text part = tc_text_trim(tc_text_slice(*left, 0, n));
    *left = tc_text_slice(*left, bar ? n + 1 : n, left->size);
    return part;
}

static int label_of(text type)
{
    if (tc_text_equal(type, TEXT("YIELD")))
        return LABEL_YIELD;
    int label = tocsin_type_from_name(type);
    return label;
}

static struct item *item_of(struct items *items, text sentence)
{
    for (size_t i = items->count > 64 ? items->count - 64 : 0; i < items->count; i++)
        if (tc_text_equal(items->list[i].sentence, sentence))
            return &items->list[i];
    if (items->count == items->room) {
        items->room = items->room ? 2 * items->room : 1024;
        items->list = realloc(items->list, items->room * sizeof *items->list);
        if (!items->list)
            abort();
    }
    struct item *item = &items->list[items->count++];
    memset(item, 0, sizeof *item);
    item->sentence = sentence;
    item->complete = items->complete;
    item->fold = (unsigned)(tc_hash(sentence.data, sentence.size) >> 20 & 0xffff);
    return item;
}

static bool read_line(struct items *items, text line)
{
    text left = line;
    text type = cut(&left), actor = cut(&left), recipient = cut(&left);
    text sentence = tc_text_trim(left);
    bool none = tc_text_equal(type, TEXT("-"));
    int label = none ? 0 : label_of(type);
    if (label < 0 || !sentence.size)
        return false;
    struct item *item = item_of(items, sentence);
    if (none || !actor.size || !recipient.size)
        return true;
    if (item->count == item->room) {
        item->room = item->room ? 2 * item->room : 2;
        item->known = realloc(item->known, item->room * sizeof *item->known);
        if (!item->known)
            abort();
    }
    item->known[item->count++] = (struct known){(unsigned)label, actor, recipient};
    return true;
}

bool read_items(struct items *items, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return false;
    }
    size_t size = 0, room = 1 << 16;
    char *bytes = malloc(room);
    while (bytes) {
        size += fread(bytes + size, 1, room - size, file);
        if (size < room)
            break;
        bytes = realloc(bytes, room *= 2);
    }
    (void)fclose(file);
    if (!bytes)
        return false;
    items->complete = false;
    items->bytes = bytes; /* kept to the end: the texts point into it */
    size_t number = 0, wrong = 0;
    for (text left = {bytes, size}; left.size;) {
        const char *end = memchr(left.data, '\n', left.size);
        size_t n = end ? (size_t)(end - left.data) : left.size;
        text line = tc_text_trim(tc_text_slice(left, 0, n));
        left = tc_text_slice(left, n + 1 < left.size ? n + 1 : left.size, left.size);
        number++;
        if (tc_text_begins(line, TEXT("# complete")))
            items->complete = true;
        if (!line.size || line.data[0] == '#' || read_line(items, line))
            continue;
        fprintf(stderr, "%s:%zu: not TYPE | actor | recipient | sentence\n", path,
                number);
        wrong++;
    }
    return wrong == 0;
}

void release_items(struct items *items)
{
    for (size_t i = 0; i < items->count; i++)
        free(items->list[i].known);
    free(items->list);
    memset(items, 0, sizeof *items);
}
