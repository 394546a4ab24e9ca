#!/bin/sh
# score.sh [BUILD]: the coder against gold, measure by measure.
#
#   TOCSIN_GOLD     the folder with the gold sets; most of them may not be passed on, so
#                   none lies in this tree. Without it there is nothing to do.
#   TOCSIN_SCORE    the program that scores: score.py beside the gold sets or in ../score
#   TOCSIN_TREES    a treebank's *.conllu, for the parse
#
# Prints the last line of each measure: its name and its figures.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
. bench/common.sh
[ -n "${TOCSIN_GOLD:-}" ] || {
    echo "TOCSIN_GOLD does not name a folder with gold sets: nothing is scored"
    exit 0
}
score=${TOCSIN_SCORE:-}
for path in "$TOCSIN_GOLD/score.py" "$TOCSIN_GOLD/../score/score.py"; do
    [ -n "$score" ] || [ ! -f "$path" ] || score=$path
done
[ -n "$score" ] || {
    echo "score.py is not to be found: TOCSIN_SCORE names it" >&2
    exit 1
}
failed=0
measure() { # measure NAME FILE
    gold=$2
    [ -f "$gold" ] || return 0
    case $gold in
    *.zst)
        zstd -dqf "$gold" -o "$bench/gold.jsonl" || return 0
        gold=$bench/gold.jsonl
        ;;
    esac
    if python3 "$score" "$1" "$gold" --tocsin "$tocsin" >"$bench/score" 2>&1; then
        echo "$(basename "$(dirname "$2")"): $(tail -n 1 "$bench/score")"
    else
        echo "$(basename "$(dirname "$2")"): $1 failed"
        tail -n 3 "$bench/score" >&2
        failed=1
    fi
}
measure read "$TOCSIN_GOLD/article_html/dev.jsonl"
measure read "$TOCSIN_GOLD/article_html/dev.jsonl.zst"
for trees in ${TOCSIN_TREES:-}; do measure parse "$trees"; done
measure relations "$TOCSIN_GOLD/plv/dev.jsonl"
measure claims "$TOCSIN_GOLD/plover_gsr/dev.jsonl"
measure attributions "$TOCSIN_GOLD/polnear/dev.jsonl"
measure times "$TOCSIN_GOLD/timex/dev.jsonl"
measure places "$TOCSIN_GOLD/geoparse/dev.jsonl"
# of which it has learnt: data/factuality.model.md has the figures that count
measure factuality "$TOCSIN_GOLD/factuality/dev.jsonl"
# These bring their own scorers: what they count stands at their heads and in README.md.
own() { # own PROGRAM FILE
    [ -f "$2" ] || return 0
    if python3 "bench/$1.py" "$2" --tocsin "$tocsin" >"$bench/score" 2>&1; then
        grep "^$1 " "$bench/score"
    else
        echo "$1 failed"
        tail -n 3 "$bench/score" >&2
        failed=1
    fi
}
own case2021 "$TOCSIN_GOLD/case2021_task2/dev.jsonl"
own wikievents "$TOCSIN_GOLD/wikievents/dev.jsonl"
own india_police "$TOCSIN_GOLD/india_police/dev.jsonl"
own muc4 "$TOCSIN_GOLD/muc4/dev.jsonl"
exit $failed
