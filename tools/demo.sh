#!/bin/sh
# make demo: the sample articles to a record, its events, and a report.
set -eu
cd "$(dirname "$0")/.."
tocsin=$1/tocsin
record=$1/demo.db
report=$1/demo.html
rm -f "$record" "$record"-wal "$record"-shm "$report"
echo "\$ tocsin code --record $record examples/news/"
"$tocsin" code --record "$record" examples/news/ || [ $? = 4 ]
echo
march="--from 2024-03-01 --to 2024-03-31 --status happened"
echo "\$ tocsin events --record $record $march"
# shellcheck disable=SC2086
"$tocsin" events --record "$record" $march
echo
"$tocsin" report --record "$record" --output "$report" --quiet \
    --title "The sample articles"
echo "The report lies in $report; open it in a browser."
