#!/bin/sh
# test_cli.sh: the command as a person uses it: pipes, exit codes, bad input, a killed run,
# a full disk. Each check prints a line when it fails; the last line counts.
#   usage: TOCSIN=path/to/tocsin test_cli.sh
set -u
tocsin=${TOCSIN:?}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'umount "$work/small" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0
failed=0

ok() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAILED: $*"
    [ -s err ] && sed 's/^/    stderr: /' err | head -n 5
}
# expect CODE WHAT COMMAND...: runs it into out and err
expect() {
    code=$1
    what=$2
    shift 2
    "$@" >out 2>err
    got=$?
    if [ "$got" = "$code" ]; then ok; else bad "$what: exit $got, not $code"; fi
}
lines() { # lines FILE COUNT WHAT
    n=$(wc -l <"$1")
    if [ "$n" = "$2" ]; then ok; else bad "$3: $n lines in $1, not $2"; fi
}
has() { # has FILE WORDS WHAT
    if grep -qF -- "$2" "$1"; then ok; else bad "$3: no \"$2\" in $1"; fi
}
same() { if cmp -s "$1" "$2"; then ok; else bad "$3: $1 and $2 differ"; fi; }

good='{"id":"good","published":"2024-01-30","publisher":"The Gazette","text":"Police arrested 30 protesters in Nairobi on Monday. France condemned the arrests."}'
echo "$good" >good.jsonl

# ---- usage -----------------------------------------------------------------------
expect 2 "no command" "$tocsin"
expect 2 "unknown command" "$tocsin" frobnicate
expect 2 "unknown option" "$tocsin" code --frob x
expect 2 "option of another command" "$tocsin" read --record x good.jsonl
expect 2 "a bad day" "$tocsin" events --record x --from yesterday
expect 2 "a bad number" "$tocsin" code --jobs many good.jsonl
expect 2 "a missing value" "$tocsin" code --record
expect 2 "no input" "$tocsin" code
expect 0 "help" "$tocsin" --help
for command in read parse code events show claims sources diff report moves import export lexicon doctor version; do
    expect 0 "help of $command" "$tocsin" $command --help
    head -n 1 out | grep -q '^tocsin ' && ok || bad "help of $command begins with no example"
done
expect 0 "version" "$tocsin" --version
lines out 3 "version"

# ---- the way through --------------------------------------------------------------
expect 0 "code" "$tocsin" code good.jsonl
has out '"type":"COERCE"' "code"
has out '"type":"ACCUSE"' "code"
expect 0 "options before the command" "$tocsin" --jobs 1 code good.jsonl
expect 0 "code from standard input" sh -c "'$tocsin' code - <good.jsonl"
"$tocsin" read good.jsonl | "$tocsin" code - >piped 2>err
"$tocsin" code good.jsonl >direct
same piped direct "read | code gives what code gives"
for format in csv polecat cameo conllu; do
    expect 0 "code --format $format" "$tocsin" code --format $format good.jsonl
    [ -s out ] && ok || bad "code --format $format is empty"
done
for layer in attributions times places actors factuality; do
    expect 0 "layer $layer" "$tocsin" code --layer $layer good.jsonl
done
"$tocsin" code good.jsonl >weighed
grep -qE '"weight":(0|1)\.' weighed && ok || bad "code weighs no claim"
expect 0 "code by rules alone" "$tocsin" code --rules-only good.jsonl
has out '"weight":null' "code by rules alone"
echo '{"text":"Norland may attack Sudland. The army will leave."}' >may.jsonl
"$tocsin" code --layer factuality may.jsonl >learnt
expect 0 "factuality by rules alone" "$tocsin" code --rules-only --layer factuality may.jsonl
[ "$(wc -l <out)" = "$(wc -l <learnt)" ] && ! cmp -s out learnt && ok ||
    bad "rules alone give other predicates, or the same values"
"$tocsin" code --layer factuality good.jsonl >learnt
"$tocsin" code --jobs 3 --layer factuality good.jsonl >three
same three learnt "factuality with three jobs"
expect 2 "a layer as csv" "$tocsin" code --layer times --format csv good.jsonl
expect 0 "parse" "$tocsin" parse good.jsonl
has out '# text = Police arrested 30 protesters in Nairobi on Monday.' "parse"

# ---- words that are given ---------------------------------------------------------
"$tocsin" parse --any-language "$here/examples/news" >trees.conllu 2>err
expect 0 "parse --from conllu" "$tocsin" parse --from conllu trees.conllu
same out trees.conllu "parse of what parse prints"
"$tocsin" parse --jobs 3 --from conllu - <trees.conllu >three
same three trees.conllu "parse --from conllu of a pipe, with three jobs"
gzip -c <trees.conllu >trees.gz
expect 0 "parse --from conllu of gzip" "$tocsin" parse --from=conllu trees.gz
same out trees.conllu "parse --from conllu of gzip"
cut -f 1,2 trees.conllu | awk -F'\t' 'BEGIN { OFS = "\t" }
    /^[0-9]/ { print $1, $2, "_", "_", "_", "_", "_", "_", "_", "_"; next } { print }' >words.conllu
