/* names.c: a path or an address in a list to a file below the list's folder.
 *
 * A list comes from strangers as often as its pages do, so that it must not be able to
 * name a file outside: paths are relative and go down only, and what they come to after
 * all links is looked at once more.
 */
#define _XOPEN_SOURCE 700 /* for realpath() */

#include "read/list.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

_Static_assert(PATH_MAX <= 4096, "realpath() writes PATH_MAX bytes");

/* ---- paths ----------------------------------------------------------------------- */

bool tc_folder_open(const char *folder, char real[TC_NAME_MAXIMUM])
{
    struct stat facts;
    return realpath(folder, real) && stat(real, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* Relative, downward, and printable. */
static bool goes_down(text path)
{
    size_t from = 0;
    if (path.size == 0 || path.data[0] == '/')
        return false;
    for (size_t i = 0; i <= path.size; i++) {
        if (i < path.size && ((unsigned char)path.data[i] < ' ' || path.data[i] == 127))
            return false;
        if (i < path.size && path.data[i] != '/')
            continue;
        if (tc_text_equal(tc_text_slice(path, from, i), TEXT("..")))
            return false;
        from = i + 1;
    }
    return true;
}

tocsin_status tc_folder_file(const char *real, text path, char out[TC_NAME_MAXIMUM])
{
    char asked[TC_NAME_MAXIMUM];
    struct stat facts;
    size_t size = strcmp(real, "/") == 0 ? 0 : strlen(real);
    out[0] = '\0';
    if (path.size == 0)
        return TOCSIN_FORMAT;
    if (!goes_down(path))
        return TOCSIN_REFUSED;
    if (size + 1 + path.size + 1 > sizeof asked)
        return TOCSIN_MISSING; /* no such file can be */
    memcpy(asked, real, size);
    asked[size] = '/';
    memcpy(asked + size + 1, path.data, path.size);
    asked[size + 1 + path.size] = '\0';
    if (!realpath(asked, out))
        return errno == EACCES || errno == ELOOP ? TOCSIN_REFUSED : TOCSIN_MISSING;
    if (strncmp(out, real, size) != 0 || out[size] != '/')
        return TOCSIN_REFUSED;
    return stat(out, &facts) == 0 && S_ISREG(facts.st_mode) ? TOCSIN_OK : TOCSIN_FORMAT;
}

/* ---- names made of addresses ----------------------------------------------------- */

/* The name with each ending, until one is there. */
static tocsin_status with_endings(const char *real, text name, char *out)
{
    static const char *const endings[] = {"",     ".html",    ".htm",     ".txt",
                                          ".pdf", ".html.gz", ".html.zst"};
    char whole[TC_NAME_MAXIMUM];
    tocsin_status status = TOCSIN_MISSING;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (name.size + size > sizeof whole)
            break;
        memcpy(whole, name.data, name.size);
        memcpy(whole + name.size, endings[i], size);
        status = tc_folder_file(real, (text){whole, name.size + size}, out);
        if (status == TOCSIN_OK || status == TOCSIN_REFUSED)
            return status;
    }
    return status == TOCSIN_FORMAT ? TOCSIN_MISSING : status;
}

/* host/path?query, as wget -x and its like save it. */
static tocsin_status mirrored(const char *real, text url, char *out)
{
    char name[TC_NAME_MAXIMUM];
    size_t scheme = tc_text_find(url, TEXT("://"));
    if (scheme == SIZE_MAX)
        return TOCSIN_MISSING;
    text rest = tc_text_slice(url, scheme + 3, url.size);
    size_t fragment = tc_text_find(rest, TEXT("#"));
    rest = fragment == SIZE_MAX ? rest : tc_text_slice(rest, 0, fragment);
    bool folder =
        tc_text_ends(rest, TEXT("/")) || tc_text_find(rest, TEXT("/")) == SIZE_MAX;
    text index = folder ? TEXT("/index.html") : TEXT("");
    if (tc_text_ends(rest, TEXT("/")))
        rest.size--;
    if (rest.size == 0 || rest.size + index.size > sizeof name || !goes_down(rest))
        return TOCSIN_MISSING;
    memcpy(name, rest.data, rest.size);
    memcpy(name + rest.size, index.data, index.size);
    return with_endings(real, (text){name, rest.size + index.size}, out);
}

tocsin_status tc_folder_page(const char *real, text url, char out[TC_NAME_MAXIMUM])
{
    char digest[41];
    tocsin_status status = mirrored(real, url, out);
    if (status == TOCSIN_MISSING) {
        tc_sha1(url, digest);
        status = with_endings(real, tc_text(digest), out);
    }
    if (status == TOCSIN_MISSING) {
        tc_md5(url, digest);
        status = with_endings(real, tc_text(digest), out);
    }
    return status;
}

/* ---- SHA-1 (RFC 3174) and MD5 (RFC 1321) ----------------------------------------- */

typedef void digest_step(uint32_t *state, const unsigned char block[64]);

static uint32_t turn(uint32_t x, unsigned by)
{
    return x << by | x >> (32 - by);
}

/* The text, a one bit, zeros, and its length in bits, in blocks of 64 bytes. */
static void digest(text t, bool big, digest_step *step, uint32_t *state)
{
    unsigned char block[64];
    size_t at = 0;
    for (; at + 64 <= t.size; at += 64)
        step(state, (const unsigned char *)t.data + at);
    size_t rest = t.size - at;
    memset(block, 0, sizeof block);
    if (rest > 0)
        memcpy(block, t.data + at, rest);
    block[rest] = 0x80;
    if (rest >= 56) {
        step(state, block);
        memset(block, 0, sizeof block);
    }
    uint64_t bits = (uint64_t)t.size * 8;
    for (unsigned i = 0; i < 8; i++)
        block[56 + i] = (unsigned char)(bits >> (big ? 56 - 8 * i : 8 * i));
    step(state, block);
}

static void print_digest(const uint32_t *state, size_t words, bool big, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < words * 4; i++) {
        unsigned shift = (unsigned)(i % 4) * 8;
        unsigned byte = state[i / 4] >> (big ? 24 - shift : shift) & 255;
        out[2 * i] = digits[byte >> 4];
        out[2 * i + 1] = digits[byte & 15];
    }
    out[words * 8] = '\0';
}

