/* options.c: the words of the command line. Options stand before or after the command,
 * as --name value or --name=value; "--" ends them. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

struct known {
    const char *name;
    bool flag; /* takes no value */
    bool (*set)(struct options *, const char *);
};

static bool set_whole(const char *value, long long low, long long high, long long *out)
{
    char *end;
    long long n = strtoll(value, &end, 10);
    if (!*value || *end || n < low || n > high)
        return false;
    *out = n;
    return true;
}

static bool is_day(const char *value)
{
    static const char pattern[] = "dddd-dd-dd";
    if (strlen(value) != sizeof pattern - 1)
        return false;
    for (size_t i = 0; pattern[i]; i++)
        if (pattern[i] == 'd' ? value[i] < '0' || value[i] > '9'
                              : value[i] != pattern[i])
            return false;
    return value[5] <= '1' && value[8] <= '3';
}

static bool set_record(struct options *o, const char *v)
{
    o->record = v;
    return true;
}
static bool set_model(struct options *o, const char *v)
{
    o->model = v;
    return true;
}
static bool set_lexicon(struct options *o, const char *v)
{
    o->lexicon = v;
    return true;
}

static bool set_out(struct options *o, const char *v)
{
    o->out = v;
    return *v != '\0';
}

static bool set_over(struct options *o, const char *v)
{
    o->over = v;
    return *v != '\0';
}
static bool set_output(struct options *o, const char *v)
{
    o->output = v;
    return true;
}
static bool set_note(struct options *o, const char *v)
{
    o->note = v;
    return true;
}

static bool set_title(struct options *o, const char *v)
{
    o->title = v;
    return true;
}
static bool set_country(struct options *o, const char *v)
{
    o->country = v;
    return *v != '\0';
}
static bool set_context(struct options *o, const char *v)
{
    o->context = v;
    return true;
}
static bool set_quiet(struct options *o, const char *v)
{
    (void)v;
    return o->quiet = true;
}
static bool set_rules_only(struct options *o, const char *v)
{
    (void)v;
    return o->rules_only = true;
}
static bool set_repair(struct options *o, const char *v)
{
    (void)v;
    return o->repair = true;
}
static bool set_backup(struct options *o, const char *v)
{
    o->backup = v;
    return *v != '\0';
}
static bool set_help(struct options *o, const char *v)
{
    (void)v;
    return o->help = true;
}

static bool set_publisher(struct options *o, const char *v)
{
    o->publisher = v;
    return true;
}

static bool set_published(struct options *o, const char *v)
{
    o->published = v;
    return is_day(v);
}

static bool set_any_language(struct options *o, const char *v)
{
    (void)v;
    return o->any_language = true;
}

static bool set_format(struct options *o, const char *v)
{
    static const char *const names[OUTPUT_COUNT] = {"table",   "jsonl", "csv",
                                                    "polecat", "cameo", "conllu"};
    o->format_name = v;
    o->format_given = true;
    for (int i = 0; i < OUTPUT_COUNT; i++)
        if (strcmp(v, names[i]) == 0) {
            o->format = (enum output)i;
            return true;
        }
    return false;
}

static bool set_layer(struct options *o, const char *v)
{
    static const char *const names[] = {"claims", "attributions", "times",
                                        "places", "actors",       "factuality"};
    o->layer_given = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(v, names[i]) == 0) {
            o->layer = (tocsin_layer)i;
            return true;
        }
    return false;
}

static bool set_jobs(struct options *o, const char *v)
{
    long long n;
    if (!set_whole(v, 0, 256, &n))
        return false;
    o->jobs = (unsigned)n;
    return true;
}

static bool set_max_document(struct options *o, const char *v)
{
    long long n;
    if (!set_whole(v, 1, 1LL << 31, &n))
        return false;
    o->max_document = (size_t)n;
    return true;
}

static bool set_limit(struct options *o, const char *v)
{
    return set_whole(v, 0, 1LL << 60, &o->filter.limit);
}

static bool set_offset(struct options *o, const char *v)
{
    return set_whole(v, 0, 1LL << 60, &o->filter.offset);
}

static bool set_min(struct options *o, const char *v)
{
    return set_whole(v, 1, 1LL << 60, &o->minimum);
}

/* Seconds, or requests a second. */
static bool set_number(const char *value, double low, double high, double *out)
{
    char *end;
    double n = strtod(value, &end);
    *out = n;
    return *value && !*end && n >= low && n <= high;
}

static bool set_rate(struct options *o, const char *v)
{
    return set_number(v, 1e-4, 1000, &o->fetch.rate);
}

static bool set_timeout(struct options *o, const char *v)
{
    return set_number(v, 0.001, 3600, &o->fetch.timeout);
}

