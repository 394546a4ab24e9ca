/* sniff.c: which format a file has, by its first 4 kB.
 *
 * Its name counts only where these leave it open: feeds come as .php, JSON lines as
 * .txt, web pages without any ending.
 */
#include "read/inside.h"

#include <string.h>
#include <strings.h>

/* The head without byte order mark and white space, UTF-16 made ASCII with '?' for the
 * rest. Enough to look at. */
static text readable_head(text head, char ascii[TC_HEAD_SIZE])
{
    bool little = tc_text_begins(head, (text){"\xFF\xFE", 2}) ||
                  tc_text_begins(head, (text){"<\0", 2});
    bool big = tc_text_begins(head, (text){"\xFE\xFF", 2}) ||
               tc_text_begins(head, (text){"\0<", 2});
    if (little || big) {
        size_t size = 0;
        for (size_t i = 0; i + 1 < head.size; i += 2) {
            unsigned char low = (unsigned char)head.data[i + big];
            ascii[size] = '?';
            if (head.data[i + little] == 0 && low < 0x80)
                ascii[size] = (char)low;
            size++;
        }
        head = tc_text_slice((text){ascii, size}, 1, size);
        if (ascii[0] == '<')
            head = (text){ascii, size};
    } else if (tc_text_begins(head, TEXT("\xEF\xBB\xBF"))) {
        head = tc_text_slice(head, 3, head.size);
    }
    return tc_text_trim(head);
}

/* t behind the first end in it; empty when there is none. */
static text behind(text t, text end)
{
    size_t at = tc_text_find(t, end);
    return at == SIZE_MAX ? (text){NULL, 0} : tc_text_slice(t, at + end.size, t.size);
}

/* The name of the first element, declarations and comments passed over. */
static text first_element(text t)
{
    for (;;) {
        t = tc_text_trim(t);
        if (tc_text_begins(t, TEXT("<!--")))
            t = behind(t, TEXT("-->"));
        else if (tc_text_begins(t, TEXT("<?")))
            t = behind(t, TEXT("?>"));
        else if (tc_text_begins(t, TEXT("<!")))
            t = behind(t, tc_text_find(t, TEXT("[")) < tc_text_find(t, TEXT(">"))
                              ? TEXT("]>")
                              : TEXT(">"));
        else
            break;
    }
    if (!tc_text_begins(t, TEXT("<")))
        return (text){NULL, 0};
    size_t end = 1;
    while (end < t.size && !strchr(" \t\r\n/>", t.data[end]))
        end++;
    text name = tc_text_slice(t, 1, end);
    size_t colon = tc_text_find(name, TEXT(":"));
    return colon == SIZE_MAX ? name : tc_text_slice(name, colon + 1, name.size);
}

static bool one_of(text name, const char *const *list)
{
    for (; *list; list++)
        if (tc_text_equal_fold(name, tc_text(*list)))
            return true;
    return false;
}

/* Does the path end so, a .gz or .zst behind it not counted? */
static bool ends_in(const char *path, const char *ending)
{
    text t = tc_text(path);
    if (tc_text_ends(t, TEXT(".gz")))
        t.size -= 3;
    else if (tc_text_ends(t, TEXT(".zst")))
        t.size -= 4;
    size_t size = strlen(ending);
    return t.size > size && strncasecmp(t.data + t.size - size, ending, size) == 0;
}

/* How many closing tags and paragraphs the head has. */
static size_t count_tags(text t)
{
    size_t count = 0;
    for (size_t i = 0; i + 1 < t.size; i++)
        count += t.data[i] == '<' && strchr("/pPbB", t.data[i + 1]) != NULL;
    return count;
}

