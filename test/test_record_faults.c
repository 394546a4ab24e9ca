/* test_record_faults.c: what a record is worth when the machine fails under it.
 *
 * A run adds documents and commits behind every few. Whatever happens to it (the power
 * is cut, the process killed, the disk full, a read or write refused), the record must
 * open afterwards, be sound, and hold exactly the first n documents of the run, where n
 * is at least what had been committed. hashes[n] is what a run of n documents that
 * nothing happened to has written.
 *
 *     test_record_faults            all, with 25 kills
 *     test_record_faults kills N    N kills only, and prints what came of them
 */
#include "test/record_stream.h"
#include "test/record_vfs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

enum { DOCUMENTS = 60, EVERY = 4, KILLS = 25 };

static char folder[64];
static uint64_t hashes[DOCUMENTS + 1];
/* Shared with children: how many documents were committed. */
static volatile unsigned *committed;

static const char *path_of(const char *name)
{
    const char *path = stream_path(folder, name);
    assert_non_null(path);
    return path;
}

static struct record *open_record(const char *path)
{
    struct record *record = NULL;
    tocsin_error error = {.message = ""};
    tocsin_status status = tc_record_open(path, true, &record, &error);
    if (status)
        print_error("%s: %s\n", tocsin_status_name(status), error.message);
    assert_int_equal(status, TOCSIN_OK);
    return record;
}

static tocsin_status tell(void *context, tocsin_text line)
{
    (void)context;
    print_error("  %.*s\n", (int)line.size, line.data);
    return TOCSIN_OK;
}

/* How many documents of the run are in it: none that was committed is missing. */
static unsigned assert_prefix(const char *path, unsigned least)
{
    struct record *record = open_record(path);
    assert_int_equal(tc_record_check(record, tell, NULL, NULL), TOCSIN_OK);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    uint64_t hash = stream_hash(path);
    unsigned n = 0;
    while (n <= DOCUMENTS && hashes[n] != hash)
        n++;
    assert_in_range(n, least, DOCUMENTS);
    return n;
}

static bool share(void)
{
    int file = open(path_of("committed"), O_RDWR | O_CREAT | O_EXCL, 0600);
    if (file < 0 || ftruncate(file, sizeof *committed))
        return false;
    committed =
        mmap(NULL, sizeof *committed, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    (void)close(file);
    (void)unlink(path_of("committed"));
    return committed != MAP_FAILED;
}

static int begin_all(void **state)
{
    (void)state;
    const char *under = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/test_faults_XXXXXX",
                   under && strlen(under) < 40 ? under : "/tmp");
    if (!mkdtemp(folder) || !share())
        return -1;
    const char *path = path_of("whole.db");
    struct record *record = open_record(path);
    for (unsigned n = 0; n <= DOCUMENTS; n++) {
        hashes[n] = stream_hash(path);
        if (!hashes[n] || stream_add(record, n, n + 1, 1, NULL))
            return -1;
    }
    if (tc_record_close(record, NULL))
        return -1;
    stream_scrap(path);
    return 0;
}

static int end_all(void **state)
{
    (void)state;
    vfs_end();
    (void)munmap((void *)(uintptr_t)committed, sizeof *committed);
    return rmdir(folder);
}

/* The run. What it had committed stands in *committed. */
static tocsin_status run(const char *path)
{
    struct record *record = NULL;
    *committed = 0;
    tocsin_status status = tc_record_open(path, true, &record, NULL);
    if (!status) /* so that the log is carried over and begun anew within the run */
        (void)sqlite3_wal_autocheckpoint(record->db, 120);
    for (unsigned n = 0; n < DOCUMENTS && !status; n += EVERY) {
        status = stream_add(record, n, n + EVERY, EVERY, NULL);
        if (!status)
            *committed = shim.done = n + EVERY;
    }
    tocsin_status closed = tc_record_close(record, NULL);
    return status ? status : closed;
}

/* Two documents of a run may say the same to the record; then n cannot be told. */
static void every_document_leaves_its_mark(void **state)
{
    (void)state;
    for (unsigned n = 0; n < DOCUMENTS; n++)
        assert_int_not_equal(hashes[n], hashes[n + 1]);
}

/* ---- the power is cut ------------------------------------------------------------ */

