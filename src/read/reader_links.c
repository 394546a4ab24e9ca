/* read/reader_links.c: what is named elsewhere: addresses on the command line, the rows
 * of a list, and, when links are to be followed, the items of a feed.
 *
 * A list or a feed whose links are followed is put aside while each link is opened as
 * any other file: so a linked page may be of any format, and what stands in the row or
 * the item fills what the document does not say itself. Links are followed one level
 * deep. When a feed's page cannot be had, that is reported, and then the item's own
 * text is given.
 */
#include "read/reading.h"

#include "read/list.h"

#include <string.h>

/* ---- open and free --------------------------------------------------------------- */

tocsin_status tc_reader_set_links(struct reader *reader,
                                  const tocsin_reader_options *options,
                                  tocsin_error *error)
{
    struct links *links = &reader->links;
    const tocsin_fetch_options *fetch = options ? options->fetch : NULL;
    const char *files = options && options->files ? options->files : "";
    links->follow = fetch && fetch->follow;
    tc_buffer_add(&links->files, files, strlen(files) + 1);
    if (options && options->pdftotext)
        tc_buffer_add(&links->pdftotext, options->pdftotext,
                      strlen(options->pdftotext) + 1);
    if (links->files.failed || links->pdftotext.failed)
        return TOCSIN_MEMORY;
    return tc_fetcher_open(fetch, reader->maximum, &links->fetcher, error);
}

void tc_links_init(struct links *links)
{
    links->input.file = -1;
    tc_arena_init(&links->arena, 0);
    tc_arena_init(&links->keep, 0);
    tc_arena_init(&links->seen_names, (size_t)4 << 30);
    tc_map_init(&links->seen);
    tc_buffer_init(&links->files, 65536);
    tc_buffer_init(&links->pdftotext, 65536);
    tc_buffer_init(&links->path, 65536);
    tc_buffer_init(&links->base, 2 * TC_URL_MAXIMUM);
}

void tc_links_release(struct links *links)
{
    tc_feed_close(&links->feed);
    tc_input_release(&links->input);
    tc_fetcher_free(links->fetcher);
    tc_map_release(&links->seen);
    tc_arena_release(&links->arena);
    tc_arena_release(&links->keep);
    tc_arena_release(&links->seen_names);
    tc_buffer_release(&links->files);
    tc_buffer_release(&links->pdftotext);
    tc_buffer_release(&links->path);
    tc_buffer_release(&links->base);
}

/* ---- what is known of a document from elsewhere ---------------------------------- */

bool tc_reader_fill(struct reader *reader, struct arena *arena, tocsin_document *out)
{
    const tocsin_document *given = &reader->given;
    const struct {
        text *to;
        text from;
    } fields[] = {
        {&out->title,     given->title    },
        {&out->published, given->published},
        {&out->publisher, given->publisher},
    };
    if (reader->posts.count > 0) /* each has its own */
        return true;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].to->size > 0 || fields[i].from.size == 0)
            continue;
        *fields[i].to = tc_arena_copy(arena, fields[i].from);
        if (!fields[i].to->data)
            return false;
    }
    return true;
}

/* ---- opening --------------------------------------------------------------------- */

static tocsin_status set_path(struct reader *reader, text path, tocsin_error *error)
{
    tc_buffer_clear(&reader->path);
    tc_buffer_text(&reader->path, path);
    tc_buffer_byte(&reader->path, '\0');
    reader->line = 0;
    reader->counted = 0;
    reader->mime = (text){NULL, 0};
    reader->posts.count = reader->posts.next = 0;
    if (!reader->path.failed)
        return TOCSIN_OK;
    reader->path.failed = false;
    return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "out of memory");
}

tocsin_status tc_reader_open_file(struct reader *reader, text path, tocsin_error *error)
{
    tocsin_status status = set_path(reader, path, error);
    if (status != TOCSIN_OK)
        return status;
    status = tc_input_open(&reader->input, reader->path.data, error);
    if (status != TOCSIN_OK)
        tc_input_close(&reader->input);
    else
        reader->counts.files++;
    return status;
}

tocsin_status tc_reader_open_url(struct reader *reader, text url, tocsin_error *error)
{
    struct page page;
    tocsin_status status = set_path(reader, url, error);
    if (status == TOCSIN_OK)
        status = tc_fetch(reader->links.fetcher, reader->path.data, &page, error);
    if (status != TOCSIN_OK)
        return status;
    reader->mime = page.mime;
    if (reader->links.kind != LINKS_OF_LIST) /* a row's address is the caller's */
        reader->given.url = page.url;
    status = tc_input_open_bytes(&reader->input, page.body, reader->path.data, error);
    if (status != TOCSIN_OK)
        tc_input_close(&reader->input);
    else
        reader->counts.files++;
    return status;
}

