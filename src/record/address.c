/* record/address.c: which addresses name one article.
 *
 * An article is met again under an address that was spelled otherwise: without "www.",
 * with a slash at its end, with where the reader came from behind it. What is left when
 * all of that is taken away stands for the article; its hash is kept with the document.
 * The address of a home page names no article, for what stands there is another text
 * every day, and neither does anything but http.
 */
#include "record/inside.h"

#include <string.h>

enum { LONGEST = 4096 };

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* Takes beginning, in lower case, from t, whatever case it has there. */
static bool take(text *t, const char *beginning)
{
    size_t size = strlen(beginning);
    if (t->size < size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (lower(t->data[i]) != beginning[i])
            return false;
    *t = tc_text_slice(*t, size, t->size);
    return true;
}

static size_t find(text t, const char *any)
{
    size_t i = 0;
    while (i < t.size && !strchr(any, t.data[i]))
        i++;
    return i;
}

/* Says only where a reader came from. */
static bool tracks(text parameter)
{
    static const char *const names[] = {
        "utm_",    "fbclid=", "gclid=", "dclid=", "msclkid=", "mc_cid=",
        "mc_eid=", "igshid=", "yclid=", "_ga=",   "cmpid=",   "ocid="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (take(&parameter, names[i]))
            return true;
    return parameter.size == 0;
}

static void add_query(struct buffer *out, text query)
{
    char before = '?';
    while (query.size) {
        size_t end = find(query, "&");
        text parameter = tc_text_slice(query, 0, end);
        query = tc_text_slice(query, end < query.size ? end + 1 : end, query.size);
        if (tracks(parameter))
            continue;
        tc_buffer_byte(out, before);
        tc_buffer_text(out, parameter);
        before = '&';
    }
}

/* A host in lower case, without "www." and the port that goes without saying. */
static void add_host(struct buffer *out, text host)
{
    (void)take(&host, "www.");
    if (tc_text_ends(host, TEXT(":80")))
        host.size -= 3;
    else if (tc_text_ends(host, TEXT(":443")))
        host.size -= 4;
    for (size_t i = 0; i < host.size; i++)
        tc_buffer_byte(out, lower(host.data[i]));
}

bool tc_address(text url, struct buffer *out)
{
    tc_buffer_clear(out);
    if (url.size > LONGEST || (!take(&url, "http://") && !take(&url, "https://")))
        return false;
    url = tc_text_slice(url, 0, find(url, "#"));
    size_t host = find(url, "/?");
    add_host(out, tc_text_slice(url, 0, host));
    size_t only_host = out->size;
    url = tc_text_slice(url, host, url.size);
    size_t path = find(url, "?");
    text query = tc_text_slice(url, path < url.size ? path + 1 : path, url.size);
    while (path && url.data[path - 1] == '/')
        path--;
    tc_buffer_text(out, tc_text_slice(url, 0, path));
    add_query(out, query);
    return !out->failed && out->size > only_host && only_host > 0;
}

long long tc_address_hash(text url)
{
    struct buffer address;
    tc_buffer_init(&address, 0);
    long long hash = 0;
    if (tc_address(url, &address))
        hash = (long long)tc_hash(address.data, address.size);
    tc_buffer_release(&address);
    return hash;
}

tocsin_status tc_addresses_fill(struct record *record)
{
    sqlite3_stmt *find = NULL, *set = NULL;
    sqlite3 *db = record->db;
    bool row = false;
    int code = sqlite3_prepare_v2(
        db, "SELECT id, url FROM documents WHERE url IS NOT NULL AND address IS NULL",
        -1, &find, NULL);
    if (!code)
        code = sqlite3_prepare_v2(db, "UPDATE documents SET address = ?2 WHERE id = ?1",
                                  -1, &set, NULL);
    tocsin_status status = tc_record_sqlite(record, code);
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        tc_bind_whole(set, 1, sqlite3_column_int64(find, 0));
        tc_bind_id(set, 2, tc_address_hash(tc_column(find, 1)));
        status = tc_record_run(record, set);
    }
    sqlite3_finalize(find);
    sqlite3_finalize(set);
    return status;
}
