#!/bin/sh
# Runs every fuzz target of a build folder for FUZZ_SECONDS; stops at the first finding.
set -eu
cd "$(dirname "$0")/.."
for target in "$1"/fuzz_*; do
    [ -x "$target" ] || continue
    name=$(basename "$target")
    seeds=fuzz/corpus/${name#fuzz_}
    found=$1/found/$name
    mkdir -p "$found"
    [ -d "$seeds" ] || seeds=
    echo "$name: ${FUZZ_SECONDS:-60} s"
    # shellcheck disable=SC2086
    "$target" -max_total_time="${FUZZ_SECONDS:-60}" -rss_limit_mb=2048 -timeout=20 \
        -print_final_stats=1 -artifact_prefix="$found/" "$found" $seeds \
        >"$found.log" 2>&1 || { tail -n 40 "$found.log"; exit 1; }
    grep -E 'number_of_executed_units|average_exec_per_sec' "$found.log" | sed 's/^/  /'
done
