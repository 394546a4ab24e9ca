/* pdf.c: PDF to a document, by poppler's pdftotext where it is installed.
 *
 * PDF is a page's drawing, not its text, and its readers are large and often broken
 * into; so that work is a program's of its own, started without a shell, in an
 * environment of its own, with the file on its standard input, and stopped after a
 * minute. What it prints is limited like every other document. The title and the day of
 * the last change come from pdfinfo, which lies beside it; when a PDF was made is not
 * when it was published, so that is not taken for it.
 */
#include "read/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIME_DEFAULT 60000 /* milliseconds */
#define INFO_MAXIMUM ((size_t)65536)
#define PATH_SIZE    4096

static const char *const usual[] = {"/usr/bin/pdftotext", "/usr/local/bin/pdftotext",
                                    "/opt/homebrew/bin/pdftotext",
                                    "/opt/local/bin/pdftotext", NULL};

/* ---- a program with bytes on its standard input ---------------------------------- */

struct job {
    const char *const *words; /* the program's path first; NULL ends them */
    long long time;           /* milliseconds */
    text in;
    struct buffer *out;
    char complaint[160]; /* the first line of its standard error */
    size_t complained;   /* bytes of it */
    pid_t process;
    int to, from, errors; /* our ends; -1: closed */
    bool late, large, no_memory;
    int code; /* it ended with; -1: by a signal */
};

static long long now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_end(int *file)
{
    if (*file >= 0)
        close(*file);
    *file = -1;
}

static bool keep_from_children(int file)
{
    return fcntl(file, F_SETFD, FD_CLOEXEC) == 0;
}

/* A socket and not a pipe: writing to one that is closed is then no signal. */
static bool open_ends(struct job *job, int theirs[3])
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, errors[2] = {-1, -1};
    bool good = socketpair(AF_UNIX, SOCK_STREAM, 0, in) == 0 && pipe(out) == 0 &&
                pipe(errors) == 0;
    job->to = in[0], job->from = out[0], job->errors = errors[0];
    theirs[0] = in[1], theirs[1] = out[1], theirs[2] = errors[1];
    for (size_t i = 0; i < 3 && good; i++)
        good = keep_from_children(theirs[i]) && theirs[i] > 2;
    return good && keep_from_children(job->to) && keep_from_children(job->from) &&
           keep_from_children(job->errors);
}

