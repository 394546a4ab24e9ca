#!/bin/sh
# make-model.sh BUILD: makes data/english.model anew from the treebanks in
# $TOCSIN_TREEBANKS, with the two commands of data/english.model.md.
set -eu
cd "$(dirname "$0")/.."
build=${1:?usage: make-model.sh BUILD}
from=${TOCSIN_TREEBANKS:-}
if [ -z "$from" ]; then
    echo "Set TOCSIN_TREEBANKS to the folder with ewt-train.conllu.zst, ewt-dev.conllu," >&2
    echo "gum-train-open.conllu.zst and gum-dev-open.conllu." >&2
    exit 2
fi
for file in ewt-train.conllu.zst ewt-dev.conllu gum-train-open.conllu.zst \
    gum-dev-open.conllu; do
    [ -r "$from/$file" ] || { echo "$from/$file cannot be read" >&2; exit 2; }
done
ninja -C "$build" tocsin-train
dev="--dev $from/ewt-dev.conllu --dev $from/gum-dev-open.conllu"
# shellcheck disable=SC2086
"$build/tocsin-train" --out "$build/first.model" $dev \
    "$from/ewt-train.conllu.zst" "$from/gum-train-open.conllu.zst"
# shellcheck disable=SC2086
"$build/tocsin-train" --out "$build/english.model" --from "$build/first.model" \
    --data data --name "ewt+gum+newslike 1" --newslike 15000 --share 5000 \
    --rate 0.0003 --epochs 4 $dev \
    "$from/ewt-train.conllu.zst" "$from/gum-train-open.conllu.zst"
cp "$build/english.model" data/english.model.new
mv data/english.model.new data/english.model
