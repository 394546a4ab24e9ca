#!/bin/sh
# How much the dictionaries hold, as the table of data/README.md.
set -eu
cd "$(dirname "$0")/../data"
said() { cat "$@" | grep -v '^#\|^$'; }      # the lines that say something
body() { said "$@" | grep -v '^\[\|^@'; }    # those under section lines
field() { cut -d"$1" -f1 | tr -d ' ' | sort -u | wc -l; }
thousands() { echo "$1" | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta'; }
row() { echo "| \`$1\` | $(thousands "$2") | $3 |"; }

echo "| files | lines | they hold |"
echo "|---|---|---|"
row countries.txt "$(said countries.txt | wc -l)" \
    "$(grep -cE '^[A-Z]{3} ([A-Z]{2}|-) ' countries.txt) countries and territories, those that ended included"
row leaders/ "$(said leaders/*.txt | wc -l)" \
    "$(thousands "$(said leaders/*.txt | field '|')") people"
row actors/ "$(said actors/*.txt | wc -l)" \
    "$(thousands "$(body actors/*.txt | field '|')") organisations and groups"
row agents.txt "$(said agents.txt | wc -l)" \
    "$(thousands "$(body agents.txt | tr ';' '\n' | grep -c '[a-z]')") role nouns"
row acts/ "$(said acts/*.txt | wc -l)" \
    "$(thousands "$(body acts/*.txt | wc -l)") frames of $(thousands "$(body acts/*.txt |
        field ' ')") words"
row cues.txt "$(said cues.txt | wc -l)" \
    "$(thousands "$(said cues.txt | field '|')") words"
row discard.txt "$(said discard.txt | wc -l)" "names and phrases"
row features.txt "$(said features.txt | wc -l)" "$(
    thousands "$(body features.txt | wc -l)") seas, rivers, islands, mountains, regions, sites"
row demonyms.txt "$(said demonyms.txt | wc -l)" \
    "$(said demonyms.txt | cut -d'|' -f1 | tr ';' '\n' | wc -l) names for what is of a place"
row regions.txt "$(said regions.txt | wc -l)" "regions"
towns() { cat places/*.txt | grep -v '^#\|^\['; }
row places/ "$(said places/*.txt | wc -l)" \
    "$(thousands "$(towns | awk -F'\t' '$6 !~ /admin/' | wc -l)") towns, $(
        thousands "$(towns | awk -F'\t' '$6 == "admin1"' | wc -l)") first and $(
        thousands "$(towns | awk -F'\t' '$6 == "admin2"' | wc -l)") second divisions"