static bool set_agent(struct options *o, const char *v)
{
    o->fetch.agent = v;
    return *v != '\0';
}

static bool set_cache(struct options *o, const char *v)
{
    o->fetch.cache = v;
    return *v != '\0';
}

static bool set_proxy(struct options *o, const char *v)
{
    o->fetch.proxy = v;
    return true;
}

static bool set_follow(struct options *o, const char *v)
{
    (void)v;
    return o->fetch.follow = true;
}

static bool set_allow_private(struct options *o, const char *v)
{
    (void)v;
    return o->fetch.allow_private = true;
}

static bool set_files(struct options *o, const char *v)
{
    o->files = v;
    return *v != '\0';
}

static bool set_pdftotext(struct options *o, const char *v)
{
    o->pdftotext = v;
    return true;
}

static bool set_by(struct options *o, const char *v)
{
    o->by = v;
    return *v != '\0';
}

/* ---- moves, and studies of its kind ---------------------------------------------- */

static bool set_events(struct options *o, const char *v)
{
    o->events = v;
    return *v != '\0';
}

static bool set_parties(struct options *o, const char *v)
{
    static const char *const names[] = {"code", "country", "name"};
    for (int i = 0; i < 3; i++)
        if (strcmp(v, names[i]) == 0) {
            o->parties = (tocsin_party_names)i;
            o->parties_given = true;
            return true;
        }
    return false;
}

static bool set_plot(struct options *o, const char *v)
{
    o->plot = v;
    return *v != '\0';
}

static bool set_days(struct options *o, const char *v)
{
    return set_whole(v, 1, 365, &o->days);
}

static bool set_doubt(struct options *o, const char *v)
{
    return set_number(v, 0.000001, 1, &o->doubt);
}

static bool set_held_out(struct options *o, const char *v)
{
    return set_number(v, 0.01, 0.99, &o->held_out);
}

static bool set_rules(struct options *o, const char *v)
{
    (void)v;
    return o->rules = true;
}

static bool set_intensity(struct options *o, const char *v)
{
    (void)v;
    return o->intensity = true;
}

static bool set_corpus(struct options *o, const char *v)
{
    o->corpus = v;
    return true;
}

static bool set_mapping(struct options *o, const char *v)
{
    o->mapping = v;
    return *v != '\0';
}

static bool set_what(struct options *o, const char *v)
{
    static const char *const names[] = {"events", "claims", "documents", "record"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(v, names[i]) == 0) {
            o->what = (tocsin_export_what)(TOCSIN_EXPORT_EVENTS + i);
            return true;
        }
    return false;
}

static bool set_duckdb(struct options *o, const char *v)
{
    o->duckdb = v;
    return *v != '\0';
}

static bool set_event(struct options *o, const char *v)
{
    return set_whole(v, 1, 1LL << 60, &o->filter.event);
}

static bool set_type(struct options *o, const char *v)
{
    o->filter.type = tocsin_type_from_name(tc_cli_text(v));
    return o->filter.type >= 0;
}

static bool set_status(struct options *o, const char *v)
{
    o->filter.status = tocsin_claim_status_from_name(tc_cli_text(v));
    return o->filter.status >= 0;
}

#define WORDS(field)                                                                   \
    static bool set_##field(struct options *o, const char *v)                          \
    {                                                                                  \
        o->filter.field = tc_cli_text(v);                                              \
        return *v != '\0';                                                             \
    }
#define DAY(field)                                                                     \
    static bool set_##field(struct options *o, const char *v)                          \
    {                                                                                  \
        o->filter.field = tc_cli_text(v);                                              \
        return is_day(v);                                                              \
    }
WORDS(actor)
WORDS(recipient)
WORDS(party)
WORDS(place)
WORDS(source)
WORDS(words)
DAY(to)

/* A day; of forecast also the number of one. */
static bool set_as_of(struct options *o, const char *v)
{
    o->filter.as_of = tc_cli_text(v);
    o->as_of_number = set_whole(v, 0, 100000000, &o->as_of_day);
    return o->as_of_number || is_day(v);
}

static bool set_class(struct options *o, const char *v)
{
    o->class = v;
    return *v != '\0';
}

static bool set_at_least(struct options *o, const char *v)
{
    return set_whole(v, 1, TOCSIN_RISK_DAYS - 1, &o->at_least);
}

static bool set_first_in(struct options *o, const char *v)
{
    return set_whole(v, 1, 36500, &o->first_in);
}

static bool set_countries(struct options *o, const char *v)
{
    (void)v;
    return o->countries = true;
}

static bool set_why(struct options *o, const char *v)
{
    (void)v;
    return o->why = true;
}

