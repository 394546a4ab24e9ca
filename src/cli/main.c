/* main.c: tocsin COMMAND ...: the table of commands with their help. */
#include "cli/cli.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN_INPUT                                                                    \
    " publisher published max-document follow cache rate timeout agent proxy "         \
    "allow-private files pdftotext "
#define INPUT  PLAIN_INPUT " any-language "
#define ENGINE " model lexicon "
#define FILTER                                                                         \
    " record format actor recipient party type status from to place source words "     \
    "as-of limit offset "
#define EXPORT_FILTER                                                                  \
    " record actor recipient party type status from to place source words event "      \
    "as-of limit offset "

static const char main_help[] =
    "tocsin code --record news.db articles/ && tocsin events --record news.db\n"
    "\n"
    "Reads the news and keeps an attributed record of political events.\n"
    "\n"
    "  read FILE|URL|-   bytes to documents        events     list, filter, count\n"
    "  parse FILE|-      documents to CoNLL-U      show ID    one event, to its words\n"
    "  code FILE|-       to claims; --record       claims     who says it, who denies "
    "it\n"
    "                    keeps them in a record    sources    publishers, copies, "
    "records\n"
    "  import FILE       other projects' events    diff       what changed since a "
    "day\n"
    "  export FORMAT     for other programs        report     one HTML file to send\n"
    "  lexicon lookup    what the dictionaries     doctor     check files and record\n"
    "                    say of a word             moves A B  how two actors answer\n"
    "  eval              measure against what is              each other\n"
    "                    known                     forecast   how likely, and why\n"
    "\n"
    "  --record FILE     the record to write or to ask\n"
    "  --format FORMAT   table, jsonl, csv, polecat, cameo, conllu\n"
    "  --jobs N          threads; 0: as many as processors (default)\n"
    "  --quiet           no progress, no summary\n"
    "  --version         of the code, the model and the lexicon\n"
    "\n"
    "tocsin COMMAND --help says more. Exit: 0 done, 1 nothing matched, 2 usage,\n"
    "3 input or record unusable, 4 done in part.\n";

static const char read_help[] =
    "tocsin read articles/ feed.xml.gz > documents.jsonl\n"
    "tocsin read --follow --cache pages/ https://example.org/feed.xml\n"
    "\n"
    "Bytes to documents: plain text, HTML, RSS, Atom, JSON Feed, e-mail, JSON lines,\n"
    "web archives (WARC, ARC), lists of addresses and PDF, each also gzip or zstd, "
    "from\n"
    "files, folders, addresses and - (standard input). Prints a JSON line a document.\n"
    "\n"
    "  --publisher NAME    for documents that name none\n"
    "  --published DATE    YYYY-MM-DD for documents that bear no date\n"
    "  --max-document N    bytes of one document (default 67108864)\n"
    "  --files DIR         where the pages lie that a list of addresses names\n"
    "  --pdftotext PROGRAM reads PDF; default: the one on PATH\n"
    "\n"
    "From the web, where an http or https address is named; robots.txt is heeded:\n"
    "\n"
    "  --follow            fetch also the pages that a feed or a list links to\n"
    "  --cache DIR         keep pages there, and ask only for what has changed\n"
    "  --rate N            requests a second to one site (default 1)\n"
    "  --timeout SECONDS   for one request (default 30)\n"
    "  --agent TEXT        User-Agent (default tocsin/" TOCSIN_RELEASE ")\n"
    "  --proxy URL         default: https_proxy, all_proxy or http_proxy; \"\": none\n"
    "  --allow-private     also addresses that are not public (your own network)\n";

static const char parse_help[] =
    "tocsin parse article.txt > article.conllu\n"
    "tocsin parse --from conllu words.conllu > trees.conllu\n"
    "\n"
    "Documents to CoNLL-U: sentences, words, lemmas, tags, dependency trees.\n"
    "\n"
    "  --from conllu       the input is CoNLL-U, whose words and sentences are kept: "
    "only\n"
    "                      lemmas, tags and trees are made anew; a sentence that "
    "cannot\n"
    "                      be read is reported and left out\n"
    "  --rules-only        by the rules alone, without what is learnt\n"
    "  --jobs N            threads; the output is the same for every number\n"
    "  --any-language      do not skip texts that are not English\n"
    "  All options of read; see tocsin read --help.\n"
    "  --model FILE        another model than the one built in\n";

