#!/bin/sh
# The windows of the VIEWS prediction challenge: our forecasts of counts beside the
# mixture of the last twelve months, and the means over the windows.
#   bench/views.sh BUILD FOLDER [YEAR...]
set -eu
cd "$(dirname "$0")/.."
build=${1:?build folder}
folder=${2:?folder of the challenge}
shift 2
[ $# -gt 0 ] || set -- 2018 2019 2020
for year in "$@"; do
    "$build/tocsin" eval counts "$folder" --year "$year" --format csv | tail -n 2
done | awk -F, '
    { printf "%s  %-8s CRPS %7.3f  IGN %.4f  MIS %7.2f\n", $1, $2, $3, $4, $5
      crps[$2] += $3; ign[$2] += $4; mis[$2] += $5; n[$2]++ }
    END { for (name in n) printf "mean  %-8s CRPS %7.3f  IGN %.4f  MIS %7.2f\n", name,
          crps[name] / n[name], ign[name] / n[name], mis[name] / n[name] }'
