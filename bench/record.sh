#!/bin/sh
# record.sh [BUILD]: claims a second into a new record, with the merge, and a few
# questions.
#
#   TOCSIN_BENCH_RUNS         runs of which the median is taken (5)
#   TOCSIN_BENCH_DOCUMENTS    documents of five claims each (20000)
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
. bench/common.sh
build_with_library record
db=$bench/record.db
: >"$bench/rates"
for i in $(seq "$runs"); do
    rm -f "$db" "$db"-wal "$db"-shm
    "$bench/record" "$db" "${TOCSIN_BENCH_DOCUMENTS:-20000}" >"$bench/out"
    sed -n 's/^insert and merge: \([0-9]*\) .*/\1/p' "$bench/out" >>"$bench/rates"
done
cat "$bench/out"
echo "size: $(wc -c <"$db") bytes"
echo "insert and merge, median of $runs runs: $(median "$bench/rates") claims/s"
rm -f "$db" "$db"-wal "$db"-shm
