#!/bin/sh
# Includes run one way: each room uses base/, the rooms to its left, and itself, through
# their one door. Fails with the lines that run against it.
set -eu
cd "$(dirname "$0")/.."
allowed() {
    case $1 in
    base) echo "base" ;;
    read) echo "base read" ;;
    parse) echo "base parse" ;;
    lexicon) echo "base lexicon" ;;
    code) echo "base parse lexicon code" ;;
    record) echo "base lexicon record" ;;
    study) echo "base study" ;;
    engine) echo "base read parse lexicon code record study engine" ;;
    serve | cli) echo "$1" ;;
    esac
}
door() {
    case $1 in
    base) echo base.h ;;
    read) echo document.h ;;
    parse) echo sentence.h ;;
    lexicon) echo lexicon.h ;;
    code) echo claim.h ;;
    record) echo record.h ;;
    study) echo study.h ;;
    *) echo none ;;
    esac
}
bad=0
for file in src/*/*.[ch] src/*/*/*.[ch]; do
    room=$(echo "$file" | cut -d/ -f2)
    for include in $(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file"); do
        case $include in
        tocsin.h) continue ;;
        */*) ;;
        *)
            echo "$file: include \"$include\" does not name its folder"
            bad=1
            continue
            ;;
        esac
        to=${include%%/*}
        case " $(allowed "$room") " in
        *" $to "*) ;;
        *)
            echo "$file: $room may not use $to ($include)"
            bad=1
            continue
            ;;
        esac
        if [ "$to" != "$room" ] && [ "${include#*/}" != "$(door "$to")" ]; then
            echo "$file: $include is not the door of $to"
            bad=1
        fi
    done
done
exit $bad