static const char code_help[] =
    "tocsin code --record news.db articles/\n"
    "tocsin code --format csv feed.xml > claims.csv\n"
    "\n"
    "Documents to claims: who did what to whom, when, where, according to whom, how "
    "sure.\n"
    "Without --record they are printed. Coding the same document twice changes "
    "nothing.\n"
    "\n"
    "  --record FILE       keep claims and events in FILE instead\n"
    "  --format FORMAT     jsonl (default), csv, polecat, cameo, conllu\n"
    "  --layer LAYER       claims (default), attributions, times, places, actors,\n"
    "                      factuality; jsonl only\n"
    "  --rules-only        by the rules alone, without what is learnt\n"
    "  --jobs N            threads; the output is the same for every number\n"
    "  --any-language      do not skip texts that are not English\n"
    "  All options of read; see tocsin read --help.\n"
    "  --model, --lexicon FILE   others than those built in\n";

#define FILTER_HELP                                                                    \
    "  --actor, --recipient, --party WHO   a code or its beginning (IRQ, IRQMIL), or " \
    "a\n"                                                                              \
    "                      name; party: on either side\n"                              \
    "  --type TYPE         AGREE, CONSULT, ..., ASSAULT\n"                             \
    "  --status STATUS     happened, ongoing, announced, planned, threatened, "        \
    "possible,\n"                                                                      \
    "                      denied, negated\n"                                          \
    "  --from, --to DATE   day of the happening, YYYY-MM-DD, inclusive\n"              \
    "  --place WHERE       a country (alpha-3) or a place's name\n"                    \
    "  --source WHO        words of a source or publisher\n"                           \
    "  --words WORDS       in the text of the sentences\n"                             \
    "  --as-of DATE        only what was published by that day\n"                      \
    "  --limit N, --offset N\n"                                                        \
    "  --format FORMAT     table (default), csv, jsonl\n"

static const char events_help[] =
    "tocsin events --record news.db --actor ISR --type ASSAULT --from 2024-01-01\n"
    "\n"
    "tocsin events merge 12 17 --note \"one raid\" --record news.db\n"
    "tocsin events split 12 3 4 --record news.db\n"
    "tocsin events decisions --record news.db\n"
    "\n"
    "Lists events: claims held to describe the same happening.\n"
    "\n"
    "  merge ID ID...      they are one; kept when the texts are coded anew\n"
    "  split ID CLAIM...   these claims, by their numbers in show, are another event\n"
    "  undo DECISION       takes a merge or split back\n"
    "  decisions           what was merged and split, by hand or by the program\n"
    "  --note TEXT         why\n"
    "\n" FILTER_HELP
    "  --by LIST           count them instead: one of day, week, month, year, and any\n"
    "                      of type, actor, recipient, place (\"month,type\")\n";

static const char show_help[] =
    "tocsin show 12 --record news.db\n"
    "\n"
    "One event down to its words: every claim with its sentence, who says it, and the "
    "rule\n"
    "that made it.\n"
    "\n"
    "  --record FILE       the record\n"
    "  --as-of DATE        only what was published by that day\n"
    "  --format FORMAT     table (default), jsonl\n";

static const char claims_help[] =
    "tocsin claims --record news.db --status denied\n"
    "\n"
    "Lists claims: who says it, who denies it.\n"
    "\n" FILTER_HELP "  --event ID          claims of one event\n";