/* ---- lists ----------------------------------------------------------------------- */

static void count_list_bytes(struct reader *reader)
{
    struct links *links = &reader->links;
    if (links->counted == UINT64_MAX)
        return;
    reader->counts.bytes += links->input.offset - links->counted;
    links->counted = links->input.offset;
}

static void close_links(struct reader *reader)
{
    struct links *links = &reader->links;
    if (links->kind == LINKS_OF_LIST)
        count_list_bytes(reader);
    tc_input_close(&links->input);
    tc_feed_close(&links->feed);
    tc_map_release(&links->seen);
    tc_map_init(&links->seen);
    tc_arena_reset(&links->seen_names);
    links->kind = NO_LINKS;
    links->at_item = links->give_item = false;
    memset(&reader->given, 0, sizeof reader->given);
}

/* The folder that the list's files lie in, into links->root. */
static bool find_root(struct links *links, const char *list)
{
    char folder[TC_NAME_MAXIMUM] = ".";
    const char *slash = strrchr(list, '/');
    size_t size = slash ? (size_t)(slash - list) + (slash == list) : 0;
    if (links->files.data[0])
        return tc_folder_open(links->files.data, links->root);
    if (tc_is_url(tc_text(list)) || size >= sizeof folder)
        return false;
    if (size > 0) {
        memcpy(folder, list, size);
        folder[size] = '\0';
    }
    return tc_folder_open(folder, links->root);
}

bool tc_reader_is_list(struct reader *reader, struct list *out)
{
    bool bare = reader->links.follow || reader->links.files.data[0];
    text head = tc_input_peek(&reader->input, TC_LIST_HEAD);
    size_t end = head.size; /* of the last whole line */
    while (head.size == TC_LIST_HEAD && end > 0 && head.data[end - 1] != '\n')
        end--;
    return tc_list_open(tc_text_slice(head, 0, end ? end : head.size), bare, out);
}

tocsin_status tc_reader_begin_list(struct reader *reader, const struct list *list,
                                   tocsin_error *error)
{
    struct links *links = &reader->links;
    if (links->kind != NO_LINKS) {
        tc_reader_close_file(reader);
        return tc_fail(error, TOCSIN_FORMAT, reader->path.data, 0, 0,
                       "a list of addresses within another one");
    }
    tc_buffer_clear(&links->path);
    tc_buffer_text(&links->path, (text){reader->path.data, reader->path.size});
    links->rooted = find_root(links, reader->path.data);
    bool asked = links->files.data[0];
    if (links->path.failed) {
        tc_reader_close_file(reader);
        return tc_fail(error, TOCSIN_MEMORY, reader->path.data, 0, -1, "out of memory");
    }
    if (!links->rooted && asked) {
        tc_reader_close_file(reader);
        return tc_fail(error, TOCSIN_IO, links->files.data, 0, -1,
                       "not a folder in which files can lie");
    }
    tc_reader_count_bytes(reader);
    struct input spare = links->input; /* its window is used again */
    links->input = reader->input;
    links->counted = links->input.offset;
    reader->input = spare;
    reader->counted = spare.offset;
    reader->stage = BETWEEN;
    links->list = *list;
    links->line = 0;
    links->kind = LINKS_OF_LIST;
    if (list->heading) {
        text line;
        links->line = 1;
        (void)tc_input_line(&links->input, reader->maximum, &line);
    }
    return TOCSIN_DONE;
}

/* ---- sitemaps -------------------------------------------------------------------- */

bool tc_reader_begin_sitemap(struct reader *reader, text utf8)
{
    struct links *links = &reader->links;
    tocsin_error error;
    if (!links->follow || links->kind != NO_LINKS ||
        tc_text_find(utf8, TEXT("<urlset")) == SIZE_MAX)
        return false;
    tc_arena_reset(&links->keep);
    text lines = tc_list_of_sitemap(&links->keep, utf8);
    tc_buffer_clear(&links->path);
    tc_buffer_text(&links->path, (text){reader->path.data, reader->path.size});
    if (lines.size == 0 || links->path.failed ||
        tc_input_open_bytes(&links->input, lines, links->path.data, &error) !=
            TOCSIN_OK)
        return false;
    (void)tc_list_open(TEXT("https://a.example/"), true, &links->list);
    links->kind = LINKS_OF_LIST;
    links->rooted = false;
    links->line = 0;
    links->counted = UINT64_MAX; /* its bytes were counted as the sitemap's */
    return true;
}

