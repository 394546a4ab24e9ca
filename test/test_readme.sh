#!/bin/sh
# test_readme.sh: the sessions in the README and the manual are what tocsin prints
# today.
#
# A session is a block fenced with ```console: lines that begin with "$ " are commands,
# the lines behind them what they print, standard error included. All sessions of one
# file run in its order in one folder, a copy of examples/, so that a record made by one
# is there for the next. The file is written anew with what the commands print, and
# compared with itself: there are no wildcards, because a reader has none. With --write
# the files themselves are mended.
#   usage: TOCSIN=path/to/tocsin test_readme.sh [--write] [FILE...]
set -eu
tocsin=${TOCSIN:?}
cd "$(dirname "$0")/.."
here=$(pwd)
write=
if [ "${1:-}" = --write ]; then
    write=yes
    shift
fi
[ $# -gt 0 ] || set -- README.md $(grep -l '^```console' docs/*.md || true)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$(realpath "$tocsin")" "$work/bin/tocsin"
PATH=$work/bin:$PATH
NO_COLOR=1
LC_ALL=C.UTF-8
export PATH NO_COLOR LC_ALL

failed=0
for file in "$@"; do
    rm -rf "$work/run"
    mkdir "$work/run"
    cp -R "$here/examples" "$work/run/examples"
    (cd "$work/run" && awk '
        /^```/ { session = !inside && $0 == "```console"; inside = !inside; print; next }
        !session { print; next }
        /^\$ / {
            print
            command = "exec 2>&1\n" substr($0, 3)
            while ((command | getline line) > 0)
                print line
            close(command)
            commands++
        }
        END {
            if (inside) {
                print "a fence is not closed" > "/dev/stderr"
                exit 1
            }
            if (!commands) {
                print "no commands" > "/dev/stderr"
                exit 1
            }
        }' "$here/$file") >"$work/new" || {
        echo "FAILED: $file"
        failed=1
        continue
    }
    if cmp -s "$file" "$work/new"; then
        echo "$file: as it says"
    elif [ -n "$write" ]; then
        cat "$work/new" >"$file"
        echo "$file: written anew"
    else
        echo "FAILED: $file does not say what tocsin prints (test_readme.sh --write mends it)"
        diff "$file" "$work/new" || true
        failed=1
    fi
done
exit $failed