/* 0, or why not. */
static int start(struct job *job, int theirs[3])
{
    char locale[] = "LC_ALL=C.UTF-8", path[] = "PATH=/usr/bin:/bin";
    char *const environment[] = {locale, path, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t how;
    sigset_t usually;
    (void)sigemptyset(&usually);
    (void)sigaddset(&usually, SIGPIPE);
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&how) != 0) {
        (void)posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    int why = posix_spawnattr_setsigdefault(&how, &usually);
    if (why == 0)
        why = posix_spawnattr_setflags(&how,
                                       POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    for (int i = 0; i < 3 && why == 0; i++)
        why = posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
    if (why == 0)
        why = posix_spawn(&job->process, job->words[0], &actions, &how,
                          (char *const *)(uintptr_t)job->words, environment);
    (void)posix_spawnattr_destroy(&how);
    (void)posix_spawn_file_actions_destroy(&actions);
    return why;
}

static void give(struct job *job)
{
    ssize_t sent = job->in.size > 0 ? send(job->to, job->in.data, job->in.size,
                                           MSG_NOSIGNAL | MSG_DONTWAIT)
                                    : 0;
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (sent > 0)
        job->in = tc_text_slice(job->in, (size_t)sent, job->in.size);
    if (sent < 0 || job->in.size == 0) /* it wants no more, or there is none */
        close_end(&job->to);
}

static void take(struct job *job)
{
    char piece[16384];
    ssize_t got = read(job->from, piece, sizeof piece);
    if (got < 0 && errno == EINTR)
        return;
    if (got <= 0) {
        close_end(&job->from);
        return;
    }
    job->large = (size_t)got > job->out->maximum - job->out->size;
    tc_buffer_add(job->out, piece, (size_t)got);
    job->no_memory = job->out->failed && !job->large;
}

static void take_complaint(struct job *job)
{
    char piece[1024];
    ssize_t got = read(job->errors, piece, sizeof piece);
    if (got < 0 && errno == EINTR)
        return;
    if (got <= 0)
        close_end(&job->errors);
    for (ssize_t i = 0; i < got && job->complained + 1 < sizeof job->complaint; i++) {
        if (piece[i] == '\n')
            job->complained = sizeof job->complaint; /* one line is enough */
        else
            job->complaint[job->complained++] = piece[i];
    }
}

/* Until it has closed its output, or is late, or has printed too much. */
static void talk(struct job *job, long long until)
{
    while ((job->from >= 0 || job->errors >= 0) && !job->large && !job->no_memory) {
        struct pollfd ends[3] = {
            {job->to,     POLLOUT, 0},
            {job->from,   POLLIN,  0},
            {job->errors, POLLIN,  0}
        };
        long long left = until - now();
        job->late = left <= 0;
        if (job->late)
            return;
        if (poll(ends, 3, (int)left) <= 0)
            continue;
        if (job->to >= 0 && ends[0].revents)
            give(job);
        if (job->from >= 0 && ends[1].revents)
            take(job);
        if (job->errors >= 0 && ends[2].revents)
            take_complaint(job);
    }
}

static void end(struct job *job, long long until)
{
    const struct timespec moment = {0, 5000000};
    int result = 0;
    pid_t ended = 0;
    while (!job->late && !job->large && !job->no_memory && ended == 0) {
        ended = waitpid(job->process, &result, WNOHANG);
        if (ended == 0 && now() >= until)
            job->late = true;
        else if (ended == 0)
            (void)nanosleep(&moment, NULL);
    }
    if (ended == 0) {
        if (kill(-job->process, SIGKILL) != 0) /* with what it may have started */
            (void)kill(job->process, SIGKILL);
        do {
            ended = waitpid(job->process, &result, 0);
        } while (ended < 0 && errno == EINTR);
    }
    job->code = ended < 0 || WIFEXITED(result) ? WEXITSTATUS(result) : -1;
}

/* 0: it ran, see the job; else why it could not be started. */
static int run(struct job *job)
{
    int theirs[3] = {-1, -1, -1};
    long long until = now() + job->time;
    int why = open_ends(job, theirs) ? start(job, theirs) : errno ? errno : EMFILE;
    for (size_t i = 0; i < 3; i++)
        close_end(&theirs[i]);
    if (why == 0) {
        talk(job, until);
        end(job, until);
    }
    close_end(&job->to);
    close_end(&job->from);
    close_end(&job->errors);
    return why;
}

/* ---- title and change ------------------------------------------------------------ */

/* The value of "Name:   value" in what pdfinfo prints. */
static text info_value(text info, text name)
{
    while (info.size > 0) {
        size_t newline = tc_text_find(info, TEXT("\n"));
        text line = tc_text_slice(info, 0, newline == SIZE_MAX ? info.size : newline);
        if (tc_text_begins(line, name))
            return tc_text_trim(tc_text_slice(line, name.size, line.size));
        info = tc_text_slice(info, newline == SIZE_MAX ? info.size : newline + 1,
                             info.size);
    }
    return (text){NULL, 0};
}

/* Not the name of a file, which is what many programs write there. */
static bool is_title(text t)
{
    static const char *const endings[] = {".doc", ".docx", ".pdf", ".indd", ".qxd",
                                          ".rtf", ".odt",  ".tex", ".dvi",  ".pub"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (tc_text_ends(t, tc_text(endings[i])))
            return false;
    return t.size > 3 && tc_text_find(t, TEXT(" ")) != SIZE_MAX &&
           !tc_text_begins(t, TEXT("Microsoft Word - "));
}

static tocsin_status read_info(struct arena *arena, const char *program, long long time,
                               text bytes, tocsin_document *out)
{
    char path[PATH_SIZE];
    size_t size = strlen(program);
    static const char name[] = "pdftotext", other[] = "pdfinfo";
    if (!tc_text_ends((text){program, size}, TEXT("pdftotext")) || size >= sizeof path)
        return TOCSIN_OK;
    memcpy(path, program, size);
    memcpy(path + size - (sizeof name - 1), other, sizeof other);
    const char *const words[] = {path, "-isodates", "-enc", "UTF-8", "-", NULL};
    struct buffer printed;
    tc_buffer_init(&printed, INFO_MAXIMUM);
    struct job job = {.words = words, .time = time, .in = bytes, .out = &printed};
    tocsin_status status = TOCSIN_OK;
    if (run(&job) == 0 && job.code == 0 && !job.late && !job.large && !job.no_memory) {
        text info = {printed.data, printed.size};
        text title = info_value(info, TEXT("Title:"));
        text changed = info_value(info, TEXT("ModDate:"));
        if (changed.size == 0)
            changed = info_value(info, TEXT("CreationDate:"));
        out->title = is_title(title) ? tc_arena_copy(arena, title) : (text){NULL, 0};
        out->changed = tc_arena_copy(arena, changed);
        status = tc_repair(arena, out->title, &out->title);
        if (status == TOCSIN_OK)
            status = tc_repair(arena, out->changed, &out->changed);
    }
    tc_buffer_release(&printed);
    return status;
}

/* ---- the document ---------------------------------------------------------------- */

static const char *find_program(const char *given)
{
    if (given)
        return given[0] ? given : NULL;
    for (size_t i = 0; usual[i]; i++)
        if (access(usual[i], X_OK) == 0)
            return usual[i];
    return NULL;
}

static tocsin_status judge(const struct job *job, int why, const struct place *place)
{
    const char *program = job->words[0];
    if (why == ENOENT || why == EACCES || why == ENOTDIR)
        return tc_fail(place->error, TOCSIN_MISSING, place->file, place->line,
                       place->byte, "a PDF, and %.300s cannot be run", program);
    if (why != 0)
        return tc_fail(place->error, TOCSIN_IO, place->file, place->line, place->byte,
                       "a PDF, and %.300s cannot be started", program);
    if (job->no_memory)
        return tc_fail(place->error, TOCSIN_MEMORY, place->file, place->line,
                       place->byte, "out of memory");
    if (job->late)
        return tc_fail(place->error, TOCSIN_LIMIT, place->file, place->line,
                       place->byte, "a PDF that takes more than %lld seconds to read",
                       job->time / 1000);
    if (job->large)
        return tc_fail(place->error, TOCSIN_LIMIT, place->file, place->line,
                       place->byte, "a PDF of more than %zu bytes of text",
                       job->out->maximum);
    if (job->code != 0)
        return tc_fail(place->error, TOCSIN_FORMAT, place->file, place->line,
                       place->byte, "a PDF that cannot be read: %s",
                       job->complaint[0] ? job->complaint : "pdftotext gives up");
    return TOCSIN_OK;
}

tocsin_status tc_pdf_read(struct arena *arena, const struct pdf_how *how, text bytes,
                          tocsin_document *out, const struct place *place)
{
    struct buffer printed;
    const char *program = find_program(how->program);
    long long time = how->time > 0 ? how->time : TIME_DEFAULT;
    if (!program)
        return tc_fail(place->error, TOCSIN_MISSING, place->file, place->line,
                       place->byte,
                       "a PDF, for which pdftotext (poppler-utils) is not installed");
    const char *const words[] = {program, "-enc", "UTF-8", "-eol",
                                 "unix",  "-",    "-",     NULL};
    tc_buffer_init(&printed, how->maximum);
    struct job job = {.words = words, .time = time, .in = bytes, .out = &printed};
    int why = run(&job);
    tocsin_status status = judge(&job, why, place);
    if (status == TOCSIN_OK) {
        status = tc_pdf_text(arena, (text){printed.data, printed.size}, &out->text);
        if (status == TOCSIN_OK)
            status = tc_repair(arena, out->text, &out->text);
        if (status == TOCSIN_OK && out->text.size > 0)
            status = read_info(arena, program, time, bytes, out);
        if (status != TOCSIN_OK)
            (void)tc_fail(place->error, status, place->file, place->line, place->byte,
                          "out of memory");
    }
    tc_buffer_release(&printed);
    return status;
}
