/* import_rows.h: rows of other projects' files as lines to compare, for the tests. */
#ifndef TEST_IMPORT_ROWS_H
#define TEST_IMPORT_ROWS_H

#include "record/io/row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Bytes in memory as an input that gives at most step of them at once. */
struct memory_input {
    text left;
    size_t step;
    tocsin_status end; /* what the last read returns */
};

static inline tocsin_status memory_read(void *context, char *to, size_t room,
                                        size_t *got, tocsin_error *error)
{
    struct memory_input *input = context;
    size_t size = input->left.size < room ? input->left.size : room;
    if (input->step && size > input->step)
        size = input->step;
    if (size)
        memcpy(to, input->left.data, size);
    input->left = tc_text_slice(input->left, size, input->left.size);
    *got = size;
    return size || input->end == TOCSIN_OK
               ? TOCSIN_OK
               : tc_fail(error, input->end, "memory", 0, -1, "it broke off");
}

static inline void put_text(struct buffer *out, text t)
{
    tc_buffer_text(out, t.size ? t : TEXT("-"));
}

static inline void put_parties(struct buffer *out, const char *name,
                               const tocsin_mention *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        tc_buffer_format(out, "  %s: ", name);
        put_text(out, list[i].name);
        tc_buffer_string(out, " = ");
        put_text(out, list[i].code);
        tc_buffer_byte(out, ' ');
        put_text(out, list[i].country);
        tc_buffer_byte(out, ' ');
        put_text(out, list[i].sector);
        tc_buffer_byte(out, '\n');
    }
}

static inline void put_place(struct buffer *out, const tocsin_place *p)
{
    if (!p->precision.size)
        return;
    tc_buffer_string(out, "  place: ");
    put_text(out, p->name);
    tc_buffer_string(out, " = ");
    put_text(out, p->country);
    tc_buffer_string(out, "; ");
    put_text(out, p->admin1);
    tc_buffer_string(out, "; ");
    put_text(out, p->admin2);
    tc_buffer_format(out, "; %.*s ", (int)p->precision.size, p->precision.data);
    tc_buffer_number(out, p->lat, 4);
    tc_buffer_byte(out, ' ');
    tc_buffer_number(out, p->lon, 4);
    if (p->geonames)
        tc_buffer_format(out, " #%u", p->geonames);
    tc_buffer_byte(out, '\n');
}

static inline void put_act(struct buffer *out, const tocsin_claim *c)
{
    tc_buffer_format(out, "  %s.", tocsin_type_name(c->type));
    put_text(out, c->mode);
    tc_buffer_byte(out, ' ');
    put_text(out, c->cameo);
    tc_buffer_byte(out, ' ');
    tc_buffer_number(out, c->intensity, 2);
    tc_buffer_format(out, " %s", tocsin_claim_status_name(c->status));
    for (uint32_t i = 0; i < c->context_count; i++) {
        tc_buffer_string(out, i ? "," : " ");
        tc_buffer_text(out, c->contexts[i]);
    }
    tc_buffer_string(out, "\n  from ");
    put_text(out, c->time.from);
    tc_buffer_string(out, " to ");
    put_text(out, c->time.to);
    tc_buffer_byte(out, ' ');
    put_text(out, c->time.precision);
    tc_buffer_byte(out, '\n');
}

static inline void put_row(struct buffer *out, const struct import_row *row)
{
    const tocsin_claim *c = &row->claim;
    tc_buffer_format(out, "%lld: %s", row->line, row->mention ? "mention of " : "");
    put_text(out, row->id);
    tc_buffer_string(out, " known ");
    put_text(out, row->known);
    tc_buffer_format(out, " by %.*s\n", (int)c->rule.size, c->rule.data);
    if (!row->mention) {
        put_act(out, c);
        put_parties(out, "actor", c->actors, c->actor_count);
        put_parties(out, "recipient", c->recipients, c->recipient_count);
        put_place(out, &c->place);
    }
    for (uint32_t i = 0; i < c->number_count; i++)
        tc_buffer_format(out, "  %.*s %u to %u\n", (int)c->numbers[i].what.size,
                         c->numbers[i].what.data, c->numbers[i].low,
                         c->numbers[i].high);
    if (!isnan(c->confidence))
        tc_buffer_format(out, "  confidence %.2f\n", c->confidence);
    if (row->source.size)
        tc_buffer_format(out, "  source: %.*s\n", (int)row->source.size,
                         row->source.data);
    if (row->url.size)
        tc_buffer_format(out, "  url: %.*s\n", (int)row->url.size, row->url.data);
    if (row->words.size) {
        tc_buffer_string(out, "  words: ");
        tc_buffer_json(out, row->words, false);
        tc_buffer_byte(out, '\n');
    }
}

/* What a reader gave: rows and problems as lines, native rows one after the other. */
struct given {
    struct buffer lines, native;
    struct io_counts counts;
    tocsin_status stop; /* what the row function returns */
};

static inline tocsin_status take_row(void *context, const struct import_row *row)
{
    struct given *given = context;
    put_row(&given->lines, row);
    tc_buffer_text(&given->native, row->native);
    tc_buffer_byte(&given->native, '\n');
    return given->stop;
}

static inline tocsin_status take_problem(void *context, const tocsin_error *problem)
{
    struct given *given = context;
    tc_buffer_format(&given->lines, "%lld! %s\n", problem->line, problem->message);
    return TOCSIN_OK;
}

static inline void given_release(struct given *given)
{
    tc_buffer_release(&given->lines);
    tc_buffer_release(&given->native);
}

#endif
