/* eval.c: tocsin eval links DIR: how well something is done that has been measured
 * elsewhere, in the files that other projects' scorers read. */
#include "cli/cli.h"

#include <errno.h>
#include <string.h>

/* ---- next events ----------------------------------------------------------------- */

struct tally {
    double count, reciprocal;
    double hits[3]; /* at 1, 3, 10 */
};
struct links {
    FILE *ranks, *scores; /* NULL: not wanted */
    struct tally all, strata[TOCSIN_LINKS_STRATA], base[TOCSIN_LINKS_BASES];
    bool relations;
    unsigned long long bad;
};

static tocsin_status complain(void *context, const tocsin_error *problem)
{
    struct links *links = context;
    links->bad++;
    tc_cli_error(problem);
    return TOCSIN_OK;
}

static void count(struct tally *tally, double rank)
{
    static const double within[3] = {1, 3, 10};
    tally->count++;
    tally->reciprocal += 1 / rank;
    for (int i = 0; i < 3; i++)
        tally->hits[i] += rank <= within[i];
}

static void print_question(FILE *to, const tocsin_links_answer *answer)
{
    fprintf(to, "%llu\t%llu\t%llu\t%lld\t%s\t", (unsigned long long)answer->subject,
            (unsigned long long)answer->relation, (unsigned long long)answer->object,
            answer->day,
            answer->asks_relation  ? "relation"
            : answer->asks_subject ? "subject"
                                   : "object");
}

static tocsin_status hear(void *context, const tocsin_links_answer *answer)
{
    struct links *links = context;
    count(&links->all, answer->rank);
    count(&links->strata[answer->stratum], answer->rank);
    for (int i = 0; i < TOCSIN_LINKS_BASES && answer->asks_relation; i++)
        count(&links->base[i], answer->base[i]);
    if (links->ranks) {
        print_question(links->ranks, answer);
        fprintf(links->ranks, "%.1f\n", answer->rank);
    }
    for (uint64_t i = 0; links->scores && answer->scores && i < answer->candidates;
         i++) {
        print_question(links->scores, answer);
        fprintf(links->scores, "%llu\t%.9g\n", (unsigned long long)i,
                (double)answer->scores[i]);
    }
    return (links->ranks && ferror(links->ranks)) ||
                   (links->scores && ferror(links->scores))
               ? TOCSIN_STOPPED
               : TOCSIN_OK;
}

static void print_tally(const char *name, const struct tally *tally, double all)
{
    double n = tally->count > 0 ? tally->count : 1;
    printf("%-20s %10.0f %6.1f%% %8.4f %8.4f %8.4f %8.4f\n", name, tally->count,
           100 * tally->count / all, tally->reciprocal / n, tally->hits[0] / n,
           tally->hits[1] / n, tally->hits[2] / n);
}

static void print_links(const struct links *links)
{
    static const char *const names[TOCSIN_LINKS_STRATA] = {
        "seen together", "pair known only", "never together"};
    static const char *const bases[TOCSIN_LINKS_BASES] = {
        "pair's most frequent", "most frequent of all", "pair's last"};
    double all = links->all.count > 0 ? links->all.count : 1;
    puts("                        asked   share      MRR   Hits@1   Hits@3  Hits@10");
    for (int i = 0; i < TOCSIN_LINKS_STRATA; i++)
        print_tally(names[i], &links->strata[i], all);
    print_tally("all", &links->all, all);
    if (links->relations)
        puts("\nby counting alone:");
    for (int i = 0; i < TOCSIN_LINKS_BASES && links->relations; i++)
        print_tally(bases[i], &links->base[i], all);
}

static bool open_file(const char *path, FILE **out)
{
    *out = path ? fopen(path, "w") : NULL;
    if (!path || *out)
        return true;
    fprintf(stderr, "tocsin: %s: %s\n", path, strerror(errno));
    return false;
}

static bool close_file(const char *path, FILE *file)
{
    if (!file || (!ferror(file) && !fclose(file)))
        return true;
    fprintf(stderr, "tocsin: %s: could not be written\n", path);
    return false;
}

static int eval_links(const struct options *options)
{
    const struct eval_options *eval = &options->eval;
    struct links links = {.relations = eval->relations};
    bool written =
        open_file(eval->ranks, &links.ranks) && open_file(eval->scores, &links.scores);
    tocsin_links_options how = {.jobs = options->jobs,
                                .explain_only = eval->explain_only,
                                .without = eval->without,
                                .relations = eval->relations,
                                .problem = complain,
                                .dumps = eval->scores ? (uint64_t)eval->queries : 0};
    tocsin_error error = {.byte = -1};
    tocsin_status status = TOCSIN_OK;
    if (written)
        status = tocsin_links_evaluate(options->arguments[1],
                                       eval->split ? eval->split : "valid", &how, hear,
                                       &links, &error);
    written &= close_file(eval->ranks, links.ranks);
    written &= close_file(eval->scores, links.scores);
    if (status && status != TOCSIN_STOPPED)
        tc_cli_error(&error);
    if (status || !written)
        return status == TOCSIN_USAGE ? EXIT_USAGE : EXIT_UNUSABLE;
    print_links(&links);
    return links.bad ? EXIT_PART : EXIT_DONE;
}

int tc_cli_eval(const struct options *options)
{
    const char *what = options->argument_count ? options->arguments[0] : "";
    if (strcmp(what, "links") == 0 && options->argument_count == 2)
        return eval_links(options);
    if (strcmp(what, "counts") == 0)
        return tc_cli_eval_counts(options);
    fputs("tocsin: eval links DIR, or eval counts DIR; see tocsin eval --help\n",
          stderr);
    return EXIT_USAGE;
}
