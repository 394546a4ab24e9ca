#!/bin/sh
# Installs the packages of apt.txt that are missing. With "build" only those under # build.
set -eu
cd "$(dirname "$0")/.."
part=${1:-all}
want=$(awk -v part="$part" '
    /^# / { section = $2; next } /^#/ || NF == 0 { next }
    part == "all" || section == part { print $1 }' apt.txt)
missing=
for package in $want; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
else
    echo "These packages are missing, and there is no root or sudo to install them:" >&2
    echo "   $missing" >&2
    exit 1
fi
echo "Installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q >&2
# shellcheck disable=SC2086
$as_root apt-get install -y -q --no-install-recommends $missing >&2
