#!/bin/sh
# test_example.sh NAME PROGRAM: runs one of examples/*.c and looks at what it says.
set -eu
case $1 in
who)
    "$2" "Police arrested 30 protesters in Nairobi." |
        grep -qx 'Police -> 30 protesters: COERCE, happened, "arrested"'
    ;;
keep)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    echo '{"id":"a","published":"2024-01-30","text":"Iran condemned Israel on Monday."}' \
        >"$work/a.jsonl"
    "$2" "$work/r.db" "$work/a.jsonl" | grep -qx '2024-01-29 ACCUSE Iran -> Israel'
    ;;
*)
    echo "no test for example $1" >&2
    exit 1
    ;;
esac