static void after_a_cut(const char *path, size_t cut, enum vfs_loss loss)
{
    const char *after = path_of("after.db");
    unsigned least = cut < shim.event_count ? shim.events[cut].done : shim.done;
    vfs_cut(path, after, cut, loss, cut);
    (void)assert_prefix(after, least);
    stream_scrap(after);
}

static void a_power_cut_loses_nothing_committed(void **state)
{
    (void)state;
    const char *path = path_of("power.db");
    vfs_begin();
    shim.record = true;
    shim.done = 0;
    assert_int_equal(run(path), TOCSIN_OK);
    shim.record = false;
    assert_true(shim.event_count > 300);
    unsigned syncs = 0, cuts = 0;
    for (size_t cut = 0; cut <= shim.event_count; cut++) {
        bool sync = cut < shim.event_count && shim.events[cut].what == VFS_SYNC;
        bool synced = cut && shim.events[cut - 1].what == VFS_SYNC;
        syncs += sync;
        /* Before and behind every sync, and now and then between. */
        if (!sync && !synced && cut % 37 && cut < shim.event_count)
            continue;
        for (int loss = 0; loss < VFS_LOSSES; loss++, cuts++)
            after_a_cut(path, cut, (enum vfs_loss)loss);
    }
    assert_true(syncs >= DOCUMENTS / EVERY && cuts > 200);
    print_message("%u power cuts, %u syncs\n", cuts, syncs);
    vfs_clear();
    vfs_end();
    stream_scrap(path);
}

/* The play itself: what is synced stays and what is not may go. */
static void a_cut_forgets_what_was_not_synced(void **state)
{
    (void)state;
    const char *path = path_of("shim.db"), *after = path_of("after.db");
    sqlite3 *db;
    vfs_begin();
    shim.record = true;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "PRAGMA synchronous = OFF; CREATE TABLE a(x);"
                                  "INSERT INTO a VALUES(zeroblob(9000))",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    shim.record = false;
    vfs_cut(path, after, shim.event_count, VFS_NONE, 1);
    assert_int_not_equal(access(after, F_OK), 0);
    vfs_cut(path, after, shim.event_count, VFS_ALL, 1);
    assert_int_equal(access(after, F_OK), 0);
    vfs_end();
    stream_scrap(path);
    stream_scrap(after);
}

/* ---- the disk refuses ------------------------------------------------------------ */

/* The n-th operation fails, and all behind it or it alone. */
static bool refuse(const char *path, unsigned operations, long n, int code)
{
    vfs_fail(operations, n, n % 2 == 0, code);
    tocsin_status status = run(path);
    bool reached = shim.countdown <= 0 || shim.on;
    vfs_clear();
    if (status != TOCSIN_OK && status != TOCSIN_IO)
        print_error("operation %ld of %u: %s\n", n, operations,
                    tocsin_status_name(status));
    assert_true(status == TOCSIN_OK || status == TOCSIN_IO);
    unsigned least = *committed;
    (void)assert_prefix(path, least);
    assert_int_equal(run(path), TOCSIN_OK); /* the same again goes on */
    assert_int_equal(stream_hash(path), hashes[DOCUMENTS]);
    stream_scrap(path);
    return reached && status != TOCSIN_OK;
}

static void refused(unsigned operations, int code, long step, unsigned least)
{
    const char *path = path_of("refused.db");
    vfs_begin();
    vfs_fail(operations, 0, false, code);
    assert_int_equal(run(path), TOCSIN_OK);
    long all = (long)shim.count;
    stream_scrap(path);
    unsigned failed = 0;
    for (long n = 1; n <= all; n += n < 60 ? 1 : step)
        failed += refuse(path, operations, n, code);
    vfs_end();
    assert_true(failed >= least);
    print_message("%u of %ld operations refused\n", failed, all);
}

static void a_full_disk_at_any_write(void **state)
{
    (void)state;
    refused(VFS_WRITE, SQLITE_FULL, 7, 60);
}

static void a_write_that_fails(void **state)
{
    (void)state;
    refused(VFS_WRITE | VFS_TRUNCATE | VFS_DELETE | VFS_OPEN, SQLITE_IOERR_WRITE, 11,
            50);
}

static void a_sync_that_fails(void **state)
{
    (void)state;
    refused(VFS_SYNC, SQLITE_IOERR_FSYNC, 1, 10);
}

static void a_read_that_fails(void **state)
{
    (void)state;
    refused(VFS_READ, SQLITE_IOERR_READ, 5, 5);
}

