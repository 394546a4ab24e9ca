/* read/deflate.c: gzip that lies in memory as a whole, unpacked at one go.
 *
 * A web archive is a gzip member a record, some 25 kB long, and the body of a response
 * may be one as well. libdeflate, which wants the whole of its input, takes less than
 * half the time of zlib for them, which takes pieces. It is optional: without it, and
 * for what does not fit or is damaged, the caller goes on with zlib, which also knows
 * what is wrong.
 */
#include "read/inside.h"

#ifdef TC_LIBDEFLATE
#    include <libdeflate.h>

#    define ROOM_MINIMUM ((size_t)256 << 10)

static bool make_room(struct deflate *deflate, size_t room)
{
    tc_free(deflate->out);
    deflate->out = tc_alloc(room);
    deflate->room = deflate->out ? room : 0;
    return deflate->out != NULL;
}

bool tc_deflate_whole(struct deflate *deflate, text packed, size_t maximum, text *out,
                      size_t *used)
{
    if (!deflate->how)
        deflate->how = libdeflate_alloc_decompressor();
    if (!deflate->how)
        return false;
    for (;;) {
        size_t made;
        enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
        if (deflate->room > 0)
            result =
                libdeflate_gzip_decompress_ex(deflate->how, packed.data, packed.size,
                                              deflate->out, deflate->room, used, &made);
        if (result == LIBDEFLATE_SUCCESS)
            *out = (text){deflate->out, made};
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            return result == LIBDEFLATE_SUCCESS && made <= maximum;
        size_t room = deflate->room < ROOM_MINIMUM ? ROOM_MINIMUM : deflate->room * 4;
        room = room < maximum ? room : maximum;
        if (room <= deflate->room || !make_room(deflate, room))
            return false;
    }
}

void tc_deflate_release(struct deflate *deflate)
{
    libdeflate_free_decompressor(deflate->how);
    tc_free(deflate->out);
    memset(deflate, 0, sizeof *deflate);
}

#else

bool tc_deflate_whole(struct deflate *deflate, text packed, size_t maximum, text *out,
                      size_t *used)
{
    (void)deflate, (void)packed, (void)maximum, (void)out, (void)used;
    return false;
}

void tc_deflate_release(struct deflate *deflate)
{
    (void)deflate;
}

#endif
