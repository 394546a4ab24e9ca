#!/bin/sh
# throughput.sh [BUILD]: raw text to claims: sentences a second and core, and the peak
# of memory; each stage alone, one thread and two.
#
#   TOCSIN_BENCH_TEXT    JSON lines, or a folder of articles; without it the sample
#                        articles of examples/news, repeated to about 2,000 documents
#   TOCSIN_BENCH_RUNS    runs of which the median is taken (5)
#   TOCSIN_BENCH_JOBS    numbers of threads ("1 2")
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
. bench/common.sh
build_measure
text=${TOCSIN_BENCH_TEXT:-}
if [ -z "$text" ]; then
    text=$bench/sample.jsonl
    "$tocsin" read examples/news >"$bench/once.jsonl" 2>/dev/null || [ $? = 4 ]
    for i in $(seq 40); do # each with an id of its own, else the record takes it once
        sed "s/^{\"id\":\"/&$i-/" "$bench/once.jsonl"
    done >"$text"
fi

# What there is: the reader makes one clean stream of it, so that the later stages are
# measured without the reading of pages and feeds.
documents=$bench/documents.jsonl
"$tocsin" read "$text" >"$documents" 2>/dev/null || [ $? = 4 ]
"$tocsin" code "$documents" 2>"$bench/summary" >"$bench/claims.jsonl" || [ $? = 4 ]
"$tocsin" parse "$documents" 2>/dev/null >"$bench/trees" || [ $? = 4 ]
count=$(wc -l <"$documents")
bytes=$(wc -c <"$documents")
claims=$(wc -l <"$bench/claims.jsonl")
sentences=$(grep -c '^# sent_id' "$bench/trees")
words=$(grep -c '^[0-9][0-9]*	' "$bench/trees")
rm -f "$bench/trees"
echo "$count documents, $bytes bytes, $sentences sentences, $words words," \
    "$claims claims"
echo "median of $runs runs (least to most)"

# rate WHAT COUNT UNIT COMMAND...: runs it; COUNT by its median, and what was measured
rate() {
    what=$1
    units=$2
    unit=$3
    shift 3
    line=$("$bench/measure" -n "$runs" "$@")
    echo "$line" | awk -v what="$what" -v count="$units" -v unit="$unit" \
        '{ for (i = 1; i < NF; i++) if ($i == "processors") cpu = $(i + 1)
           printf "%-14s %9.0f %s, %.0f a processor-second; %s\n", what, count / $1,
               unit, count / cpu, $0 }'
}
fresh='rm -f "$1"/bench.db "$1"/bench.db-wal "$1"/bench.db-shm
    exec "$2" code --quiet --jobs "$3" --record "$1"/bench.db "$4"'
for jobs in ${TOCSIN_BENCH_JOBS:-1 2}; do
    echo "-- $jobs thread(s)"
    rate read "$bytes" bytes/s "$tocsin" read --quiet "$documents"
    rate parse "$sentences" sentences/s \
        "$tocsin" parse --quiet --jobs "$jobs" "$documents"
    rate code "$sentences" sentences/s "$tocsin" code --quiet --jobs "$jobs" "$documents"
    rate "code --record" "$sentences" sentences/s \
        sh -c "$fresh" sh "$bench" "$tocsin" "$jobs" "$documents"
done
rm -f "$bench"/bench.db*
echo '{"id":"a","text":"Nothing."}' >"$bench/nothing.jsonl"
echo "-- one document of one word: what it costs to start"
"$bench/measure" -n "$runs" "$tocsin" code --quiet "$bench/nothing.jsonl"
