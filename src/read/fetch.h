/* read/fetch.h: what the files that fetch pages from the web show each other and the
 * reader; stays inside read/.
 *
 *     fetch.c          rules of conduct: robots.txt, rate, redirects, retries
 *     fetch_curl.c     one request, by libcurl; without it, a clear error
 *     fetch_address.c  which addresses may be connected to
 *     fetch_cache.c    pages kept in a folder, to be asked for conditionally
 *     robots.c         robots.txt to what it allows
 */
#ifndef TC_READ_FETCH_H
#define TC_READ_FETCH_H

#include "base/base.h"

struct sockaddr;

#define TC_URL_MAXIMUM ((size_t)8192) /* bytes of an address */

/* ---- robots.c -------------------------------------------------------------------- */

#define TC_ROBOTS_MAXIMUM                                                              \
    ((size_t)500 << 10) /* RFC 9309: what is behind it is not read */

struct robots_rule {
    text pattern; /* normalised, without the $ at its end */
    bool allow;
    bool whole; /* it ended in $: the path must end there */
};
struct robots {
    struct robots_rule *rules; /* (count), in the arena */
    size_t count;
    double delay; /* seconds between requests; 0: it does not say */
};
/* What a robots.txt says to this agent ("tocsin"; case is not looked at). MEMORY. */
tocsin_status tc_robots_read(struct arena *arena, text bytes, text agent,
                             struct robots *out);
/* path: with its query, as it is sent, from its slash on. false also when it is longer
 * than TC_URL_MAXIMUM. */
bool tc_robots_allow(const struct robots *robots, text path);

/* ---- fetch_address.c ------------------------------------------------------------- */

/* false: private, loopback, link-local, multicast, shared, reserved, or no Internet
 * address at all. */
bool tc_address_public(const struct sockaddr *address);
/* The same of a host as it is written, where only a proxy would resolve it: false when
 * it is such an address, or "localhost". */
bool tc_host_public(text host);

/* ---- fetch_curl.c ---------------------------------------------------------------- */

/* An address, taken apart; in an arena. */
struct url {
    const char *whole; /* without fragment */
    text host;         /* in small letters; an IPv6 address in brackets */
    text site;         /* "https://example.org:443" */
    text path;         /* with its query, "/" at least */
};
/* base: NULL, or what t is relative to. OK; FORMAT with *why (static): it cannot be
 * fetched; MEMORY. */
tocsin_status tc_url_read(struct arena *arena, const char *t, const char *base,
                          struct url *out, const char **why);

/* What a test may put in the place of the world; NULL in each: the real one. */
struct fetch_world {
    long long (*now)(void *context); /* milliseconds */
    void (*sleep)(void *context, long long milliseconds);
    bool (*allowed)(void *context, const struct sockaddr *address);
    void *context;
};

struct request {
    const char *url;
    text etag, modified; /* of what is kept; empty: nothing is */
    size_t maximum;      /* bytes of the body, unpacked */
    bool cut;            /* a longer body is cut there; otherwise it is LIMIT */
};

struct answer {
    struct buffer body;
    int code; /* 200 and so on */
    char mime[256], etag[256], modified[64];
    bool no_store;           /* it asks not to be kept */
    long long retry_after;   /* seconds; 0: it does not say */
    char to[TC_URL_MAXIMUM]; /* of a redirect, absolute; "" none */
};

struct transport;
struct transport_options {
    const char *agent;
    const char *proxy; /* "" none */
    long timeout;      /* milliseconds for one request */
    bool allow_private;
    struct fetch_world world;
};
/* Strings are borrowed and must live as long. MEMORY; MISSING: tocsin was built without
 * libcurl. */
tocsin_status tc_transport_open(const struct transport_options *options,
                                struct transport **out, const char *name,
                                tocsin_error *error);
void tc_transport_free(struct transport *transport);
/* One request, no redirect followed. answer->body must have been initialised; the rest
 * is filled. OK: it answered, whatever its code; else IO, LIMIT, REFUSED, MEMORY. name:
 * of the input, for the report. */
tocsin_status tc_transport_get(struct transport *transport,
                               const struct request *request, struct answer *answer,
                               const char *name, tocsin_error *error);
/* Takes from a line of an answer's head what is wanted of it. */
void tc_answer_header(struct answer *answer, text line);

/* ---- fetch_cache.c --------------------------------------------------------------- */

/* A page as it is kept; borrowed from the bytes of its file. */
struct kept {
    text url, mime, etag, modified, body;
};
/* false: these bytes are not a page kept whole, or that of another address. */
bool tc_kept_read(text bytes, text url, struct kept *out);
/* The file of an address in the folder, into out, NUL-terminated. */
void tc_kept_path(struct buffer *out, const char *folder, text url);
tocsin_status tc_kept_write(const char *path, text url, const struct answer *answer,
                            tocsin_error *error);
/* Makes the folder if it is not there. IO. */
tocsin_status tc_kept_folder(const char *folder, tocsin_error *error);

/* ---- fetch.c --------------------------------------------------------------------- */

struct fetcher;
/* What a server gave; valid until the fetcher is used again. */
struct page {
    text body;
    text url;  /* where it lay in the end, behind all redirects */
    text mime; /* Content-Type as written; empty: none */
    bool kept; /* it is the one that was kept: the server said 304 */
};
/* options: NULL, or copied. maximum: bytes of a page. USAGE when an option is out of
 * range; IO when the cache's folder cannot be made; MEMORY. */
tocsin_status tc_fetcher_open(const tocsin_fetch_options *options, size_t maximum,
                              struct fetcher **out, tocsin_error *error);
void tc_fetcher_free(struct fetcher *fetcher);
/* MISSING: 404 or 410, or no libcurl; REFUSED:
 * by robots.txt, or the address may not be connected to; LIMIT: too large, too many
 * redirects; FORMAT: no http or https address; IO: everything else. */
tocsin_status tc_fetch(struct fetcher *fetcher, const char *url, struct page *out,
                       tocsin_error *error);
void tc_fetcher_world(struct fetcher *fetcher, const struct fetch_world *world);
/* Does this argument name something on the web ("https://...", also "ftp://...")? */
bool tc_is_url(text t);

#endif
