/* error.c: filling tocsin_error, and the names of statuses. */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

tocsin_status tc_fail(tocsin_error *error, tocsin_status status, const char *file,
                      long long line, long long byte, const char *format, ...)
{
    if (!error)
        return status;
    error->status = status;
    error->line = line;
    error->byte = byte;
    (void)snprintf(error->file, sizeof error->file, "%s", file ? file : "");
    va_list list;
    va_start(list, format);
    (void)vsnprintf(error->message, sizeof error->message, format, list);
    va_end(list);
    for (char *c = error->message; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    return status;
}

const char *tocsin_status_name(tocsin_status status)
{
    switch (status) {
#define X(name, words)                                                                 \
    case TOCSIN_##name:                                                                \
        return #name;
        TOCSIN_STATUSES(X)
#undef X
    }
    return "UNKNOWN";
}

const char *tocsin_status_words(tocsin_status status)
{
    switch (status) {
#define X(name, words)                                                                 \
    case TOCSIN_##name:                                                                \
        return words;
        TOCSIN_STATUSES(X)
#undef X
    }
    return "unknown status";
}

const char *tocsin_type_name(tocsin_type type)
{
    switch (type) {
#define X(name)                                                                        \
    case TOCSIN_##name:                                                                \
        return #name;
        TOCSIN_TYPES(X)
#undef X
    case TOCSIN_TYPE_COUNT:
        break;
    }
    return "UNKNOWN";
}

const char *tocsin_claim_status_name(tocsin_claim_status status)
{
    switch (status) {
#define X(name, word)                                                                  \
    case TOCSIN_##name:                                                                \
        return word;
        TOCSIN_CLAIM_STATUSES(X)
#undef X
    case TOCSIN_CLAIM_STATUS_COUNT:
        break;
    }
    return "unknown";
}

const char *tocsin_voice_kind_name(tocsin_voice_kind kind)
{
    static const char *const names[] = {
#define X(name, word) word,
        TOCSIN_VOICE_KINDS(X)
#undef X
    };
    return (unsigned)kind < TOCSIN_VOICE_KIND_COUNT ? names[kind] : "unknown";
}

const char *tocsin_correction_name(tocsin_correction correction)
{
    static const char *const names[] = {
#define X(name, word) word,
        TOCSIN_CORRECTIONS(X)
#undef X
    };
    return (unsigned)correction < TOCSIN_CORRECTION_COUNT ? names[correction] : "none";
}

const char *tocsin_difference_name(tocsin_difference difference)
{
    static const char *const names[] = {
#define X(name, word) word,
        TOCSIN_DIFFERENCES(X)
#undef X
    };
    return (unsigned)difference < TOCSIN_DIFFERENCE_COUNT ? names[difference] : "";
}

const char *tocsin_differs_name(tocsin_differs field)
{
    static const char *const names[] = {
#define X(name, word) word,
        TOCSIN_DIFFERS_NAMES(X)
#undef X
    };
    return (unsigned)field < TOCSIN_DIFFERS_COUNT ? names[field] : "";
}

const char *tocsin_verification_name(tocsin_verification_kind kind)
{
    static const char *const names[] = {
#define X(name, word) word,
        TOCSIN_VERIFICATIONS(X)
#undef X
    };
    return (unsigned)kind < TOCSIN_VERIFICATION_COUNT ? names[kind] : "none";
}

int tocsin_type_from_name(tocsin_text name)
{
    for (int i = 0; i < TOCSIN_TYPE_COUNT; i++)
        if (tc_text_equal_fold(name, tc_text(tocsin_type_name((tocsin_type)i))))
            return i;
    return -1;
}

int tocsin_claim_status_from_name(tocsin_text name)
{
    for (int i = 0; i < TOCSIN_CLAIM_STATUS_COUNT; i++)
        if (tc_text_equal_fold(
                name, tc_text(tocsin_claim_status_name((tocsin_claim_status)i))))
            return i;
    return -1;
}
