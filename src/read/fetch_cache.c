/* fetch_cache.c: pages kept in a folder, so that a server can say that nothing is new.
 *
 * A file an address, named after the address's hash:
 *
 *     tocsin page 1
 *     url: https://example.org/story
 *     type: text/html; charset=utf-8
 *     etag: "3f-5e1"
 *     modified: Mon, 29 Jan 2024 08:00:00 GMT
 *     body: 5120 0f1e2d3c4b5a6978
 *
 * and behind the empty line the body, unpacked: its size and its hash are in the last
 * line. A file that is anything else, or another address's, is as good as none: the
 * page is asked for again. It is written beside and renamed, so that two programs may
 * share a folder.
 */
#include "read/fetch.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define FIRST_LINE "tocsin page 1"

/* The rest of a line "name: ..." at the front of rest, which moves behind it. */
static bool cut_field(text *rest, text name, text *value)
{
    size_t end = tc_text_find(tc_text_slice(*rest, 0, 2 * TC_URL_MAXIMUM), TEXT("\n"));
    if (end == SIZE_MAX || !tc_text_begins(*rest, name))
        return false;
    *value = tc_text_slice(*rest, name.size, end);
    *rest = tc_text_slice(*rest, end + 1, rest->size);
    for (size_t i = 0; i < value->size; i++)
        if (value->data[i] < ' ' || value->data[i] > '~')
            return false;
    return true;
}

static text hash_of(text body, char out[17])
{
    static const char digits[] = "0123456789abcdef";
    uint64_t hash = tc_hash(body.data, body.size);
    for (size_t i = 0; i < 16; i++)
        out[i] = digits[hash >> (60 - 4 * i) & 15];
    out[16] = '\0';
    return (text){out, 16};
}

bool tc_kept_read(text bytes, text url, struct kept *out)
{
    text first, size_and_hash;
    char hash[17];
    if (!cut_field(&bytes, TEXT(FIRST_LINE), &first) || first.size > 0 ||
        !cut_field(&bytes, TEXT("url: "), &out->url) || !tc_text_equal(out->url, url) ||
        !cut_field(&bytes, TEXT("type: "), &out->mime) ||
        !cut_field(&bytes, TEXT("etag: "), &out->etag) ||
        !cut_field(&bytes, TEXT("modified: "), &out->modified) ||
        !cut_field(&bytes, TEXT("body: "), &size_and_hash) ||
        !tc_text_begins(bytes, TEXT("\n")))
        return false;
    struct answer *limits; /* whose sizes hold for what is sent back, too */
    if (out->mime.size >= sizeof limits->mime ||
        out->etag.size >= sizeof limits->etag ||
        out->modified.size >= sizeof limits->modified)
        return false;
    out->body = tc_text_slice(bytes, 1, bytes.size);
    size_t blank = tc_text_find(size_and_hash, TEXT(" "));
    long long size;
    if (blank == SIZE_MAX ||
        !tc_text_integer(tc_text_slice(size_and_hash, 0, blank), 0, INT64_MAX, &size) ||
        (size_t)size != out->body.size)
        return false;
    return tc_text_equal(tc_text_slice(size_and_hash, blank + 1, size_and_hash.size),
                         hash_of(out->body, hash));
}

void tc_kept_path(struct buffer *out, const char *folder, text url)
{
    char name[17];
    tc_buffer_clear(out);
    tc_buffer_string(out, folder);
    tc_buffer_byte(out, '/');
    tc_buffer_text(out, hash_of(url, name));
    tc_buffer_string(out, ".page");
    tc_buffer_byte(out, '\0');
}

tocsin_status tc_kept_write(const char *path, text url, const struct answer *answer,
                            tocsin_error *error)
{
    struct buffer file;
    char hash[17];
    text body = {answer->body.data, answer->body.size};
    tc_buffer_init(&file, 0);
    tc_buffer_string(&file, FIRST_LINE "\nurl: ");
    tc_buffer_text(&file, url);
    tc_buffer_format(&file, "\ntype: %s\netag: %s\nmodified: %s\nbody: %zu %s\n\n",
                     answer->mime, answer->etag, answer->modified, body.size,
                     hash_of(body, hash).data);
    tc_buffer_text(&file, body);
    tocsin_status status =
        file.failed ? tc_fail(error, TOCSIN_MEMORY, path, 0, -1, "out of memory")
                    : tc_write_file(path, (text){file.data, file.size}, error);
    tc_buffer_release(&file);
    return status;
}

tocsin_status tc_kept_folder(const char *folder, tocsin_error *error)
{
    struct stat facts;
    if (mkdir(folder, 0700) == 0)
        return TOCSIN_OK;
    if (errno == EEXIST && stat(folder, &facts) == 0 && S_ISDIR(facts.st_mode))
        return TOCSIN_OK;
    return tc_fail(error, TOCSIN_IO, folder, 0, -1,
                   "not a folder, and cannot be made one to keep pages in");
}