/* ---- killed ---------------------------------------------------------------------- */

static long long nanoseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* true: it was killed in its work. */
static bool run_and_kill(const char *path, long long after)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child)
        _exit(run(path) == TOCSIN_OK ? 0 : 1);
    struct timespec pause = {after / 1000000000, after % 1000000000};
    (void)nanosleep(&pause, NULL);
    (void)kill(child, SIGKILL);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

/* Three kills to a file, each run beginning anew over what the last one left. */
static void kill_runs(unsigned kills)
{
    const char *path = path_of("killed.db");
    unsigned killed = 0, opened = 0, within = 0, tries = 0;
    long long begin = nanoseconds();
    assert_int_equal(run(path), TOCSIN_OK);
    long long span = nanoseconds() - begin;
    stream_scrap(path);
    while (killed < kills) {
        assert_true(++tries < kills * 4 + 40);
        stream_state = (uint64_t)tries << 32;
        *committed = 0;
        if (!run_and_kill(path, span * stream_any(1000) / 1000))
            stream_scrap(path);
        else
            killed++;
        unsigned least = *committed;
        if (access(path, F_OK) == 0) {
            unsigned n = assert_prefix(path, least);
            within += n > 0 && n < DOCUMENTS;
        }
        opened++;
        if (tries % 3 == 0) {
            assert_int_equal(run(path), TOCSIN_OK);
            assert_int_equal(stream_hash(path), hashes[DOCUMENTS]);
            stream_scrap(path);
        }
    }
    stream_scrap(path);
    print_message("%u kills: %u of %u records opened, sound, and a prefix of the run; "
                  "%u of them neither empty nor whole\n",
                  killed, opened, tries, within);
}

static unsigned kills_wanted = KILLS;

static void a_killed_run_leaves_a_prefix(void **state)
{
    (void)state;
    kill_runs(kills_wanted);
}

/* ---- several at once ------------------------------------------------------------- */

/* Exit 0: it had the record; 1: another had it; 2: something else. */
static void open_once(const char *path)
{
    struct record *record = NULL;
    tocsin_status status = tc_record_open(path, true, &record, NULL);
    if (!status)
        status = stream_add(record, 0, EVERY, EVERY, NULL);
    tocsin_status closed = tc_record_close(record, NULL);
    _exit(status == TOCSIN_BUSY ? 1 : status || closed ? 2 : 0);
}

static void racing_to_make_a_record(void **state)
{
    (void)state;
    enum { RACES = 30, RUNNERS = 4 };
    const char *path = path_of("race.db");
    unsigned had = 0, busy = 0;
    for (int race = 0; race < RACES; race++) {
        pid_t runners[RUNNERS];
        unsigned won = 0;
        for (int i = 0; i < RUNNERS; i++) {
            runners[i] = fork();
            assert_true(runners[i] >= 0);
            if (!runners[i])
                open_once(path);
        }
        for (int i = 0; i < RUNNERS; i++) {
            int status;
            assert_int_equal(waitpid(runners[i], &status, 0), runners[i]);
            assert_true(WIFEXITED(status));
            assert_in_range(WEXITSTATUS(status), 0, 1);
            won += WEXITSTATUS(status) == 0;
            busy += WEXITSTATUS(status) == 1;
        }
        assert_true(won > 0);
        had += won;
        assert_int_equal(assert_prefix(path, EVERY), EVERY);
        stream_scrap(path);
    }
    print_message("%u had it, %u found it busy\n", had, busy);
}

