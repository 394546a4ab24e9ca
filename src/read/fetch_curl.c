/* fetch_curl.c: one request by libcurl, or a clear error where it was left out.
 *
 * libcurl is told everything that it would otherwise find out by itself: no proxy but
 * the one given, no cookies, no .netrc, no other protocols, no redirects of its own,
 * for each hop is looked at anew by fetch.c. Each socket is looked at before it is
 * connected, after the name has been resolved: what a name means to us and what it
 * means to libcurl can then not differ.
 */
#include "read/fetch.h"

#include <stdio.h>
#include <string.h>

static void copy_value(text value, char *out, size_t size)
{
    bool printable = value.size < size;
    for (size_t i = 0; i < value.size && printable; i++)
        printable = value.data[i] >= ' ' && value.data[i] <= '~';
    if (!printable)
        value.size = 0;
    if (value.size > 0)
        memcpy(out, value.data, value.size);
    out[value.size] = '\0';
}

/* Is the word among those between commas? */
static bool lists(text value, text word)
{
    while (value.size > 0) {
        size_t comma = tc_text_find(value, TEXT(","));
        size_t end = comma == SIZE_MAX ? value.size : comma;
        if (tc_text_equal_fold(tc_text_trim(tc_text_slice(value, 0, end)), word))
            return true;
        value = comma == SIZE_MAX ? (text){NULL, 0}
                                  : tc_text_slice(value, comma + 1, value.size);
    }
    return false;
}

void tc_answer_header(struct answer *answer, text line)
{
    if (tc_text_begins(line, TEXT("HTTP/"))) { /* behind a 1xx comes another head */
        answer->mime[0] = answer->etag[0] = answer->modified[0] = '\0';
        answer->no_store = false;
        return;
    }
    size_t colon = tc_text_find(line, TEXT(":"));
    if (colon == SIZE_MAX)
        return;
    text name = tc_text_slice(line, 0, colon);
    text value = tc_text_trim(tc_text_slice(line, colon + 1, line.size));
    if (tc_text_equal_fold(name, TEXT("content-type")))
        copy_value(value, answer->mime, sizeof answer->mime);
    else if (tc_text_equal_fold(name, TEXT("etag")))
        copy_value(value, answer->etag, sizeof answer->etag);
    else if (tc_text_equal_fold(name, TEXT("last-modified")))
        copy_value(value, answer->modified, sizeof answer->modified);
    else if (tc_text_equal_fold(name, TEXT("cache-control")))
        answer->no_store |= lists(value, TEXT("no-store"));
}

bool tc_is_url(text t)
{
    size_t end = 0;
    while (end < t.size && ((t.data[end] >= 'a' && t.data[end] <= 'z') ||
                            (t.data[end] >= 'A' && t.data[end] <= 'Z')))
        end++;
    return end > 1 && tc_text_begins(tc_text_slice(t, end, t.size), TEXT("://"));
}

#ifdef TC_CURL

#    include <arpa/inet.h>
#    include <curl/curl.h>
#    include <netinet/in.h>
#    include <pthread.h>
#    include <sys/socket.h>

#    define ENCODINGS "" /* all that this libcurl can undo */

struct transport {
    struct transport_options options;
    CURL *curl;
    const struct request *request; /* at hand */
    struct answer *answer;
    bool too_large;
    char refused[INET6_ADDRSTRLEN]; /* the address that was not connected to; "" none */
};

static void start_curl(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

tocsin_status tc_transport_open(const struct transport_options *options,
                                struct transport **out, const char *name,
                                tocsin_error *error)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, start_curl);
    struct transport *transport = tc_alloc(sizeof *transport);
    *out = NULL;
    if (!transport)
        return tc_fail(error, TOCSIN_MEMORY, name, 0, -1, "out of memory");
    memset(transport, 0, sizeof *transport);
    transport->options = *options;
    transport->curl = curl_easy_init();
    if (!transport->curl) {
        tc_free(transport);
        return tc_fail(error, TOCSIN_MEMORY, name, 0, -1, "libcurl cannot be started");
    }
    *out = transport;
    return TOCSIN_OK;
}

