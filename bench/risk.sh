#!/bin/sh
# How forecasts of risk did, each as of its day: pairs of countries at three lengths of
# window, onsets, at least three days; with "all" also pairs of actors.
#   bench/risk.sh BUILD FOLDER [all]
# FOLDER: quadruples (train.txt, valid.txt, ...), of which train and valid should be
# alone in it where the test part is held back. all: also pairs of actors (a minute).
set -eu
cd "$(dirname "$0")/.."
tocsin=${1:?build folder}/tocsin
folder=${2:?folder of quadruples}
for options in "--days 30" "--days 7" "--days 90" "--first-in 90" "--at-least 3"; do
    # shellcheck disable=SC2086
    "$tocsin" forecast backtest --countries --events "$folder" $options
    echo
done
[ "${3:-}" = all ] || exit 0
"$tocsin" forecast backtest --events "$folder"
