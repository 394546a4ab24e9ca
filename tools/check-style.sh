#!/bin/sh
# What a script can say of style: layout, line length, calls that are never right.
# With --size also the size of functions (clang-tidy, slow; wants a build folder).
set -eu
cd "$(dirname "$0")/.."
bad=0
files=$(git ls-files 'src/*.[ch]' 'include/*.h' 'train/*.[ch]' 'test/*.[ch]' \
    'fuzz/*.c' 'tools/*.c' 'bench/*.c' 'examples/*.c')
# in characters, not bytes: tests hold text in many scripts
# shellcheck disable=SC2086
long=$(LC_ALL=C.UTF-8 grep -nHE '^.{89,}' $files | sed 's/^\([^:]*:[0-9]*\):.*/\1: over 88 columns/' || true)
if [ -n "$long" ]; then
    echo "$long"
    bad=1
fi
# shellcheck disable=SC2086
unsafe=$(grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof)\(' $files || true)
if [ -n "$unsafe" ]; then
    echo "$unsafe"
    bad=1
fi
inside=$(grep -nE '\b(malloc|calloc|realloc|free|printf|fprintf|exit|abort|getenv)\(' \
    $(git ls-files 'src/*.[ch]' | grep -vE '^src/(cli|serve)/') |
    grep -vE 'src/base/memory\.c|_free\(|tc_[a-z]*\(|xml[A-Z]|json_|sqlite3_|: *\*|/\*' || true)
if [ -n "$inside" ]; then
    echo "$inside"
    bad=1
fi
if command -v clang-format >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    clang-format --dry-run -Werror $files || bad=1
fi
if [ "${1:-}" = --size ]; then
    # shellcheck disable=SC2086
    clang-tidy -p "$2" --quiet --checks='-*,readability-function-size' \
        $(git ls-files 'src/*.c') 2>/dev/null || bad=1
fi
exit $bad