static uint32_t sha1_mix(size_t i, uint32_t b, uint32_t c, uint32_t d)
{
    if (i < 20)
        return ((b & c) | (~b & d)) + 0x5a827999;
    if (i < 40)
        return (b ^ c ^ d) + 0x6ed9eba1;
    return i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                  : (b ^ c ^ d) + 0xca62c1d6;
}

static void sha1_step(uint32_t *state, const unsigned char block[64])
{
    uint32_t w[80], s[5];
    for (size_t i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (size_t i = 16; i < 80; i++)
        w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    memcpy(s, state, sizeof s);
    for (size_t i = 0; i < 80; i++) {
        uint32_t next = turn(s[0], 5) + sha1_mix(i, s[1], s[2], s[3]) + s[4] + w[i];
        s[4] = s[3];
        s[3] = s[2];
        s[2] = turn(s[1], 30);
        s[1] = s[0];
        s[0] = next;
    }
    for (size_t i = 0; i < 5; i++)
        state[i] += s[i];
}

/* floor(2^32 * |sin(i + 1)|) */
static const uint32_t md5_sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
    0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
    0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
    0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
    0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
    0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
    0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
    0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
    0xeb86d391};

static uint32_t md5_mix(size_t i, uint32_t b, uint32_t c, uint32_t d)
{
    if (i < 16)
        return (b & c) | (~b & d);
    if (i < 32)
        return (d & b) | (~d & c);
    return i < 48 ? b ^ c ^ d : c ^ (b | ~d);
}

static void md5_step(uint32_t *state, const unsigned char block[64])
{
    static const unsigned turns[4][4] = {
        {7, 12, 17, 22},
        {5, 9,  14, 20},
        {4, 11, 16, 23},
        {6, 10, 15, 21}
    };
    static const unsigned factor[4] = {1, 5, 3, 7}, first[4] = {0, 1, 5, 0};
    uint32_t s[4];
    memcpy(s, state, sizeof s);
    for (size_t i = 0; i < 64; i++) {
        const unsigned char *w =
            block + 4 * ((factor[i / 16] * i + first[i / 16]) % 16);
        uint32_t word =
            (uint32_t)w[3] << 24 | (uint32_t)w[2] << 16 | (uint32_t)w[1] << 8 | w[0];
        uint32_t sum = s[0] + md5_mix(i, s[1], s[2], s[3]) + md5_sines[i] + word;
        s[0] = s[3];
        s[3] = s[2];
        s[2] = s[1];
        s[1] += turn(sum, turns[i / 16][i % 4]);
    }
    for (size_t i = 0; i < 4; i++)
        state[i] += s[i];
}

void tc_sha1(text t, char out[41])
{
    uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    digest(t, true, sha1_step, state);
    print_digest(state, 5, true, out);
}

void tc_md5(text t, char out[33])
{
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    digest(t, false, md5_step, state);
    print_digest(state, 4, false, out);
}