void tc_transport_free(struct transport *transport)
{
    if (!transport)
        return;
    curl_easy_cleanup(transport->curl);
    tc_free(transport);
}

/* ---- addresses ------------------------------------------------------------------- */

static bool has_part(CURLU *parts, CURLUPart part)
{
    char *value = NULL;
    bool there = curl_url_get(parts, part, &value, 0) == CURLUE_OK && value;
    curl_free(value);
    return there;
}

/* The part's value in the arena; data NULL: there is none, or no memory. */
static text part_of(struct arena *arena, CURLU *parts, CURLUPart part, unsigned flags)
{
    char *value = NULL;
    text copy = {NULL, 0};
    if (curl_url_get(parts, part, &value, flags) == CURLUE_OK && value)
        copy = tc_arena_copy(arena, tc_text(value));
    curl_free(value);
    return copy;
}

static const char *why_not(CURLU *parts)
{
    char *scheme = NULL;
    const char *why = NULL;
    if (curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0))
        why = "only http and https addresses are fetched";
    else if (has_part(parts, CURLUPART_USER) || has_part(parts, CURLUPART_PASSWORD))
        why = "an address with a user's name or password is not fetched";
    curl_free(scheme);
    return why;
}

static tocsin_status take_apart(struct arena *arena, CURLU *parts, struct url *out)
{
    (void)curl_url_set(parts, CURLUPART_FRAGMENT, NULL, 0);
    text host = part_of(arena, parts, CURLUPART_HOST, 0);
    for (size_t i = 0; i < host.size; i++) {
        char *c = (char *)(uintptr_t)&host.data[i]; /* our own copy */
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    }
    if (host.size > 0 && curl_url_set(parts, CURLUPART_HOST, host.data, 0) != CURLUE_OK)
        return TOCSIN_MEMORY;
    text whole = part_of(arena, parts, CURLUPART_URL, 0);
    text scheme = part_of(arena, parts, CURLUPART_SCHEME, 0);
    text port = part_of(arena, parts, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    text path = part_of(arena, parts, CURLUPART_PATH, 0);
    text query = part_of(arena, parts, CURLUPART_QUERY, 0);
    if (!whole.data || !scheme.data || !port.data || !path.data || host.size == 0)
        return TOCSIN_MEMORY;
    out->whole = whole.data;
    out->host = host;
    out->site = tc_arena_format(arena, "%s://%s:%s", scheme.data, host.data, port.data);
    out->path =
        query.data ? tc_arena_format(arena, "%s?%s", path.data, query.data) : path;
    return out->site.data && out->path.data ? TOCSIN_OK : TOCSIN_MEMORY;
}

tocsin_status tc_url_read(struct arena *arena, const char *t, const char *base,
                          struct url *out, const char **why)
{
    memset(out, 0, sizeof *out);
    *why = "not an address of the web";
    if (strlen(t) > TC_URL_MAXIMUM)
        return TOCSIN_FORMAT;
    CURLU *parts = curl_url();
    tocsin_status status = parts ? TOCSIN_OK : TOCSIN_MEMORY;
    if (status == TOCSIN_OK && base &&
        curl_url_set(parts, CURLUPART_URL, base, CURLU_URLENCODE) != CURLUE_OK)
        status = TOCSIN_FORMAT;
    if (status == TOCSIN_OK &&
        curl_url_set(parts, CURLUPART_URL, t,
                     CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        status = TOCSIN_FORMAT;
    const char *refused = status == TOCSIN_OK ? why_not(parts) : NULL;
    if (refused) {
        *why = refused;
        status = TOCSIN_FORMAT;
    }
    if (status == TOCSIN_OK)
        status = take_apart(arena, parts, out);
    curl_url_cleanup(parts);
    return status;
}

/* ---- what libcurl calls ---------------------------------------------------------- */

static bool allowed(const struct transport *transport, const struct sockaddr *address)
{
    const struct transport_options *o = &transport->options;
    if (address->sa_family != AF_INET && address->sa_family != AF_INET6)
        return false;
    if (o->allow_private || o->proxy[0]) /* with a proxy, it is the proxy's */
        return true;
    return o->world.allowed ? o->world.allowed(o->world.context, address)
                            : tc_address_public(address);
}

static void print_address(const struct sockaddr *address, char out[INET6_ADDRSTRLEN])
{
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;
    const void *bytes = NULL;
    if (address->sa_family == AF_INET) {
        memcpy(&in4, address, sizeof in4);
        bytes = &in4.sin_addr;
    } else if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof in6);
        bytes = &in6.sin6_addr;
    }
    if (!bytes || !inet_ntop(address->sa_family, bytes, out, INET6_ADDRSTRLEN))
        (void)snprintf(out, INET6_ADDRSTRLEN, "unknown");
}

static curl_socket_t open_socket(void *context, curlsocktype purpose,
                                 struct curl_sockaddr *address)
{
    struct transport *transport = context;
    if (purpose != CURLSOCKTYPE_IPCXN || !allowed(transport, &address->addr)) {
        print_address(&address->addr, transport->refused);
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_body(char *data, size_t one, size_t size, void *context)
{
    struct transport *transport = context;
    struct buffer *body = &transport->answer->body;
    size_t room = transport->request->maximum - body->size;
    (void)one;
    transport->too_large = size > room;
    tc_buffer_add(body, data, transport->too_large ? room : size);
    return transport->too_large || body->failed ? 0 : size;
}

static size_t take_header(char *data, size_t one, size_t size, void *context)
{
    struct transport *transport = context;
    (void)one;
    tc_answer_header(transport->answer, (text){data, size});
    return size;
}

/* ---- a request ------------------------------------------------------------------- */

static bool set_manners(CURL *curl, const struct transport_options *o)
{
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
#    if LIBCURL_VERSION_NUM >= 0x075500
    bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#    else
    bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS,
                            (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#    endif
    bad |= curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    bad |= curl_easy_setopt(curl, CURLOPT_PROXY, o->proxy);
    bad |= curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
    bad |= curl_easy_setopt(curl, CURLOPT_USERAGENT, o->agent);
    bad |= curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ENCODINGS);
    bad |= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, o->timeout);
    bad |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, o->timeout);
    return bad == CURLE_OK;
}

static bool set_calls(struct transport *transport, char words[CURL_ERROR_SIZE])
{
    CURL *curl = transport->curl;
    CURLcode bad = CURLE_OK;
    bad |= curl_easy_setopt(curl, CURLOPT_URL, transport->request->url);
    bad |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    bad |= curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    bad |= curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transport);
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, transport);
    bad |= curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    bad |= curl_easy_setopt(curl, CURLOPT_HEADERDATA, transport);
    return bad == CURLE_OK;
}

