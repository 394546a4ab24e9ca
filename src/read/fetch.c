/* fetch.c: pages from the web, as a polite guest asks for them.
 *
 * Before anything else is asked of a site, its robots.txt is (RFC 9309): 4xx means that
 * there is none, 5xx, 429 and no answer that nothing may be read. A site is asked once
 * a second or as seldom as it wishes (Crawl-delay, up to half a minute); "come back
 * later" (429, 503 with Retry-After, up to a minute) is heeded once. Redirects are
 * followed five times, each to be allowed by its own site. A page that is kept is asked
 * for with its ETag and date, and is used again when the server says 304.
 *
 * What is known of sites is dropped when there are 4,096 of them: an archive's list may
 * name a hundred thousand.
 */
#include "read/fetch.h"

#include "read/inside.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define REDIRECTS       5
#define SITES           4096
#define RULES_MAXIMUM   ((size_t)64 << 20) /* bytes of all sites' rules */
#define RATE_DEFAULT    1.0
#define TIMEOUT_DEFAULT 30.0
#define TIMEOUT_MAXIMUM 3600.0
#define DELAY_HEEDED    30000 /* milliseconds of Crawl-delay */
#define RETRY_HEEDED    60    /* seconds of Retry-After */
#define KEPT_HEAD       ((size_t)32768)
#define AGENT_DEFAULT                                                                  \
    "tocsin/" TOCSIN_RELEASE " (+a reader of news that heeds robots.txt)"

enum known { UNKNOWN, ASKED, CLOSED };

struct site {
    long long next; /* when it may be asked again */
    long long interval;
    struct robots robots;
    enum known known;
    bool refused; /* CLOSED since its address is not public */
};

struct fetcher {
    struct buffer agent, proxy, folder, name; /* NUL-terminated; folder empty: none */
    bool allow_private;
    long timeout;       /* milliseconds */
    long long interval; /* milliseconds between requests to a site */
    size_t maximum;
    struct fetch_world world;
    struct transport *transport; /* opened with the first request */
    struct map index;            /* of sites by their names */
    struct site *sites;          /* (SITES) */
    size_t site_count;
    struct arena known; /* of the sites: names and rules */
    struct arena arena; /* of the page at hand */
    struct answer answer;
    struct input file; /* of the page at hand, as it was kept */
};

static tocsin_status no_memory(const char *name, tocsin_error *error)
{
    return tc_fail(error, TOCSIN_MEMORY, name, 0, -1, "out of memory");
}

/* ---- open and free --------------------------------------------------------------- */

static void set_string(struct buffer *buffer, const char *given, const char *otherwise)
{
    const char *s = given ? given : otherwise;
    tc_buffer_add(buffer, s, strlen(s) + 1);
}

static bool plain_line(const char *s)
{
    for (; s && *s; s++)
        if (*s < ' ' || *s > '~')
            return false;
    return true;
}

static tocsin_status set_options(struct fetcher *f, const tocsin_fetch_options *o,
                                 tocsin_error *error)
{
    double rate = o->rate != 0 ? o->rate : RATE_DEFAULT;
    double timeout = o->timeout != 0 ? o->timeout : TIMEOUT_DEFAULT;
    if (!(rate >= 1e-4 && rate <= 1000))
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "a rate of %g requests a second, not 0.0001 to 1000", rate);
    if (!(timeout >= 0.001 && timeout <= TIMEOUT_MAXIMUM))
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "a timeout of %g seconds, not 0.001 to %g", timeout,
                       TIMEOUT_MAXIMUM);
    if (!plain_line(o->agent) || (o->agent && !*o->agent))
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1,
                       "an agent's name that is not a line of ASCII");
    f->interval = (long long)(1000 / rate);
    f->timeout = (long)(timeout * 1000);
    f->allow_private = o->allow_private;
    set_string(&f->agent, o->agent, AGENT_DEFAULT);
    set_string(&f->proxy, o->proxy, "");
    set_string(&f->folder, o->cache, "");
    if (f->agent.failed || f->proxy.failed || f->folder.failed)
        return no_memory("", error);
    return f->folder.data[0] ? tc_kept_folder(f->folder.data, error) : TOCSIN_OK;
}