"$tocsin" parse --from conllu words.conllu | cut -f 1-8 >out
cut -f 1-8 trees.conllu >eight
same out eight "parse --from conllu looks at words only"
{
    printf '1\tTroops\t_\t_\t_\t_\t_\t_\t_\t_\n\n1\tare\tbad\n\n'
    printf '1\tThey\t_\t_\t_\t_\t_\t_\t_\t_\n3\tfled\t_\t_\t_\t_\t_\t_\t_\t_\n'
} >bad.conllu
expect 4 "bad lines of CoNLL-U" "$tocsin" parse --from conllu bad.conllu
lines out 2 "bad lines of CoNLL-U"
lines err 2 "bad lines of CoNLL-U"
has err "bad.conllu:3" "bad lines of CoNLL-U"
has err "bad.conllu:6" "bad lines of CoNLL-U"
expect 3 "no good line of CoNLL-U" "$tocsin" parse --from conllu good.jsonl
expect 2 "parse --from of a day" "$tocsin" parse --from 2024-01-01 good.jsonl
expect 2 "events --from conllu" "$tocsin" events --record r.db --from conllu
expect 2 "code --from" "$tocsin" code --from conllu good.jsonl

expect 0 "code --record" "$tocsin" code --record r.db good.jsonl
expect 0 "events" "$tocsin" events --record r.db
has out "COERCE" "events"
expect 1 "no such event" "$tocsin" events --record r.db --actor XXX
expect 0 "events as csv" "$tocsin" events --record r.db --format csv
expect 0 "events as jsonl" "$tocsin" events --record r.db --format jsonl
expect 0 "show" "$tocsin" show 1 --record r.db
has out "[arrested]" "show marks the word"
expect 1 "show of nothing" "$tocsin" show 999 --record r.db
has err "there is no event 999" "show of nothing"
told='{"id":"w","published":"2024-01-30","text":"Iran condemned Israel on Monday."}'
gone='{"id":"w","published":"2024-02-02","text":"It rained in Tehran on Monday."}'
echo "$told" | "$tocsin" code --quiet --record w.db -
echo "$gone" | "$tocsin" code --quiet --record w.db -
expect 1 "show of what is withdrawn" "$tocsin" show 1 --record w.db
has err "nobody tells of event 1 any more" "show of what is withdrawn"
has err "withdrawn on 2024-02-02" "show of what is withdrawn"
expect 0 "show of what was said" "$tocsin" show 1 --record w.db --as-of 2024-02-01
has out "[condemned]" "show of what was said"
expect 1 "show of what was withdrawn by then" "$tocsin" show 1 --record w.db --as-of 2024-02-02
has err "on that day nobody told of event 1" "show of what was withdrawn by then"
expect 0 "claims" "$tocsin" claims --record r.db --words protesters
expect 0 "sources" "$tocsin" sources --record r.db --format csv
has out "source,kind,documents" "sources"
expect 1 "no copies" "$tocsin" sources copies --record r.db --format jsonl
expect 1 "copies of nobody" "$tocsin" sources copies nobody --record r.db
expect 2 "sources of what" "$tocsin" sources something --record r.db
# a paper that takes back what it said, under another id at the same address
{
    echo '{"id":"v1","url":"https://www.gazette.example/a?utm_source=x","title":"Arrests","published":"2024-02-01","publisher":"The Gazette","text":"Police arrested 30 protesters in Nairobi on Thursday."}'
    echo '{"id":"v2","url":"http://gazette.example/a/","title":"Arrests","published":"2024-02-01","changed":"2024-02-03","publisher":"The Gazette","text":"France condemned Kenya on Friday. This article has been corrected."}'
} >versions.jsonl
expect 0 "versions" "$tocsin" code --record v.db versions.jsonl
expect 0 "the first version, as of then" "$tocsin" events --record v.db --as-of 2024-02-02 --format csv
has out "COERCE" "the first version, as of then"
expect 1 "the first version, now" "$tocsin" events --record v.db --type COERCE
expect 0 "diff of two days" "$tocsin" diff --record v.db --from 2024-02-02 --to 2024-02-03
has out "gone" "diff of two days"
has out "by v1" "diff of two days"
has err "1 gone" "diff of two days"
expect 0 "diff as jsonl" "$tocsin" diff --record v.db --from 2024-01-01 --format jsonl
has out '"difference":"new"' "diff as jsonl"
has out '"before":null' "diff as jsonl"
expect 1 "diff of nothing" "$tocsin" diff --record v.db --from 2024-02-03 --to 2024-02-09
expect 0 "diff --codings" "$tocsin" diff --record v.db --codings
lines out 1 "diff --codings"
expect 1 "diff of a coder and itself" "$tocsin" diff --record v.db --coder 1 --coder 1
expect 2 "diff of no such coder" "$tocsin" diff --record v.db --coder 1 --coder nobody
expect 2 "diff of one coder" "$tocsin" diff --record v.db --coder 1
expect 2 "diff of nothing named" "$tocsin" diff --record v.db
expect 2 "diff backwards" "$tocsin" diff --record v.db --from 2024-02-03 --to 2024-02-01
expect 0 "report" "$tocsin" report --record r.db --output r.html --quiet
has r.html "</html>" "report"