static const char diff_help[] =
    "tocsin diff --record news.db --from 2024-02-20 --to 2024-02-25\n"
    "tocsin diff --record news.db --coder OLD --coder NEW\n"
    "\n"
    "What changed in a record between the ends of two days: events that are new, gone "
    "or\n"
    "changed, in what, and by which documents; or between two coders of the same "
    "texts:\n"
    "claims, sentence by sentence. Exit 1: nothing.\n"
    "\n"
    "  --record FILE       the record\n"
    "  --from DATE         the earlier day\n"
    "  --to DATE           the later day; default: what stands now\n"
    "  --actor, --recipient, --party, --type, --status, --place, --source, --words,\n"
    "  --event             only events that events lists on one of the days\n"
    "  --coder WHICH       twice: a number, or words of its version alone\n"
    "  --codings           lists the coders\n"
    "  --format FORMAT     table (default), jsonl\n";

static const char sources_help[] =
    "tocsin sources --record news.db --actor ISR\n"
    "tocsin sources copies --record news.db\n"
    "tocsin sources copies DOCUMENT --record news.db\n"
    "\n"
    "Publishers, agencies and quoted voices: how many documents they publish, how many "
    "of\n"
    "these repeat another's (copies) or are repeated (copied), how many others credit "
    "to\n"
    "them; the claims and events they vouch for, and of these events how many nobody "
    "else\n"
    "does (alone), how many others do but not earlier (first), and how many somebody\n"
    "denies.\n"
    "copies: the prints of each text, the first one first, with its agency, and what "
    "each\n"
    "changed; of one document with the sentences.\n"
    "\n" FILTER_HELP;

static const char report_help[] =
    "tocsin report --record news.db --output report.html\n"
    "\n"
    "One self-contained HTML file: what is in the record, its time line, who did what "
    "to\n"
    "whom, and the claims with their words.\n"
    "\n"
    "  --record FILE       the record\n"
    "  --output FILE       default: standard output\n"
    "  --title TEXT        heading of the report\n"
    "  --actor, --recipient, --party, --type, --status, --from, --to, --place, "
    "--source,\n"
    "  --words, --as-of, --limit   as for events\n";

static const char moves_help[] =
    "tocsin moves ISR IRN --record news.db --plot moves.svg\n"
    "tocsin moves China Japan --events icews14/\n"
    "tocsin moves --rules --events icews14/\n"
    "\n"
    "How two actors answer each other: both series, reciprocity with intervals, "
    "changes "
    "of\n"
    "rate, and the exchanges that come more often than by chance, also over third "
    "parties.\n"
    "A name may hold \"*\" for any letters. --rules: rules of one to three steps of "
    "all "
    "actors.\n"
    "\n"
    "  --record FILE       the record, or:\n"
    "  --events PATH       a file or a folder of lines \"subject TAB relation TAB "
    "object "
    "TAB\n"
    "                      day\" (docs/moves.md)\n"
    "  --parties HOW       of a record: by country (default), code or name\n"
    "  --by STRETCH        day, week or month; default: by the span. Rules: type, "
    "PLOVER's\n"
    "                      types instead of relations\n"
    "  --days N            how long an answer may take, 1 to 90 (default 30)\n"
    "  --min N             patterns whose first step stood on N days or more (default "
    "5;\n"
    "                      rules 10)\n"
    "  --doubt PART        of those listed, the part that may be chance (default 0.1)\n"
    "  --held-out PART     rules are not learnt from this part of the days, the last, "
    "which\n"
    "                      tells how they hold there, e.g. 0.3\n"
    "  --limit N           exchanges or rules (default 20; rules 100)\n"
    "  --intensity         instead: how many acts one act brings, by a Hawkes process, "
    "and\n"
    "                      what may come within --days (default 30; "
    "docs/intensity.md)\n"
    "  --plot FILE         the charts as SVG; -: standard output, instead of tables\n"
    "  --as-of DATE        only what was published by that day; of files the number of "
    "the\n"
    "                      last day\n"
    "  --type, --status, --from, --to, --place, --source, --words   as for events\n"
    "  --format FORMAT     table (default), jsonl, csv (the series, or the rules)\n";

