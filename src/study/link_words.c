/* study/link_words.c: reasons in words, whatever was asked for: names, counts, and
 * which parts of a score are told.
 */
#include "study/link.h"

#include <math.h>
#include <stdlib.h>

enum { TOLD = 10 };
#define LIGHT 0.005 /* what sets an answer apart by less is not told */

static void put_words(struct buffer *to, text words)
{
    for (size_t i = 0; i < words.size; i++)
        tc_buffer_byte(to, words.data[i] == '_' ? ' ' : words.data[i]);
}

static void put_name(struct buffer *to, text name, uint32_t number)
{
    if (!name.size)
        tc_buffer_format(to, "#%u", number);
    put_words(to, name);
}

void tc_link_put_actor(struct buffer *to, const struct stream *stream, uint32_t actor)
{
    put_name(to, stream->actors.items[actor], actor);
}

void tc_link_put_relation(struct buffer *to, const struct stream *stream,
                          uint32_t relation)
{
    tc_buffer_byte(to, '"');
    put_name(to, stream->relations.items[relation], relation);
    tc_buffer_byte(to, '"');
}

void tc_link_put_act(struct buffer *to, const struct stream *stream,
                     const struct stream_event *act)
{
    tc_link_put_actor(to, stream, act->actor);
    tc_buffer_string(to, " did ");
    tc_link_put_relation(to, stream, act->relation);
    tc_buffer_string(to, " to ");
    tc_link_put_actor(to, stream, act->recipient);
}

void tc_link_put_past(struct buffer *to, double count, int32_t ago)
{
    tc_buffer_format(to, " %.0f time%s, %s%d day%s ago", count, count == 1 ? "" : "s",
                     count == 1 ? "" : "the last ", (int)ago, ago == 1 ? "" : "s");
}

void tc_link_put_bin(struct buffer *to, uint32_t bin)
{
    static const char *const lags[LINK_LAGS] = {
        "1 day",     "2 days",     "3-4 days",   "5-7 days",
        "8-15 days", "16-31 days", "32-90 days", "over 90 days"};
    static const char *const often[] = {"once", "2-3 times", "4-9 times",
                                        "10 times or more"};
    tc_buffer_format(to, "(%s, %s ago)", often[bin % 4], lags[bin / 4]);
}

/* What stands in the last brackets of a name, or before them; all where none are. */
static text part_of(text name, bool inside)
{
    size_t open = name.size, close;
    while (open && name.data[open - 1] != '(')
        open--;
    if (!open)
        return name;
    for (close = open; close < name.size && name.data[close] != ')';)
        close++;
    size_t end = open - 1;
    while (end && (name.data[end - 1] == '_' || name.data[end - 1] == ' '))
        end--;
    return inside ? tc_text_slice(name, open, close) : tc_text_slice(name, 0, end);
}

static void put_number(struct buffer *to, const struct stream *stream,
                       const uint32_t *numbers, uint32_t number, bool inside)
{
    for (size_t i = 0; i < stream->actors.count; i++)
        if (numbers[i] == number) {
            put_words(to, part_of(stream->actors.items[i], inside));
            return;
        }
}

void tc_link_put_place(struct buffer *to, const struct stream *stream,
                       const uint32_t *places, uint32_t place)
{
    put_number(to, stream, places, place, true);
}

void tc_link_put_role(struct buffer *to, const struct stream *stream,
                      const uint32_t *roles, uint32_t role)
{
    if (role < 2) {
        tc_buffer_string(to, role ? "places" : "those without a role");
        return;
    }
    tc_buffer_byte(to, '"');
    put_number(to, stream, roles, role, false);
    tc_buffer_byte(to, '"');
}

/* ---- which parts ----------------------------------------------------------------- */

static int heavier(const void *a, const void *b)
{
    const struct link_part *x = a, *y = b;
    double p = fabs(x->above), q = fabs(y->above);
    if (p != q)
        return p > q ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static bool tell(const struct link_teller *teller, const struct link_part *part,
                 tocsin_next_reason *out)
{
    struct buffer words;
    uint32_t *events = tc_arena_alloc(teller->arena, LINK_OPENED * sizeof *events);
    *out = (tocsin_next_reason){.kind = part->kind,
                                .score = part->score,
                                .above = part->above,
                                .events = events};
    if (!events)
        return false;
    tc_buffer_init(&words, 1 << 20);
    struct link_said said = {&words, out, events};
    teller->say(teller->context, part, &said);
    if (!words.failed)
        out->words = tc_arena_copy(teller->arena, (text){words.data, words.size});
    tc_buffer_release(&words);
    return out->words.data != NULL;
}

bool tc_link_tell(const struct link_teller *teller, struct link_part *parts,
                  size_t count, tocsin_next_answer *out)
{
    size_t told = 0;
    qsort(parts, count, sizeof *parts, heavier);
    while (told < count && told < TOLD && fabs(parts[told].above) >= LIGHT)
        told++;
    tocsin_next_reason *reasons =
        tc_arena_alloc(teller->arena, (told + 1) * sizeof *reasons);
    bool made = reasons != NULL;
    for (size_t i = 0; i < told && made; i++)
        made = tell(teller, &parts[i], &reasons[i]);
    if (!made)
        return false;
    tocsin_next_reason *rest = &reasons[told];
    *rest = (tocsin_next_reason){.kind = TOCSIN_NEXT_REST};
    for (size_t i = told; i < count; i++) {
        rest->score += parts[i].score;
        rest->above += parts[i].above;
    }
    rest->words = tc_arena_format(teller->arena, "%zu lighter reasons", count - told);
    out->reasons = reasons;
    out->reason_count = told + 1;
    return rest->words.data != NULL;
}
