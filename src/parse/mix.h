/* parse/mix.h: tc_mix() of feature.c within the caller, where short keys are hashed by
 * the million: the same number (a test compares). Inside parse/ only. */
#ifndef TC_MIX_H
#define TC_MIX_H

#include <stddef.h>
#include <stdint.h>

/* Compiled twice, chosen when the program is loaded, where the compiler can: without
 * AVX2 no product of eight is one instruction. Whole numbers: the same either way. */
#if defined(__x86_64__) && defined(__linux__) && !defined(__clang__) &&                \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#    define TC_MIX_CLONES __attribute__((target_clones("avx2", "default")))
#else
#    define TC_MIX_CLONES
#endif

static inline uint32_t tc_mix_begin(uint32_t seed)
{
    return (seed + 1) * 0x9E3779B1U;
}

static inline uint32_t tc_mix_byte(uint32_t h, unsigned char byte)
{
    return (h ^ byte) * 0x01000193U;
}

static inline uint32_t tc_mix_end(uint32_t h)
{
    h ^= h >> 16;
    h *= 0x85EBCA6BU;
    h ^= h >> 13;
    h *= 0xC2B2AE35U;
    return h ^ (h >> 16);
}

static inline uint32_t tc_mix_short(uint32_t seed, const char *data, size_t size)
{
    uint32_t h = tc_mix_begin(seed);
    for (size_t i = 0; i < size; i++) {
        h = tc_mix_byte(h, (unsigned char)data[i]);
    }
    return tc_mix_end(h);
}

#endif
