/* moves_rules.c: tocsin moves --rules: rules of one to three steps of all actors. */
#include "cli/cli.h"

static void sentence(const tocsin_rule *r)
{
    static const char parties[] = "XYZV";
    for (int i = 0; i < r->step_count; i++) {
        fputs(!i ? "if " : i == r->step_count - 1 ? ", then " : " and ", stdout);
        printf("(%c, ", parties[r->steps[i].from]);
        tc_cli_line(stdout, r->steps[i].relation);
        printf(", %c)", parties[r->steps[i].to]);
    }
}

static void table_row(const tocsin_rule *r)
{
    sentence(r);
    printf(" within %d day%s\n", r->days, r->days == 1 ? "" : "s");
    printf("    %u of %u times%s, %.1f %%; by chance %.1f %%, %.2f times; ",
           r->followed, r->times, r->sampled ? " of a sample" : "", r->confidence * 100,
           r->base * 100, r->lift);
    if (r->half == r->half)
        printf("half within %.1f days; ", r->half);
    printf("%u actors; q %.2g; events", r->actors, r->q);
    for (size_t i = 0; i < r->case_count && i < 3; i++)
        printf("%s %u-%u", i ? "," : "", r->cases[i].first, r->cases[i].answer);
    puts(r->case_count ? "" : " none listed");
    if (r->later_times)
        printf("    held out: %u of %u times, %.1f %%; by chance %.1f %%, %.2f times\n",
               r->later_followed, r->later_times,
               100.0 * r->later_followed / r->later_times, r->later_base * 100,
               r->later_followed / (r->later_base * r->later_times));
}

static void json_row(const tocsin_rule *r)
{
    static const char parties[] = "XYZV";
    fputs("{\"steps\":[", stdout);
    for (int i = 0; i < r->step_count; i++) {
        printf("%s[\"%c\",", i ? "," : "", parties[r->steps[i].from]);
        tc_cli_json(stdout, r->steps[i].relation);
        printf(",\"%c\"]", parties[r->steps[i].to]);
    }
    printf("],\"days\":%d,\"times\":%u,\"followed\":%u,\"actors\":%u,\"sampled\":%s",
           r->days, r->times, r->followed, r->actors, r->sampled ? "true" : "false");
    fputs(",\"confidence\":", stdout);
    tc_cli_json_number(stdout, r->confidence, 5);
    fputs(",\"base\":", stdout);
    tc_cli_json_number(stdout, r->base, 5);
    fputs(",\"lift\":", stdout);
    tc_cli_json_number(stdout, r->lift, 3);
    fputs(",\"half\":", stdout);
    tc_cli_json_number(stdout, r->half, 2);
    printf(",\"later_times\":%u,\"later_followed\":%u,\"later_base\":", r->later_times,
           r->later_followed);
    tc_cli_json_number(stdout, r->later_base, 5);
    printf(",\"p\":%.4g,\"q\":%.4g,\"cases\":[", r->p, r->q);
    for (size_t i = 0; i < r->case_count; i++)
        printf("%s[%u,%u,%d]", i ? "," : "", r->cases[i].first, r->cases[i].answer,
               (int)r->cases[i].days);
    fputs("]}\n", stdout);
}

static void csv_row(const tocsin_rule *r)
{
    static const char parties[] = "XYZV";
    for (int i = 0; i < 4; i++) {
        int at = i < 3 ? i : r->step_count - 1; /* what follows stands last */
        if (i < 3 && i >= r->step_count - 1) {
            fputs(",,,", stdout);
            continue;
        }
        printf("%c,", parties[r->steps[at].from]);
        tc_cli_csv(stdout, r->steps[at].relation);
        printf(",%c,", parties[r->steps[at].to]);
    }
    printf("%d,%u,%u,%u,%d,%.5f,%.5f,", r->days, r->times, r->followed, r->actors,
           r->sampled, r->confidence, r->base);
    tc_cli_number(stdout, r->lift, 3, "");
    fputc(',', stdout);
    tc_cli_number(stdout, r->half, 2, "");
    printf(",%.4g,%.4g,%u,%u,", r->p, r->q, r->later_times, r->later_followed);
    tc_cli_number(stdout, r->later_base, 5, "");
    fputc('\n', stdout);
}

/* How the rules hold on the days held out. */
static void later(const tocsin_rules *rules)
{
    const tocsin_rules_later *l = &rules->later;
    char day[24];
    if (!l->day)
        return;
    printf("\nHeld out: the days from %s on. ", tc_cli_day(rules->dates, l->day, day));
    if (!l->rules) {
        puts("No rule's ifs stood there often enough.");
        return;
    }
    printf(
        "The ifs of %zu rules stood there often enough;\n%zu of these came more often "
        "than by chance. Over all ifs: said %.1f %%, came %.1f %%;\n%.2f times chance "
        "when learnt, %.2f times there; one rule's share is %.1f points off.\n",
        l->rules, l->lifted, l->said * 100, l->came * 100, l->learnt, l->lift,
        l->apart * 100);
}

static void print(const struct options *options, const tocsin_rules *rules)
{
    if (options->format == OUTPUT_CSV)
        fputs("from_1,relation_1,to_1,from_2,relation_2,to_2,from_3,relation_3,to_3,"
              "from_then,relation_then,to_then,days,times,followed,actors,sampled,"
              "confidence,base,lift,half,p,q,later_times,later_followed,later_base\n",
              stdout);
    if (options->format == OUTPUT_TABLE)
        printf("%zu events, %zu relations that are common enough; %zu rules tried, %zu "
               "beyond chance, the surest %zu:\n\n",
               rules->events, rules->relations, rules->tried, rules->found,
               rules->count);
    for (size_t i = 0; i < rules->count; i++) {
        if (options->format == OUTPUT_CSV)
            csv_row(&rules->items[i]);
        else if (options->format == OUTPUT_JSONL)
            json_row(&rules->items[i]);
        else
            table_row(&rules->items[i]);
    }
    if (options->format == OUTPUT_TABLE)
        later(rules);
}

int tc_cli_moves_rules(const struct options *options)
{
    tocsin_moves_options how = tc_cli_moves_options(options);
    how.types = options->by != NULL;
    how.held_out = options->held_out;
    tocsin_stream *stream = NULL;
    tocsin_rules *rules = NULL;
    tocsin_error error = {.byte = -1};
    long long bad;
    int code = tc_cli_stream(options, &stream, &bad);
    if (code != EXIT_DONE)
        return code;
    tocsin_status status = tocsin_rules_find(stream, &how, &rules, &error);
    if (status == TOCSIN_OK) {
        print(options, rules);
        code = rules->count ? EXIT_DONE : EXIT_NOTHING;
    } else {
        tc_cli_error(&error);
        code = status == TOCSIN_EMPTY ? EXIT_NOTHING : tc_cli_exit(status);
    }
    tocsin_rules_free(rules);
    tocsin_stream_close(stream);
    return code == EXIT_DONE && bad ? EXIT_PART : code;
}
