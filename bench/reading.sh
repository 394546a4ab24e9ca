#!/bin/sh
# reading.sh [BUILD]: bytes a second of the reader, format by format.
#
#   TOCSIN_BENCH_TEXT    JSON lines; without it the sample articles, repeated
#   TOCSIN_BENCH_HTML    JSON lines with "html"; without it the sample pages, repeated
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
. bench/common.sh
build_measure
lines=$bench/lines.jsonl
pages=$bench/pages
if [ -n "${TOCSIN_BENCH_TEXT:-}" ]; then
    "$tocsin" read "$TOCSIN_BENCH_TEXT" >"$lines" 2>/dev/null || [ $? = 4 ]
else
    "$tocsin" read examples/news >"$bench/once.jsonl" 2>/dev/null || [ $? = 4 ]
    for i in $(seq 200); do cat "$bench/once.jsonl"; done >"$lines"
fi
speed() { # speed WHAT BYTES PATH
    line=$("$bench/measure" -n "$runs" "$tocsin" read --quiet "$3")
    echo "$line" | awk -v what="$1" -v bytes="$2" \
        '{ for (i = 1; i < NF; i++) if ($i == "processors") cpu = $(i + 1)
           printf "%-14s %6.1f MB/s, %.1f a processor-second; %s\n", what,
               bytes / $1 / 1e6, bytes / cpu / 1e6, $0 }'
}
speed "JSON lines" "$(wc -c <"$lines")" "$lines"
gzip -c "$lines" >"$lines.gz"
speed "JSON lines.gz" "$(wc -c <"$lines")" "$lines.gz"
if [ -n "${TOCSIN_BENCH_HTML:-}" ]; then
    speed "HTML" "$(wc -c <"$TOCSIN_BENCH_HTML")" "$TOCSIN_BENCH_HTML"
else
    rm -rf "$pages"
    mkdir -p "$pages"
    for i in $(seq 200); do
        for page in examples/news/*.html; do
            cp "$page" "$pages/$i-$(basename "$page")"
        done
    done
    speed "HTML, small" "$(cat "$pages"/*.html | wc -c)" "$pages"
fi
