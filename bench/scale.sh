#!/bin/sh
# scale.sh [BUILD]: a record of millions of imported events: how fast it is filled, how
# large it is, how long it takes to answer.
#
#   TOCSIN_BENCH_ROWS   rows, one record for each number ("1000000 10000000"); ten million
#                       need 8 GB of disk
#
# The rows are invented (scale.c), and go in through `tocsin import` like any file.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
. bench/common.sh
build_with_library scale
for count in ${TOCSIN_BENCH_ROWS:-1000000 10000000}; do
    db=$bench/scale.db
    rm -f "$db" "$db"-wal "$db"-shm
    "$bench/scale" rows "$count" >"$bench/rows.tsv"
    echo "import of $count rows, $(wc -c <"$bench/rows.tsv") bytes:"
    begin=$(date +%s.%N)
    "$tocsin" import gdelt2 "$bench/rows.tsv" --record "$db" --quiet
    end=$(date +%s.%N)
    rm -f "$bench/rows.tsv"
    echo "$begin $end $count $(wc -c <"$db")" | awk '{
        printf "%.1f s, %.0f rows/s, %.0f bytes a row\n", $2 - $1, $3 / ($2 - $1), $4 / $3 }'
    "$bench/scale" ask "$db"
    rm -f "$db" "$db"-wal "$db"-shm
done
