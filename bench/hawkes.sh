#!/bin/sh
# hawkes.sh [BUILD]: intensities in time: fits of the busiest pairs of an event file and
# of a million drawn events with four classes, seconds, gain on days held out; beside
# packages for Python where hawkes_peers.py finds them.
#
#   TOCSIN_BENCH_QUADS    a folder with train.txt and valid.txt of quadruples; else left out
#   TOCSIN_BENCH_EVENTS   drawn events (1000000)
#   TOCSIN_BENCH_PYTHON   a python3 that has Hawkes, tick or HawkesPyLib; else left out
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
. bench/common.sh
build_with_library hawkes -Isrc
if [ -n "${TOCSIN_BENCH_QUADS:-}" ]; then
    "$bench/hawkes" quads "$TOCSIN_BENCH_QUADS"
fi
"$bench/hawkes" large "${TOCSIN_BENCH_EVENTS:-1000000}"
if [ -n "${TOCSIN_BENCH_PYTHON:-}" ]; then
    "$TOCSIN_BENCH_PYTHON" bench/hawkes_peers.py "$bench/hawkes"
fi