static void readers_see_a_prefix_while_one_writes(void **state)
{
    (void)state;
    const char *path = path_of("read.db");
    assert_int_equal(tc_record_close(open_record(path), NULL), TOCSIN_OK);
    *committed = 0;
    pid_t writer = fork();
    assert_true(writer >= 0);
    if (!writer)
        _exit(run(path) == TOCSIN_OK ? 0 : 1);
    unsigned looks = 0, last = 0;
    int status = 0;
    bool over = false;
    while (!over) {
        over = waitpid(writer, &status, WNOHANG) == writer;
        unsigned least = *committed;
        uint64_t hash = stream_hash(path);
        unsigned n = 0;
        while (n <= DOCUMENTS && hashes[n] != hash)
            n++;
        assert_in_range(n, least > last ? least : last, DOCUMENTS);
        last = n;
        struct record *reader = NULL;
        assert_int_equal(tc_record_open(path, false, &reader, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_check(reader, tell, NULL, NULL), TOCSIN_OK);
        assert_int_equal(tc_record_close(reader, NULL), TOCSIN_OK);
        looks++;
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(last, DOCUMENTS);
    print_message("%u looks\n", looks);
    stream_scrap(path);
}

/* ---- nothing can be written ------------------------------------------------------ */

static void write_as_nobody(const char *path)
{
    struct record *record = NULL;
    tocsin_error error = {.message = ""};
    if (geteuid() == 0 && setuid(65534))
        _exit(99);
    tocsin_status status = tc_record_open(path, true, &record, &error);
    if (!status) /* perhaps only the work fails */
        status = stream_add(record, DOCUMENTS, DOCUMENTS + 4, 1, &error);
    (void)tc_record_close(record, NULL);
    _exit(error.message[0] ? (int)status : 98);
}

static void assert_not_written(const char *path)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child)
        write_as_nobody(path);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), TOCSIN_IO);
}

static void what_cannot_be_written_is_refused(void **state)
{
    (void)state;
    const char *inside = path_of("fixed"), *path = path_of("fixed/a.db");
    const char *none = path_of("fixed/none.db");
    assert_int_equal(mkdir(inside, 0777), 0);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(run(path), TOCSIN_OK);
    assert_int_equal(chmod(inside, 0555), 0); /* a folder that is read-only */
    assert_not_written(path);
    assert_not_written(none);
    assert_int_equal(chmod(inside, 0777), 0); /* a file in one that is not */
    assert_int_equal(chmod(path, 0444), 0);
    assert_not_written(path);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(assert_prefix(path, DOCUMENTS), DOCUMENTS);
    stream_scrap(path);
    stream_scrap(none);
    assert_int_equal(rmdir(inside), 0);
}

/* ---- the clock ------------------------------------------------------------------- */

/* It stands still, runs backwards, jumps: only learnt shows it, and what was added is
 * committed all the same. */
static void the_clock_may_run_backwards(void **state)
{
    (void)state;
    const char *path = path_of("clock.db");
    struct record *record = open_record(path);
    for (unsigned n = 0; n < DOCUMENTS; n++) {
        tc_clock_freeze(2000000000LL - n * 86400LL * (n % 3));
        assert_int_equal(stream_add(record, n, n + 1, n % 7 == 0, NULL), TOCSIN_OK);
    }
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    tc_clock_freeze(-1);
    assert_int_equal(assert_prefix(path, DOCUMENTS), DOCUMENTS);
    /* A clock that was set back by an hour does not put off the commit by an hour. */
    record = open_record(path);
    tc_clock_freeze(2000000000LL);
    assert_int_equal(stream_add(record, DOCUMENTS, DOCUMENTS + 1, 0, NULL), TOCSIN_OK);
    tc_clock_freeze(2000000000LL - 3600);
    assert_int_equal(stream_add(record, DOCUMENTS + 1, DOCUMENTS + 2, 0, NULL),
                     TOCSIN_OK);
    assert_false(record->open);
    tc_clock_freeze(-1);
    assert_int_equal(tc_record_close(record, NULL), TOCSIN_OK);
    stream_scrap(path);
}

int main(int count, char **words)
{
    if (count == 3 && strcmp(words[1], "kills") == 0) {
        const struct CMUnitTest kills[] = {
            cmocka_unit_test(a_killed_run_leaves_a_prefix)};
        kills_wanted = (unsigned)strtoul(words[2], NULL, 10);
        return cmocka_run_group_tests(kills, begin_all, end_all);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_document_leaves_its_mark),
        cmocka_unit_test(a_cut_forgets_what_was_not_synced),
        cmocka_unit_test(a_power_cut_loses_nothing_committed),
        cmocka_unit_test(a_full_disk_at_any_write),
        cmocka_unit_test(a_write_that_fails),
        cmocka_unit_test(a_sync_that_fails),
        cmocka_unit_test(a_read_that_fails),
        cmocka_unit_test(a_killed_run_leaves_a_prefix),
        cmocka_unit_test(racing_to_make_a_record),
        cmocka_unit_test(readers_see_a_prefix_while_one_writes),
        cmocka_unit_test(what_cannot_be_written_is_refused),
        cmocka_unit_test(the_clock_may_run_backwards),
    };
    return cmocka_run_group_tests(tests, begin_all, end_all);
}