tocsin_status tc_fetcher_open(const tocsin_fetch_options *options, size_t maximum,
                              struct fetcher **out, tocsin_error *error)
{
    static const tocsin_fetch_options nothing;
    struct fetcher *f = tc_alloc(sizeof *f);
    *out = NULL;
    if (!f)
        return no_memory("", error);
    memset(f, 0, sizeof *f);
    f->maximum = maximum;
    f->file.file = -1;
    tc_map_init(&f->index);
    tc_arena_init(&f->known, RULES_MAXIMUM);
    tc_arena_init(&f->arena, 0);
    tc_buffer_init(&f->answer.body, maximum);
    struct buffer *strings[] = {&f->agent, &f->proxy, &f->folder, &f->name};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        tc_buffer_init(strings[i], 65536);
    tocsin_status status = set_options(f, options ? options : &nothing, error);
    if (status != TOCSIN_OK) {
        tc_fetcher_free(f);
        return status;
    }
    *out = f;
    return TOCSIN_OK;
}

void tc_fetcher_free(struct fetcher *f)
{
    if (!f)
        return;
    tc_transport_free(f->transport);
    tc_input_release(&f->file);
    tc_map_release(&f->index);
    tc_arena_release(&f->known);
    tc_arena_release(&f->arena);
    tc_buffer_release(&f->answer.body);
    tc_buffer_release(&f->agent);
    tc_buffer_release(&f->proxy);
    tc_buffer_release(&f->folder);
    tc_buffer_release(&f->name);
    tc_free(f->sites);
    tc_free(f);
}

void tc_fetcher_world(struct fetcher *f, const struct fetch_world *world)
{
    f->world = *world;
}

static tocsin_status start(struct fetcher *f, const char *name, tocsin_error *error)
{
    struct transport_options options = {f->agent.data, f->proxy.data, f->timeout,
                                        f->allow_private, f->world};
    if (!f->sites)
        f->sites = tc_alloc(SITES * sizeof *f->sites);
    if (!f->sites)
        return no_memory(name, error);
    return f->transport ? TOCSIN_OK
                        : tc_transport_open(&options, &f->transport, name, error);
}

/* ---- time ------------------------------------------------------------------------ */

