#!/bin/sh
# links.sh [BUILD]: next events of temporal knowledge graphs: MRR and Hits by stratum,
# seconds, memory; what each part brings; how time and memory grow.
#
#   TOCSIN_BENCH_TKG  a folder with icews14/, icews18/, icews05-15/ (as far as they are
#                     there): train.txt, valid.txt, entity2id.txt, relation2id.txt
#   TOCSIN_BENCH_JOBS threads (2)
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
tkg=${TOCSIN_BENCH_TKG:-}
if [ -z "$tkg" ]; then
    echo "TOCSIN_BENCH_TKG names no folder: nothing is measured"
    exit 0
fi
ask() {
    /usr/bin/time -f "%U s of processor, %e s, %M KB" "$build/tocsin" eval links \
        --jobs "${TOCSIN_BENCH_JOBS:-2}" "$@"
}
for one in icews14 icews18 icews05-15; do
    test -d "$tkg/$one" || continue
    echo "== $one, valid"
    ask "$tkg/$one"
    echo "== $one, valid, rules and readable sums only"
    ask "$tkg/$one" --explain-only
done
for part in rules counts popularity two-steps names; do
    echo "== icews14, valid, rules and readable sums only, without $part"
    ask "$tkg/icews14" --explain-only --without "$part"
done