static bool add_line(struct curl_slist **list, const char *name, text value)
{
    char line[512];
    if (value.size == 0)
        return true;
    (void)snprintf(line, sizeof line, "%s: %.*s", name, (int)value.size, value.data);
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer)
        *list = longer;
    return longer;
}

static bool set_headers(struct transport *transport, struct curl_slist **list)
{
    const struct request *request = transport->request;
    bool good = add_line(list, "Accept",
                         TEXT("text/html, application/xhtml+xml, "
                              "application/xml;q=0.9, */*;q=0.8")) &&
                add_line(list, "If-None-Match", request->etag) &&
                add_line(list, "If-Modified-Since", request->modified);
    return good &&
           curl_easy_setopt(transport->curl, CURLOPT_HTTPHEADER, *list) == CURLE_OK;
}

static tocsin_status take_facts(struct transport *transport)
{
    struct answer *answer = transport->answer;
    long code = 0;
    curl_off_t wait = 0;
    const char *to = NULL;
    (void)curl_easy_getinfo(transport->curl, CURLINFO_RESPONSE_CODE, &code);
    (void)curl_easy_getinfo(transport->curl, CURLINFO_RETRY_AFTER, &wait);
    (void)curl_easy_getinfo(transport->curl, CURLINFO_REDIRECT_URL, &to);
    answer->code = (int)code;
    answer->retry_after = (long long)wait;
    answer->to[0] = '\0';
    if (to && strlen(to) < sizeof answer->to)
        memcpy(answer->to, to, strlen(to) + 1);
    return answer->body.failed ? TOCSIN_MEMORY : TOCSIN_OK;
}

