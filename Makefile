# A small front to CMake and Ninja. `make demo` and `make check` work on a bare Debian 12.

BUILD ?= build
PREFIX ?= /usr/local
TYPE ?= RelWithDebInfo
CMAKE_FLAGS ?=

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

$(BUILD)/build.ninja: CMakeLists.txt apt.txt
	@tools/need-packages.sh build
	@cmake -G Ninja -S . -B $(BUILD) -DCMAKE_BUILD_TYPE=$(TYPE) \
	    -DCMAKE_INSTALL_PREFIX=$(PREFIX) $(CMAKE_FLAGS) >/dev/null

# Codes the sample articles, prints the events, and says where the report lies.
demo: all
	@tools/demo.sh $(BUILD)

# First what ctest keeps to itself: how many sentences are read as they are meant, and how
# many acts that are not so come out as happened.
check: all
	@for one in cases status; do test ! -x $(BUILD)/test_$$one || \
	    $(BUILD)/test_$$one 2>/dev/null | grep -E '^(test/cases|voices|never)' || true; done
	@ctest --test-dir $(BUILD) --output-on-failure $(CTEST_FLAGS)

# PREFIX may differ from the one of the first build: the file for pkg-config names it.
install: all
	@cmake -S . -B $(BUILD) -DCMAKE_INSTALL_PREFIX=$(PREFIX) >/dev/null
	@ninja -C $(BUILD) >/dev/null
	@cmake --install $(BUILD)

# Every figure of docs/: bench/README.md says what each program measures.
bench: all
	@bench/run.sh $(BUILD)

asan:
	@tools/need-packages.sh
	@$(MAKE) --no-print-directory check BUILD=build-asan CTEST_FLAGS=-j2 \
	    CMAKE_FLAGS="-DTOCSIN_SANITIZE=address,undefined -DCMAKE_C_COMPILER=clang"

tsan:
	@tools/need-packages.sh
	@$(MAKE) --no-print-directory check BUILD=build-tsan CTEST_FLAGS=-j2 \
	    CMAKE_FLAGS="-DTOCSIN_SANITIZE=thread -DCMAKE_C_COMPILER=clang"

# Each target for FUZZ_SECONDS (default 60).
fuzz:
	@tools/need-packages.sh
	@cmake -G Ninja -S . -B build-fuzz -DCMAKE_C_COMPILER=clang -DTOCSIN_FUZZ=ON \
	    -DTOCSIN_SANITIZE=address,undefined >/dev/null
	@ninja -C build-fuzz
	@tools/fuzz.sh build-fuzz

# Makes data/english.model anew; train/README.md says from what.
model: all
	@train/make-model.sh $(BUILD)

clean:
	@rm -rf build build-asan build-tsan build-fuzz

.PHONY: all demo check install bench asan tsan fuzz model clean