static long long now(const struct fetcher *f)
{
    struct timespec t;
    if (f->world.now)
        return f->world.now(f->world.context);
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void pause_for(const struct fetcher *f, long long milliseconds)
{
    struct timespec t = {(time_t)(milliseconds / 1000), milliseconds % 1000 * 1000000};
    if (milliseconds <= 0)
        return;
    if (f->world.sleep)
        f->world.sleep(f->world.context, milliseconds);
    else
        while (nanosleep(&t, &t) != 0 && errno == EINTR)
            continue;
}

/* Waits for the site's turn, and notes when the next one is. */
static void wait_turn(const struct fetcher *f, struct site *site)
{
    pause_for(f, site->next - now(f));
    site->next = now(f) + site->interval;
}

/* ---- sites ----------------------------------------------------------------------- */

static struct site *site_of(struct fetcher *f, text name)
{
    uint32_t at;
    if (tc_map_get(&f->index, name, &at))
        return &f->sites[at];
    if (f->site_count == SITES || f->known.total > f->known.maximum / 2) {
        tc_map_clear(&f->index);
        tc_arena_release(&f->known);
        tc_arena_init(&f->known, RULES_MAXIMUM);
        f->site_count = 0;
    }
    text copy = tc_arena_copy(&f->known, name);
    if (!copy.data || !tc_map_put(&f->index, copy, (uint32_t)f->site_count))
        return NULL;
    struct site *site = &f->sites[f->site_count++];
    memset(site, 0, sizeof *site);
    site->interval = f->interval;
    return site;
}

/* ---- one request ----------------------------------------------------------------- */

/* The page as it is kept, if it is. */
static bool find_kept(struct fetcher *f, const struct url *url, struct kept *out)
{
    tocsin_error error;
    text bytes;
    memset(out, 0, sizeof *out);
    if (!f->folder.data[0])
        return false;
    tc_kept_path(&f->name, f->folder.data, tc_text(url->whole));
    tc_input_close(&f->file);
    if (f->name.failed || tc_input_open(&f->file, f->name.data, &error) != TOCSIN_OK)
        return false;
    bool whole = tc_input_all(&f->file, f->maximum + KEPT_HEAD, &bytes) == TOCSIN_OK;
    if (whole && tc_kept_read(bytes, tc_text(url->whole), out))
        return true;
    memset(out, 0, sizeof *out);
    return false;
}

static void keep(struct fetcher *f, const struct url *url)
{
    const struct answer *answer = &f->answer;
    tocsin_error error;
    bool dated = answer->etag[0] || answer->modified[0];
    if (!f->folder.data[0] || answer->code != 200 || answer->no_store || !dated)
        return;
    tc_kept_path(&f->name, f->folder.data, tc_text(url->whole));
    if (!f->name.failed) /* a full disk takes nothing from the page itself */
        (void)tc_kept_write(f->name.data, tc_text(url->whole), answer, &error);
}

/* Is it to be asked again, and may it be waited for? */
static bool come_back(const struct answer *answer)
{
    return (answer->code == 429 || answer->code == 503) && answer->retry_after > 0 &&
           answer->retry_after <= RETRY_HEEDED;
}

/* Asks for one address, a second time if the server says when. */
static tocsin_status ask(struct fetcher *f, const struct url *url,
                         const struct request *request, const char *name,
                         tocsin_error *error)
{
    struct site *site = site_of(f, url->site);
    if (!site)
        return no_memory(name, error);
    if (f->proxy.data[0] && !f->allow_private && !tc_host_public(url->host))
        return tc_fail(error, TOCSIN_REFUSED, name, 0, -1,
                       "%.300s is no public address", url->whole);
    for (bool again = false;; again = true) {
        wait_turn(f, site);
        tocsin_status status =
            tc_transport_get(f->transport, request, &f->answer, name, error);
        if (status != TOCSIN_OK || again || !come_back(&f->answer))
            return status;
        site->next = now(f) + f->answer.retry_after * 1000;
    }
}

static bool is_redirect(int code)
{
    return code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
}

/* ---- robots.txt ------------------------------------------------------------------ */

/* Where a redirect leads to. */
static tocsin_status follow(struct fetcher *f, int hops, struct url *url,
                            const char *name, tocsin_error *error)
{
    const char *why;
    if (hops == REDIRECTS)
        return tc_fail(error, TOCSIN_LIMIT, name, 0, -1,
                       "more than %d redirects, the last from %.300s", REDIRECTS,
                       url->whole);
    if (!f->answer.to[0])
        return tc_fail(error, TOCSIN_FORMAT, name, 0, -1,
                       "a redirect without an address, from %.300s", url->whole);
    tocsin_status status = tc_url_read(&f->arena, f->answer.to, url->whole, url, &why);
    if (status == TOCSIN_MEMORY)
        return no_memory(name, error);
    return status == TOCSIN_OK ? status
                               : tc_fail(error, status, name, 0, -1,
                                         "a redirect to %.300s: %s", f->answer.to, why);
}

/* Asks for a site's robots.txt. OK: f->answer has what it says, or its code. */
static tocsin_status ask_robots(struct fetcher *f, const struct url *page,
                                const char *name, tocsin_error *error)
{
    const char *why;
    struct url url;
    tocsin_status status =
        tc_url_read(&f->arena, "/robots.txt", page->whole, &url, &why);
    for (int hops = 0; status == TOCSIN_OK; hops++) {
        struct request request = {
            .url = url.whole, .maximum = TC_ROBOTS_MAXIMUM, .cut = true};
        if (request.maximum > f->maximum)
            request.maximum = f->maximum;
        status = ask(f, &url, &request, name, error);
        if (status != TOCSIN_OK || !is_redirect(f->answer.code))
            return status;
        status = follow(f, hops, &url, name, error);
        if (status == TOCSIN_LIMIT || status == TOCSIN_FORMAT) {
            f->answer.code = 404; /* RFC 9309: as if there were none */
            return TOCSIN_OK;
        }
    }
    return status == TOCSIN_MEMORY ? no_memory(name, error) : status;
}

/* What the site's robots.txt says, asked for if it is not known. Only MEMORY fails. */
static tocsin_status learn(struct fetcher *f, const struct url *url, const char *name,
                           tocsin_error *error)
{
    struct site *site = site_of(f, url->site);
    if (!site)
        return no_memory(name, error);
    if (site->known != UNKNOWN)
        return TOCSIN_OK;
    tocsin_status status = ask_robots(f, url, name, error);
    if (status == TOCSIN_MEMORY)
        return status;
    site = site_of(f, url->site); /* a redirect may have dropped all sites */
    if (!site)
        return no_memory(name, error);
    const struct answer *answer = &f->answer;
    bool none = answer->code >= 400 && answer->code < 500 && answer->code != 429;
    bool good = answer->code >= 200 && answer->code < 300;
    site->known = status == TOCSIN_OK && (none || good) ? ASKED : CLOSED;
    site->refused = status == TOCSIN_REFUSED;
    if (site->known == CLOSED || none)
        return TOCSIN_OK;
    text body = {answer->body.data, answer->body.size};
    status = tc_robots_read(&f->known, body, tc_text(f->agent.data), &site->robots);
    if (status != TOCSIN_OK)
        return no_memory(name, error);
    double delay = site->robots.delay * 1000;
    if (delay > DELAY_HEEDED)
        delay = DELAY_HEEDED;
    if (delay > (double)site->interval)
        site->interval = (long long)delay;
    site->next = site->next - f->interval + site->interval;
    return TOCSIN_OK;
}

/* OK, or why the page may not be asked for. */
static tocsin_status may_ask(struct fetcher *f, const struct url *url, const char *name,
                             tocsin_error *error)
{
    tocsin_error why;
    memset(&why, 0, sizeof why);
    tocsin_status status = learn(f, url, name, &why);
    const struct site *site = status == TOCSIN_OK ? site_of(f, url->site) : NULL;
    if (!site)
        return no_memory(name, error);
    if (site->refused && why.message[0])
        return tc_fail(error, TOCSIN_REFUSED, name, 0, -1, "%s", why.message);
    if (site->refused)
        return tc_fail(error, TOCSIN_REFUSED, name, 0, -1,
                       "%.300s is not at a public address", url->whole);
    if (site->known == CLOSED && why.message[0])
        return tc_fail(error, TOCSIN_IO, name, 0, -1, "%s", why.message);
    if (site->known == CLOSED)
        return tc_fail(error, TOCSIN_REFUSED, name, 0, -1,
                       "the robots.txt of %.*s cannot be had, so nothing there is read",
                       (int)url->site.size, url->site.data);
    if (!tc_robots_allow(&site->robots, url->path))
        return tc_fail(error, TOCSIN_REFUSED, name, 0, -1,
                       "the robots.txt of %.*s does not allow it", (int)url->site.size,
                       url->site.data);
    return TOCSIN_OK;
}

/* ---- a page ---------------------------------------------------------------------- */

static tocsin_status refuse_code(const struct fetcher *f, const struct url *url,
                                 const char *name, tocsin_error *error)
{
    int code = f->answer.code;
    if (f->answer.retry_after > 0 && (code == 429 || code == 503))
        return tc_fail(error, TOCSIN_IO, name, 0, -1,
                       "the server answers %d: again in %lld seconds", code,
                       f->answer.retry_after);
    return tc_fail(error, code == 404 || code == 410 ? TOCSIN_MISSING : TOCSIN_IO, name,
                   0, -1, "the server answers %d for %.300s", code, url->whole);
}

static tocsin_status take_page(struct fetcher *f, const struct url *url,
                               const struct kept *kept, struct page *out,
                               const char *name, tocsin_error *error)
{
    out->url = tc_text(url->whole);
    out->kept = f->answer.code == 304 && kept->url.size > 0;
    out->body =
        out->kept ? kept->body : (text){f->answer.body.data, f->answer.body.size};
    out->mime = out->kept ? kept->mime : tc_text(f->answer.mime);
    if (!out->kept && f->answer.code != 200)
        return refuse_code(f, url, name, error);
    keep(f, url);
    return TOCSIN_OK;
}

tocsin_status tc_fetch(struct fetcher *f, const char *name, struct page *out,
                       tocsin_error *error)
{
    const char *why;
    struct url url;
    struct kept kept;
    memset(out, 0, sizeof *out);
    tc_arena_reset(&f->arena);
    tocsin_status status = start(f, name, error);
    if (status != TOCSIN_OK)
        return status;
    status = tc_url_read(&f->arena, name, NULL, &url, &why);
    if (status != TOCSIN_OK)
        return status == TOCSIN_MEMORY ? no_memory(name, error)
                                       : tc_fail(error, status, name, 0, -1, "%s", why);
    for (int hops = 0; status == TOCSIN_OK; hops++) {
        status = may_ask(f, &url, name, error);
        if (status != TOCSIN_OK)
            break;
        (void)find_kept(f, &url, &kept);
        struct request request = {url.whole, kept.etag, kept.modified, f->maximum,
                                  false};
        status = ask(f, &url, &request, name, error);
        if (status != TOCSIN_OK || !is_redirect(f->answer.code))
            break;
        status = follow(f, hops, &url, name, error);
    }
    return status == TOCSIN_OK ? take_page(f, &url, &kept, out, name, error) : status;
}