static const char import_help[] =
    "tocsin import 20240301.export.CSV.zip acled.csv --record events.db\n"
    "tocsin import gdelt2 - --record events.db < events.tsv\n"
    "tocsin import --mapping mine.map mine.csv --record events.db\n"
    "\n"
    "Other projects' events into a record; each file also gzip, zstd, or ZIP with one "
    "file\n"
    "in it. The format is told by the heading or the shape of the rows, or named:\n"
    "\n"
    "  gdelt1, gdelt2, gdelt-mentions   GDELT 1.0 and 2.0\n"
    "  icews, polecat, acled            the files of these projects\n"
    "  ucdp                             UCDP GED and Candidate\n"
    "  phoenix, phoenix-historical, terrier\n"
    "  jsonl                            what tocsin export jsonl prints\n"
    "  tocsin-claims, tocsin-events     what tocsin export csv prints\n"
    "\n"
    "Rows that cannot be used are told with file and line, the first 1000, and "
    "counted:\n"
    "exit 4. The same rows again change nothing.\n"
    "\n"
    "  --record FILE       the record, made if it is not there\n"
    "  --mapping FILE      how any other table is read (docs/exchange.md)\n"
    "  --published DATE    YYYY-MM-DD for rows that bear no day of publication\n";

static const char export_help[] =
    "tocsin export geojson --record news.db --type ASSAULT --output attacks.geojson\n"
    "tocsin export gexf --record news.db --output network.gexf\n"
    "tocsin export jsonl --what record --record news.db > all.jsonl\n"
    "\n"
    "Events, claims or documents for other programs.\n"
    "\n"
    "  csv, jsonl          events, claims (jsonl: usual) or documents\n"
    "  geojson             events or claims as points; without a place: null\n"
    "  gexf, graphml       the network of actors: events added up by actor and "
    "recipient\n"
    "  polecat             POLECAT's columns; events or claims\n"
    "  gdelt1, gdelt2      GDELT's columns\n"
    "  bibtex, csl-json    the documents as references\n"
    "  parquet             the columns of csv, by DuckDB's library\n"
    "  native [FORMAT [FILE]]   rows of other projects as they stood in their files\n"
    "\n"
    "  --what WHAT         events, claims, documents; record (jsonl): each document "
    "with "
    "its\n"
    "                      text and its claims, as import reads them\n"
    "  --output FILE       default: standard output; parquet needs one\n"
    "  --duckdb FILE       DuckDB's library, where the system does not find it\n"
    "  --record, --actor, --recipient, --party, --type, --status, --from, --to, "
    "--place,\n"
    "  --source, --words, --event, --as-of, --limit, --offset   as for claims\n";

static const char lexicon_help[] =
    "tocsin lexicon lookup Hezbollah\n"
    "tocsin lexicon actor --as-of 2010-05-01 former British prime minister Tony Blair\n"
    "tocsin lexicon compile data/ my.lexicon\n"
    "tocsin lexicon check data/ --corpus articles/\n"
    "tocsin lexicon gaps --min 5 articles/\n"
    "tocsin lexicon import cameo.verbs *.actors *.agents --out mine/\n"
    "\n"
    "lookup WORDS          all that the dictionaries say of a name, role or verb\n"
    "  --as-of DATE        on that day\n"
    "actor PHRASE          who a noun phrase is: name, code, country, sector, id, "
    "post\n"
    "actor -               the same for phrases on standard input, a JSON object a\n"
    "                      line: {\"text\", \"published\", \"country\", \"context\"}\n"
    "  --as-of DATE        on that day\n"
    "  --country WHERE     alpha-3 or name: where the phrase is from\n"
    "  --context TEXT      what stood before it\n"
    "compile DIR FILE      check the dictionaries in DIR and pack them into FILE\n"
    "check DIR             tell what in DIR contradicts, stands twice or can never "
    "win, "
    "and\n"
    "                      examples (\"> sentence\") that do not code as they say; "
    "exit "
    "1\n"
    "                      when there is anything\n"
    "  --corpus FILE ...   also what these texts never use, which is no fault\n"
    "gaps FILE ...         the verbs, nouns and names that stood where an act or an "
    "actor\n"
    "                      was missing, as lines to be filled in\n"
    "  --min N             those that stood there N times or more (default 1)\n"
    "  --format FORMAT     table (default), jsonl\n"
    "  --jobs N            threads; the output is the same for every number\n"
    "  --any-language      do not skip texts that are not English\n"
    "  All options of read; see tocsin read --help.\n"
    "import FILE...        dictionaries of TABARI and PETRARCH, or folders of them, to "
    "ours;\n"
    "                      what cannot be used is told with file and line: exit 4\n"
    "  --out DIR           where to, new or empty; then: tocsin lexicon compile DIR "
    "FILE\n"
    "  --over DIR          with the dictionaries in DIR below them (data/)\n";