static bool set_year(struct options *o, const char *v)
{
    return set_whole(v, 1, 9999, &o->year);
}

/* A day; for parse a format. */
static bool set_from(struct options *o, const char *v)
{
    o->from_conllu = strcmp(v, "conllu") == 0;
    o->filter.from = tc_cli_text(v);
    return o->from_conllu || is_day(v);
}

static bool set_coder(struct options *o, const char *v)
{
    if (!*v || o->coder_count == 2)
        return false;
    o->coders[o->coder_count++] = v;
    return true;
}

static bool set_codings(struct options *o, const char *v)
{
    (void)v;
    return o->codings = true;
}

/* Of eval. */
static bool set_split(struct options *o, const char *v)
{
    o->eval.split = v;
    return *v != '\0';
}
static bool set_ranks(struct options *o, const char *v)
{
    o->eval.ranks = v;
    return *v != '\0';
}
static bool set_scores(struct options *o, const char *v)
{
    o->eval.scores = v;
    return *v != '\0';
}
static bool set_queries(struct options *o, const char *v)
{
    return set_whole(v, 0, 1LL << 40, &o->eval.queries);
}
static bool set_explain_only(struct options *o, const char *v)
{
    (void)v;
    return o->eval.explain_only = true;
}

static bool set_relations(struct options *o, const char *v)
{
    (void)v;
    return o->eval.relations = true;
}

static bool set_without(struct options *o, const char *v)
{
    static const char *const parts[TOCSIN_LINKS_PARTS] = {
        "rules", "counts", "popularity", "two-steps", "names"};
    for (int i = 0; i < TOCSIN_LINKS_PARTS; i++)
        if (strcmp(v, parts[i]) == 0) {
            o->eval.without |= 1u << i;
            return true;
        }
    return false;
}

static const struct known known[] = {
    {"record",       false, set_record      },
    {"format",       false, set_format      },
    {"jobs",         false, set_jobs        },
    {"layer",        false, set_layer       },
    {"as-of",        false, set_as_of       },
    {"actor",        false, set_actor       },
    {"recipient",    false, set_recipient   },
    {"party",        false, set_party       },
    {"type",         false, set_type        },
    {"status",       false, set_status      },
    {"from",         false, set_from        },
    {"to",           false, set_to          },
    {"place",        false, set_place       },
    {"source",       false, set_source      },
    {"words",        false, set_words       },
    {"coder",        false, set_coder       },
    {"codings",      true,  set_codings     },
    {"event",        false, set_event       },
    {"limit",        false, set_limit       },
    {"offset",       false, set_offset      },
    {"publisher",    false, set_publisher   },
    {"published",    false, set_published   },
    {"any-language", true,  set_any_language},
    {"max-document", false, set_max_document},
    {"model",        false, set_model       },
    {"lexicon",      false, set_lexicon     },
    {"out",          false, set_out         },
    {"over",         false, set_over        },
    {"output",       false, set_output      },
    {"title",        false, set_title       },
    {"note",         false, set_note        },
    {"country",      false, set_country     },
    {"context",      false, set_context     },
    {"by",           false, set_by          },
    {"corpus",       false, set_corpus      },
    {"min",          false, set_min         },
    {"year",         false, set_year        },
    {"mapping",      false, set_mapping     },
    {"what",         false, set_what        },
    {"duckdb",       false, set_duckdb      },
    {"rules-only",   true,  set_rules_only  },
    {"repair",       true,  set_repair      },
    {"backup",       false, set_backup      },
    {"quiet",        true,  set_quiet       },
    {"help",         true,  set_help        },
};

/* How pages are fetched, and what is read with another program. */
static const struct known known_web[] = {
    {"follow",        true,  set_follow       },
    {"cache",         false, set_cache        },
    {"rate",          false, set_rate         },
    {"timeout",       false, set_timeout      },
    {"agent",         false, set_agent        },
    {"proxy",         false, set_proxy        },
    {"allow-private", true,  set_allow_private},
    {"files",         false, set_files        },
    {"pdftotext",     false, set_pdftotext    },
};

static const struct known known_eval[] = {
    {"split",        false, set_split       },
    {"ranks",        false, set_ranks       },
    {"scores",       false, set_scores      },
    {"queries",      false, set_queries     },
    {"explain-only", true,  set_explain_only},
    {"without",      false, set_without     },
    {"relations",    true,  set_relations   },
};

