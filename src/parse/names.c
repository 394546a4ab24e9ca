/* parse/names.c: the names of tags and relations, as Universal Dependencies writes
 * them. */
#include "parse/sentence.h"

const char *tc_upos_name(enum upos upos)
{
    static const char *const names[] = {
#define X(name) #name,
        TC_UPOS(X)
#undef X
    };
    return (unsigned)upos < UPOS_COUNT && upos != UPOS_NONE ? names[upos] : "_";
}

const char *tc_relation_name(enum relation relation)
{
    static const char *const names[] = {
#define X(name, ud) ud,
        TC_RELATIONS(X)
#undef X
    };
    return (unsigned)relation < REL_COUNT ? names[relation] : "_";
}

const char *tc_xpos_name(enum xpos xpos)
{
    static const char *const names[] = {
#define X(name, penn) penn,
        TC_XPOS(X)
#undef X
    };
    return (unsigned)xpos < XPOS_COUNT ? names[xpos] : "_";
}

const char *tc_entity_name(enum entity entity)
{
    static const char *const names[] = {
#define X(name, word) word,
        TC_ENTITY_TYPES(X)
#undef X
    };
    return (unsigned)entity < ENTITY_COUNT ? names[entity] : "_";
}