/* Has this not been opened yet? GDELT's rows stand for events, not for pages. */
static bool is_new(struct links *links, const char *name, text url, bool *failed)
{
    uint64_t hashes[2] = {tc_hash(name, strlen(name)), tc_hash(url.data, url.size)};
    uint32_t there;
    text key = {(const char *)hashes, sizeof hashes};
    if (tc_map_get(&links->seen, key, &there))
        return false;
    key = tc_arena_copy(&links->seen_names, key);
    *failed = !key.data || !tc_map_put(&links->seen, key, 1);
    return !*failed;
}

static tocsin_status refuse_row(const struct links *links, tocsin_status status,
                                text what, const char *why, tocsin_error *error)
{
    int size = what.size < 300 ? (int)what.size : 300;
    return tc_fail(error, status, links->path.data, links->line, -1, "%s: %.*s", why,
                   size, what.data ? what.data : "");
}

/* The file of a row, into name; "" when the row is to be fetched. */
static tocsin_status find_file(const struct links *links, const struct row *row,
                               char name[TC_NAME_MAXIMUM], tocsin_error *error)
{
    text path = row->field[LIST_PATH], url = row->field[LIST_URL];
    name[0] = '\0';
    if (path.size == 0 && !links->files.data[0])
        return links->follow ? TOCSIN_OK
                             : refuse_row(links, TOCSIN_MISSING, url,
                                          "the row names no file", error);
    if (!links->rooted)
        return refuse_row(links, TOCSIN_REFUSED, path,
                          "a list from the web names no files here", error);
    tocsin_status status = path.size > 0 ? tc_folder_file(links->root, path, name)
                                         : tc_folder_page(links->root, url, name);
    if (status == TOCSIN_MISSING && path.size == 0 && links->follow) {
        name[0] = '\0';
        return TOCSIN_OK;
    }
    if (status == TOCSIN_OK)
        return status;
    return refuse_row(links, status, path.size > 0 ? path : url,
                      status == TOCSIN_REFUSED  ? "outside the list's folder"
                      : status == TOCSIN_FORMAT ? "not a file"
                      : path.size > 0           ? "there is no such file"
                                                : "there is no file of this address",
                      error);
}

/* The list's next row. LIMIT, FORMAT, MEMORY: it cannot be used; DONE. */
static tocsin_status next_row(struct reader *reader, struct row *row,
                              tocsin_error *error)
{
    struct links *links = &reader->links;
    const char *why;
    text line;
    for (;;) {
        tocsin_status status = tc_input_line(&links->input, reader->maximum, &line);
        count_list_bytes(reader);
        links->line++;
        if (status == TOCSIN_DONE)
            return status;
        if (status == TOCSIN_LIMIT)
            return refuse_row(links, status, (text){NULL, 0}, "too long a row", error);
        if (status != TOCSIN_OK) {
            (void)tc_fail(error, status, links->path.data, links->line, -1, "%s",
                          links->input.message);
            close_links(reader);
            return status;
        }
        if (tc_text_trim(line).size == 0)
            continue;
        tc_arena_reset(&links->arena);
        line = tc_arena_copy(&links->arena, line);
        status = line.data ? tc_list_row(&links->arena, &links->list, line, row, &why)
                           : TOCSIN_MEMORY;
        if (status == TOCSIN_MEMORY)
            why = "out of memory";
        return status == TOCSIN_OK
                   ? status
                   : refuse_row(links, status, tc_text_slice(line, 0, 80), why, error);
    }
}

static tocsin_status open_row(struct reader *reader, tocsin_error *error)
{
    struct links *links = &reader->links;
    struct row row;
    char name[TC_NAME_MAXIMUM];
    for (;;) {
        tocsin_status status = next_row(reader, &row, error);
        if (status == TOCSIN_OK)
            status = find_file(links, &row, name, error);
        if (status != TOCSIN_OK)
            return status;
        bool failed = false;
        text url = row.field[LIST_URL];
        if (!is_new(links, name, url, &failed)) {
            if (failed)
                return refuse_row(links, TOCSIN_MEMORY, url, "out of memory", error);
            reader->counts.passed++;
            continue;
        }
        reader->given = (tocsin_document){.url = url,
                                          .title = row.field[LIST_TITLE],
                                          .published = row.field[LIST_DATE],
                                          .publisher = row.field[LIST_PUBLISHER]};
        reader->given.language = row.field[LIST_LANGUAGE];
        if (name[0])
            return tc_reader_open_file(reader, tc_text(name), error);
        return tc_reader_open_url(reader, url, error);
    }
}

/* ---- feeds ----------------------------------------------------------------------- */