static const char forecast_help[] =
    "tocsin forecast risk IND PAK --countries --events icews14/\n"
    "tocsin forecast risk --record news.db --class THREATEN --days 7\n"
    "tocsin forecast backtest --countries --events icews14/\n"
    "tocsin forecast next Iran Consult '?' --events icews14/ --why\n"
    "\n"
    "How likely it is that A does something of a class to B in the days to come, on "
    "how\n"
    "many of them, with its reasons, and how such forecasts did before.\n"
    "\n"
    "  risk A B            of this pair; risk A: to anybody; risk: the most likely "
    "pairs.\n"
    "                      With --why, and A, the reasons and the last such events\n"
    "  backtest            only how such forecasts did, each as of its day; --plot "
    "FILE\n"
    "                      draws how often what was said came (SVG; -: that alone)\n"
    "  next A RELATION '?' to whom, if A does it to somebody the day after the last; "
    "next\n"
    "                      '?' RELATION B: by whom; next A '?' B: what, if anything. "
    "With\n"
    "                      --why the heaviest reasons and their events, by a ranker "
    "of\n"
    "                      sums; --explain-only the same without reasons; --jobs N, "
    "and\n"
    "                      --parties country (default), code or name of a record\n"
    "  past                what came of the forecasts that a record keeps: those that "
    "were\n"
    "                      made from a --record without --as-of; past risk, past next: "
    "of\n"
    "                      these\n"
    "  --class CLASS       a type (ASSAULT is the usual), or CAMEO roots: 13,18-20\n"
    "  --days N            length of the window (30)\n"
    "  --at-least N        on so many days of it (1)\n"
    "  --first-in N        only where there was none for N days\n"
    "  --countries         parties are countries, read from names where need be\n"
    "  --events DIR        events of a file or folder of quadruples, not of a record\n"
    "  --record FILE       the record\n"
    "  --as-of DATE        only what was known on that day; of a folder also the "
    "number\n"
    "                      of a day\n"
    "  --limit N           of the most likely (20)\n"
    "  --format FORMAT     table (default), jsonl, csv\n";

static const char eval_help[] =
    "tocsin eval links icews14/ --split valid\n"
    "tocsin eval links icews14/ --split test --ranks ranks.tsv\n"
    "tocsin eval links icews14/ --relations\n"
    "tocsin eval counts views-cm/ --year 2020\n"
    "\n"
    "links: how well next events are said of a benchmark's part: for every event of "
    "it, to "
    "whom\n"
    "and by whom, from what was known before its day. DIR holds train.txt, valid.txt "
    "and\n"
    "test.txt: subject, relation, object, day, numbers between tabs; entity2id.txt "
    "and\n"
    "relation2id.txt name them. What comes before the part is learnt from, and each "
    "of\n"
    "its days once it is past.\n"
    "\n"
    "  --relations         asked is what was done between the two, not who did it; "
    "beside\n"
    "                      it three ways of only counting\n"
    "  --split PART        valid (default) or test\n"
    "  --ranks FILE        subject, relation, object, day, \"object\", \"subject\" or\n"
    "                      \"relation\" (what was asked for), rank of the right "
    "answer; "
    "a\n"
    "                      line each\n"
    "  --scores FILE       the same with every entity, or relation, and its score, "
    "for\n"
    "                      --queries\n"
    "  --queries N         of the questions, spread evenly (default 0)\n"
    "  --explain-only      rules and readable sums only, no network\n"
    "  --without PART      rules, counts, popularity, two-steps or names is not looked "
    "at,\n"
    "                      to see what it brings; may be given again\n"
    "  --jobs N            threads; the result is the same for every number\n"
    "\n"
    "counts: deaths by country and month, laid out as the VIEWS challenge has it: "
    "each\n"
    "month of a year from what was known in October of the year before; CRPS, IGN and "
    "MIS\n"
    "beside four benchmarks of the challenge.\n"
    "\n"
    "  --year Y            the year that is forecast\n"
    "  --format FORMAT     table (default), jsonl, csv\n";

