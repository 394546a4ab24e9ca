/* record/graft.c: a damaged file's copy, under a schema of ours.
 *
 * SQLite reads nothing of a file whose header or list of tables is damaged, and runs
 * what a foreign one says. Both are met by not using them: the copy gets a first page
 * and a list of tables written here, in which every table has the words of our layout
 * and the root that the old list gave it. The old list is not walked but looked for:
 * every page is searched for rows of it, which are known by the names and words of
 * our layout, so it may be damaged in part, or hang from nothing.
 *
 *     page 1     100 bytes of header, then an interior node over the new leaves
 *     2 .. n     as they were; the pages of the old list are left unused
 *     n+1 ..     leaves with the rows of the new list, a table each
 *
 * Formats: https://www.sqlite.org/fileformat2.html. Indexes are left out, for nothing
 * is read by one.
 */
#include "record/inside.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEADER = 100,
    LEAF = 0x0D, /* of a table with rowids */
    INTERIOR = 0x05,
    KEY_LEAF = 0x0A, /* of one without, like an index */
    KEY_INTERIOR = 0x02,
    LEAF_HEAD = 8,
    INTERIOR_HEAD = 12,
    MOST_TABLES = 64,
    RECOGNISED = 6, /* tables by which a file without its header is known as a record */
    LEAST_PAGE = 4096 /* into which the words of every table fit */
};

/* A table of the layout. */
struct grafted {
    text name, sql; /* in the arena */
    bool by_key;    /* without rowid */
    uint32_t usual; /* root in a new file */
    int columns;
    uint32_t root; /* 0: none was found */
    int trust;     /* in the root, see take_listed() */
};

struct graft {
    const unsigned char *data;
    size_t size, page, pages;
    struct arena arena;
    struct grafted tables[MOST_TABLES];
    size_t count;
};

/* ---- numbers ------------------------------------------------------------------ */

static uint32_t get(const unsigned char *p, int bytes)
{
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | p[i];
    return value;
}

static void put(unsigned char *p, int bytes, uint32_t value)
{
    for (int i = bytes - 1; i >= 0; i--, value >>= 8)
        p[i] = (unsigned char)value;
}

/* Seven bits a byte, the highest first; *at moves behind it. UINT64_MAX: it is cut off
 * or of more than 8 bytes, which none here is. */
static uint64_t get_varint(const unsigned char *data, size_t end, size_t *at)
{
    uint64_t value = 0;
    for (int i = 0; i < 8 && *at < end; i++) {
        unsigned char byte = data[(*at)++];
        value = value << 7 | (byte & 0x7F);
        if (byte < 0x80)
            return value;
    }
    return UINT64_MAX;
}

static size_t put_varint(unsigned char *out, uint32_t value)
{
    unsigned char bytes[5];
    size_t size = 0, i = sizeof bytes;
    do {
        bytes[--i] = (unsigned char)((value & 0x7F) | (size ? 0x80 : 0));
        value >>= 7;
        size++;
    } while (value);
    memcpy(out, bytes + i, size);
    return size;
}

/* ---- the tables of the layout -------------------------------------------------- */

static tocsin_status list_tables(struct graft *graft, struct record *layout)
{
    sqlite3_stmt *list = NULL;
    bool row;
    tocsin_status status = tc_record_sqlite(
        layout,
        sqlite3_prepare_v2(
            layout->db,
            "SELECT t.name, s.sql, t.wr, s.rootpage, t.ncol FROM pragma_table_list t"
            " JOIN sqlite_schema s ON s.name = t.name"
            " WHERE t.schema = 'main' AND t.type = 'table'"
            " AND s.type = 'table' AND s.name <> 'sqlite_schema'"
            " ORDER BY s.rowid",
            -1, &list, NULL));
    while (!status && !(status = tc_record_step(layout, list, &row)) && row) {
        if (graft->count == MOST_TABLES) {
            status = tc_record_say(layout, TOCSIN_LIMIT, "more than 64 tables");
            break;
        }
        struct grafted *table = &graft->tables[graft->count++];
        *table = (struct grafted){
            .name = tc_arena_copy(&graft->arena, tc_column(list, 0)),
            .sql = tc_arena_copy(&graft->arena, tc_column(list, 1)),
            .by_key = sqlite3_column_int(list, 2) != 0,
            .usual = (uint32_t)sqlite3_column_int64(list, 3),
            .columns = sqlite3_column_int(list, 4),
        };
        if (!table->name.data || !table->sql.data)
            status = tc_record_say(layout, TOCSIN_MEMORY, "no memory for a table");
    }
    sqlite3_finalize(list);
    return status;
}

