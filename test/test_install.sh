#!/bin/sh
# test_install.sh BUILD: what `make install` leaves behind can be used by a stranger.
#
# Installs the build folder below a temporary folder, and there builds examples/who.c
# the two ways its users will, with nothing but what pkg-config says: against the shared
# library and against the static one. Looks at the man page, the completion, and what
# the shared library shows of itself. Needs a C compiler and pkg-config; builds and
# changes nothing in BUILD.
#   usage: test_install.sh BUILD
set -u
build=$(realpath "${1:?}")
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
ok() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAILED: $*"
    [ -s "$work/log" ] && sed 's/^/    /' "$work/log" | head -n 20
    : >"$work/log"
}
try() { # try WHAT COMMAND...
    what=$1
    shift
    if "$@" >"$work/log" 2>&1; then ok; else bad "$what"; fi
}
there() { if [ -s "$root$1" ]; then ok; else bad "$1 is not installed"; fi; }

DESTDIR=$work/root cmake --install "$build" >"$work/log" 2>&1 || {
    bad "cmake --install"
    exit 1
}
# Where the build said that it would go; below DESTDIR it is not there yet.
prefix=$(sed -n 's/^CMAKE_INSTALL_PREFIX:PATH=//p' "$build/CMakeCache.txt")
root=$work/root$prefix
pc=$(find "$root" -name tocsin.pc)
[ -n "$pc" ] || {
    bad "no tocsin.pc"
    exit 1
}
lib=$(dirname "$(dirname "$pc")")

there /bin/tocsin
there /include/tocsin.h
there /share/man/man1/tocsin.1
there /share/bash-completion/completions/tocsin
try "the static library" test -s "$lib/libtocsin.a"
try "the shared library" test -s "$lib/libtocsin.so"
if [ "$(sed -n 's/^prefix=//p' "$pc")" = "$prefix" ]; then ok; else bad "prefix of tocsin.pc"; fi
headers=$(find "$root/include" -name '*.h' | wc -l)
if [ "$headers" = 1 ]; then ok; else bad "$headers headers, not 1"; fi

# The command as installed, from a folder that has nothing to do with it.
cd "$work" || exit 1
try "the command" "$root/bin/tocsin" --version
"$root/bin/tocsin" --version >version 2>&1
release=$(sed -n 's/^#define TOCSIN_RELEASE "\(.*\)"/\1/p' "$here/include/tocsin.h")
if grep -qx "tocsin $release" version; then ok; else bad "version"; fi

# pkg-config, told that the prefix lies below the temporary folder
PKG_CONFIG_PATH=$lib/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export PKG_CONFIG_PATH
pkg() { pkg-config --define-variable=prefix="$root" "$@"; }
if [ "$(pkg --modversion tocsin)" = "$release" ]; then ok; else bad "version of tocsin.pc"; fi

# When the library was built with a sanitizer, whoever links it needs that, too.
sanitize=$(sed -n 's/^TOCSIN_SANITIZE:STRING=\(..*\)/-fsanitize=\1/p' "$build/CMakeCache.txt")
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
sentence="Police arrested 30 protesters in Nairobi."
said() { # said WHAT: out has the claim (test_example.sh looks at every word of it)
    case $(cat out) in
    'Police -> 30 protesters'*': COERCE, happened, "arrested"') ok ;;
    *) bad "who, $1, says: $(cat out)" ;;
    esac
}
# shellcheck disable=SC2046,SC2086
try "who.c, shared" "$compiler" -std=c11 $sanitize "$here/examples/who.c" -o shared \
    $(pkg --cflags --libs tocsin)
LD_LIBRARY_PATH=$lib ./shared "$sentence" >out 2>"$work/log"
said shared
# shellcheck disable=SC2046,SC2086
try "who.c, static" "$compiler" -std=c11 $sanitize "$here/examples/who.c" -o static \
    $(pkg --cflags tocsin) "$lib/libtocsin.a" \
    $(pkg-config --libs $(pkg --print-requires-private tocsin)) -lpthread -lm
./static "$sentence" >out 2>"$work/log"
said static
if readelf -d shared | grep -q 'NEEDED.*libtocsin\.so\.0'; then ok; else bad "shared: not so"; fi
if readelf -d static | grep -q 'NEEDED.*libtocsin'; then bad "static: not so"; else ok; fi

# tocsin_ on everything public; nothing else is shown
nm -D --defined-only "$lib/libtocsin.so" |
    awk '$2 ~ /[TDRBi]/ && $3 !~ /^tocsin_/ && $3 !~ /^(_init|_fini|__|_edata|_end)/ { print $3 }' >stray
if [ -n "$sanitize" ] || [ ! -s stray ]; then
    ok
else
    cp stray "$work/log"
    bad "the shared library shows names without tocsin_"
fi

# The man page and the completion name every command that --help of the command knows.
page=$root/share/man/man1/tocsin.1
completion=$root/share/bash-completion/completions/tocsin
for command in read parse code events show claims report lexicon doctor version; do
    if grep -q "^\.It Cm $command" "$page"; then ok; else bad "man page: no $command"; fi
done
if command -v bash >/dev/null 2>&1; then
    complete() { # complete WORD...: the last one is being typed
        bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tocsin
            printf "%s\n" "${COMPREPLY[@]}"' "$completion" "$@"
    }
    complete tocsin ev >out
    if [ "$(cat out)" = events ]; then ok; else bad "completion of ev: $(cat out)"; fi
    complete tocsin events --type PRO >out
    if [ "$(cat out)" = PROTEST ]; then ok; else bad "completion of --type PRO: $(cat out)"; fi
    complete tocsin lexicon "" >out
    if grep -qx lookup out; then ok; else bad "completion of lexicon: $(cat out)"; fi
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
