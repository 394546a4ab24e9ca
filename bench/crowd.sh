#!/bin/sh
# crowd.sh: processor time and memory of the studies on made-up folders of quadruples of a
# million actors: "skewed", a million events of which half repeat or answer a recent one
# and the rest draw both parties from a power law, so that a fifth of the actors is in any
# event; "once", where each actor is in one event.
#   usage: bench/crowd.sh [BUILD [ACTORS [quick]]]
# quick: without next events, which take most of the time.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
actors=${2:-1000000}
quick=${3:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Lehmer's generator; days 0 to 364, of which the last tenth is the part to ask for.
make_folder() {
    mkdir -p "$work/$1"
    awk -v n="$actors" -v kind="$1" -v to="$work/$1" '
        function uniform() {
            x = (x * 16807) % 2147483647
            return x / 2147483647
        }
        function party() { return int(n ^ uniform()) - 1 } # rank k by 1 / k
        function relation() { return int(8 * uniform() * uniform()) }
        BEGIN {
            x = 7
            split("Consult Make_statement Threaten Accuse Use_conventional_military_force" \
                " Reject Provide_aid Use_unconventional_violence", names, " ")
            for (i = 0; i < 8; i++) print names[i + 1] "\t" i >(to "/relation2id.txt")
            for (i = 0; i < n; i++)
                print "Actor_" i "_(Land_" i % 150 ")\t" i >(to "/entity2id.txt")
            events = kind == "once" ? int(n / 2) : n
            for (i = 0; i < events; i++) {
                day = int(i * 365 / events)
                if (kind == "once") {
                    a = 2 * i; b = 2 * i + 1
                } else if (i > 9 && uniform() < 0.5) {
                    k = i - 1 - int(uniform() * (i < 20000 ? i : 20000))
                    turn = uniform() < 0.5
                    a = turn ? second[k % 20000] : first[k % 20000]
                    b = turn ? first[k % 20000] : second[k % 20000]
                } else {
                    a = party(); b = party()
                }
                first[i % 20000] = a; second[i % 20000] = b
                print a "\t" relation() "\t" b "\t" day \
                    >(to (day < 328 ? "/train.txt" : "/valid.txt"))
            }
        }'
}

# One command: seconds of processor, MB, its exit code, and what it said of trouble.
one() {
    what=$1
    shift
    code=0
    /usr/bin/time -f '%U %S %M' -o "$work/time" "$build/tocsin" "$@" >"$work/out" \
        2>"$work/errors" || code=$?
    printf '%-24s' "$what"
    tail -n 1 "$work/time" | awk '{ printf "%7.1f s %6.0f MB", $1 + $2, $3 / 1024 }'
    printf '  exit %d %s\n' "$code" "$(head -n 1 "$work/errors")"
    ! grep -qiE '(^|[^a-z])-?nan' "$work/out" || echo "    NaN in its output"
}

for kind in skewed once; do
    make_folder "$kind"
    folder=$work/$kind
    echo "$kind: $actors actors, $(cat "$folder"/[tv]*.txt | wc -l) events"
    one "moves" moves '#0' '#1' --events "$folder"
    one "moves --intensity" moves '#0' '#1' --intensity --events "$folder"
    one "moves --rules" moves --rules --events "$folder"
    one "forecast risk, pairs" forecast risk --events "$folder"
    one "forecast risk, an actor" forecast risk 'Actor_0_(Land_0)' --events "$folder"
    one "forecast backtest" forecast backtest --events "$folder"
    [ "$quick" != quick ] || continue
    one "forecast next" forecast next '#0' Consult '?' --events "$folder"
    one "forecast next --why" forecast next '#0' Consult '?' --why --events "$folder"
    one "eval links" eval links "$folder"
done