/* Of moves. */
static const struct known known_study[] = {
    {"class",     false, set_class    },
    {"at-least",  false, set_at_least },
    {"first-in",  false, set_first_in },
    {"countries", true,  set_countries},
    {"why",       true,  set_why      },
    {"events",    false, set_events   },
    {"parties",   false, set_parties  },
    {"plot",      false, set_plot     },
    {"days",      false, set_days     },
    {"doubt",     false, set_doubt    },
    {"held-out",  false, set_held_out },
    {"rules",     true,  set_rules    },
    {"intensity", true,  set_intensity},
};

static const struct known *find_in(const struct known *table, size_t count,
                                   const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(table[i].name) == length &&
            strncmp(table[i].name, name, length) == 0)
            return &table[i];
    return NULL;
}

static const struct known *find(const char *name, size_t length)
{
    const struct known *k = find_in(known, sizeof known / sizeof *known, name, length);
    if (!k)
        k = find_in(known_web, sizeof known_web / sizeof *known_web, name, length);
    if (!k)
        k = find_in(known_eval, sizeof known_eval / sizeof *known_eval, name, length);
    if (!k)
        k = find_in(known_study, sizeof known_study / sizeof *known_study, name,
                    length);
    return k;
}

static bool taken_by(const struct command *command, const char *name)
{
    char padded[64];
    (void)snprintf(padded, sizeof padded, " %s ", name);
    return strcmp(name, "help") == 0 || strcmp(name, "quiet") == 0 ||
           strstr(command->options, padded) != NULL;
}

/* One option at words[*at], which moves behind it. */
static int one_option(int count, char **words, int *at, struct options *out,
                      const struct known **which)
{
    const char *name = words[*at] + 2;
    const char *equals = strchr(name, '=');
    const struct known *k = find(name, equals ? (size_t)(equals - name) : strlen(name));
    if (!k) {
        fprintf(stderr, "tocsin: there is no option %s; see tocsin --help\n",
                words[*at]);
        return EXIT_USAGE;
    }
    const char *value = equals ? equals + 1 : NULL;
    if (k->flag && value) {
        fprintf(stderr, "tocsin: --%s takes no value\n", k->name);
        return EXIT_USAGE;
    }
    if (!k->flag && !value) {
        if (*at + 1 >= count) {
            fprintf(stderr, "tocsin: --%s wants a value\n", k->name);
            return EXIT_USAGE;
        }
        value = words[++*at];
    }
    ++*at;
    *which = k;
    if (!k->set(out, value)) {
        fprintf(stderr, "tocsin: --%s cannot be \"%s\"\n", k->name, value);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

/* --from means a day for all commands but parse. */
static bool from_fits(const struct command *command, const struct options *options)
{
    bool parse = command->run == tc_cli_parse;
    if (!options->filter.from.size || options->from_conllu == parse)
        return true;
    fprintf(stderr, "tocsin: --from cannot be \"%s\"\n", options->filter.from.data);
    return false;
}

static const struct command *command_named(const char *name)
{
    for (const struct command *c = tc_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

enum { MOST_OPTIONS = 64 };

int tc_cli_options(int count, char **words, const struct command **command,
                   struct options *out)
{
    const struct known *used[MOST_OPTIONS];
    int used_count = 0;
    bool ended = false;
    for (int i = 1; i < count;) {
        if (!ended && strcmp(words[i], "--") == 0) {
            ended = true;
            i++;
        } else if (!ended && strncmp(words[i], "--", 2) == 0) {
            if (used_count == MOST_OPTIONS)
                return EXIT_USAGE;
            int code = one_option(count, words, &i, out, &used[used_count++]);
            if (code != EXIT_DONE)
                return code;
        } else if (!ended && words[i][0] == '-' && words[i][1]) {
            fprintf(stderr, "tocsin: there is no option %s; see tocsin --help\n",
                    words[i]);
            return EXIT_USAGE;
        } else if (!*command) {
            *command = command_named(words[i]);
            if (!*command) {
                fprintf(stderr, "tocsin: there is no command %s; see tocsin --help\n",
                        words[i]);
                return EXIT_USAGE;
            }
            i++;
        } else {
            out->arguments[out->argument_count++] = words[i++];
        }
    }
    for (int i = 0; *command && i < used_count; i++)
        if (!taken_by(*command, used[i]->name)) {
            fprintf(stderr, "tocsin: %s takes no --%s; see tocsin %s --help\n",
                    (*command)->name, used[i]->name, (*command)->name);
            return EXIT_USAGE;
        }
    if (*command && out->filter.as_of.size &&
        out->as_of_number != (out->events != NULL)) {
        fputs(out->events ? "tocsin: the files' days have numbers: --as-of 120\n"
                          : "tocsin: --as-of takes YYYY-MM-DD\n",
              stderr);
        return EXIT_USAGE;
    }
    return *command && !from_fits(*command, out) ? EXIT_USAGE : EXIT_DONE;
}
