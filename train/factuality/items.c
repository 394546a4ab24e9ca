/* items.c: reads "set TAB group TAB begin-end:value ... TAB sentence", one a line. */
#include "factuality/factuality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const set_names[SET_COUNT] = {"uw", "meantime", "ih2", "mv2"};

static text cut(text *left, char at)
{
    const char *sign = left->size ? memchr(left->data, at, left->size) : NULL;
    size_t n = sign ? (size_t)(sign - left->data) : left->size;
    text part = tc_text_slice(*left, 0, n);
    *left = tc_text_slice(*left, sign ? n + 1 : n, left->size);
    return part;
}

static bool read_known(struct items *items, text event)
{
    char copy[64];
    if (event.size >= sizeof copy)
        return false;
    memcpy(copy, event.data, event.size);
    copy[event.size] = '\0';
    char *end = NULL;
    unsigned long first = strtoul(copy, &end, 10);
    unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : 0;
    float value = *end == ':' ? strtof(end + 1, &end) : NAN;
    if (*end || first >= last || !(value >= -3.0f && value <= 3.0f))
        return false;
    if (items->known_count == items->known_room) {
        items->known_room = items->known_room ? 2 * items->known_room : 1 << 14;
        items->known = realloc(items->known, items->known_room * sizeof *items->known);
        if (!items->known)
            abort();
    }
    items->known[items->known_count++] =
        (struct known){(uint32_t)first, (uint32_t)last, value};
    return true;
}

static bool read_line(struct items *items, text line)
{
    text left = line, set = cut(&left, '\t'), group = cut(&left, '\t');
    text events = cut(&left, '\t');
    struct item item = {.sentence = left, .set = SET_COUNT};
    for (int i = 0; i < SET_COUNT; i++)
        if (tc_text_equal(set, tc_text(set_names[i])))
            item.set = (enum set)i;
    for (size_t i = 0; i < group.size; i++)
        item.group = 10 * item.group + (uint32_t)(group.data[i] - '0');
    while (events.size && item.count < EVENTS) {
        if (!read_known(items, cut(&events, ' ')))
            return false;
        item.count++;
    }
    if (item.set == SET_COUNT || !item.count || !left.size)
        return false;
    if (items->count == items->room) {
        items->room = items->room ? 2 * items->room : 1 << 12;
        items->list = realloc(items->list, items->room * sizeof *items->list);
        if (!items->list)
            abort();
    }
    items->list[items->count++] = item;
    return true;
}

static char *read_bytes(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return NULL;
    }
    size_t room = 1 << 20;
    char *bytes = malloc(room);
    for (*size = 0; bytes; bytes = realloc(bytes, room *= 2)) {
        *size += fread(bytes + *size, 1, room - *size, file);
        if (*size < room)
            break;
    }
    (void)fclose(file);
    return bytes;
}

bool read_items(struct items *items, const char *path)
{
    size_t size = 0, number = 0;
    items->bytes = read_bytes(path, &size);
    if (!items->bytes)
        return false;
    for (text left = {items->bytes, size}; left.size;) {
        text line = cut(&left, '\n');
        number++;
        if (line.size && !read_line(items, line)) {
            fprintf(stderr, "%s:%zu: not set, group, events, sentence\n", path, number);
            return false;
        }
    }
    /* the list of known events has stopped moving */
    size_t at = 0;
    for (size_t i = 0; i < items->count; i++) {
        items->list[i].known = items->known + at;
        at += items->list[i].count;
    }
    return true;
}

void release_items(struct items *items)
{
    free(items->list);
    free(items->known);
    free(items->bytes);
    memset(items, 0, sizeof *items);
}
