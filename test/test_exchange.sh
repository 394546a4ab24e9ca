#!/bin/sh
# test_exchange.sh: what goes out of a record and comes in again, by the command.
#   usage: TOCSIN=path/to/tocsin test_exchange.sh
set -eu
tocsin=${TOCSIN:?}
cd "$(dirname "$0")/.."
here=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
same() { cmp "$1" "$2" || fail "$3"; }
quietly() { "$tocsin" "$@" --quiet || fail "tocsin $*: exit $?"; }

# a whole record, and what it adds up to
quietly code --record news.db "$here/examples/news"
quietly export jsonl --what record --record news.db --output all.jsonl
quietly import jsonl all.jsonl --record again.db
quietly export jsonl --what record --record again.db --output again.jsonl
same all.jsonl again.jsonl "a whole record"
quietly export csv --record news.db --output events.csv
quietly export csv --record again.db --output events-again.csv
same events.csv events-again.csv "its events"
quietly doctor --record again.db >/dev/null
quietly import all.jsonl --record again.db # told by its first byte; nothing is new
quietly export csv --record again.db --output events-again.csv
same events.csv events-again.csv "the same record twice"

# claims alone
quietly export jsonl --record news.db --output claims.jsonl
quietly import jsonl claims.jsonl --record claims.db
quietly export jsonl --record claims.db --output claims-again.jsonl
same claims.jsonl claims-again.jsonl "claims"

projects=0
# rows of every project that we have an example of, as they stand in their files
for file in "$here"/test/import/*.*; do
    rm -f rows.db
    format=$(basename "$file" | sed 's/\..*//')
    "$tocsin" import "$file" --record rows.db >import.log 2>&1 || true
    "$tocsin" export native --record rows.db --output rows.1 --quiet || continue
    rm -f rows.db
    "$tocsin" import auto rows.1 --record rows.db >>import.log 2>&1 ||
        fail "rows of $format again: $(cat import.log)"
    quietly export native --record rows.db --output rows.2
    same rows.1 rows.2 "rows of $format"
    if LC_ALL=C grep -avxF -f "$file" rows.1 >other; then
        fail "rows of $format that are not in its file: $(cat other)"
    fi
    projects=$((projects + 1))
done
[ "$projects" -ge 9 ] || fail "rows of $projects projects only"

# our own events and claims in columns are read by the readers of those
for format in gdelt1 gdelt2 polecat tocsin-events tocsin-claims; do
    rm -f rows.db
    case $format in
    tocsin-*) quietly export csv --what ${format#tocsin-} --record news.db --output rows.1 ;;
    *) quietly export $format --record news.db --output rows.1 ;;
    esac
    quietly import $format rows.1 --record rows.db
    quietly export native --record rows.db --output rows.2
    same rows.1 rows.2 "our events as $format"
done
