#!/bin/sh
# make-model.sh [BUILD]: makes data/english.model anew, as data/english.model.md says.
#
#   TOCSIN_TREEBANKS   the folder with ewt-train.conllu, ewt-dev.conllu,
#                      gum-train-open.conllu, gum-dev-open.conllu (each may be compressed,
#                      .zst) and gum-entities.jsonl.zst. train/README.md says what they are.
#   TOCSIN_TEXT        a folder with raw news (NAME.jsonl, "text" in each line) for the
#                      teacher; without it the student learns from the treebanks alone
#   TOCSIN_SILVER      a folder with what the teacher made before, instead of TOCSIN_TEXT
#
# A run that was stopped goes on where it was: the teacher behind its last epoch or file,
# the student behind its last pass. The model is written beside its place and renamed.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
trainer=$build/tocsin-train
work=$build/model
model=data/english.model

[ -n "${TOCSIN_TREEBANKS:-}" ] || {
    echo "TOCSIN_TREEBANKS does not name the folder of the treebanks;" \
        "see train/README.md" >&2
    exit 2
}
[ -d "$TOCSIN_TREEBANKS" ] || {
    echo "$TOCSIN_TREEBANKS (TOCSIN_TREEBANKS) is not a folder" >&2
    exit 2
}
[ -x "$trainer" ] || {
    echo "$trainer is missing: build first (make)" >&2
    exit 2
}

# Prints the path of a file in a folder, which may be compressed.
find_file() {
    for path in "$1/$2" "$1/$2.zst"; do
        if [ -f "$path" ]; then
            echo "$path"
            return
        fi
    done
    echo "missing in $1: $2 (or $2.zst)" >&2
    return 2
}
bad=0
ewt_train=$(find_file "$TOCSIN_TREEBANKS" ewt-train.conllu) || bad=2
ewt_dev=$(find_file "$TOCSIN_TREEBANKS" ewt-dev.conllu) || bad=2
gum_train=$(find_file "$TOCSIN_TREEBANKS" gum-train-open.conllu) || bad=2
gum_dev=$(find_file "$TOCSIN_TREEBANKS" gum-dev-open.conllu) || bad=2
[ "$bad" = 0 ] || exit "$bad"
mkdir -p "$work"

silver=${TOCSIN_SILVER:-}
if [ -z "$silver" ] && [ -n "${TOCSIN_TEXT:-}" ]; then
    silver=$work/silver
    [ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
    "$work/venv/bin/python" -m pip install --quiet -r train/teacher/requirements.txt
    "$work/venv/bin/python" train/teacher/teacher.py --treebanks "$TOCSIN_TREEBANKS" \
        --text "$TOCSIN_TEXT" --encoder mpnet --tocsin "$build/tocsin" --out "$silver"
fi

trap 'rm -f "$model.part"' EXIT
trap 'exit 1' HUP INT TERM

set -- --dev "$ewt_dev" --dev "$gum_dev" --checkpoint "$work/checkpoint" \
    --curve "$work/curve.tsv" --out "$model.part" --newslike 15000
if [ -n "$silver" ]; then
    set -- "$@" --name "ewt+gum+teacher 1"
    # The teacher's copies of the treebanks have the gold columns and its doubts.
    for path in "$silver"/mpnet-*.conllu.zst; do
        case $path in
        *-train.conllu.zst) ;;
        *) set -- "$@" --silver "$path" ;;
        esac
    done
    ewt_train=$(find_file "$silver" mpnet-ewt-train.conllu) || exit 2
    gum_train=$(find_file "$silver" mpnet-gum-train.conllu) || exit 2
fi
"$trainer" "$@" "$ewt_train" "$gum_train"
mv -f "$model.part" "$model"
rm -f "$work/checkpoint"
if command -v python3 >/dev/null 2>&1; then
    train/curve.py "$work/curve.tsv" docs/parse-learning.svg EWT GUM
fi
