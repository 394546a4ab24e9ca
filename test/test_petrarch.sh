#!/bin/sh
# test_petrarch.sh: old dictionaries from their files to events: import, compile, code.
# The sentences are our own; the dictionaries are those of test/petrarch/.
set -eu
tocsin=${TOCSIN:-build/tocsin}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

fail() {
    echo "FAILED: $1" >&2
    failed=1
}

# code LEXICON DATE SENTENCE: source target cameo, one a line, sorted
code() {
    printf '%s\n' "$3" |
        "$tocsin" code --quiet --any-language --published "$2" --format cameo \
            --lexicon "$1" - | cut -f2-4 | tr '\t' ' ' | sort
}

# gives DATE SENTENCE EVENT...
gives() {
    day=$1 words=$2
    shift 2
    for event; do echo "$event"; done | sed '/^$/d' | sort >"$dir/expected"
    code "$dir/lexicon" "$day" "$words" >"$dir/found"
    cmp -s "$dir/expected" "$dir/found" || {
        fail "$words"
        diff "$dir/expected" "$dir/found" >&2 || true
    }
}

status=0
"$tocsin" lexicon import test/petrarch --out "$dir/own" 2>"$dir/words" || status=$?
[ "$status" = 4 ] || fail "import gave $status: the issues cannot be used"
grep -q 'world.issues:.*3 issues' "$dir/words" || fail "the issues are not told"
grep -q '1 not used' "$dir/words" || fail "what is not used is not counted"
status=0
"$tocsin" lexicon import test/petrarch --out "$dir/own" 2>"$dir/words" || status=$?
[ "$status" = 3 ] || fail "a folder that is not empty gave $status"
status=0
"$tocsin" lexicon import test/petrarch 2>/dev/null || status=$?
[ "$status" = 2 ] || fail "no --out gave $status"
"$tocsin" lexicon compile "$dir/own" "$dir/lexicon"

# verbs, patterns, particles, synsets of one word and of several
gives 1995-01-01 "Rohan criticized Isengard." "ROH ISE 111"
gives 1995-01-01 "Rohan broke off its ties with Isengard." "ROH ISE 161"
gives 1995-01-01 "Rohan will give a million Swiss francs to Bree." "ROH BRE 903"
gives 1995-01-01 "Rohan gave food to Bree." "ROH BRE 073"
gives 1995-01-01 "Umbar lifted sanctions on Harad." "UMB HAR 085"
# passives, with and without an agent; the verb's own object is no source
gives 1995-01-01 "Harad was attacked by Umbar." "UMB HAR 190"
gives 1995-01-01 "Umbar attacked Harad on Monday." "UMB HAR 190"
# both directions: compounds without a target, and codes with two sides
gives 1995-01-01 "Rohan and Umbar met." "ROH UMB 040" "UMB ROH 040"
gives 1995-01-01 "Umbar's envoy arrived in Rohan." "ROH UMBGOV 033" "UMBGOV ROH 032"
# compounds that share, roles before, behind and with a code of their own
gives 1995-01-01 "Soldiers and police from Angmar attacked Dale." \
    "ANGCOP DAL 190" "ANGMIL DAL 190"
gives 1995-01-01 "Lawmakers in Dale and Esgaroth criticized Angmar." \
    "DALLEG ANG 111" "ESGLEG ANG 111"
gives 1995-01-01 "Umbar's former soldiers criticized Harad's defense minister." \
    "UMBELI HARGOVMIL 111"
gives 1995-01-01 "Umbar criticized Lorien." "UMB ELR 111" "UMB GAL 111"
# a role without a country stands beside a name only
gives 1995-01-01 "Rebels attacked Dale." "---REB DAL 190"
gives 1995-01-01 "Rebels attacked soldiers." ""
gives 1995-01-01 "Pro-Umbar rebels attacked Dale." "---REB DAL 190"
# dates, at their ends
gives 1979-06-06 "Zimbabwe criticized Umbar." "RHO UMB 111"
gives 1979-06-07 "Zimbabwe criticized Umbar." "ZBW UMB 111"
gives 2008-01-20 "Sam Gamgee criticized Umbar." "HOBCIV UMB 111"
gives 2008-01-21 "Sam Gamgee criticized Umbar." "HOBMIL UMB 111"
gives 2015-01-01 "Sam Gamgee criticized Umbar." "HOBELI UMB 111"
# what hangs under another clause counts only where that gives nothing
gives 1995-01-01 "Rohan criticized Isengard after Harad attacked Umbar." "ROH ISE 111"
gives 1995-01-01 "Bells rang after Harad attacked Umbar." "HAR UMB 190"
# discards, of a sentence and of a document; names that are nobody's
gives 1995-01-01 "Rohan attacked Umbar in the World Cup." ""
gives 1995-01-01 "Rohan attacked Umbar. Harad attacked Dale in the World Cup." \
    "ROH UMB 190"
gives 1995-01-01 "Today in history: fires. Rohan attacked Umbar." ""
gives 1995-01-01 "Rohan attacked the South China Sea." ""
# future and denied: they are events there, whatever their status
gives 1995-01-01 "Rohan will meet Umbar." "ROH UMB 040"

printf '%s\n' "Rohan will meet Umbar." >"$dir/will"
"$tocsin" code --quiet --any-language --published 1995-01-01 --format cameo \
    --lexicon "$dir/lexicon" "$dir/will" | grep -q '^19950101	ROH	UMB	040	1' ||
    fail "day and Goldstein of a row"

# over ours: both speak; with ours alone these names say nothing
printf 'ROHAN [ROH]\nUMBAR [UMB]\n' >"$dir/a.actors"
printf -- '--- X [---] ---\nSMITE [190]\n' >"$dir/a.verbs"
mkdir "$dir/data"
cp data/countries.txt data/agents.txt data/cues.txt "$dir/data/"
cp -r data/acts "$dir/data/"
"$tocsin" lexicon import "$dir/a.actors" "$dir/a.verbs" --out "$dir/both" \
    --over "$dir/data" --quiet || fail "import --over"
"$tocsin" lexicon compile "$dir/both" "$dir/over"
[ "$(code "$dir/over" 1995-01-01 "Rohan smites Umbar.")" = "ROH UMB 190" ] ||
    fail "theirs over ours"
# their verb, but our names: theirs say nothing of a place, ours do
printf -- 'BOMB [195]\n' >>"$dir/a.verbs"
rm -r "$dir/both"
"$tocsin" lexicon import "$dir/a.actors" "$dir/a.verbs" --out "$dir/both" \
    --over "$dir/data" --quiet || fail "import --over"
"$tocsin" lexicon compile "$dir/both" "$dir/over"
printf '%s\n' "Warplanes bombed a market on Monday." >"$dir/market"
"$tocsin" code --quiet --any-language --lexicon "$dir/over" "$dir/market" |
    grep -q '"rule":"bomb:ASSAULT.*acts/assault' || fail "ours where theirs say nothing"
code "$dir/over" 1995-01-01 "Russia bombed Georgia." | grep -q '^RUS GEO' ||
    fail "ours below theirs"

exit "$failed"
