#!/bin/sh
# make-model.sh [BUILD]: makes data/english.model anew, as data/english.model.md says.
#
#   TOCSIN_TREEBANKS   the folder with ewt-train.conllu, ewt-dev.conllu,
#                      gum-train-open.conllu and gum-dev-open.conllu; the first and the
#                      third may be compressed (.zst). train/README.md says what they are.
#
# Two runs: one learns from the treebanks and leaves BUILD/first.model, the other goes on
# with sentences of the grammar. Models are written beside their place and then renamed,
# so that a run that is stopped leaves no half of one.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
trainer=$build/tocsin-train
first=$build/first.model
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

# Prints the path of a file of the treebanks, which may be compressed.
treebank() {
    for path in "$TOCSIN_TREEBANKS/$1" "$TOCSIN_TREEBANKS/$1.zst"; do
        if [ -f "$path" ]; then
            echo "$path"
            return
        fi
    done
    echo "missing in $TOCSIN_TREEBANKS: $1 (or $1.zst)" >&2
    return 2
}
bad=0
ewt_train=$(treebank ewt-train.conllu) || bad=2
ewt_dev=$(treebank ewt-dev.conllu) || bad=2
gum_train=$(treebank gum-train-open.conllu) || bad=2
gum_dev=$(treebank gum-dev-open.conllu) || bad=2
[ "$bad" = 0 ] || exit "$bad"

trap 'rm -f "$first.part" "$model.part"' EXIT
trap 'exit 1' HUP INT TERM

set -- --dev "$ewt_dev" --dev "$gum_dev" "$ewt_train" "$gum_train"
"$trainer" --out "$first.part" "$@"
mv -f "$first.part" "$first"
"$trainer" --out "$model.part" --from "$first" --data data \
    --name "ewt+gum+newslike 1" --newslike 15000 --share 5000 \
    --rate 0.0003 --epochs 4 "$@"
mv -f "$model.part" "$model"
