/* read/reader_mail.c: the messages of a mbox, or the one of a file. */
#include "read/reading.h"

#include <string.h>

#define MAIL_MAXIMUM ((size_t)16000000)

/* Lines up to the next "From " behind an empty one, which stays in the input. OK; DONE;
 * LIMIT: they are too many, and are passed over; else why the file ended early. */
static tocsin_status take_message(struct reader *reader, bool *more)
{
    bool empty = false;
    bool large = false;
    size_t maximum = reader->maximum < MAIL_MAXIMUM ? reader->maximum : MAIL_MAXIMUM;
    tc_buffer_clear(&reader->mail);
    *more = true;
    for (size_t count = 0;; count++) {
        text line;
        if (count > 0 && empty &&
            tc_text_equal(tc_input_peek(&reader->input, 5), TEXT("From ")))
            break;
        tocsin_status status = tc_input_line(&reader->input, TC_MARKUP_MAXIMUM, &line);
        *more = status == TOCSIN_OK || status == TOCSIN_LIMIT;
        if (!*more && status != TOCSIN_DONE)
            return status;
        if (!*more)
            break;
        reader->line++;
        large |= status == TOCSIN_LIMIT || reader->mail.size + line.size >= maximum;
        empty = status == TOCSIN_OK && tc_text_trim(line).size == 0;
        if (large)
            continue;
        tc_buffer_text(&reader->mail, line);
        tc_buffer_byte(&reader->mail, '\n');
    }
    if (reader->mail.failed)
        return TOCSIN_MEMORY;
    return large ? TOCSIN_LIMIT : reader->mail.size > 0 ? TOCSIN_OK : TOCSIN_DONE;
}

tocsin_status tc_reader_next_message(struct reader *reader, struct arena *arena,
                                     tocsin_document *out, tocsin_error *error)
{
    bool more;
    long long first = reader->line + 1;
    long long byte = (long long)reader->input.offset;
    tocsin_status status = take_message(reader, &more);
    tc_reader_count_bytes(reader);
    struct place place = tc_reader_place(reader, error);
    place.line = first;
    place.byte = byte;
    memset(out, 0, sizeof *out);
    if (status == TOCSIN_LIMIT)
        (void)tc_fail(error, status, place.file, first, byte,
                      "a mail of too many bytes");
    else if (status == TOCSIN_MEMORY)
        (void)tc_reader_no_memory(&place);
    else if (status != TOCSIN_OK && status != TOCSIN_DONE)
        status = tc_reader_broken_off(reader, &place);
    if (status == TOCSIN_OK)
        status = tc_mail_read(arena, (text){reader->mail.data, reader->mail.size}, out,
                              &place);
    if (status == TOCSIN_OK)
        status = tc_reader_finish(reader, arena, out->language.size > 0, out, &place);
    if (!more)
        tc_reader_close_file(reader);
    return status;
}