bool tc_reader_begin_feed(struct reader *reader)
{
    struct links *links = &reader->links;
    if (links->kind == LINKS_OF_FEED)
        return false;
    tc_buffer_clear(&links->base);
    tc_buffer_text(&links->base, reader->given.url);
    tc_buffer_byte(&links->base, '\0');
    if (!links->follow || links->kind != NO_LINKS)
        return false;
    tc_buffer_clear(&links->path);
    tc_buffer_text(&links->path, (text){reader->path.data, reader->path.size});
    if (links->path.failed || links->base.failed)
        return false; /* its own texts are read */
    struct arena spare = links->keep;
    links->keep = reader->keep;
    reader->keep = spare;
    links->feed = reader->feed;
    memset(&reader->feed, 0, sizeof reader->feed);
    links->kind = LINKS_OF_FEED;
    links->at_item = links->give_item = false;
    return true;
}

/* The item's address, which may be relative to the feed's. */
static tocsin_status resolve(struct links *links, tocsin_error *error)
{
    const char *base = links->base.data[0] ? links->base.data : NULL;
    const char *why;
    struct url url;
    text given = tc_arena_copy(&links->arena, tc_text_trim(links->item.url));
    tocsin_status status =
        given.data ? tc_url_read(&links->arena, given.data, base, &url, &why)
                   : TOCSIN_MEMORY;
    if (status == TOCSIN_OK)
        links->item.url = tc_text(url.whole);
    else
        (void)tc_fail(error, status, links->path.data, links->line, -1, "%s: %.300s",
                      status == TOCSIN_MEMORY ? "out of memory" : why,
                      given.data ? given.data : "");
    return status;
}

void tc_reader_absolute(struct reader *reader, struct arena *arena,
                        tocsin_document *out)
{
    const struct buffer *base = &reader->links.base;
    const char *why;
    struct url url;
    if (reader->links.kind == LINKS_OF_FEED || base->failed || base->size < 2 ||
        out->url.size == 0 || tc_is_url(out->url))
        return;
    text given = tc_arena_copy(arena, tc_text_trim(out->url));
    if (given.data &&
        tc_url_read(arena, given.data, base->data, &url, &why) == TOCSIN_OK)
        out->url = tc_text(url.whole);
}

static tocsin_status open_item(struct reader *reader, tocsin_error *error)
{
    struct links *links = &reader->links;
    struct place place = {links->path.data, 0, -1, error};
    links->at_item = false;
    tc_arena_reset(&links->arena);
    memset(&links->item, 0, sizeof links->item);
    tocsin_status status =
        tc_feed_next(&links->feed, &links->arena, &links->item, &place);
    links->line = place.line;
    if (status != TOCSIN_OK)
        return status;
    links->at_item = true;
    links->documents = reader->counts.documents;
    if (links->item.url.size == 0) {
        links->give_item = true;
        return TOCSIN_DONE;
    }
    status = resolve(links, error);
    if (status != TOCSIN_OK)
        return status;
    reader->given = links->item;
    reader->given.language = (text){NULL, 0}; /* the feed's, not the page's */
    return tc_reader_open_url(reader, links->item.url, error);
}

void tc_reader_link_failed(struct reader *reader, tocsin_status status)
{
    struct links *links = &reader->links;
    bool other = status == TOCSIN_LANGUAGE || status == TOCSIN_MEMORY;
    if (links->kind == LINKS_OF_FEED && links->at_item && !other &&
        reader->stage == BETWEEN && reader->counts.documents == links->documents)
        links->give_item = true;
}

tocsin_status tc_reader_give_item(struct reader *reader, struct arena *arena,
                                  tocsin_document *out, tocsin_error *error)
{
    struct links *links = &reader->links;
    struct place place = {links->path.data, links->line, -1, error};
    links->give_item = links->at_item = false;
    memset(&reader->given, 0, sizeof reader->given);
    *out = links->item;
    enum { FIELDS = 8 };
    text *const fields[FIELDS] = {&out->id,        &out->url,     &out->title,
                                  &out->text,      &out->changed, &out->published,
                                  &out->publisher, &out->language};
    for (size_t i = 0; i < FIELDS; i++) {
        *fields[i] = tc_arena_copy(arena, *fields[i]);
        if (!fields[i]->data)
            return tc_reader_no_memory(&place);
    }
    return tc_reader_finish(reader, arena, false, out, &place);
}

/* ---- the next link --------------------------------------------------------------- */

tocsin_status tc_reader_open_link(struct reader *reader, tocsin_error *error)
{
    memset(&reader->given, 0, sizeof reader->given);
    tocsin_status status = reader->links.kind == LINKS_OF_LIST
                               ? open_row(reader, error)
                               : open_item(reader, error);
    if (status == TOCSIN_DONE && !reader->links.give_item)
        close_links(reader);
    return status;
}