static bool looks_binary(text raw, text t)
{
    static const char *const magic[] = {"PK\003\004",
                                        "\x89PNG",
                                        "GIF8",
                                        "\xFF\xD8\xFF",
                                        "\x7f"
                                        "ELF",
                                        "BZh9",
                                        "\xFD"
                                        "7zXZ",
                                        NULL};
    for (size_t i = 0; magic[i]; i++)
        if (tc_text_begins(raw, tc_text(magic[i])))
            return true;
    size_t controls = 0;
    for (size_t i = 0; i < t.size; i++)
        controls += (unsigned char)t.data[i] < 9 ||
                    ((unsigned char)t.data[i] > 13 && (unsigned char)t.data[i] < 27);
    return controls * 10 > t.size;
}

/* Does t, which begins with a brace, go on like an object? */
static bool is_object(text t)
{
    t = tc_text_trim(tc_text_slice(t, 1, t.size));
    return t.size == 0 || t.data[0] == '"' || t.data[0] == '}';
}

/* Does it state a version of JSON Feed? */
static bool is_json_feed(text t)
{
    size_t at = tc_text_find(t, TEXT("\"version\""));
    return at != SIZE_MAX && tc_text_find(tc_text_slice(t, at, at + 60),
                                          TEXT("jsonfeed.org")) != SIZE_MAX;
}

static enum format markup_format(text t, const char *path)
{
    static const char *const feeds[] = {"rss",    "feed",         "RDF",
                                        "urlset", "sitemapindex", NULL};
    static const char *const pages[] = {
        "html", "head", "body", "title", "meta", "div",     "p",       "h1",  "h2",
        "h3",   "span", "a",    "table", "br",   "article", "section", "ul",  "ol",
        "b",    "i",    "em",   "font",  "main", "header",  "script",  "img", NULL};
    text name = first_element(t);
    if (one_of(name, feeds))
        return FORMAT_FEED;
    bool html =
        ends_in(path, ".html") || ends_in(path, ".htm") || ends_in(path, ".xhtml");
    if (html || one_of(name, pages) ||
        tc_text_equal_fold(tc_text_slice(t, 0, 14), TEXT("<!doctype html")))
        return FORMAT_PAGE;
    if (tc_text_begins(t, TEXT("<?xml")) || ends_in(path, ".xml"))
        return FORMAT_OTHER_XML;
    return name.size > 0 && count_tags(t) >= 5 ? FORMAT_PAGE : FORMAT_PLAIN;
}

enum format tc_sniff(text raw, const char *path)
{
    char ascii[TC_HEAD_SIZE];
    enum format archive = tc_archive_format(raw);
    if (archive != FORMAT_BINARY)
        return archive;
    if (tc_text_begins(raw, TEXT("%PDF-")))
        return FORMAT_PDF;
    text t = readable_head(raw, ascii);
    if (t.size == 0)
        return FORMAT_EMPTY;
    if (tc_text_begins(raw, (text){"\xFF\xFE\0\0", 4}))
        return FORMAT_PLAIN; /* tc_decode() will say that it is UTF-32 */
    if (looks_binary(raw, t))
        return FORMAT_BINARY;
    bool named_lines = ends_in(path, ".jsonl") || ends_in(path, ".ndjson");
    if (tc_is_mail(t))
        return FORMAT_MAIL;
    if (t.data[0] == '{' && is_json_feed(t))
        return FORMAT_FEED;
    if (t.data[0] == '{' && is_object(t)) {
        size_t first = tc_text_find(t, TEXT("\n"));
        text line = tc_text_trim(tc_text_slice(t, 0, first));
        return line.size == 1 && !named_lines ? FORMAT_ARRAY : FORMAT_LINES;
    }
    if (named_lines)
        return FORMAT_LINES;
    if (t.data[0] == '[' && ends_in(path, ".json"))
        return FORMAT_ARRAY;
    if (t.data[0] == '<')
        return markup_format(t, path);
    bool html = ends_in(path, ".html") || ends_in(path, ".htm");
    return html || count_tags(t) >= 20 ? FORMAT_PAGE : FORMAT_PLAIN;
}