# pairs who come to blows in some four weeks and not in others, and answer in kind
awk 'function below(n) {
    x = (x * 16807 + 12345) % 2147483647
    return int(x / 1000) % n
}
function blow(day, a, b) {
    printf "%d\t%04d-%02d-%02d\t%s\t\t%s\tfight\t190\t-10.0\t%s\t\t%s\t%d\t1\tPost\t\t\t\t\t\t\n",
        ++n, 2014 + int(day / 336), int(day % 336 / 28) + 1, day % 28 + 1, a, a, b, b, n
}
BEGIN {
    print "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude"
    split("Chad Sudan Kenya Somalia India Pakistan Peru Ecuador", who, " ")
    for (block = 0; block < 30; block++)
        for (p = 1; p < 8; p += 2)
            if (below(3) == 0)
                for (i = 0; i < 6; i++) {
                    day = block * 28 + below(20)
                    blow(day, who[p], who[p + 1])
                    blow(day + 1 + below(3), who[p + 1], who[p])
                }
}' >blows.tsv
expect 0 "import of blows" "$tocsin" import icews blows.tsv --record blows.db --quiet
expect 0 "report of blows" "$tocsin" report --record blows.db --output blows.html --quiet
has blows.html "Moves and countermoves" "report: the mirrored chart"
has blows.html "Conflict answered by conflict, times the base rate" "report: the response curve"
grep -q "Cooperation answered" blows.html && bad "report: an empty chart" || ok
has blows.html "Waits between events" "report: the QQ plot"
has blows.html "Did it come as often as was said?" "report: the reliability diagram"
grep -qi 'nan[ <)]' blows.html && bad "report: NaN" || ok

# ---- moves --------------------------------------------------------------------------
quads=$here/examples/moves
awk -f "$quads/make.awk" | sort -n -k4,4 -s >made
same made "$quads/train.txt" "the moves are what make.awk makes"
expect 0 "moves" "$tocsin" moves Norland Sudland --events "$quads"
has out "A THREATENs B -> B MOBILIZEs A within 7 days" "moves"
expect 0 "moves as JSON lines" "$tocsin" moves Norland Sudland --events "$quads" --format jsonl
grep -q nan out && bad "moves: NaN in JSON" || ok
has out '"kind":"exchange"' "moves as JSON lines"
expect 0 "a chart" "$tocsin" moves Norland Sudland --events "$quads" --plot m.svg --quiet
has m.svg "</svg>" "a chart"
expect 0 "a chart on standard output" "$tocsin" moves Norland Sudland --events "$quads" --plot -
same out m.svg "a chart on standard output"
expect 1 "moves of a stranger" "$tocsin" moves Nordland Sudland --events "$quads"
has err 'there is "Norland"' "moves of a stranger"
expect 2 "moves of one" "$tocsin" moves Norland --events "$quads"
expect 2 "moves with itself" "$tocsin" moves Norland 'Nor*' --events "$quads"
expect 2 "moves by year" "$tocsin" moves Norland Sudland --events "$quads" --by year
expect 2 "a filter of files" "$tocsin" moves Norland Sudland --events "$quads" --from 2024-01-01
expect 0 "moves as of a day" "$tocsin" moves Norland Sudland --events "$quads" --as-of 364
has out "day 0 to day 363" "the days behind are not known"
expect 2 "moves of numbered days as of a date" "$tocsin" moves Norland Sudland --events "$quads" --as-of 2024-01-01
has err "days have numbers" "moves of numbered days as of a date"
expect 2 "risk of numbered days as of a date" "$tocsin" forecast risk Norland Sudland --events "$quads" --as-of 2024-01-01
has err "days have numbers" "risk of numbered days as of a date"
expect 3 "moves of no file" "$tocsin" moves Norland Sudland --events nowhere
expect 0 "who is next" "$tocsin" forecast next Norland threaten '?' --events "$quads" --why --as-of 700
has out "on day 701" "who is next"
has out "lighter reasons" "who is next"
has out "calibration error" "who is next"
expect 0 "who is next, as JSON" "$tocsin" forecast next '?' 'provide*aid' sudland --events "$quads" --why --format jsonl
grep -q nan out && bad "who is next: NaN in JSON" || ok
has out '"kind":"rule","score"' "who is next, as JSON"
expect 0 "who is next, as CSV" "$tocsin" forecast next '?' consult Sudland --events "$quads" --format csv --limit 1
has out "rank,name,number,probability" "who is next, as CSV"
expect 1 "who is next to a stranger" "$tocsin" forecast next Norlnd threaten '?' --events "$quads"
has err 'there is "Norland"' "who is next to a stranger"
expect 1 "an unknown relation" "$tocsin" forecast next Norland threatn '?' --events "$quads"
has err 'there is "Threaten"' "an unknown relation"
expect 2 "a date of numbered days" "$tocsin" forecast next Estria threaten '?' --events "$quads" --as-of 2024-01-01
has err "days have numbers" "a date of numbered days"
expect 0 "what is next" "$tocsin" forecast next Norland '?' Sudland --events "$quads" --why --as-of 700
has out "If anything is done on that day: what." "what is next"
has out 'Norland did "Threaten" to Sudland' "what is next"
has out "by counting" "what is next"
expect 0 "what is next, as JSON" "$tocsin" forecast next Norland '?' Sudland --events "$quads" --format jsonl
has out '"base_mrr":0' "what is next, as JSON"
expect 2 "too much is asked" "$tocsin" forecast next Norland '?' '?' --events "$quads"
has err "for one of them" "too much is asked"
cat >next.jsonl <<'END'
{"id":"n1","published":"2024-03-01","text":"Iran threatened Israel with missile strikes on Friday."}
{"id":"n2","published":"2024-03-02","text":"Israel accused Iran of arming militants on Saturday."}
{"id":"n3","published":"2024-03-04","text":"Iran threatened Iraq with sanctions on Monday."}
{"id":"n4","published":"2024-03-05","text":"Iran accused Israel of murder on Tuesday."}
{"id":"n5","published":"2024-03-06","text":"Iran threatened Israel with war on Wednesday."}
END
echo '{"id":"n6","published":"2024-03-07","text":"Iran accused Israel of sabotage on Thursday."}' >next6.jsonl
expect 0 "a record to ask" "$tocsin" code --record next.db next.jsonl
expect 0 "what is next by a record" "$tocsin" forecast next IRN '?' ISR --record next.db
has out "on 2024-03-07, from the 5 events before" "what is next by a record"
has out "THREATEN" "what is next by a record"
has out "without actor or recipient (1)" "what is next by a record"
expect 0 "to whom by a record" "$tocsin" forecast next IRN threaten '?' --record next.db --why
has out "ISR" "to whom by a record"
expect 0 "as of a day is not kept" "$tocsin" forecast next IRN threaten '?' --record next.db --as-of 2024-03-04
expect 0 "kept" "$tocsin" forecast past --record next.db
has out "IRN -> ? -> ISR: THREATEN 0" "kept"
has out "2 forecasts of next events, of which the days of 0 are over" "kept"
expect 0 "the day after" "$tocsin" code --record next.db next6.jsonl
expect 0 "what came" "$tocsin" forecast past --record next.db
has out "came ACCUSE, number 2 of 2" "what came"
has out "; nothing of it on that day" "what came"
has out "The first answer came in 0 of 1" "what came"
expect 0 "what came, as JSON" "$tocsin" forecast past next --record next.db --format jsonl
has out '"right":1,"came":"ACCUSE","rank":2,"said":0.' "what came, as JSON"
expect 0 "what came, as CSV" "$tocsin" forecast past next --record next.db --format csv
has out "1,2024-03-06,IRN,,ISR,THREATEN,0" "what came, as CSV"
expect 1 "no risk was kept" "$tocsin" forecast past risk --record next.db
expect 2 "past of what" "$tocsin" forecast past what --record next.db
expect 2 "next of what" "$tocsin" forecast next Norland --events "$quads"
mkdir counts # deaths of eight countries, October 2017 the last month that is known
awk 'BEGIN { print "country_id,month_id,ged_sb"
             for (c = 1; c <= 8; c++) for (m = 430; m <= 468; m++)
                 print c "," m "," (c < 4 ? 0 : (m * c * 7) % (9 * c)) }' >counts/ged_sb_country_month.csv
