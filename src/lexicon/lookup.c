/* lookup.c: everything that the lexicon knows of some words, as JSON lines: what
 * `tocsin lexicon lookup` prints.
 *
 * First the words as one name, however written, with the places that only the gazetteer
 * has of it; then as a lemma with its frames and cues, a particle behind it ("carry
 * out"); and when all this gives nothing, the names within them ("Iraqi foreign
 * minister").
 */
#include "lexicon/format.h"

#include <math.h>
#include <string.h>

struct lookup {
    const struct lexicon *lexicon;
    int32_t day;
    tocsin_line_function function;
    void *context;
    struct buffer line;
    size_t found;
    tocsin_status status;
};

static void send(struct lookup *l)
{
    tc_buffer_byte(&l->line, '}');
    if (l->line.failed)
        l->status = TOCSIN_MEMORY;
    else if (l->status == TOCSIN_OK)
        l->status = l->function(l->context, (text){l->line.data, l->line.size});
    l->found++;
    tc_buffer_clear(&l->line);
}

static void put_string(struct lookup *l, const char *key, const char *value)
{
    tc_buffer_format(&l->line, "%s\"%s\":", l->line.size ? "," : "{", key);
    tc_buffer_json(&l->line, tc_text(value), true);
}

static void put_number(struct lookup *l, const char *key, double value, int digits)
{
    tc_buffer_format(&l->line, ",\"%s\":", key);
    if (digits)
        tc_buffer_number(&l->line, value, digits);
    else
        tc_buffer_format(&l->line, "%.0f", value);
}

static void put_true(struct lookup *l, const char *key, bool value)
{
    tc_buffer_format(&l->line, ",\"%s\":%s", key, value ? "true" : "false");
}

static void put_day(struct lookup *l, const char *key, int32_t day)
{
    char date[11] = "";
    if (day != TC_NO_DAY)
        tc_day_print(day, date);
    put_string(l, key, date);
}

/* ---- names ----------------------------------------------------------------------- */

static void put_place(struct lookup *l, const struct entry *e)
{
    put_string(l, "feature", tc_place_feature_name(e->feature));
    put_string(l, "admin1", tc_lexicon_string(l->lexicon, e->admin1));
    if (e->admin2)
        put_string(l, "admin2", tc_lexicon_string(l->lexicon, e->admin2));
    put_number(l, "lat", e->lat, 4);
    put_number(l, "lon", e->lon, 4);
    if (e->geonames)
        put_number(l, "geonames", e->geonames, 0);
    if (e->population)
        put_number(l, "population", e->population, 0);
}

static void send_alias(struct lookup *l, const struct alias *alias)
{
    const struct entry *e = &l->lexicon->entries[alias->entry];
    char code[16];
    if (l->day != TC_NO_DAY && ((e->from != TC_NO_DAY && l->day < e->from) ||
                                (e->to != TC_NO_DAY && l->day > e->to)))
        return;
    (void)tc_entry_code(e, code);
    put_string(l, "kind", tc_entry_kind_name(e->kind));
    put_string(l, "id", tc_lexicon_string(l->lexicon, e->id));
    put_string(l, "name", tc_lexicon_string(l->lexicon, e->name));
    put_string(l, "code", e->kind == ENTRY_DISCARD ? "" : code);
    put_string(l, "country", e->country);
    put_string(l, "sector", e->sector);
    put_day(l, "from", e->from);
    put_day(l, "to", e->to);
    if (e->kind == ENTRY_PERSON)
        put_string(l, "post", tc_lexicon_string(l->lexicon, e->post));
    if (e->feature != PLACE_NONE)
        put_place(l, e);
    put_string(l, "case",
               alias->flags & ALIAS_EXACT_CASE ? "exact"
               : alias->flags & ALIAS_CAPITAL  ? "capital"
                                               : "any");
    put_true(l, "weak", alias->flags & ALIAS_SHORT);
    if (e->kind == ENTRY_AGENT)
        put_true(l, "plural", alias->flags & ALIAS_PLURAL);
    send(l);
}

static void send_aliases(struct lookup *l, const struct alias *aliases, uint32_t count)
{
    for (uint32_t i = 0; i < count && l->status == TOCSIN_OK; i++)
        send_alias(l, &aliases[i]);
}

/* The aliases of the words as one name, in whatever case. */
static struct alias_span span_of_name(const struct lookup *l, text words)
{
    struct word_cutter cutter;
    struct word word;
    uint32_t node = 0;
    bool first = true;
    tc_word_cutter_init(&cutter, words);
    while (tc_word_next(&cutter, &word)) {
        uint32_t number =
            tc_lexicon_number(l->lexicon, word.fold, word.size, word.hash);
        if (!number)
            return (struct alias_span){0, 0};
        node = first ? l->lexicon->roots[number]
                     : tc_lexicon_step(l->lexicon, node, number);
        if (!node)
            return (struct alias_span){0, 0};
        first = false;
    }
    const struct trie_node *n = &l->lexicon->nodes[node];
    if (first || !n->condition_count)
        return (struct alias_span){0, 0};
    return l->lexicon->spans[n->spans + (1u << n->condition_count) - 2];
}

