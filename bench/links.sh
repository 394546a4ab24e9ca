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
    echo "== $one, valid, which relation"
    ask "$tkg/$one" --relations
done
for part in rules counts popularity two-steps names; do
    echo "== icews14, valid, rules and readable sums only, without $part"
    ask "$tkg/icews14" --explain-only --without "$part"
done
grown=$(mktemp -d)
trap 'rm -r "$grown"' EXIT
if [ -d "$tkg/icews14" ]; then
    echo "== icews14, the last 14 days of valid, the days before learnt from"
    cp "$tkg/icews14/entity2id.txt" "$tkg/icews14/relation2id.txt" "$grown"
    awk -v to="$grown" '
        { line[NR] = $0; day[NR] = $4; last = $4 > last ? $4 : last }
        END { for (i = 1; i <= NR; i++)
                  print line[i] > (to (day[i] > last - 14 ? "/valid.txt" : "/train.txt")) }' \
        "$tkg/icews14/train.txt" "$tkg/icews14/valid.txt"
    ask "$grown"
    rm "$grown"/*
fi
# The events of the longest folder, cut off or, its days going on, repeated; the days of
# the last tenth are asked for.
long=$tkg/icews05-15
test -d "$long" || exit 0
for events in 75000 150000 300000 1000000; do
    for copy in 0 1 2; do
        awk -F'\t' -v OFS='\t' -v by="$copy" '{ print $1, $2, $3, $4 + by * 4100 }' \
            "$long/train.txt" "$long/valid.txt"
    done | head -n "$events" >"$grown/all.txt"
    awk -F'\t' -v part="$grown" -v events="$events" '
        NR >= events * 0.9 && !cut { cut = $4 }
        { print > (part (cut && $4 > cut ? "/valid.txt" : "/train.txt")) }' \
        "$grown/all.txt"
    echo "== $events events, $(wc -l <"$grown/valid.txt") asked for"
    ask "$grown" | tail -n 1
    echo "== $events events, rules and readable sums only"
    ask "$grown" --explain-only | tail -n 1
done