expect 0 "counts" "$tocsin" eval counts counts --year 2018
has out "8 countries, 96 country-months" "counts"
has out "zero: never any" "counts"
expect 0 "counts as CSV" "$tocsin" eval counts counts --year 2018 --format csv
lines out 6 "counts as CSV"
has out "2018,bootstrap," "counts as CSV"
expect 0 "counts as JSON" "$tocsin" eval counts counts --year 2018 --format jsonl
has out '"last":{"crps":' "counts as JSON"
grep -q nan out && bad "counts: NaN in JSON" || ok
expect 3 "counts of no such year" "$tocsin" eval counts counts --year 2001
expect 2 "counts of no year" "$tocsin" eval counts counts
expect 3 "counts of no folder" "$tocsin" eval counts no-such-folder --year 2018
expect 0 "an intensity" "$tocsin" moves Norland Sudland --events "$quads" --intensity
has out "Branching ratio" "an intensity"
expect 0 "an intensity as JSON" "$tocsin" moves Norland Sudland --events "$quads" --intensity --format jsonl --plot q.svg
has out '"kind":"fit"' "an intensity as JSON"
grep -q nan out && bad "intensity: NaN in JSON" || ok
has q.svg "<svg" "a chart of waits"
expect 2 "intensity of rules" "$tocsin" moves --rules --intensity --events "$quads"
expect 0 "all rules" "$tocsin" moves --rules --events "$quads" --doubt 1 --format csv
expect 0 "rules of types" "$tocsin" moves --rules --events "$quads" --doubt 1 --by type
has out "(X, THREATEN, Y), then (Y, MOBILIZE, X) within" "rules of types"
expect 0 "rules held out" "$tocsin" moves --rules --events "$quads" --doubt 1 --held-out 0.3
has out "Held out: the days from day 510 on." "rules held out"
expect 2 "nothing to hold out" "$tocsin" moves Norland Sudland --events "$quads" --held-out 0.3
expect 2 "all held out" "$tocsin" moves --rules --events "$quads" --held-out 1
expect 2 "rules by day" "$tocsin" moves --rules --events "$quads" --by day
expect 1 "rules of too few" "$tocsin" moves --rules --events "$quads" --format csv
lines out 1 "rules of too few"
: >empty
expect 1 "moves of nothing" "$tocsin" moves A B --events empty
has err "there are no events" "moves of nothing"
printf '0\t1\t2\t3\nx\n' >torn
expect 4 "a torn line" "$tocsin" moves '#0' '#2' --events torn
echo '{"id":"a","published":"2024-01-30","text":"Iran condemned Israel on Monday."}' >one.jsonl
"$tocsin" code --record one.db --quiet one.jsonl
expect 0 "moves of a record with one event" "$tocsin" moves IRN ISR --record one.db --plot m.svg
has out "2024-01-29 to 2024-01-29: A to B 1 event, B to A 0" "moves of a record"
expect 1 "moves before anything" "$tocsin" moves IRN ISR --record one.db --to 2023-01-01