/* ---- the old list -------------------------------------------------------------- */

static const unsigned char *page_at(const struct graft *graft, size_t number)
{
    return graft->data + (number - 1) * graft->page;
}

/* Is the page the root, or a leaf at least, of such a table? */
static bool may_be_root(const struct graft *graft, uint32_t number, bool by_key)
{
    if (number < 2 || number > graft->pages)
        return false;
    unsigned char kind = *page_at(graft, number);
    return by_key ? kind == KEY_LEAF || kind == KEY_INTERIOR
                  : kind == LEAF || kind == INTERIOR;
}

/* The columns of a row of the list: type, name, table, root, words. */
struct listed {
    text columns[5];
};

static bool read_listed(const unsigned char *data, size_t size, struct listed *out)
{
    size_t at = 0, serials[5];
    uint64_t head = get_varint(data, size, &at);
    if (head > size)
        return false;
    size_t body = (size_t)head;
    for (int i = 0; i < 5; i++) {
        static const unsigned char widths[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
        uint64_t serial = get_varint(data, (size_t)head, &at);
        if (serial == UINT64_MAX || serial == 10 || serial == 11)
            return false;
        uint64_t width = serial < 10 ? widths[serial] : (serial - 12) / 2;
        if (width > size - body)
            return false;
        serials[i] = (size_t)serial;
        out->columns[i] = (text){(const char *)data + body, (size_t)width};
        body += (size_t)width;
    }
    bool words =
        serials[0] > 12 && serials[1] > 12 && serials[2] > 12 && serials[4] > 12;
    return words && serials[3] >= 1 && serials[3] <= 4 && at == head && body == size;
}

/* A row that hangs from the old first page is trusted more than one that was once
 * written somewhere, and one whose words are ours still more: those of another table
 * would be refused later, row by row. */
static void take_listed(struct graft *graft, const struct listed *row, bool listed)
{
    const text *root = &row->columns[3];
    uint32_t number = get((const unsigned char *)root->data, (int)root->size);
    for (size_t i = 0; i < graft->count; i++) {
        struct grafted *table = &graft->tables[i];
        int trust = 1 + listed + 2 * tc_text_equal(row->columns[4], table->sql);
        if (tc_text_equal(row->columns[1], table->name) && trust > table->trust &&
            may_be_root(graft, number, table->by_key)) {
            table->root = number;
            table->trust = trust;
        }
    }
}

/* Rows of the list on one page, if it is a leaf with any. */
static void search_page(struct graft *graft, size_t number, bool listed)
{
    const unsigned char *page = page_at(graft, number);
    size_t head = number == 1 ? HEADER : 0;
    if (page[head] != LEAF)
        return;
    size_t cells = get(page + head + 3, 2);
    for (size_t i = 0; i < cells; i++) {
        size_t pointer = head + LEAF_HEAD + 2 * i;
        if (pointer + 2 > graft->page)
            return;
        size_t at = get(page + pointer, 2);
        uint64_t size = get_varint(page, graft->page, &at);
        uint64_t rowid = get_varint(page, graft->page, &at);
        struct listed row;
        if (size == UINT64_MAX || rowid == UINT64_MAX || at > graft->page ||
            size > graft->page - at)
            continue;
        if (read_listed(page + at, (size_t)size, &row))
            take_listed(graft, &row, listed);
    }
}

/* What hangs from the old first page counts more than what was once written. */
static void search_list(struct graft *graft)
{
    const unsigned char *first = page_at(graft, 1);
    search_page(graft, 1, true);
    if (first[HEADER] == INTERIOR) {
        size_t cells = get(first + HEADER + 3, 2);
        for (size_t i = 0; i <= cells; i++) {
            size_t pointer = HEADER + INTERIOR_HEAD + 2 * i;
            if (pointer + 2 > graft->page)
                break;
            size_t at = i < cells ? get(first + pointer, 2) : HEADER + 8;
            uint32_t child = at + 4 <= graft->page ? get(first + at, 4) : 0;
            if (child >= 2 && child <= graft->pages)
                search_page(graft, child, true);
        }
    }
    for (size_t number = 2; number <= graft->pages; number++)
        search_page(graft, number, false);
}

/* How many columns the first row under a page has; 0: none can be seen. */
static int columns_under(const struct graft *graft, uint32_t number)
{
    for (int depth = 0; depth < 20 && number >= 2 && number <= graft->pages; depth++) {
        const unsigned char *page = page_at(graft, number);
        bool leaf = page[0] == LEAF || page[0] == KEY_LEAF;
        bool keyed = page[0] == KEY_LEAF || page[0] == KEY_INTERIOR;
        size_t at = get(page + (leaf ? LEAF_HEAD : INTERIOR_HEAD), 2);
        if (!get(page + 3, 2) || at + 4 > graft->page)
            return 0;
        if (!leaf) {
            number = get(page + at, 4);
            continue;
        }
        uint64_t size = get_varint(page, graft->page, &at);
        if (!keyed)
            (void)get_varint(page, graft->page, &at);
        size_t begin = at;
        uint64_t head = get_varint(page, graft->page, &at);
        int columns = 0;
        if (size == UINT64_MAX || head > size || head > graft->page - begin)
            return 0;
        while (at < begin + head && get_varint(page, begin + head, &at) != UINT64_MAX)
            columns++;
        return columns;
    }
    return 0;
}

/* A table whose row is lost has most likely the root that it has in every new file:
 * where all rows that were found say the same of theirs, and no table that would be
 * found so has more columns than it can. */
static void guess_roots(struct graft *graft)
{
    for (size_t i = 0; i < graft->count; i++) {
        const struct grafted *table = &graft->tables[i];
        if (table->root ? table->root != table->usual
            : !may_be_root(graft, table->usual, table->by_key)
                ? table->usual <= graft->pages
                : columns_under(graft, table->usual) > table->columns)
            return;
    }
    for (size_t i = 0; i < graft->count; i++) {
        struct grafted *table = &graft->tables[i];
        if (!table->root && table->usual <= graft->pages)
            table->root = table->usual;
    }
}

/* ---- the new list -------------------------------------------------------------- */

/* One row of the list on a leaf of its own. */
static void write_leaf(unsigned char *page, size_t size, const struct grafted *table,
                       uint32_t rowid)
{
    unsigned char head[32], lead[16];
    const text kind = TEXT("table");
    const text words[] = {kind, table->name, table->name};
    size_t used = 1; /* the head's own size stands in one byte */
    for (int i = 0; i < 3; i++)
        used += put_varint(head + used, (uint32_t)(13 + 2 * words[i].size));
    head[used++] = 4; /* a number of four bytes */
    used += put_varint(head + used, (uint32_t)(13 + 2 * table->sql.size));
    head[0] = (unsigned char)used;
    size_t payload = used + kind.size + 2 * table->name.size + 4 + table->sql.size;
    size_t front = put_varint(lead, (uint32_t)payload);
    front += put_varint(lead + front, rowid);
    size_t at = size - payload - front;
    memset(page, 0, size);
    page[0] = LEAF;
    put(page + 3, 2, 1);
    put(page + 5, 2, (uint32_t)at);
    put(page + LEAF_HEAD, 2, (uint32_t)at);
    memcpy(page + at, lead, front);
    at += front;
    memcpy(page + at, head, used);
    at += used;
    for (int i = 0; i < 3; i++) {
        memcpy(page + at, words[i].data, words[i].size);
        at += words[i].size;
    }
    put(page + at, 4, table->root);
    memcpy(page + at + 4, table->sql.data, table->sql.size);
}

/* Over leaves number first and on, of which each has one row. */
static void write_first(unsigned char *page, const struct graft *graft, int version,
                        size_t first, size_t leaves)
{
    memset(page, 0, graft->page);
    memcpy(page, "SQLite format 3", 16);
    put(page + 16, 2, graft->page == 65536 ? 1 : (uint32_t)graft->page);
    page[18] = page[19] = 1; /* without a log */
    page[21] = 64;
    page[22] = page[23] = 32;
    put(page + 24, 4, 1); /* changes, as at 92: then the number of pages counts */
    put(page + 28, 4, (uint32_t)(graft->pages + leaves));
    put(page + 40, 4, 1);
    put(page + 44, 4, 4); /* format of the list */
    put(page + 56, 4, 1); /* UTF-8 */
    put(page + 60, 4, (uint32_t)version);
    put(page + 68, 4, TC_APPLICATION_ID);
    put(page + 92, 4, 1);
    put(page + 96, 4, SQLITE_VERSION_NUMBER);
    unsigned char *node = page + HEADER;
    size_t at = graft->page;
    node[0] = INTERIOR;
    put(node + 3, 2, (uint32_t)(leaves - 1));
    put(node + 8, 4, (uint32_t)(first + leaves - 1));
    for (size_t i = 0; i + 1 < leaves; i++) {
        unsigned char key[5];
        size_t size = put_varint(key, (uint32_t)(i + 1));
        at -= 4 + size;
        put(page + at, 4, (uint32_t)(first + i));
        memcpy(page + at + 4, key, size);
        put(node + INTERIOR_HEAD + 2 * i, 2, (uint32_t)at);
    }
    put(node + 5, 2, (uint32_t)at);
}

static tocsin_status write_copy(struct graft *graft, int version, FILE *out)
{
    unsigned char *page = tc_arena_alloc(&graft->arena, graft->page);
    size_t leaves = 0;
    if (!page)
        return TOCSIN_MEMORY;
    for (size_t i = 0; i < graft->count; i++)
        leaves += graft->tables[i].root != 0;
    write_first(page, graft, version, graft->pages + 1, leaves);
    bool ok = fwrite(page, graft->page, 1, out) == 1;
    if (ok && graft->pages > 1)
        ok = fwrite(page_at(graft, 2), graft->page, graft->pages - 1, out) ==
             graft->pages - 1;
    uint32_t rowid = 0;
    for (size_t i = 0; i < graft->count && ok; i++) {
        if (!graft->tables[i].root)
            continue;
        write_leaf(page, graft->page, &graft->tables[i], ++rowid);
        ok = fwrite(page, graft->page, 1, out) == 1;
    }
    return ok ? TOCSIN_OK : TOCSIN_IO;
}

/* ---- the whole ----------------------------------------------------------------- */

static bool has_header(const struct graft *graft)
{
    return memcmp(graft->data, "SQLite format 3", 16) == 0;
}

/* What the header says where it can be so; else what it is in our files. */
static int read_header(struct graft *graft)
{
    size_t page = get(graft->data + 16, 2);
    page = page == 1 ? 65536 : page;
    bool power = page >= 512 && (page & (page - 1)) == 0;
    graft->page = power && has_header(graft) ? page : 8192;
    graft->pages = graft->size / graft->page;
    uint32_t version = get(graft->data + 60, 4);
    return version >= 1 && version <= TC_SCHEMA_VERSION ? (int)version
                                                        : TC_SCHEMA_VERSION;
}

static tocsin_status recognise(struct graft *graft, struct record *layout)
{
    size_t found = 0;
    for (size_t i = 0; i < graft->count; i++)
        found += graft->tables[i].root != 0;
    if (has_header(graft) && get(graft->data + 68, 4) == TC_APPLICATION_ID)
        return found
                   ? TOCSIN_OK
                   : tc_record_say(layout, TOCSIN_CORRUPT, "nothing of it can be read");
    return found >= RECOGNISED ? TOCSIN_OK
                               : tc_record_say(layout, TOCSIN_FORMAT,
                                               "there are no tables of a record in it");
}

static tocsin_status graft_file(struct graft *graft, const char *to, int *version,
                                struct record **layout)
{
    if (graft->size < 512)
        return TOCSIN_FORMAT;
    *version = read_header(graft);
    if (graft->page < LEAST_PAGE || !graft->pages)
        return TOCSIN_FORMAT;
    tocsin_status status = tc_layout_open(*version, layout);
    if (!status)
        status = list_tables(graft, *layout);
    if (!status) {
        search_list(graft);
        guess_roots(graft);
        status = recognise(graft, *layout);
    }
    if (status)
        return status;
    FILE *out = fopen(to, "wb");
    if (!out)
        return TOCSIN_IO;
    status = write_copy(graft, *version, out);
    return fclose(out) == 0 ? status : TOCSIN_IO;
}

tocsin_status tc_graft(const char *path, const char *to, int *version,
                       tocsin_error *error)
{
    struct graft graft = {.count = 0};
    struct mapped mapped;
    struct record *layout = NULL;
    tocsin_status status = tc_map_file(path, &mapped, error);
    if (status)
        return status;
    tc_arena_init(&graft.arena, 0);
    graft.data = mapped.data;
    graft.size = mapped.size;
    status = graft_file(&graft, to, version, &layout);
    if (status)
        (void)tc_fail(error, status, path, 0, -1, "%s",
                      layout && layout->message[0] ? layout->message
                                                   : tocsin_status_words(status));
    tc_record_free(layout);
    tc_arena_release(&graft.arena);
    tc_unmap_file(&mapped);
    return status;
}
