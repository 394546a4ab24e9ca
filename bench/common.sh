# common.sh: what the scripts of this folder share; read with ".", after $build is set.
# The programs are built beside the build folder's own, with its library.
bench=$build/bench
tocsin=$build/tocsin
runs=${TOCSIN_BENCH_RUNS:-5}
mkdir -p "$bench"
[ -x "$tocsin" ] || {
    echo "there is no $tocsin: make builds it" >&2
    exit 1
}

# build_measure: the program that runs others
build_measure() {
    if [ ! -x "$bench/measure" ] || [ bench/measure.c -nt "$bench/measure" ]; then
        ${CC:-cc} -std=c11 -O2 -Wall -Wextra bench/measure.c -o "$bench/measure"
    fi
}

# build_with_library NAME [FLAG...]: bench/NAME.c, linked with libtocsin.a
build_with_library() {
    if [ ! -x "$bench/$1" ] || [ "bench/$1.c" -nt "$bench/$1" ] ||
        [ "$build/libtocsin.a" -nt "$bench/$1" ]; then
        name=$1
        shift
        # shellcheck disable=SC2046
        ${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -Wall -Wextra -Iinclude "$@" \
            "bench/$name.c" "$build/libtocsin.a" -o "$bench/$name" \
            $(pkg-config --libs libxml-2.0 jansson libutf8proc zlib libzstd libxxhash \
                sqlite3) $(pkg-config --silence-errors --libs libdeflate) \
            $(pkg-config --silence-errors --libs libcurl) -lpthread -lm
    fi
}

# median FILE: the middle one of the numbers in it
median() { sort -n "$1" | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }'; }
