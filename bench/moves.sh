#!/bin/sh
# moves.sh: time and memory of `tocsin moves` by the number of events, on made-up streams
# (docs/moves.md), or on folders of quadruples that are named.
#   usage: bench/moves.sh [BUILD [FOLDER ...]]
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
[ $# -gt 0 ] && shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Actors and relations by the product of two uniform numbers: a few are in most events;
# half of the events are answered within five days, by the relation that goes with theirs.
make_stream() {
    awk -v n="$1" '
        function uniform() {
            x = (x * 16807) % 2147483647
            return x / 2147483647
        }
        BEGIN {
            x = 7
            for (i = 0; i < n; i++) {
                day = int(i * 1000 / n)
                a = int(uniform() * uniform() * 5000)
                b = int(uniform() * uniform() * 5000)
                r = int(uniform() * uniform() * 200)
                print a "\t" r "\t" b "\t" day
                if (uniform() < 0.5 && ++i < n)
                    print b "\t" (r * 7 + 3) % 200 "\t" a "\t" day + 1 + int(uniform() * 5)
            }
        }'
}

# CPU seconds and MB of a command
measure() {
    /usr/bin/time -f '%U %S %M' -o "$work/time" "$@" >"$work/out" 2>"$work/errors" ||
        [ $? = 1 ] # nothing found is no fault
    tail -n 1 "$work/time" | awk '{ printf "%.2f s %.0f MB", $1 + $2, $3 / 1024 }'
}

one() {
    first=$(cut -f1 "$1"/train.txt | sort | uniq -c | sort -k1,1nr -k2,2n | awk 'NR == 1 { print $2 }')
    second=$(awk -F'\t' -v a="$first" '$1 == a && $3 != a { print $3 }' "$1"/train.txt |
        sort | uniq -c | sort -k1,1nr -k2,2n | awk 'NR == 1 { print $2 }')
    printf '%s: %d events; rules ' "$2" "$(cat "$1"/train.txt "$1"/valid.txt 2>/dev/null | wc -l)"
    measure "$build/tocsin" moves --rules --events "$1" --format csv
    printf ', %d listed; moves ' "$(($(wc -l <"$work/out") - 1))"
    measure "$build/tocsin" moves "#$first" "#$second" --events "$1"
    echo
}

if [ $# -gt 0 ]; then
    for folder; do
        one "$folder" "$(basename "$folder")"
    done
    exit 0
fi
for n in 75000 150000 370000 1000000; do
    mkdir -p "$work/s"
    make_stream "$n" >"$work/s/train.txt"
    one "$work/s" "made up"
done
