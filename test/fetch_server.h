/* test/fetch_server.h: a little web server on 127.0.0.1, a thread of the test.
 *
 * It answers from a table of the test's, one connection after the other, and notes what
 * it was asked. An answer is its bytes as they go over the wire, so that each oddity
 * stands in the test. What it has no answer for is 404, and so is robots.txt.
 */
#ifndef FETCH_SERVER_H
#define FETCH_SERVER_H

#include "read/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The head of an answer; the server closes behind it. */
#define HEAD(status, lines) "HTTP/1.1 " status "\r\nConnection: close\r\n" lines "\r\n"
#define OK_HTML             HEAD("200 OK", "Content-Type: text/html; charset=utf-8\r\n")

struct route {
    const char *path;
    const char *answer; /* "%d" in it is the server's port */
    size_t size;        /* 0: up to its NUL, with "%d" */
    const char *if_has; /* only when the request has these words; NULL: always */
    int times;          /* only so often; 0: always */
    bool hang;          /* goes on without an end, and without bytes */
};

enum { ROUTES = 24, ANSWERS = 256, LOG_SIZE = 65536 };

struct server {
    int port, listener, stop[2];
    pthread_t thread;
    pthread_mutex_t lock;
    struct route routes[ROUTES];
    size_t count;
    char *answers[ANSWERS]; /* all that were ever given: one may still be on its way */
    size_t answer_count;
    char log[LOG_SIZE]; /* "/robots.txt /a /b " */
    char last[8192];    /* the last request */
    int connections;
};

static const struct route *find_route(struct server *s, const char *request)
{
    char path[2048];
    if (sscanf(request, "GET %2047s ", path) != 1)
        return NULL;
    size_t have = strlen(s->log);
    (void)snprintf(s->log + have, sizeof s->log - have, "%s ", path);
    for (size_t i = 0; i < s->count; i++) {
        struct route *r = &s->routes[i];
        if (strcmp(r->path, path) != 0 || (r->if_has && !strstr(request, r->if_has)))
            continue;
        if (r->times < 0)
            continue;
        if (r->times > 0 && --r->times == 0)
            r->times = -1;
        return r;
    }
    return NULL;
}

static void send_all(int to, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(to, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void answer(struct server *s, int to)
{
    char request[8192];
    size_t have = 0;
    while (have + 1 < sizeof request) {
        ssize_t got = recv(to, request + have, sizeof request - 1 - have, 0);
        if (got <= 0)
            return;
        have += (size_t)got;
        request[have] = '\0';
        if (strstr(request, "\r\n\r\n"))
            break;
    }
    (void)pthread_mutex_lock(&s->lock);
    memcpy(s->last, request, have + 1);
    const struct route *found = find_route(s, request);
    struct route r = found ? *found : (struct route){0};
    (void)pthread_mutex_unlock(&s->lock);
    static const char none[] = HEAD("404 Not Found", "Content-Length: 0\r\n");
    if (!found) {
        send_all(to, none, sizeof none - 1);
    } else if (r.size > 0) {
        send_all(to, r.answer, r.size);
    } else {
        const char *at = strstr(r.answer, "%d");
        char port[16];
        (void)snprintf(port, sizeof port, "%d", s->port);
        send_all(to, r.answer, at ? (size_t)(at - r.answer) : strlen(r.answer));
        if (at) {
            send_all(to, port, strlen(port));
            send_all(to, at + 2, strlen(at + 2));
        }
    }
    if (found && r.hang) { /* until the other side or the test has had enough */
        struct pollfd both[2] = {
            {to,         POLLIN, 0},
            {s->stop[0], POLLIN, 0}
        };
        (void)poll(both, 2, 20000);
    }
}

static void *serve(void *argument)
{
    struct server *s = argument;
    for (;;) {
        struct pollfd both[2] = {
            {s->listener, POLLIN, 0},
            {s->stop[0],  POLLIN, 0}
        };
        if (poll(both, 2, -1) < 0 || both[1].revents)
            return NULL;
        int to = accept(s->listener, NULL, NULL);
        if (to < 0)
            continue;
        (void)pthread_mutex_lock(&s->lock);
        s->connections++;
        (void)pthread_mutex_unlock(&s->lock);
        answer(s, to);
        (void)shutdown(to, SHUT_WR);
        close(to);
    }
}

static void server_start(struct server *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    memset(s, 0, sizeof *s);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (s->listener < 0 || pipe(s->stop) != 0 ||
        bind(s->listener, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(s->listener, 16) != 0 ||
        getsockname(s->listener, (struct sockaddr *)&at, &size) != 0)
        abort();
    s->port = ntohs(at.sin_port);
    (void)pthread_mutex_init(&s->lock, NULL);
    if (pthread_create(&s->thread, NULL, serve, s) != 0)
        abort();
}

static void server_stop(struct server *s)
{
    (void)!write(s->stop[1], "x", 1);
    (void)pthread_join(s->thread, NULL);
    (void)pthread_mutex_destroy(&s->lock);
    close(s->listener);
    for (size_t i = 0; i < s->answer_count; i++)
        free(s->answers[i]);
    close(s->stop[0]);
    close(s->stop[1]);
}

/* The answer is copied. */
static void server_add(struct server *s, struct route route)
{
    size_t size = route.size ? route.size : strlen(route.answer) + 1;
    char *copy = malloc(size);
    if (!copy)
        abort();
    memcpy(copy, route.answer, size);
    route.answer = copy;
    (void)pthread_mutex_lock(&s->lock);
    if (s->count == ROUTES || s->answer_count == ANSWERS)
        abort();
    s->answers[s->answer_count++] = copy;
    s->routes[s->count++] = route;
    (void)pthread_mutex_unlock(&s->lock);
}

static inline void server_clear(struct server *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->count = 0;
    (void)pthread_mutex_unlock(&s->lock);
}

/* A route whose answer is a page that says so. */
static inline void server_page(struct server *s, const char *path, const char *bytes)
{
    server_add(s, (struct route){.path = path, .answer = bytes});
}

/* What was asked so far, and forgets it. Valid until the next call. */
static inline const char *server_log(struct server *s)
{
    static char log[LOG_SIZE];
    (void)pthread_mutex_lock(&s->lock);
    memcpy(log, s->log, sizeof log);
    s->log[0] = '\0';
    (void)pthread_mutex_unlock(&s->lock);
    return log;
}

static inline bool server_last_has(struct server *s, const char *words)
{
    (void)pthread_mutex_lock(&s->lock);
    bool has = strstr(s->last, words) != NULL;
    (void)pthread_mutex_unlock(&s->lock);
    return has;
}

static inline int server_connections(struct server *s)
{
    (void)pthread_mutex_lock(&s->lock);
    int count = s->connections;
    (void)pthread_mutex_unlock(&s->lock);
    return count;
}

/* Was libcurl there when this was built? */
static inline bool can_fetch(void)
{
    const struct transport_options options = {
        .agent = "test", .proxy = "", .timeout = 1};
    struct transport *transport;
    bool can = tc_transport_open(&options, &transport, "", NULL) == TOCSIN_OK;
    tc_transport_free(transport);
    return can;
}

#endif
