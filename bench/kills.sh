#!/bin/sh
# kills.sh [BUILD]: kills so many runs at random moments, three to a file, and looks each
# time whether the record opens, is sound, and holds exactly the first documents of the
# run, none of those missing that were committed (test/test_record_faults.c).
#
#   TOCSIN_BENCH_KILLS        kills (1000)
set -eu
cd "$(dirname "$0")/.."
"${1:-build}/test_record_faults" kills "${TOCSIN_BENCH_KILLS:-1000}" 2>&1 |
    grep -E 'kills:|ERROR|FAILED|PASSED'
