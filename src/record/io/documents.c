/* record/io/documents.c: the documents of a record, one by one.
 *
 * A filter that says something of claims picks the documents in which a claim meets
 * all of it; the listing of claims says which they are, so a condition means the same
 * here as there. Documents come by day and then in the order of their arrival, or in
 * that alone: as their claims are listed.
 */
#include "record/io/export.h"

#include <string.h>

static const char documents_now[] =
    "SELECT d.id, d.name, d.url, d.title, d.text, d.published, p.name, d.language,"
    " d.file, d.line, d.sentences, d.tokens, k.version, d.changed, d.authors,"
    " a.name FROM documents d LEFT JOIN publishers p ON p.id = d.publisher"
    " LEFT JOIN publishers a ON a.id = d.agency"
    " JOIN coders k ON k.id = d.coder";
/* As they were: a version that was replaced since stands in the history. */
static const char documents_then[] =
    "SELECT d.id, d.name, iif(h.id IS NULL, d.url, h.url),"
    " iif(h.id IS NULL, d.title, h.title), iif(h.id IS NULL, d.text, h.text),"
    " iif(h.id IS NULL, d.published, h.published), p.name,"
    " iif(h.id IS NULL, d.language, h.language), d.file, d.line,"
    " iif(h.id IS NULL, d.sentences, 0), iif(h.id IS NULL, d.tokens, 0), k.version,"
    " iif(h.id IS NULL, d.changed, h.changed), iif(h.id IS NULL, d.authors, h.authors),"
    " a.name FROM documents d JOIN codings g ON g.id = (SELECT x.id FROM codings x"
    " WHERE x.document = d.id AND x.known <= ?11"
    " ORDER BY x.known DESC, x.id DESC LIMIT 1)"
    " LEFT JOIN documents_history h ON h.document = d.id AND h.version = g.version"
    " AND g.version <> d.version"
    " LEFT JOIN publishers p ON p.id = iif(h.id IS NULL, d.publisher, h.publisher)"
    " LEFT JOIN publishers a ON a.id = iif(h.id IS NULL, d.agency, h.agency)"
    " JOIN coders k ON k.id = g.coder";

/* The query's own SELECT gives claims; it becomes the inner one, without its limit. */
static void compose(struct query *query)
{
    struct buffer *sql = &query->sql;
    tc_buffer_string(sql, query->as_of.size ? documents_then : documents_now);
    if (tc_query_narrow(query)) {
        tc_buffer_string(sql, " WHERE d.id IN (SELECT document FROM claims"
                              " WHERE id IN (");
        tc_query_claims(query);
        tc_buffer_string(sql, "))");
    }
    tc_buffer_string(sql, query->by_arrival
                              ? " ORDER BY d.id"
                              : " ORDER BY substr(d.published, 1, 10), d.id");
}

static void read_row(sqlite3_stmt *row, struct listed *out)
{
    *out = (struct listed){
        .id = sqlite3_column_int64(row, 0),
        .document = {.id = tc_column(row, 1),
                     .url = tc_column(row, 2),
                     .title = tc_column(row, 3),
                     .text = tc_column(row, 4),
                     .published = tc_column(row, 5),
                     .publisher = tc_column(row, 6),
                     .language = tc_column(row, 7),
                     .file = tc_column(row, 8),
                     .line = sqlite3_column_int64(row, 9),
                     .changed = tc_column(row, 13),
                     .authors = tc_column(row, 14),
                     .agency = tc_column(row, 15)},
        .sentences = sqlite3_column_int64(row, 10),
        .tokens = sqlite3_column_int64(row, 11),
        .coder = tc_column(row, 12)
    };
}

tocsin_status tc_documents_open(struct record *record, const tocsin_filter *filter,
                                bool by_arrival, struct documents *out)
{
    static const tocsin_filter all = TOCSIN_FILTER_ALL;
    filter = filter ? filter : &all;
    *out = (struct documents){.record = record,
                              .filter = *filter,
                              .offset = filter->offset,
                              .limit = filter->limit};
    out->filter.limit = -1; /* in the query it would count claims */
    out->filter.offset = 0;
    tocsin_status status = tc_query_init(&out->query, record, &out->filter);
    if (status)
        return status;
    out->query.by_arrival = by_arrival;
    compose(&out->query);
    return tc_query_prepare(&out->query, &out->rows);
}

tocsin_status tc_documents_next(struct documents *documents, struct listed *out,
                                bool *found)
{
    tocsin_status status = TOCSIN_OK;
    *found = false;
    if (!documents->limit || documents->ended)
        return TOCSIN_OK;
    do
        status = tc_record_step(documents->record, documents->rows, found);
    while (!status && *found && documents->offset-- > 0);
    documents->ended = status || !*found;
    if (documents->ended)
        return status;
    documents->limit -= documents->limit > 0;
    read_row(documents->rows, out);
    return TOCSIN_OK;
}

void tc_documents_close(struct documents *documents)
{
    sqlite3_finalize(documents->rows);
    if (documents->record)
        tc_query_release(&documents->query);
    *documents = (struct documents){.record = NULL};
}

bool tc_next_author(text authors, size_t *at, text *name)
{
    while (*at < authors.size) {
        text rest = tc_text_slice(authors, *at, authors.size);
        size_t end = tc_text_find(rest, TEXT("; "));
        *name = tc_text_trim(tc_text_slice(rest, 0, end));
        *at += end == SIZE_MAX ? rest.size : end + 2;
        if (name->size)
            return true;
    }
    return false;
}
