/* file.c: mapped files, whole files, and packed files of named sections.
 *
 * The model and the lexicon are packed files: mapped, or built into the program, and
 * shared by all processes. Every offset and size is checked once, when they are opened.
 */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

tocsin_status tc_map_file(const char *path, struct mapped *out, tocsin_error *error)
{
    *out = (struct mapped){"", 0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return tc_fail(error, TOCSIN_IO, path, 0, -1, "cannot open: %s",
                       strerror(errno));
    struct stat info;
    tocsin_status status = TOCSIN_OK;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        status = tc_fail(error, TOCSIN_IO, path, 0, -1, "not a regular file");
    } else if (info.st_size > 0) {
        void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
        if (data == MAP_FAILED)
            status = tc_fail(error, TOCSIN_IO, path, 0, -1, "cannot map: %s",
                             strerror(errno));
        else
            *out = (struct mapped){data, (size_t)info.st_size};
    }
    (void)close(file);
    return status;
}

void tc_unmap_file(struct mapped *mapped)
{
    if (mapped->size)
        (void)munmap((void *)(uintptr_t)mapped->data, mapped->size);
    *mapped = (struct mapped){"", 0};
}

static bool write_all(int file, const char *data, size_t size)
{
    while (size) {
        ssize_t n = write(file, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        data += n;
        size -= (size_t)n;
    }
    return true;
}

tocsin_status tc_write_file(const char *path, text bytes, tocsin_error *error)
{
    char name[4096];
    int n = snprintf(name, sizeof name, "%s.%ld.tmp", path, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof name)
        return tc_fail(error, TOCSIN_IO, path, 0, -1, "the path is too long");
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return tc_fail(error, TOCSIN_IO, path, 0, -1, "cannot write: %s",
                       strerror(errno));
    bool ok = write_all(file, bytes.data, bytes.size) && fsync(file) == 0;
    int why = errno;
    if (close(file) != 0 && ok) {
        ok = false;
        why = errno;
    }
    if (ok && rename(name, path) != 0) {
        ok = false;
        why = errno;
    }
    if (ok)
        return TOCSIN_OK;
    (void)unlink(name);
    return tc_fail(error, TOCSIN_IO, path, 0, -1, "cannot write: %s", strerror(why));
}

/* ---- packed files ---------------------------------------------------------------- */

enum { HEADER = 48, ENTRY = 32, NAME = 16, SECTION_ALIGN = 64, MAX_SECTIONS = 256 };

static uint32_t get32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static uint64_t get64(const unsigned char *p)
{
    return (uint64_t)get32(p) | (uint64_t)get32(p + 4) << 32;
}

static void put32(unsigned char *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(v >> (8 * i));
}

static void put64(unsigned char *p, uint64_t v)
{
    put32(p, (uint32_t)v);
    put32(p + 4, (uint32_t)(v >> 32));
}

static tocsin_status check_packed(const unsigned char *data, size_t size,
                                  const char kind[8], uint32_t version,
                                  const char *name, tocsin_error *error)
{
    if (size < HEADER || memcmp(data, kind, 8) != 0)
        return tc_fail(error, TOCSIN_FORMAT, name, 0, 0, "not a %.8s file", kind);
    if (get32(data + 8) > version)
        return tc_fail(error, TOCSIN_VERSION, name, 0, 8,
                       "format version %u, but this program reads up to %u",
                       get32(data + 8), version);
    if (get32(data + 8) != version)
        return tc_fail(error, TOCSIN_FORMAT, name, 0, 8,
                       "format version %u is no longer read", get32(data + 8));
    if (get64(data + 32) != size)
        return tc_fail(error, TOCSIN_FORMAT, name, 0, 32,
                       "%zu bytes, not the %llu it "
                       "was written with",
                       size, (unsigned long long)get64(data + 32));
    uint32_t sections = get32(data + 12);
    if (sections > MAX_SECTIONS || HEADER + (size_t)sections * ENTRY > size)
        return tc_fail(error, TOCSIN_FORMAT, name, 0, 12, "bad number of sections");
    if (get64(data + 24) != tc_hash(data + HEADER, size - HEADER))
        return tc_fail(error, TOCSIN_FORMAT, name, 0, 24, "the checksum is wrong");
    for (uint32_t i = 0; i < sections; i++) {
        const unsigned char *entry = data + HEADER + (size_t)i * ENTRY;
        uint64_t at = get64(entry + NAME), bytes = get64(entry + NAME + 8);
        if (entry[NAME - 1] || at % SECTION_ALIGN || at > size || bytes > size - at)
            return tc_fail(error, TOCSIN_FORMAT, name, 0, HEADER + (long long)i * ENTRY,
                           "section %u lies outside the file", i);
    }
    return TOCSIN_OK;
}

tocsin_status tc_packed_open(struct packed *packed, const char *path, text bytes,
                             const char kind[8], uint32_t version, tocsin_error *error)
{
    memset(packed, 0, sizeof *packed);
    if (path) {
        tocsin_status status = tc_map_file(path, &packed->mapped, error);
        if (status != TOCSIN_OK)
            return status;
        bytes = (text){packed->mapped.data, packed->mapped.size};
    } else if ((uintptr_t)bytes.data % SECTION_ALIGN) {
        return tc_fail(error, TOCSIN_USAGE, "", 0, -1, "the bytes are not aligned");
    }
    packed->data = (const unsigned char *)bytes.data;
    packed->size = bytes.size;
    tocsin_status status = check_packed(packed->data, bytes.size, kind, version,
                                        path ? path : "built in", error);
    if (status != TOCSIN_OK)
        tc_packed_close(packed);
    return status;
}

void tc_packed_close(struct packed *packed)
{
    if (packed->mapped.size)
        tc_unmap_file(&packed->mapped);
    memset(packed, 0, sizeof *packed);
}

tocsin_status tc_packed_section(const struct packed *packed, const char *name,
                                size_t item_size, const void **data, size_t *items,
                                tocsin_error *error)
{
    uint32_t sections = get32(packed->data + 12);
    for (uint32_t i = 0; i < sections; i++) {
        const unsigned char *entry = packed->data + HEADER + (size_t)i * ENTRY;
        if (strcmp((const char *)entry, name) != 0)
            continue;
        uint64_t bytes = get64(entry + NAME + 8);
        if (bytes % item_size)
            return tc_fail(error, TOCSIN_FORMAT, "", 0, (long long)get64(entry + NAME),
                           "section %s has a broken size", name);
        *data = packed->data + get64(entry + NAME);
        *items = (size_t)(bytes / item_size);
        return TOCSIN_OK;
    }
    return tc_fail(error, TOCSIN_FORMAT, "", 0, -1, "section %s is missing", name);
}

uint64_t tc_packed_hash(const struct packed *packed)
{
    return get64(packed->data + 24);
}

tocsin_status tc_packed_make(const char kind[8], uint32_t version,
                             const struct packed_part *parts, size_t count,
                             struct packed_made *made, tocsin_error *error)
{
    made->memory = NULL;
    if (count > MAX_SECTIONS)
        return tc_fail(error, TOCSIN_USAGE, NULL, 0, -1, "too many sections");
    size_t size = HEADER + count * ENTRY;
    for (size_t i = 0; i < count; i++)
        size =
            (size + SECTION_ALIGN - 1) / SECTION_ALIGN * SECTION_ALIGN + parts[i].size;
    made->memory = tc_alloc(size + SECTION_ALIGN);
    if (!made->memory)
        return tc_fail(error, TOCSIN_MEMORY, NULL, 0, -1, "out of memory");
    size_t off =
        (SECTION_ALIGN - (uintptr_t)made->memory % SECTION_ALIGN) % SECTION_ALIGN;
    unsigned char *out = (unsigned char *)made->memory + off;
    memset(out, 0, size);
    memcpy(out, kind, 8);
    put32(out + 8, version);
    put32(out + 12, (uint32_t)count);
    put64(out + 32, size);
    size_t at = HEADER + count * ENTRY;
    for (size_t i = 0; i < count; i++) {
        unsigned char *entry = out + HEADER + i * ENTRY;
        size_t length = strlen(parts[i].name);
        memcpy(entry, parts[i].name, length < NAME ? length : NAME - 1);
        at = (at + SECTION_ALIGN - 1) / SECTION_ALIGN * SECTION_ALIGN;
        put64(entry + NAME, at);
        put64(entry + NAME + 8, parts[i].size);
        if (parts[i].size)
            memcpy(out + at, parts[i].data, parts[i].size);
        at += parts[i].size;
    }
    put64(out + 24, tc_hash(out + HEADER, size - HEADER));
    made->bytes = (text){(char *)out, size};
    return TOCSIN_OK;
}

tocsin_status tc_packed_write(const char *path, const char kind[8], uint32_t version,
                              const struct packed_part *parts, size_t count,
                              tocsin_error *error)
{
    struct packed_made made;
    tocsin_status status = tc_packed_make(kind, version, parts, count, &made, error);
    if (status == TOCSIN_OK)
        status = tc_write_file(path, made.bytes, error);
    tc_free(made.memory);
    return status;
}
