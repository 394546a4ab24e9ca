/* read/list.h: lists of addresses with local files; stays inside read/.
 *
 *     list.c   the columns of a list, and its rows
 *     names.c  an address or a path in a list to a file in its folder
 */
#ifndef TC_READ_LIST_H
#define TC_READ_LIST_H

#include "read/inside.h"

#define TC_LIST_HEAD ((size_t)128 << 10) /* in which the first line must end */

enum list_field {
    LIST_URL,
    LIST_PATH,
    LIST_DATE,
    LIST_TITLE,
    LIST_PUBLISHER,
    LIST_LANGUAGE,
    LIST_FIELDS
};

struct list {
    char separator;          /* tab or comma; '\0': a row is one value */
    size_t columns;          /* how many a row must have at least */
    bool heading;            /* the first line names the columns */
    int column[LIST_FIELDS]; /* where each stands; -1: nowhere */
};
/* Does a list begin so? head: whole lines of it, if it has a newline. bare: lists whose
 * rows name no file count, too: those of GDELT, which are known by their number of
 * columns, and columns of addresses alone. */
bool tc_list_open(text head, bool bare, struct list *out);

struct row {
    text field[LIST_FIELDS]; /* in the line or the arena; empty: there is none */
};
/* OK; FORMAT: the row is broken, *why (static) says how; MEMORY. */
tocsin_status tc_list_row(struct arena *arena, const struct list *list, text line,
                          struct row *out, const char **why);

/* The addresses of a sitemap, one a line; empty: there are none, or no memory. */
text tc_list_of_sitemap(struct arena *arena, text utf8);

#define TC_NAME_MAXIMUM ((size_t)4096) /* bytes of a path, with its NUL */

/* The folder's true name, for the calls below. false: there is none such. */
bool tc_folder_open(const char *folder, char real[TC_NAME_MAXIMUM]);
/* A path that a list names, to the file itself. OK; MISSING: it is not there; REFUSED:
 * it is absolute, goes up ("..") or leads out of the folder by a link; FORMAT: not a
 * file, or no path. */
tocsin_status tc_folder_file(const char *real, text path, char out[TC_NAME_MAXIMUM]);
/* The file in which a page of this address was saved: host/path as wget -x does, or the
 * address's SHA-1 or MD5, with the usual endings. OK; MISSING; REFUSED. */
tocsin_status tc_folder_page(const char *real, text url, char out[TC_NAME_MAXIMUM]);

/* Hexadecimal digests: names, not proofs. */
void tc_sha1(text t, char out[41]);
void tc_md5(text t, char out[33]);

#endif
