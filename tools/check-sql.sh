#!/bin/sh
# All SQL of src/ is constant text, or put together of constant pieces by the files named
# here; what a caller or a file says is only ever bound. Fails with the lines that may be
# otherwise: SQLite's own printf, a format that begins like SQL, and SQL from a variable
# in a file that has not been looked at.
set -eu
cd "$(dirname "$0")/.."
files=$(git ls-files 'src/*.c')

# Files in which SQL stands in a variable, and whose words it is:
#   check.c, columns.c, copies.c, diff.c, guard.c, list.c, marks.c,
#   overview.c, record.c,
#   sources.c, io/write_native.c    constant strings, in tables or from callers in the room
#   query.c, find.c                 constant pieces; values are bound
#   mend.c, salvage.c               names of our own layout
#   schema.c                        migrations, and two numbers of ours
looked_at='src/record/(io/write_native|check|columns|copies|diff|guard|list|marks|mend|overview|query|find|record|salvage|schema|sources)\.c'

bad=0
# shellcheck disable=SC2086
printf=$(grep -anE 'sqlite3_(v?mprintf|v?snprintf|str_[a-z]*printf)\(' $files |
    grep -av '^src/record/schema\.c:' || true)
if [ -n "$printf" ]; then
    echo "$printf"
    echo "SQL is not to be printed: bind what varies"
    bad=1
fi

# One statement of C a line, with where it began.
# shellcheck disable=SC2086
statements=$(for file in $files; do
    awk -v file="$file" '
        { if (held == "") at = FNR; held = held " " $0 }
        /[;{}]/ || /^[ \t]*$/ || /^#/ { print file ":" at ":" held; held = "" }' "$file"
done)
formats=$(echo "$statements" | grep -aE \
    '(snprintf|tc_buffer_format|tc_arena_format)\([^"]*" *(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|ATTACH|PRAGMA|VACUUM|WITH) ' |
    grep -av '^src/record/schema\.c:' || true)
if [ -n "$formats" ]; then
    echo "$formats"
    echo "SQL is not to be printed: bind what varies"
    bad=1
fi
variable=$(echo "$statements" |
    grep -aE '(sqlite3_prepare(_v2|_v3|16)?|sqlite3_exec|tc_record_exec|tc_record_number)\(' |
    grep -avE '(sqlite3_prepare(_v2|_v3|16)?|sqlite3_exec|tc_record_exec|tc_record_number)\( *[a-z_>.-]+, *("|[A-Z_]+[,) ])' |
    grep -avE "^$looked_at:" || true)
if [ -n "$variable" ]; then
    echo "$variable"
    echo "SQL from a variable: look at whose words it is, then name the file in tools/check-sql.sh"
    bad=1
fi
exit $bad