static void look_for_name(struct lookup *l, text words)
{
    struct alias_span all = span_of_name(l, words);
    send_aliases(l, l->lexicon->aliases + all.first, all.count);
}

static void look_within(struct lookup *l, text words)
{
    struct name_hit hits[16];
    size_t count = tc_lexicon_scan(l->lexicon, words, true, hits, 16);
    for (size_t i = 0; i < count && i < 16; i++)
        send_aliases(l, hits[i].aliases, hits[i].count);
}

/* ---- the gazetteer --------------------------------------------------------------- */

static bool same_place(const struct entry *e, const struct gazetteer_place *place)
{
    if (e->kind != ENTRY_PLACE || e->geonames != place->geonames)
        return false;
    return e->geonames || fabs((double)e->lat - place->lat) < 0.01;
}

/* Does a scan find the place by these words, so that it was sent with the names? */
static bool is_sent(const struct lookup *l, struct alias_span span,
                    const struct gazetteer_place *place)
{
    for (uint32_t i = 0; i < span.count; i++) {
        const struct alias *alias = &l->lexicon->aliases[span.first + i];
        if (same_place(&l->lexicon->entries[alias->entry], place))
            return true;
    }
    return false;
}

static void send_asked(struct lookup *l, const struct gazetteer_place *place)
{
    put_string(l, "kind", "place");
    put_string(l, "id", "");
    put_string(l, "name", place->name);
    put_string(l, "country", place->country);
    put_string(l, "feature", tc_place_feature_name(place->feature));
    put_string(l, "admin1", place->admin1);
    if (place->admin2[0])
        put_string(l, "admin2", place->admin2);
    put_number(l, "lat", place->lat, 4);
    put_number(l, "lon", place->lon, 4);
    if (place->geonames)
        put_number(l, "geonames", place->geonames, 0);
    if (place->population)
        put_number(l, "population", place->population, 0);
    put_string(l, "called", place->called);
    put_true(l, "demonym", place->demonym);
    put_true(l, "asked", true);
    send(l);
}

/* The places that no scan finds by this name. */
static void look_for_places(struct lookup *l, text words)
{
    struct gazetteer_walk walk;
    struct gazetteer_place place;
    struct alias_span span = span_of_name(l, words);
    tc_gazetteer_begin(&walk, l->lexicon, words);
    while (l->status == TOCSIN_OK && tc_gazetteer_next(&walk, &place))
        if (!is_sent(l, span, &place))
            send_asked(l, &place);
}

/* ---- frames and cues ------------------------------------------------------------- */

static const char *word_text(const struct lookup *l, uint32_t word)
{
    return l->lexicon->strings + l->lexicon->words[word];
}

static const char *part_name(char part)
{
    return part == 'v'   ? "verb"
           : part == 'n' ? "noun"
           : part == 'a' ? "adjective"
           : part == 'r' ? "adverb"
                         : "preposition";
}

static void put_slot(struct lookup *l, const struct slot *slot)
{
    static const char *const kinds[] = {"%actor", "%place", "%human", "%clause"};
    static const unsigned flags[] = {SLOT_IS_ACTOR, SLOT_IS_PLACE, SLOT_IS_HUMAN,
                                     SLOT_IS_CLAUSE};
    struct buffer out;
    tc_buffer_init(&out, 0);
    tc_buffer_string(&out, slot->relation == SLOT_PREP
                               ? word_text(l, slot->prep)
                               : tc_slot_relation_name(slot->relation));
    bool asks =
        slot->word_count || slot->flags & (flags[0] | flags[1] | flags[2] | flags[3]);
    if (slot->flags & SLOT_ABSENT)
        tc_buffer_byte(&out, '-');
    if (slot->flags & SLOT_REQUIRED && !asks)
        tc_buffer_byte(&out, '!');
    char before = ':';
    for (size_t i = 0; i < 4; i++)
        if (slot->flags & flags[i]) {
            tc_buffer_byte(&out, before);
            tc_buffer_string(&out, kinds[i]);
            before = ',';
        }
    const uint32_t *words = tc_lexicon_words(l->lexicon, slot);
    for (uint32_t i = 0; i < slot->word_count; i++) {
        tc_buffer_byte(&out, before);
        tc_buffer_string(&out, word_text(l, words[i]));
        before = ',';
    }
    if (slot->role)
        tc_buffer_format(&out, "=%c", "?ARBP"[slot->role]);
    tc_buffer_json(&l->line, (text){out.data, out.size}, false);
    l->line.failed = l->line.failed || out.failed;
    tc_buffer_release(&out);
}