static const char doctor_help[] =
    "tocsin doctor --record news.db\n"
    "tocsin doctor --record news.db --backup copy.db\n"
    "\n"
    "Checks the model, the lexicon, and a record if one is named. Exit 3 if any is "
    "unsound.\n"
    "\n"
    "  --repair            make a damaged record sound: what was done and what is lost "
    "is\n"
    "                      told line by line; where pages are damaged, the file is "
    "kept "
    "as\n"
    "                      news.db.damaged-1. Run the same input again afterwards: "
    "only\n"
    "                      what is lost is coded anew\n"
    "  --backup FILE       copy the record, also while another program writes to it; a "
    "file\n"
    "                      that is there is not replaced\n";

static const char version_help[] = "tocsin version\n"
                                   "\n"
                                   "Versions of the code, the model and the lexicon.\n";

#define COMMAND(name, options)                                                         \
    {                                                                                  \
#        name, name##_help, options, tc_cli_##name                                     \
    }
const struct command tc_commands[] = {
    COMMAND(read, PLAIN_INPUT " format "),
    COMMAND(parse, INPUT ENGINE " format jobs from "),
    COMMAND(code, INPUT ENGINE " record format layer jobs rules-only "),
    COMMAND(events, FILTER " by note "),
    COMMAND(show, " record format as-of "),
    COMMAND(claims, FILTER " event "),
    COMMAND(sources, FILTER),
    COMMAND(diff, FILTER " event coder codings "),
    COMMAND(report, FILTER " output title "),
    COMMAND(moves,
            " record events parties format type status from to place source words "
            "as-of by days min doubt limit plot rules held-out intensity "),
    COMMAND(import, " record mapping published "),
    COMMAND(export, EXPORT_FILTER " output what duckdb "),
    COMMAND(lexicon,
            INPUT ENGINE " as-of country context corpus min format jobs out over "),
    COMMAND(forecast, ENGINE " record format as-of events class days at-least first-in "
                             "countries limit why jobs explain-only parties plot "),
    COMMAND(
        eval,
        " jobs split ranks scores queries explain-only without relations format year "),
    COMMAND(doctor, ENGINE " record repair backup "),
    COMMAND(version, ENGINE),
    {NULL, NULL, NULL, NULL},
};

static int run(int count, char **words, const char **arguments)
{
    struct options options = {.arguments = arguments, .filter = TOCSIN_FILTER_ALL};
    const struct command *command = NULL;
    int code = tc_cli_options(count, words, &command, &options);
    if (code != EXIT_DONE)
        return code;
    if (options.help) {
        fputs(command ? command->help : main_help, stdout);
        return tc_cli_finish(EXIT_DONE);
    }
    if (!command) {
        fputs(main_help, stderr);
        return EXIT_USAGE;
    }
    return tc_cli_finish(command->run(&options));
}

int main(int count, char **words)
{
    /* "tocsin --version" is "tocsin version" */
    for (int i = 1; i < count; i++)
        if (strcmp(words[i], "--version") == 0)
            words[i] = "version";
    const char **arguments = calloc((size_t)count + 1, sizeof *arguments);
    if (!arguments) {
        fputs("tocsin: out of memory\n", stderr);
        return EXIT_UNUSABLE;
    }
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of the write */
    int code = run(count, words, arguments);
    free(arguments);
    return code;
}