# ---- imports -----------------------------------------------------------------------
events=$here/examples/events
expect 0 "import" "$tocsin" import "$events/acled.csv" --record i.db
has err "acled.csv (acled): 3 rows, 3 new; 1 hold no act" "import"
expect 0 "the same again" "$tocsin" import acled - --record i.db <"$events/acled.csv"
has err "3 rows, 0 new, 3 known" "the same again"
gzip -c "$events/acled.csv" >acled.gz
expect 0 "a packed table" "$tocsin" import acled.gz --record i2.db --quiet
lines err 0 "--quiet"
expect 4 "a bad row" "$tocsin" import --mapping "$events/incidents.map" \
    "$events/incidents.csv" --record i.db
has err 'incidents.csv:4: no date: "31/02/2024"' "a bad row"
has err "2 rows, 2 new; 1 cannot be used; 1 hold no act" "a bad row"
expect 4 "one of two files" "$tocsin" import nothing.csv "$events/acled.csv" --record i.db
expect 3 "no file" "$tocsin" import nothing.csv --record i.db
expect 3 "no table" "$tocsin" import good.jsonl.none good.jsonl --mapping good.jsonl \
    --record i.db
expect 3 "another format" "$tocsin" import ucdp "$events/acled.csv" --record i.db
expect 2 "import of nothing" "$tocsin" import --record i.db
expect 2 "import to nothing" "$tocsin" import "$events/acled.csv"
expect 0 "events of imports" "$tocsin" events --record i.db --format csv --type PROTEST
lines out 4 "events of imports"
awk 'BEGIN { print "event_id_cnty,event_date,event_type,actor1,inter1"
    for (i = 0; i < 1100; i++) print i ",soon,Riots,x,1" }' >bad.csv
expect 4 "many bad rows" "$tocsin" import bad.csv --record i.db
lines err 1002 "many bad rows"
has err "1100 cannot be used" "many bad rows"

# ---- exports -----------------------------------------------------------------------
expect 1 "rows of other projects" "$tocsin" export native --record r.db
expect 2 "two files of rows" "$tocsin" export native acled a b --record r.db
expect 0 "export csv" "$tocsin" export csv --record r.db --output r.csv
has r.csv "id,from,to," "export csv"
expect 0 "claims as they are listed" "$tocsin" claims --record r.db --format jsonl
cp out listed
expect 0 "claims as they are exported" "$tocsin" export jsonl --record r.db
same out listed "export jsonl"
expect 0 "export geojson" "$tocsin" export geojson --record r.db --type COERCE
has out '"type":"FeatureCollection"' "export geojson"
expect 1 "an export of nothing" "$tocsin" export csv --record r.db --type AID
expect 2 "export to nothing" "$tocsin" export --record r.db
expect 2 "export to an unknown format" "$tocsin" export xls --record r.db
expect 2 "references of claims" "$tocsin" export bibtex --what claims --record r.db
expect 2 "an option of other commands" "$tocsin" export csv --format csv --record r.db
expect 3 "export of no record" "$tocsin" export csv --record none.db --output none.csv
[ ! -e none.csv ] && ok || bad "an export of no record made a file"
expect 3 "a full output" "$tocsin" export csv --record r.db --output /dev/full
has err "/dev/full" "a full output"
expect 2 "Parquet without a file" "$tocsin" export parquet --record r.db
expect 3 "Parquet without DuckDB" "$tocsin" export parquet --record r.db \
    --output r.parquet --duckdb ./none.so
has err "DuckDB" "Parquet without DuckDB"
[ ! -e r.parquet ] && ok || bad "Parquet without DuckDB made a file"
expect 1 "as of an earlier day" "$tocsin" events --record r.db --as-of 2024-01-29
expect 0 "as of that day" "$tocsin" events --record r.db --as-of 2024-01-30
expect 0 "doctor" "$tocsin" doctor --record r.db
expect 0 "backup" "$tocsin" doctor --record r.db --backup copy.db
expect 3 "a backup replaces nothing" "$tocsin" doctor --record r.db --backup copy.db
expect 0 "the backup is sound" "$tocsin" doctor --record copy.db
expect 0 "nothing to repair" "$tocsin" doctor --record copy.db --repair
has out "copy.db: sound" "nothing to repair"
expect 2 "repair what" "$tocsin" doctor --repair
dd if=/dev/zero of=copy.db bs=8192 seek=4 count=3 conv=notrunc 2>/dev/null
expect 3 "pages of nothing" "$tocsin" doctor --record copy.db
expect 0 "repair" "$tocsin" doctor --record copy.db --repair
has out "copy.db.damaged-1" "the damaged one is kept"
expect 0 "the repaired one is sound" "$tocsin" doctor --record copy.db
expect 0 "lookup" "$tocsin" lexicon lookup Iraq
expect 1 "lookup of nothing" "$tocsin" lexicon lookup xyzzyplugh

