#!/bin/sh
# test_sample_events.sh TOCSIN NEWS: the sample articles make the right events.
#
# A claim is named by the day its text was published and the word that made it. Below,
# "together" are claims of one event, "apart" two that must not share one (a word twice:
# two claims of that word).
set -eu
tocsin=$1
news=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/wanted" <<'END'
together 2021-12-02:arrested 2021-12-09:arrested
together 2023-09-29:moved 2023-10-01:massed 2023-10-01:moved
together 2024-03-09:killed 2024-03-14:killed 2024-03-15:killed 2024-03-20:killed
together 2024-03-12:took 2024-03-14:captured 2024-03-15:captured
together 2024-03-14:agreed 2024-03-15:agreed
together 2024-03-14:signed 2024-03-15:signed 2024-03-27:signed
together 2024-03-14:welcomed 2024-03-15:welcomed
together 2025-02-12:struck 2025-02-14:hit
together 2025-02-12:wounding 2025-02-19:wounded
together 2025-02-12:arrested 2025-02-14:arrested
together 2025-02-06:attack 2025-02-07:attack
apart 2024-03-04:accused 2024-03-06:accused
apart 2024-03-06:wounded 2024-03-09:exchanged
apart 2025-02-12:condemned 2025-02-19:condemned
apart 2021-12-02:called 2021-12-02:urged
apart 2022-06-17:extradited 2022-06-17:extradited
apart 2024-03-09:killed 2024-03-06:wounded
END

# Some of the samples are no pages of news: told by 4.
"$tocsin" code --quiet --record "$work/r.db" "$news" || [ $? = 4 ]

named() { # EVENT: its claims, a line each
    sed -n "s/.*\"published\":\"\([-0-9]*\)[T\"].*\"trigger\":\"\([^\"]*\)\".*/$1 \1:\2/p"
}
"$tocsin" claims --record "$work/r.db" --limit 100000 --format jsonl | named any >"$work/claims"
"$tocsin" events --record "$work/r.db" --limit 100000 --format jsonl |
    sed -n '/"claims":1,/!s/^{"id":\([0-9]*\),.*/\1/p' | while read -r id; do
    "$tocsin" claims --record "$work/r.db" --event "$id" --format jsonl | named "$id"
done >"$work/joined"

awk '
FILENAME ~ /claims$/ { seen[$2]++; next }
FILENAME ~ /joined$/ { n[$1, $2]++; events[$1] = 1; next }
{
    known = 1
    for (i = 2; i <= NF; i++)
        if (!seen[$i] || ($1 == "apart" && $2 == $3 && seen[$i] < 2)) {
            print "no claim " $i; known = 0; bad = 1
        }
    one = 0
    for (e in events) {
        all = 1
        for (i = 2; i <= NF; i++)
            if (!n[e, $i]) all = 0
        if ($1 == "apart" && $2 == $3 && n[e, $2] < 2) all = 0
        if (all) one = 1
    }
    if (known && one != ($1 == "together")) { print "FAILED: not " $0; bad = 1 }
}
END { exit bad }' "$work/claims" "$work/joined" "$work/wanted"
echo "$(wc -l <"$work/claims") claims: as they should be"