static tocsin_status failed(const struct transport *transport, CURLcode code,
                            const char *words, const char *name, tocsin_error *error)
{
    const char *url = transport->request->url;
    if (code == CURLE_OUT_OF_MEMORY || transport->answer->body.failed)
        return tc_fail(error, TOCSIN_MEMORY, name, 0, -1, "out of memory");
    if (transport->too_large)
        return tc_fail(error, TOCSIN_LIMIT, name, 0, -1,
                       "a page of more than %zu bytes", transport->request->maximum);
    if (transport->refused[0])
        return tc_fail(error, TOCSIN_REFUSED, name, 0, -1,
                       "%.300s leads to %s, which is not a public address", url,
                       transport->refused);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return tc_fail(error, TOCSIN_IO, name, 0, -1,
                       "no whole answer within %ld ms from %.300s",
                       transport->options.timeout, url);
    return tc_fail(error, TOCSIN_IO, name, 0, -1, "%.200s: %.250s", url,
                   words[0] ? words : curl_easy_strerror(code));
}

tocsin_status tc_transport_get(struct transport *transport,
                               const struct request *request, struct answer *answer,
                               const char *name, tocsin_error *error)
{
    char words[CURL_ERROR_SIZE] = "";
    struct curl_slist *list = NULL;
    transport->request = request;
    transport->answer = answer;
    transport->too_large = false;
    transport->refused[0] = '\0';
    tc_buffer_clear(&answer->body);
    tc_answer_header(answer, TEXT("HTTP/"));
    curl_easy_reset(transport->curl); /* connections stay */
    CURLcode code = CURLE_OUT_OF_MEMORY;
    if (set_manners(transport->curl, &transport->options) &&
        set_calls(transport, words) && set_headers(transport, &list))
        code = curl_easy_perform(transport->curl);
    bool cut = transport->too_large && request->cut && !answer->body.failed;
    tocsin_status status = code == CURLE_OK || cut
                               ? take_facts(transport)
                               : failed(transport, code, words, name, error);
    curl_slist_free_all(list);
    return status;
}

#else /* without libcurl */

struct transport {
    int none;
};

static tocsin_status left_out(const char *name, tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MISSING, name, 0, -1,
                   "cannot be fetched: this tocsin was built without libcurl");
}

tocsin_status tc_transport_open(const struct transport_options *options,
                                struct transport **out, const char *name,
                                tocsin_error *error)
{
    (void)options;
    *out = NULL;
    return left_out(name, error);
}

void tc_transport_free(struct transport *transport)
{
    (void)transport;
}

tocsin_status tc_url_read(struct arena *arena, const char *t, const char *base,
                          struct url *out, const char **why)
{
    (void)arena, (void)base;
    memset(out, 0, sizeof *out);
    out->whole = t;
    *why = "this tocsin was built without libcurl";
    return TOCSIN_FORMAT;
}

tocsin_status tc_transport_get(struct transport *transport,
                               const struct request *request, struct answer *answer,
                               const char *name, tocsin_error *error)
{
    (void)transport, (void)request, (void)answer;
    return left_out(name, error);
}

#endif
