#!/bin/sh
# archive.sh [BUILD]: a web archive of 1 GB, layer by layer, beside gzip and zlib in turns.
#
#   TOCSIN_BENCH_HTML       JSON lines with "url" and "html", of which the archive is made
#                           (bench/make_archive.py says how); without it a small one of the
#                           sample pages
#   TOCSIN_BENCH_MEGABYTES  of the archive, packed (1000)
#   TOCSIN_BENCH_RUNS       rounds; each figure is the median by processor seconds
#
# `gzip -dc` and the command itself are run by measure, which counts the second of two
# runs; the stages are those of bench/archive.c, which says what they do. One thread each.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
. bench/common.sh
build_measure
build_with_library archive -Isrc -D_DEFAULT_SOURCE $(pkg-config --cflags libxml-2.0)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
file=$folder/pages.warc.gz
if [ -n "${TOCSIN_BENCH_HTML:-}" ]; then
    python3 bench/make_archive.py "$TOCSIN_BENCH_HTML" "$file" \
        --megabytes "${TOCSIN_BENCH_MEGABYTES:-1000}"
else
    for page in examples/news/*.html; do
        python3 -c 'import json, sys; print(json.dumps({"url": "https://example.org/" + sys.argv[1], "html": open(sys.argv[1], encoding="utf-8").read()}))' "$page"
    done >"$folder/pages.jsonl"
    python3 bench/make_archive.py "$folder/pages.jsonl" "$file" \
        --megabytes "${TOCSIN_BENCH_MEGABYTES:-10}"
fi
size=$(wc -c <"$file")
for round in $(seq "$runs"); do
    for stage in inflate unpack records pages read; do
        "$bench/archive" "$stage" "$file" >>"$folder/$stage"
    done
    "$bench/measure" -n 1 gzip -dc "$file" >>"$folder/gzip"
    "$bench/measure" -n 1 "$tocsin" read --quiet "$file" >>"$folder/command"
done
# by processor seconds, the word before "s,"
middle() {
    awk '{ for (i = 2; i <= NF; i++) if ($i == "s,") at = $(i - 1); print at "\t" $0 }' "$1" |
        sort -n | cut -f 2- | sed -n "$(((runs + 1) / 2))p"
}
for stage in inflate unpack records pages read; do middle "$folder/$stage"; done
for command in gzip command; do
    middle "$folder/$command" | awk -v what="$command" -v size="$size" '
        { for (i = 1; i < NF; i++) if ($i == "processors") cpu = $(i + 1)
          printf "%-8s %.1f MB/s packed; %s\n", what, size / cpu / 1e6, $0 }'
done
