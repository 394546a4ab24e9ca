/* measure.c: runs a command several times and says how long it took and what it held.
 *
 *     measure [-n RUNS] COMMAND ARGUMENT...
 *
 * prints one line: the median, least and most seconds of the clock, the median seconds
 * of the processors (user and system), and the largest resident set in MB. The
 * command's standard output is thrown away, its standard error is shown when it fails.
 *
 * A program of its own, because neither the shell nor a bare Debian can tell the peak
 * of a child's memory, and because the median of several runs is what is worth writing
 * down: the least flatters, and one run of a shared machine says little. The first run
 * is not counted; it fills the page cache.
 */
#define _DEFAULT_SOURCE /* wait4() */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 101

struct run {
    double wall, cpu; /* seconds */
    double peak;      /* bytes */
};

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* 0, or the exit code to leave with. */
static int run_once(char **command, struct run *out)
{
    double begin = now();
    pid_t child = fork();
    if (child < 0) {
        perror("fork");
        return 3;
    }
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        if (null < 0 || dup2(null, STDOUT_FILENO) < 0)
            _exit(127);
        execvp(command[0], command);
        fprintf(stderr, "%s: %s\n", command[0], strerror(errno));
        _exit(127);
    }
    int status;
    struct rusage used;
    if (wait4(child, &status, 0, &used) != child) {
        perror("wait4");
        return 3;
    }
    out->wall = now() - begin;
    out->cpu = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
    out->peak = (double)used.ru_maxrss * 1024.0;
    /* 4 is "done in part": the corpora hold a few texts that cannot be used */
    if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 4)) {
        fprintf(stderr, "measure: %s failed\n", command[0]);
        return 3;
    }
    return 0;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print(const struct run *runs, int count)
{
    double wall[RUNS_MAX], cpu[RUNS_MAX], peak = 0;
    for (int i = 0; i < count; i++) {
        wall[i] = runs[i].wall;
        cpu[i] = runs[i].cpu;
        if (runs[i].peak > peak)
            peak = runs[i].peak;
    }
    qsort(wall, (size_t)count, sizeof *wall, by_value);
    qsort(cpu, (size_t)count, sizeof *cpu, by_value);
    printf("%.3f s (%.3f to %.3f), processors %.3f s, peak %.1f MB\n", wall[count / 2],
           wall[0], wall[count - 1], cpu[count / 2], peak / 1e6);
}

int main(int count, char **words)
{
    int runs = 5, first = 1;
    if (count > 3 && strcmp(words[1], "-n") == 0) {
        char *end;
        long n = strtol(words[2], &end, 10);
        if (*end || n < 1 || n > RUNS_MAX) {
            fprintf(stderr, "measure: 1 to %d runs\n", RUNS_MAX);
            return 2;
        }
        runs = (int)n;
        first = 3;
    }
    if (first >= count) {
        fprintf(stderr, "usage: measure [-n RUNS] COMMAND ARGUMENT...\n");
        return 2;
    }
    struct run done[RUNS_MAX];
    for (int i = -1; i < runs; i++) {
        int failed = run_once(words + first, &done[i < 0 ? 0 : i]);
        if (failed)
            return failed;
    }
    print(done, runs);
    return 0;
}