static void send_frame(struct lookup *l, const struct frame *f)
{
    put_string(l, "kind", "frame");
    put_string(l, "lemma", word_text(l, f->head));
    put_string(l, "part", part_name((char)f->part));
    put_string(l, "type", tocsin_type_name((tocsin_type)f->type));
    put_string(l, "mode", tc_lexicon_string(l->lexicon, f->mode));
    tc_buffer_string(&l->line, ",\"contexts\":[");
    bool first = true;
    for (unsigned i = 0; i < CONTEXT_MAX; i++)
        if (f->contexts & (uint64_t)1 << i && tc_lexicon_context(l->lexicon, i)) {
            tc_buffer_string(&l->line, first ? "" : ",");
            tc_buffer_json(&l->line, tc_text(tc_lexicon_context(l->lexicon, i)), false);
            first = false;
        }
    tc_buffer_byte(&l->line, ']');
    put_string(l, "cameo", f->cameo);
    put_number(l, "intensity", f->intensity, 1);
    put_string(l, "status",
               f->flags & FRAME_STATUS
                   ? tocsin_claim_status_name((tocsin_claim_status)f->status)
                   : "");
    put_true(l, "act", !(f->flags & FRAME_NO_ACT));
    put_true(l, "reciprocal", f->flags & FRAME_RECIPROCAL);
    put_true(l, "roles_only", f->flags & FRAME_NO_DEFAULT);
    tc_buffer_string(&l->line, ",\"slots\":[");
    for (uint32_t i = 0; i < f->slot_count; i++) {
        tc_buffer_string(&l->line, i ? "," : "");
        put_slot(l, tc_lexicon_slots(l->lexicon, f) + i);
    }
    tc_buffer_byte(&l->line, ']');
    put_number(l, "weight", f->weight, 0);
    put_string(l, "source", tc_lexicon_string(l->lexicon, f->source));
    send(l);
}

static void send_cue(struct lookup *l, const struct cue *c)
{
    static const char *const complements[] = {"that", "to",    "ing",
                                              "noun", "quote", "adverb"};
    put_string(l, "kind", "cue");
    put_string(l, "lemma", word_text(l, c->word));
    put_string(l, "particle", word_text(l, c->particle));
    put_string(l, "part", part_name((char)c->part));
    put_string(l, "class", tc_cue_class_name((enum cue_class)c->class));
    tc_buffer_string(&l->line, ",\"complement\":[");
    bool first = true;
    for (unsigned i = 0; i < sizeof complements / sizeof *complements; i++)
        if (c->complement & 1u << i) {
            tc_buffer_format(&l->line, "%s\"%s\"", first ? "" : ",", complements[i]);
            first = false;
        }
    tc_buffer_byte(&l->line, ']');
    put_number(l, "positive", c->positive / 10.0, 1);
    put_number(l, "negative", c->negative / 10.0, 1);
    send(l);
}

static bool has_particle(const struct lookup *l, const struct frame *f,
                         uint32_t particle)
{
    const struct slot *slots = tc_lexicon_slots(l->lexicon, f);
    for (uint32_t i = 0; i < f->slot_count; i++)
        if (slots[i].relation == SLOT_PRT && !(slots[i].flags & SLOT_ABSENT) &&
            tc_slot_has_word(l->lexicon, &slots[i], particle))
            return true;
    return false;
}

/* particle 0: frames and cues with and without one. */
static void look_for_lemma(struct lookup *l, uint32_t word, uint32_t particle)
{
    static const char parts[] = "vnarp";
    if (!word)
        return;
    for (const char *part = parts; *part; part++) {
        uint32_t count;
        const struct frame *frames = tc_lexicon_frames(l->lexicon, word, *part, &count);
        for (uint32_t i = 0; i < count && l->status == TOCSIN_OK; i++)
            if (!particle || has_particle(l, &frames[i], particle))
                send_frame(l, &frames[i]);
    }
    for (const char *part = parts; *part; part++) {
        uint32_t count;
        const struct cue *cues = tc_lexicon_cues(l->lexicon, word, *part, &count);
        for (uint32_t i = 0; i < count && l->status == TOCSIN_OK; i++)
            if (!particle || cues[i].particle == particle)
                send_cue(l, &cues[i]);
    }
}

tocsin_status tc_lexicon_lookup(const struct lexicon *lexicon, text words, int32_t day,
                                tocsin_line_function function, void *context)
{
    struct lookup l = {.lexicon = lexicon,
                       .day = day,
                       .function = function,
                       .context = context,
                       .status = TOCSIN_OK};
    tc_buffer_init(&l.line, 0);
    words = tc_text_trim(words);
    if (words.size >= UINT32_MAX)
        return TOCSIN_USAGE;
    look_for_name(&l, words);
    look_for_places(&l, words);
    const char *space = words.size ? memchr(words.data, ' ', words.size) : NULL;
    if (!space) {
        look_for_lemma(&l, tc_lexicon_word(lexicon, words), 0);
    } else {
        size_t at = (size_t)(space - words.data);
        uint32_t particle = tc_lexicon_word(
            lexicon, tc_text_trim(tc_text_slice(words, at, words.size)));
        if (particle)
            look_for_lemma(&l, tc_lexicon_word(lexicon, tc_text_slice(words, 0, at)),
                           particle);
    }
    if (!l.found && l.status == TOCSIN_OK)
        look_within(&l, words);
    tc_buffer_release(&l.line);
    if (l.status != TOCSIN_OK)
        return l.status;
    return l.found ? TOCSIN_OK : TOCSIN_MISSING;
}