# ---- one phrase ------------------------------------------------------------------------
expect 0 "a phrase" "$tocsin" lexicon actor police in Hong Kong
has out '"code":"HKGCOP"' "a phrase"
expect 0 "a phrase on a day" "$tocsin" lexicon actor --as-of 2015-05-01 Angela Merkel
has out '"code":"DEUGOV"' "in office"
has out '"post":"chancellor"' "in office"
expect 0 "a phrase on a later day" "$tocsin" lexicon actor --as-of 2023-05-01 Angela Merkel
has out '"code":"DEUELI"' "out of office"
expect 1 "an unknown name" "$tocsin" lexicon actor Wilbur Plughson
has out '"code":null' "an unknown name"
expect 0 "a country beside it" "$tocsin" lexicon actor --country Mexico PRI
has out '"code":"MEXPTY"' "a country beside it"
expect 0 "a context" "$tocsin" lexicon actor --context \
    "Amadou Kane, a Malian opposition leader, was arrested." Kane
has out '"code":"MLIOPP"' "a context"
expect 2 "no phrase" "$tocsin" lexicon actor
printf '%s\n' '{"text":"students at Dhaka University"}' '' \
    '{"text":"Pi\u00f1era","published":"2019-05-01","n":[1,{"a":"}"}]}' \
    '{"text":"PRI","country":"Mexico","context":""}' >phrases
"$tocsin" lexicon actor - <phrases >out 2>err
[ $? = 0 ] && ok || bad "phrases: not 0"
lines out 3 "phrases"
has out '"code":"BGDEDU"' "phrases"
has out '"code":"CHLGOV"' "an escaped letter"
printf '%s\n' 'no object' '{"text":5}' '{"text":"\ud800"}' '{"text":"x"' \
    '{"text":"soldiers"}' >phrases
"$tocsin" lexicon actor - <phrases >out 2>err
[ $? = 4 ] && ok || bad "phrases that are none: not 4"
lines out 1 "phrases that are none"
has err "-:3:" "phrases that are none"
printf '{"text":"\377\376"}\n' | "$tocsin" lexicon actor - >out 2>err
[ $? = 4 ] && ok || bad "a phrase that is not UTF-8: not 4"

# ---- the same again ------------------------------------------------------------------
dump() { sqlite3 "$1" .dump 2>/dev/null | grep -v learnt | sha256sum; }
"$tocsin" events --record r.db --format jsonl >before
expect 0 "coding it again" "$tocsin" code --record r.db good.jsonl
has err "(0 new)" "coding it again adds nothing"
"$tocsin" events --record r.db --format jsonl >after
same before after "events after coding it again"
"$tocsin" code --jobs 1 "$here/examples/news" >one 2>err1
"$tocsin" code --jobs 3 "$here/examples/news" >three 2>err3
same one three "any number of jobs gives the same bytes"

# ---- bad input: one line each, the rest intact, exit 4 -----------------------------------
part() { # part WHAT FILE WORDS
    expect 4 "$1" "$tocsin" code --quiet "$2" good.jsonl
    lines err 1 "$1"
    has err "$3" "$1"
    same out direct "$1: the good document"
}
: >empty.txt
part "an empty file" empty.txt "empty.txt"
printf 'text with \000\000\001\002\000 bytes\000\000' >nul.txt
part "NUL bytes" nul.txt "nul.txt"
printf '{"id":"x","text":"A fairly long text that is cut in the middle of a word"}' |
    gzip -c >whole.jsonl.gz
head -c 60 whole.jsonl.gz >cut.jsonl.gz
part "a truncated gzip" cut.jsonl.gz "cut.jsonl.gz"
echo '{"id":7,"text":["not","a","text"]}' >types.jsonl
part "JSON with wrong types" types.jsonl "types.jsonl:1"
echo '{"id":"x", "text": "broken' >broken.jsonl
part "broken JSON" broken.jsonl "broken.jsonl:1"
cat >german.txt <<'EOF'
Die Regierung hat am Montag beschlossen, dass die Truppen aus dem Norden des Landes
abgezogen werden. Der Minister sagte, dass es keine andere Wahl gegeben habe, und dass
man mit den Nachbarn weiter verhandeln wolle. Die Opposition sprach von einem Fehler.
EOF
part "another language" german.txt "german.txt"
expect 0 "another language, forced" "$tocsin" code --any-language german.txt
part "a file that is not there" missing.txt "missing.txt"
mkdir -p loop/inner && ln -s .. loop/inner/up && echo "$good" >loop/good.jsonl
expect 4 "a folder loop" "$tocsin" code --quiet loop
lines err 1 "a folder loop"
same out direct "a folder loop: the good document"
if [ "$(id -u)" != 0 ]; then
    cp good.jsonl secret.jsonl && chmod 000 secret.jsonl
    part "an unreadable file" secret.jsonl "secret.jsonl"
