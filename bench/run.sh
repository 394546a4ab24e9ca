#!/bin/sh
# run.sh [BUILD]: every measurement, one after the other. bench/README.md says what each
# is.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
for name in throughput reading archive record score; do
    echo "== $name"
    "bench/$name.sh" "$build"
done
