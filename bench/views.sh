#!/bin/sh
# The windows of the VIEWS prediction challenge: our forecasts of counts beside its
# benchmarks, with the skill over each, and the means over the windows.
#   bench/views.sh BUILD FOLDER [YEAR...]
set -eu
cd "$(dirname "$0")/.."
build=${1:?build folder}
folder=${2:?folder of the challenge}
shift 2
[ $# -gt 0 ] || set -- 2018 2019 2020
for year in "$@"; do
    "$build/tocsin" eval counts "$folder" --year "$year" --format csv | tail -n +2
done | awk -F, '
    function skill(at) { return sprintf("%+.3f (%+.3f to %+.3f)", $at, $(at + 1), $(at + 2)) }
    { printf "%s  %-9s CRPS %7.3f  IGN %.4f  MIS %7.2f", $1, $2, $3, $4, $5
      if ($6 != "") printf "  skill CRPS %s, IGN %s", skill(6), skill(9)
      print ""
      if (!($2 in n)) names[++known] = $2
      crps[$2] += $3; ign[$2] += $4; mis[$2] += $5; n[$2]++ }
    END { for (k = 1; k <= known; k++) { name = names[k]
          printf "mean  %-9s CRPS %7.3f  IGN %.4f  MIS %7.2f\n", name,
          crps[name] / n[name], ign[name] / n[name], mis[name] / n[name] } }'