fi
{
    printf '{"id":"long","text":"'
    head -c 1000000000 /dev/zero | tr '\0' 'a'
    printf '"}\n'
    cat good.jsonl
} | "$tocsin" code --quiet - >out 2>err
lines err 1 "a line of 1 GB"
same out direct "a line of 1 GB: the good document"
{
    printf '<html><body>'
    i=0
    while [ $i -lt 2000 ]; do
        printf '<div><div><div><div><div><div><div><div><div><div>'
        i=$((i + 1))
    done
    printf 'Police arrested 30 protesters in Nairobi.'
} >deep.html
"$tocsin" code --quiet deep.html good.jsonl >out 2>err
code=$?
[ $code = 0 ] || [ $code = 4 ] && ok || bad "deep HTML: exit $code"
tail -n 2 out | cmp -s - direct && ok || bad "deep HTML: the good document"
cat >bomb.xml <<'EOF'
<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>T</title><item><title>One</title>
<description>&f;&x;</description></item></channel></rss>
EOF
"$tocsin" read bomb.xml >out 2>err
grep -q root: out && bad "an external entity was read" || ok
[ "$(wc -c <out)" -lt 100000 ] && ok || bad "entities were expanded"
printf 'Police arrested \377\376 protesters in Nairobi on Monday. The caf\351 was closed.\n' >latin.txt
expect 0 "bytes that are no UTF-8" "$tocsin" code latin.txt
iconv -f UTF-8 -t UTF-8 out >/dev/null 2>&1 && ok || bad "output is no UTF-8"
echo '{"id":"nodate","text":"Police arrested 30 protesters in Nairobi on Monday."}' >nodate.jsonl
expect 0 "a missing date" "$tocsin" code nodate.jsonl
has out '"published":null' "a missing date"
expect 3 "nothing usable" "$tocsin" code empty.txt

# ---- checking dictionaries, and filling their gaps ------------------------------------------
mkdir -p dict/acts
printf 'IRQ IQ Iraq\nadjective: Iraqi\n\nIRN IR Iran\nadjective: Iranian\n' >dict/countries.txt
printf '[MIL]\nsoldier; troops; army\n' >dict/agents.txt
cat >dict/acts/a.txt <<'EOT'
[ASSAULT - cameo=190 intensity=-9]
strafe
> Iraqi troops strafed Iran.
bomb obj:convoy,town
[RETREAT - cameo=87 intensity=7]
abandon
EOT
expect 0 "lexicon check of what is sound" "$tocsin" lexicon check dict
lines out 0 "lexicon check of what is sound"
has err "0 findings; 1 examples, 0 of them wrong" "lexicon check counts"
echo '{"id":"c","published":"2024-01-30","text":"Iraqi troops strafed Iran. Troops fled."}' >corpus.jsonl
expect 0 "lexicon check --corpus" "$tocsin" lexicon check dict --corpus corpus.jsonl
has out "dict/acts/a.txt:4: never matched: bomb" "lexicon check --corpus"
has out "dict/acts/a.txt:6: never matched: abandon" "lexicon check --corpus"
grep -q "a.txt:2" out && bad "a frame that matched is told" || ok
has err "1 documents, 0 unreadable: 2 of 3 frames never matched" "lexicon check --corpus"
expect 4 "lexicon check with a corpus in part" "$tocsin" lexicon check dict --corpus corpus.jsonl missing.txt
cat >>dict/acts/a.txt <<'EOT'
> The weather was fine.
bomb obj:town
[COERCE - cameo=170 intensity=-7]
strafe
abandon obj:village
abandon obj:village
EOT
printf '[COP]\narmy\n' >>dict/agents.txt
expect 1 "lexicon check" "$tocsin" lexicon check dict
has out "dict/acts/a.txt:7: the frame at acts/a.txt:6 makes no claim of this; made are: none" "a wrong example"
has out "dict/acts/a.txt:8: bomb can never win: acts/a.txt:4 is tried before it" "a frame that never wins"
has out "dict/acts/a.txt:10: strafe contradicts acts/a.txt:2: the same slots, but ASSAULT there and COERCE here" "a contradiction"
has out "dict/acts/a.txt:12: abandon stands twice: the same as acts/a.txt:11" "a frame twice"
has out "dict/agents.txt:4: army is COP here and MIL at agents.txt:2" "an agent in two sectors"
lines out 5 "lexicon check"
echo "bomb ojb:town" >>dict/acts/a.txt
expect 3 "lexicon check of what does not compile" "$tocsin" lexicon check dict
has out "dict/acts/a.txt:13: unknown slot" "lexicon check of what does not compile"
expect 3 "lexicon check of no folder" "$tocsin" lexicon check nowhere
expect 2 "lexicon check of nothing" "$tocsin" lexicon check
expect 2 "lexicon check with a file too many" "$tocsin" lexicon check dict corpus.jsonl
expect 2 "lexicon frob" "$tocsin" lexicon frob
cat >gaps.jsonl <<'EOT'
{"id":"a","text":"Ethiopian troops befuddled Eritrean soldiers near the border. Kenya bombed the camp of the Zorgon Liberation Front."}
{"id":"b","text":"Russian troops befuddled Ukrainian soldiers."}
EOT
expect 0 "lexicon gaps" "$tocsin" lexicon gaps gaps.jsonl
has out '# 2 times: "Ethiopian troops befuddled Eritrean soldiers near the border."' "lexicon gaps"
grep -qx 'befuddle obj=R' out && ok || bad "lexicon gaps: no line to be filled in"
has out 'zorgon-liberation-front | Zorgon Liberation Front |' "a name that is missing"
expect 0 "lexicon gaps --min" "$tocsin" lexicon gaps --min 2 --format jsonl gaps.jsonl
lines out 1 "lexicon gaps --min"
has out '{"kind":"verb","count":2,"words":"befuddle","file":"data/acts","line":"befuddle obj=R"' "lexicon gaps as jsonl"
expect 1 "lexicon gaps, none so often" "$tocsin" lexicon gaps --min 3 gaps.jsonl
"$tocsin" lexicon gaps --jobs 1 "$here/examples/news" >one 2>err
"$tocsin" lexicon gaps --jobs 3 "$here/examples/news" >three 2>err
same one three "lexicon gaps with any number of jobs"
[ -s one ] && ok || bad "lexicon gaps of the sample news is empty"
expect 2 "lexicon gaps of nothing" "$tocsin" lexicon gaps
expect 2 "lexicon gaps --min 0" "$tocsin" lexicon gaps --min 0 gaps.jsonl
expect 2 "lexicon gaps as csv" "$tocsin" lexicon gaps --format csv gaps.jsonl
expect 4 "lexicon gaps in part" "$tocsin" lexicon gaps gaps.jsonl missing.txt

