/* study/link_names.c: place and role out of actors' names.
 *
 * Event sources name roles by their country: "Police_(Kenya)", "Citizen (Nigeria)".
 * What stands in the last brackets is a place, what stands before a role; and who bears
 * the name of such a place is that place. Two in three of ICEWS's actors have one. No
 * list of countries is needed, and no count of events: a name that is never used tells
 * nothing.
 */
#include "study/link.h"

#include <string.h>

static bool blank(char c)
{
    return c == ' ' || c == '_';
}

/* "Police_(Kenya)": what stands in the last brackets, and what before; false: none. */
static bool split(text name, text *place, text *role)
{
    size_t open = name.size;
    while (open && name.data[open - 1] != '(')
        open--;
    if (!open)
        return false;
    size_t close = open;
    while (close < name.size && name.data[close] != ')')
        close++;
    size_t end = open - 1;
    while (end && blank(name.data[end - 1]))
        end--;
    *place = tc_text_slice(name, open, close);
    *role = tc_text_slice(name, 0, end);
    return place->size > 0;
}

/* The number of a text, from first on in the order in which they come; 0: no memory. */
static uint32_t number(struct map *map, text key, uint32_t first)
{
    uint32_t value;
    if (tc_map_get(map, key, &value))
        return value;
    value = first + (uint32_t)map->count;
    return tc_map_put(map, key, value) ? value : 0;
}

static bool fill(struct link_names *names, const struct stream *stream,
                 struct map *places, struct map *roles)
{
    const text *items = stream->actors.items;
    size_t count = stream->actors.count;
    text place, role;
    for (size_t i = 0; i < count; i++)
        if (split(items[i], &place, &role)) {
            names->place[i] = number(places, place, 1);
            names->role[i] = number(roles, role, 2);
            if (!names->place[i] || !names->role[i])
                return false;
        }
    for (size_t i = 0; i < count; i++)
        if (!names->place[i] && items[i].size &&
            tc_map_get(places, items[i], &names->place[i]))
            names->role[i] = 1;
    return true;
}

tocsin_status tc_link_names_init(struct link_names *names, const struct stream *stream,
                                 tocsin_error *error)
{
    struct map places, roles;
    tc_map_init(&places);
    tc_map_init(&roles);
    names->actors = stream->actors.count;
    size_t size = names->actors * sizeof *names->place;
    names->place = tc_alloc(size);
    names->role = tc_alloc(size);
    bool made = names->place && names->role;
    if (made) {
        memset(names->place, 0, size);
        memset(names->role, 0, size);
        made = fill(names, stream, &places, &roles);
    }
    tc_map_release(&places);
    tc_map_release(&roles);
    return made ? TOCSIN_OK
                : tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for names");
}

void tc_link_names_release(struct link_names *names)
{
    tc_free(names->place);
    tc_free(names->role);
    memset(names, 0, sizeof *names);
}