# ---- records that are none -----------------------------------------------------------------
echo "this is not a database, but long enough to look at" >no.db
expect 3 "a record that is not SQLite" "$tocsin" code --record no.db good.jsonl
lines err 1 "a record that is not SQLite"
expect 3 "events of no record" "$tocsin" events --record no.db
expect 3 "events of a missing record" "$tocsin" events --record absent.db
[ -e absent.db ] && bad "asking made a record" || ok
cp r.db newer.db
if command -v sqlite3 >/dev/null 2>&1; then
    sqlite3 newer.db 'PRAGMA user_version = 9999' && rm -f newer.db-wal newer.db-shm
    expect 3 "a record of a newer version" "$tocsin" code --record newer.db good.jsonl
    has err "version" "a record of a newer version"
fi
head -c 5000 r.db >torn.db
expect 3 "a torn record" "$tocsin" events --record torn.db

# ---- a killed run ------------------------------------------------------------------------------
i=0
while [ $i -lt 3000 ]; do
    printf '{"id":"d%d","published":"2024-02-%02d","publisher":"P%d","text":"Police arrested %d protesters in Nairobi on Monday. France condemned the arrests. Rebels attacked an army base near Goma, killing %d soldiers."}\n' \
        $i $((i % 28 + 1)) $((i % 7)) $((i + 2)) $((i % 9 + 2))
    i=$((i + 1))
done >many.jsonl
expect 0 "an unbroken run" "$tocsin" code --quiet --record whole.db many.jsonl
"$tocsin" code --quiet --jobs 1 --record killed.db many.jsonl 2>err &
pid=$!
sleep 0.4
kill -9 $pid 2>/dev/null
wait $pid 2>/dev/null
expect 0 "the same again after kill -9" "$tocsin" code --quiet --record killed.db many.jsonl
"$tocsin" events --record whole.db --format jsonl >whole.jsonl
"$tocsin" events --record killed.db --format jsonl >killed.jsonl
same whole.jsonl killed.jsonl "a killed run ends as an unbroken one"
"$tocsin" claims --record whole.db --format jsonl >whole.jsonl
"$tocsin" claims --record killed.db --format jsonl >killed.jsonl
same whole.jsonl killed.jsonl "a killed run has the claims of an unbroken one"
expect 0 "doctor after kill -9" "$tocsin" doctor --record killed.db

# ---- risk: a pair that is always at it ----------------------------------------------
mkdir always
printf 'A\t0\nB\t1\n' >always/entity2id.txt
printf 'Use conventional military force\t0\n' >always/relation2id.txt
awk 'BEGIN { for (day = 0; day <= 300; day++) print "0\t0\t1\t" day }' >always/train.txt
expect 0 "risk of what always is" "$tocsin" forecast risk A B --events always --class ASSAULT
has out "it was never wrong" "persistence that is never wrong"
expect 0 "its backtest" "$tocsin" forecast backtest --events always
grep -q '[^a-z]nan[^a-z]' out && bad "risk: NaN" || ok

# ---- a full disk -----------------------------------------------------------------------------------
mkdir small
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=1m tmpfs small 2>/dev/null; then
    expect 3 "a full disk" "$tocsin" code --quiet --record small/r.db many.jsonl
    lines err 1 "a full disk"
    cp small/r.db full.db
    [ -e small/r.db-wal ] && cp small/r.db-wal full.db-wal
    expect 0 "the record after a full disk" "$tocsin" doctor --record full.db
    umount small
fi
if [ -e /dev/full ]; then
    "$tocsin" code good.jsonl >/dev/full 2>err
    [ $? = 3 ] && ok || bad "a full output"
fi
"$tocsin" code many.jsonl 2>err | head -n 1 >out
lines err 0 "a closed pipe is no error"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
