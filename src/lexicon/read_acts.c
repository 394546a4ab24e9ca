/* read_acts.c: data/acts/: named lists, sections, and frames with their slots.
 *
 * A slot's words are looked at far more often than they are written, so each distinct
 * set of words is kept once, sorted by word number: the lists at the top of the folder
 * stand in some thousand slots.
 */
#include "lexicon/dictionary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SET_MAX = 4096, LISTED_MAX = 1 << 20 };

/* What a section says of its frames, and a frame of itself. */
struct act {
    bool set; /* a section has begun */
    uint8_t type;
    uint32_t mode;
    uint64_t contexts;
    char cameo[8];
    uint32_t back;
    float intensity;
};

/* The words of a list or a slot while they are read. */
struct word_set {
    uint32_t words[SET_MAX];
    size_t count;
};

struct acts {
    struct dictionary *dictionary;
    struct act section;
    bool framed; /* the section has a frame already: examples may follow */
    struct word_set set;
};

static bool is_name(text t, const char *also)
{
    for (size_t i = 0; i < t.size; i++) {
        char c = t.data[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !strchr(also, c))
            return false;
    }
    return t.size;
}

/* The next run of characters that are not white space; size 0: none. */
static text next_token(text *left)
{
    size_t begin = 0;
    while (begin < left->size &&
           (left->data[begin] == ' ' || left->data[begin] == '\t'))
        begin++;
    size_t end = begin;
    while (end < left->size && left->data[end] != ' ' && left->data[end] != '\t')
        end++;
    text token = tc_text_slice(*left, begin, end);
    *left = tc_text_slice(*left, end, left->size);
    return token;
}

/* ---- sets of words --------------------------------------------------------------- */

static void add_to_set(struct dictionary *d, struct word_set *set, uint32_t word)
{
    if (set->count == SET_MAX)
        tc_problem(d, "more than %d words", SET_MAX);
    if (set->count <= SET_MAX)
        set->count++;
    if (set->count <= SET_MAX)
        set->words[set->count - 1] = word;
}

static void add_list(struct dictionary *d, struct word_set *set, text name)
{
    uint32_t list = 0;
    if (!tc_map_get(&d->list_map, name, &list)) {
        tc_problem(d, "unknown list @%.*s", (int)name.size, name.data);
        return;
    }
    struct alias_span span = d->lists.items[list];
    for (uint32_t i = 0; i < span.count; i++)
        add_to_set(d, set, d->list_words.items[span.first + i]);
}

/* "gun,rifle,@weapon" or "%actor"; the flag of the latter is returned. */
static unsigned read_words(struct dictionary *d, struct word_set *set, text words)
{
    static const struct {
        const char *name;
        unsigned flag;
    } kinds[] = {
        {"%actor",  SLOT_IS_ACTOR },
        {"%place",  SLOT_IS_PLACE },
        {"%human",  SLOT_IS_HUMAN },
        {"%clause", SLOT_IS_CLAUSE}
    };
    unsigned flags = 0;
    set->count = 0;
    text left = words;
    while (left.size) {
        text one = tc_cut(&left, ',');
        if (!one.size)
            continue;
        if (one.data[0] == '@') {
            add_list(d, set, tc_text_slice(one, 1, one.size));
            continue;
        }
        if (one.data[0] != '%') {
            uint32_t word = tc_dictionary_word(d, one);
            if (word)
                add_to_set(d, set, word);
            else if (!d->failed)
                tc_problem(d, "%.*s is no word", (int)one.size, one.data);
            continue;
        }
        unsigned flag = 0;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (tc_text_equal(one, tc_text(kinds[i].name)))
                flag = kinds[i].flag;
        if (!flag)
            tc_problem(d,
                       "unknown %.*s; there are %%actor, %%human, %%place and "
                       "%%clause",
                       (int)one.size, one.data);
        flags |= flag;
    }
    if (set->count > SET_MAX)
        set->count = SET_MAX;
    if (flags && set->count)
        tc_problem(d, "%.*s: words and %% cannot stand together", (int)words.size,
                   words.data);
    return flags;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Sorts the set, drops what is twice, and keeps it in slot_words, each set once. */
static void keep_set(struct dictionary *d, struct word_set *set, struct slot *slot)
{
    qsort(set->words, set->count, sizeof *set->words, by_number);
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++)
        if (!count || set->words[count - 1] != set->words[i])
            set->words[count++] = set->words[i];
    slot->word_count = (uint32_t)count;
    text key = {(const char *)set->words, count * sizeof *set->words};
    if (!count || tc_map_get(&d->set_map, key, &slot->words))
        return;
    slot->words = (uint32_t)d->slot_words.count;
    key = tc_arena_copy(&d->arena, key);
    if (!key.data) {
        d->failed = TOCSIN_MEMORY;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t *word = tc_push(d, &d->slot_words, NAME_LIMIT);
        if (!word)
            return;
        *word = set->words[i];
    }
    (void)tc_dictionary_put(d, &d->set_map, key, slot->words);
}

/* "@weapon = gun, rifle" */
static void read_list(struct acts *acts, text line)
{
    struct dictionary *d = acts->dictionary;
    text words = tc_text_slice(line, 1, line.size);
    if (!memchr(line.data, '=', line.size)) {
        tc_problem(d, "a list is written @name = word, word");
        return;
    }
    text name = tc_cut(&words, '=');
    uint32_t known;
    if (!is_name(name, "_-"))
        tc_problem(d, "\"%.*s\" is no name of a list", (int)name.size, name.data);
    else if (tc_map_get(&d->list_map, name, &known))
        tc_problem(d, "@%.*s was there before", (int)name.size, name.data);
    else if (read_words(d, &acts->set, tc_text_trim(words)))
        tc_problem(d, "%% cannot stand in a list");
    else if (!acts->set.count)
        tc_problem(d, "@%.*s is empty", (int)name.size, name.data);
    else {
        struct alias_span *span = tc_push(d, &d->lists, FRAME_LIMIT);
        text key = tc_arena_copy(&d->arena, name);
        if (!span || !key.data)
            return;
        *span = (struct alias_span){(uint32_t)d->list_words.count, 0};
        for (size_t i = 0; i < acts->set.count; i++) {
            uint32_t *word = tc_push(d, &d->list_words, LISTED_MAX);
            if (!word)
                return;
            *word = acts->set.words[i];
            span->count++;
        }
        (void)tc_dictionary_put(d, &d->list_map, key, (uint32_t)(d->lists.count - 1));
    }
}

/* ---- what an act is -------------------------------------------------------------- */

/* The modes of each type and the contexts, as the PLOVER manual of 2021 has them. */
static const char *const type_modes[TOCSIN_TYPE_COUNT] = {
    [TOCSIN_CONSULT] = "visit third-party multilateral phone",
    [TOCSIN_RETREAT] = "withdraw release disarm ceasefire access resign",
    [TOCSIN_REQUEST] = "assist change yield meet",
    [TOCSIN_ACCUSE] = "disapprove investigate allege",
    [TOCSIN_REJECT] = "assist change yield meet",
    [TOCSIN_THREATEN] = "restrict arrest relations expel territory violence",
    [TOCSIN_PROTEST] = "demo riot strike hunger boycott obstruct vandalize",
    [TOCSIN_SANCTION] = "convict expel withdraw discontinue",
    [TOCSIN_MOBILIZE] = "troops weapons police militia",
    [TOCSIN_COERCE] = "seize restrict censor curfew martial-law arrest deport withhold "
                      "misinformation cyber",
    [TOCSIN_ASSAULT] = "abduct beat torture sexual targeted destroy primitive firearms "
                       "explosives suicide-attack aerial drone heavy-weapons "
                       "crowd-control unconventional"};

static const char all_contexts[] =
    "military intelligence executive legislative election political_institutions "
    "pro_democracy pro_autocracy economic legal reparations human_rights "
    "rights_freedoms repression human_security gender lgbt religion_ethnicity "
    "inequality diplomatic territory peacekeeping health asylum migration disasters "
    "natural_resource environment technology terrorism cbrn cyber misinformation crime "
    "corruption illegal_drugs trafficking";

static bool is_among(const char *list, text word)
{
    text left = tc_text(list ? list : "");
    for (text one; (one = next_token(&left)).size;)
        if (tc_text_equal(one, word))
            return true;
    return false;
}

static uint64_t read_contexts(struct dictionary *d, text list)
{
    uint64_t bits = 0;
    while (list.size) {
        text one = tc_cut(&list, ',');
        uint32_t bit = 0;
        if (!is_among(all_contexts, one)) {
            tc_problem(d, "\"%.*s\" is no context", (int)one.size, one.data);
            continue;
        }
        if (!tc_map_get(&d->context_map, one, &bit)) {
            bit = (uint32_t)d->contexts.count;
            uint32_t *context = tc_push(d, &d->contexts, CONTEXT_MAX);
            text key = tc_arena_copy(&d->arena, one);
            if (!context || !key.data ||
                !tc_dictionary_put(d, &d->context_map, key, bit))
                return bits;
            *context = tc_dictionary_string(d, one);
        }
        bits |= (uint64_t)1 << bit;
    }
    return bits;
}

/* Two to four digits, and a letter behind them as some projects have it ("174L"). */
static bool is_cameo(text value)
{
    size_t digits = value.size;
    if (digits > 2 && value.data[digits - 1] >= 'A' && value.data[digits - 1] <= 'Z')
        digits--;
    bool good = digits >= 2 && digits <= 4;
    for (size_t i = 0; i < digits; i++)
        good = good && tc_is_digit((unsigned char)value.data[i]);
    return good;
}

static void read_cameo(struct dictionary *d, struct act *act, text value)
{
    memset(act->cameo, 0, sizeof act->cameo);
    if (is_cameo(value))
        memcpy(act->cameo, value.data, value.size);
    else if (!tc_text_equal(value, TEXT("-")))
        tc_problem(d, "%.*s is no CAMEO code", (int)value.size, value.data);
}

static void read_mode(struct dictionary *d, struct act *act, text value)
{
    act->mode = 0;
    if (tc_text_equal(value, TEXT("-")))
        return;
    if (!is_among(type_modes[act->type], value))
        tc_problem(d, "\"%.*s\" is no mode of %s", (int)value.size, value.data,
                   tocsin_type_name((tocsin_type)act->type));
    else
        act->mode = tc_dictionary_string(d, value);
}

/* key=value of a section or a line; false: it is none that is known. */
static bool read_attribute(struct dictionary *d, struct act *act, text token)
{
    text value = token;
    if (!memchr(token.data, '=', token.size))
        return false;
    text key = tc_cut(&value, '=');
    double number;
    if (tc_text_equal(key, TEXT("mode"))) {
        read_mode(d, act, value);
    } else if (tc_text_equal(key, TEXT("cameo"))) {
        read_cameo(d, act, value);
    } else if (tc_text_equal(key, TEXT("back"))) {
        if (is_cameo(value))
            act->back = tc_dictionary_string(d, value);
        else
            tc_problem(d, "%.*s is no CAMEO code", (int)value.size, value.data);
    } else if (tc_text_equal(key, TEXT("contexts"))) {
        act->contexts = read_contexts(d, value);
    } else if (tc_text_equal(key, TEXT("intensity"))) {
        if (tc_parse_decimal(value, -10, 10, &number))
            act->intensity = (float)number;
        else
            tc_problem(d, "%.*s is no intensity: -10 to 10", (int)value.size,
                       value.data);
    } else {
        return false;
    }
    return true;
}

/* "[ASSAULT aerial cameo=195 intensity=-9 contexts=military]" */
static void read_section(struct acts *acts, text line)
{
    struct dictionary *d = acts->dictionary;
    struct act *act = &acts->section;
    memset(act, 0, sizeof *act);
    act->intensity = NAN;
    acts->framed = false;
    if (line.data[line.size - 1] != ']') {
        tc_problem(d, "a section ends in ]");
        return;
    }
    text left = tc_text_slice(line, 1, line.size - 1);
    text type = next_token(&left);
    int number = tocsin_type_from_name(type);
    if (number < 0) {
        tc_problem(d, "unknown type %.*s", (int)type.size, type.data);
        return;
    }
    act->type = (uint8_t)number;
    act->set = true;
    bool mode = false;
    for (text token; (token = next_token(&left)).size;) {
        if (read_attribute(d, act, token))
            continue;
        if (mode || memchr(token.data, '=', token.size))
            tc_problem(d, "unknown %.*s", (int)token.size, token.data);
        else
            read_mode(d, act, token);
        mode = true;
    }
}

/* ---- slots ----------------------------------------------------------------------- */

/* Sorted. A slot that is neither one of these nor a relation is a slip of the pen. */
static const char *const prepositions[] = {"about",
                                           "above",
                                           "according_to",
                                           "across",
                                           "across_from",
                                           "after",
                                           "against",
                                           "ahead_of",
                                           "along",
                                           "along_with",
                                           "alongside",
                                           "amid",
                                           "amidst",
                                           "among",
                                           "amongst",
                                           "apart_from",
                                           "around",
                                           "as",
                                           "as_for",
                                           "as_of",
                                           "as_to",
                                           "as_well_as",
                                           "aside_from",
                                           "at",
                                           "away_from",
                                           "based_on",
                                           "because_of",
                                           "before",
                                           "behind",
                                           "below",
                                           "beneath",
                                           "beside",
                                           "besides",
                                           "between",
                                           "beyond",
                                           "but",
                                           "by",
                                           "close_to",
                                           "concerning",
                                           "contrary_to",
                                           "despite",
                                           "down",
                                           "due_to",
                                           "during",
                                           "except",
                                           "except_for",
                                           "following",
                                           "for",
                                           "from",
                                           "given",
                                           "in",
                                           "in_addition_to",
                                           "in_case_of",
                                           "in_charge_of",
                                           "in_connection_with",
                                           "in_exchange_for",
                                           "in_favor_of",
                                           "in_favour_of",
                                           "in_front_of",
                                           "in_opposition_to",
                                           "in_order",
                                           "in_protest_against",
                                           "in_protest_at",
                                           "in_response_to",
                                           "in_retaliation_for",
                                           "in_return_for",
                                           "in_spite_of",
                                           "in_support_of",
                                           "in_terms_of",
                                           "including",
                                           "inside",
                                           "instead_of",
                                           "into",
                                           "like",
                                           "minus",
                                           "near",
                                           "near_to",
                                           "next_to",
                                           "of",
                                           "off",
                                           "off_of",
                                           "on",
                                           "on_behalf_of",
                                           "on_top_of",
                                           "onto",
                                           "opposite",
                                           "out",
                                           "out_of",
                                           "outside",
                                           "outside_of",
                                           "over",
                                           "past",
                                           "per",
                                           "prior_to",
                                           "pro",
                                           "rather_than",
                                           "regarding",
                                           "round",
                                           "since",
                                           "such_as",
                                           "than",
                                           "thanks_to",
                                           "through",
                                           "throughout",
                                           "till",
                                           "to",
                                           "together_with",
                                           "toward",
                                           "towards",
                                           "under",
                                           "underneath",
                                           "unlike",
                                           "until",
                                           "unto",
                                           "up",
                                           "up_to",
                                           "upon",
                                           "versus",
                                           "via",
                                           "vis-a-vis",
                                           "vs",
                                           "when",
                                           "while",
                                           "with",
                                           "with_regard_to",
                                           "with_respect_to",
                                           "within",
                                           "without"};

static bool is_preposition(text t)
{
    size_t low = 0, high = sizeof prepositions / sizeof *prepositions;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = tc_text_compare(t, tc_text(prepositions[middle]));
        if (!order)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static bool read_relation(struct dictionary *d, text name, struct slot *slot)
{
    for (unsigned i = SLOT_SUBJ; i < SLOT_PREP; i++)
        if (tc_text_equal(name, tc_text(tc_slot_relation_name(i)))) {
            slot->relation = (uint8_t)i;
            return true;
        }
    if (!is_preposition(name))
        return false;
    slot->relation = SLOT_PREP;
    slot->prep = tc_dictionary_word(d, name);
    return true;
}

static bool read_role(text t, struct slot *slot)
{
    static const char roles[] = "?ARBP";
    const char *role = t.size == 1 ? strchr(roles + 1, t.data[0]) : NULL;
    if (!role || !*role)
        return false;
    slot->role = (uint8_t)(role - roles);
    return true;
}

/* What stands behind the slot's name: - ! :words =R, in this order; the ! also last. */
static bool read_demands(struct acts *acts, text t, struct slot *slot)
{
    struct dictionary *d = acts->dictionary;
    size_t at = 0;
    acts->set.count = 0;
    if (t.size && t.data[t.size - 1] == '!') {
        slot->flags |= SLOT_REQUIRED;
        t.size--;
    }
    for (; at < t.size && (t.data[at] == '-' || t.data[at] == '!'); at++)
        slot->flags |= t.data[at] == '-' ? SLOT_ABSENT : SLOT_REQUIRED;
    if (at < t.size && t.data[at] == ':') {
        const char *role = memchr(t.data + at, '=', t.size - at);
        size_t end = role ? (size_t)(role - t.data) : t.size;
        text words = tc_text_slice(t, at + 1, end);
        if (words.size && words.data[words.size - 1] == '!')
            words.size--;
        size_t problems = d->problems;
        unsigned flags = read_words(d, &acts->set, words);
        if (!flags && !acts->set.count)
            return d->problems > problems; /* it has been told */
        slot->flags |= (uint8_t)flags;
        if (!(slot->flags & SLOT_ABSENT))
            slot->flags |= SLOT_REQUIRED;
        at = end;
    }
    if (at < t.size &&
        (t.data[at] != '=' || !read_role(tc_text_slice(t, at + 1, t.size), slot)))
        return false;
    return !(slot->flags & SLOT_ABSENT) ||
           (!(slot->flags & SLOT_REQUIRED) && !slot->role);
}

/* In this order: words asked for, kinds of things, what must be there or not. */
static unsigned slot_weight(const struct slot *slot)
{
    if (slot->flags & SLOT_ABSENT)
        return 1;
    if (slot->word_count)
        return 64;
    if (slot->flags & (SLOT_IS_ACTOR | SLOT_IS_PLACE | SLOT_IS_HUMAN | SLOT_IS_CLAUSE))
        return 8;
    return slot->flags & SLOT_REQUIRED ? 4 : 0;
}

static void read_slot(struct acts *acts, struct frame *frame, text token)
{
    struct dictionary *d = acts->dictionary;
    struct slot slot = {0};
    size_t end = 0;
    while (end < token.size && ((token.data[end] >= 'a' && token.data[end] <= 'z') ||
                                token.data[end] == '_'))
        end++;
    text name = tc_text_slice(token, 0, end);
    if (!read_relation(d, name, &slot)) {
        tc_problem(d, "unknown slot %.*s", (int)token.size, token.data);
        return;
    }
    if (!read_demands(acts, tc_text_slice(token, end, token.size), &slot)) {
        tc_problem(d, "the slot %.*s cannot be read", (int)token.size, token.data);
        return;
    }
    if (frame->slot_count == SLOT_MAX) {
        tc_problem(d, "more than %d slots", SLOT_MAX);
        return;
    }
    keep_set(d, &acts->set, &slot);
    struct slot *item = tc_push(d, &d->slots, FRAME_LIMIT);
    if (!item)
        return;
    *item = slot;
    frame->slot_count++;
    frame->weight = (uint16_t)(frame->weight + slot_weight(&slot));
}

/* ---- frames ---------------------------------------------------------------------- */

/* "raid/n" */
static bool read_head(struct dictionary *d, text head, const char *parts,
                      uint32_t *word, uint8_t *part)
{
    *part = 'v';
    if (head.size > 2 && head.data[head.size - 2] == '/') {
        *part = (uint8_t)head.data[head.size - 1];
        head.size -= 2;
    }
    *word = memchr(head.data, '/', head.size) ? 0 : tc_dictionary_word(d, head);
    return *word && strchr(parts, *part);
}

static bool read_flag(struct dictionary *d, struct frame *frame, text token)
{
    if (tc_text_equal(token, TEXT("reciprocal"))) {
        frame->flags |= FRAME_RECIPROCAL;
    } else if (tc_text_equal(token, TEXT("not-an-act"))) {
        frame->flags |= FRAME_NO_ACT;
        frame->weight = (uint16_t)(frame->weight + 16); /* two kinds of things */
    } else if (tc_text_equal(token, TEXT("by-position"))) {
        frame->flags |= FRAME_POSITION;
        frame->weight = (uint16_t)(frame->weight + 1024); /* before all others */
    } else if (tc_text_equal(token, TEXT("roles-only"))) {
        frame->flags |= FRAME_NO_DEFAULT;
    } else if (tc_text_begins(token, TEXT("status="))) {
        text name = tc_text_slice(token, 7, token.size);
        int status = tocsin_claim_status_from_name(name);
        if (status < 0)
            tc_problem(d, "unknown status %.*s", (int)name.size, name.data);
        frame->flags |= FRAME_STATUS;
        frame->status = status < 0 ? 0 : (uint8_t)status;
    } else {
        return false;
    }
    return true;
}

/* Slots of words in their order belong to frames by position, and only they. */
static void check_positions(struct dictionary *d, const struct frame *frame)
{
    bool by_position = frame->flags & FRAME_POSITION;
    for (size_t i = frame->slots; i < d->slots.count; i++) {
        const struct slot *slot = &d->slots.items[i];
        bool placed = slot->relation >= SLOT_RIGHT && slot->relation <= SLOT_PRIOR;
        if (placed != by_position || (placed && slot->flags & SLOT_ABSENT)) {
            tc_problem(d, "right, next, left and prior belong to by-position, and "
                          "nothing else does");
            return;
        }
    }
    if (by_position && (frame->part != 'v' || frame->flags & FRAME_STATUS))
        tc_problem(d, "a frame by-position is a verb's, without a status");
}

static void read_frame(struct acts *acts, text line)
{
    struct dictionary *d = acts->dictionary;
    struct frame frame;
    memset(&frame, 0, sizeof frame);
    if (!acts->section.set) {
        tc_problem(d, "a frame before the first section that is right");
        return;
    }
    text left = line, head = next_token(&left);
    if (!read_head(d, head, "vna", &frame.head, &frame.part)) {
        if (!d->failed)
            tc_problem(d, "%.*s is no lemma; parts are /v, /n, /a", (int)head.size,
                       head.data);
        return;
    }
    struct act act = acts->section;
    frame.slots = (uint32_t)d->slots.count;
    for (text token; (token = next_token(&left)).size && !d->failed;)
        if (!read_attribute(d, &act, token) && !read_flag(d, &frame, token))
            read_slot(acts, &frame, token);
    check_positions(d, &frame);
    frame.type = act.type;
    frame.back = act.back;
    frame.mode = act.mode;
    frame.contexts = act.contexts;
    frame.intensity = act.intensity;
    memcpy(frame.cameo, act.cameo, sizeof frame.cameo);
    frame.source = tc_dictionary_place(d);
    struct frame *item = tc_push(d, &d->frames, FRAME_LIMIT);
    if (item)
        *item = frame;
    acts->framed = item != NULL;
}

/* "> Rebels shelled the airport." below the frame that it shows. For people and for
 * the check: nothing of it is compiled. */
static void read_example(struct acts *acts, text line)
{
    struct dictionary *d = acts->dictionary;
    text sentence = tc_text_trim(tc_text_slice(line, 1, line.size));
    if (!acts->framed)
        tc_problem(d, "an example without a frame above it");
    else if (!sentence.size)
        tc_problem(d, "an empty example");
    else if (d->checking) {
        struct example *example = tc_push(d, &d->examples, FRAME_LIMIT);
        if (example)
            *example = (struct example){d->frames.items[d->frames.count - 1].source,
                                        tc_dictionary_place(d),
                                        tc_dictionary_string(d, sentence)};
    }
}

void tc_read_acts(struct dictionary *d, struct lines *lines)
{
    struct acts *acts = tc_arena_alloc(&d->arena, sizeof *acts);
    if (!acts) {
        d->failed = TOCSIN_MEMORY;
        return;
    }
    acts->dictionary = d;
    text line;
    while (tc_line_next(lines, &line)) {
        if (line.data[0] == '@')
            read_list(acts, line);
        else if (line.data[0] == '[')
            read_section(acts, line);
        else if (line.data[0] == '>')
            read_example(acts, line);
        else
            read_frame(acts, line);
    }
}

/* ---- cues ------------------------------------------------------------------------ */

static bool read_class(text t, struct cue *cue)
{
    for (unsigned i = 0; i < CUE_CLASS_COUNT; i++)
        if (tc_text_equal(t, tc_text(tc_cue_class_name((enum cue_class)i)))) {
            cue->class = (uint8_t)i;
            return true;
        }
    return false;
}

static bool read_complement(text t, struct cue *cue)
{
    static const char *const names[] = {"that", "to", "ing", "noun", "quote", "adverb"};
    for (text token; (token = next_token(&t)).size;) {
        unsigned i = 0;
        while (i < 6 && !tc_text_equal(token, tc_text(names[i])))
            i++;
        if (i == 6)
            return false;
        cue->complement |= (uint8_t)(1u << i);
    }
    return cue->complement;
}

/* "-1.5": tenths, and no float on the way */
static bool read_certainty(text t, int8_t *out)
{
    *out = 0;
    if (tc_text_equal(t, TEXT("u")))
        return true;
    bool minus = t.size && t.data[0] == '-';
    if (t.size && (minus || t.data[0] == '+'))
        t = tc_text_slice(t, 1, t.size);
    long long whole = 0, tenth = 0;
    size_t dot = 0;
    while (dot < t.size && t.data[dot] != '.')
        dot++;
    if (dot < t.size &&
        (dot + 2 != t.size ||
         !tc_text_integer(tc_text_slice(t, dot + 1, t.size), 0, 9, &tenth)))
        return false;
    if (!tc_text_integer(tc_text_slice(t, 0, dot), 0, 3, &whole))
        return false;
    long long value = whole * 10 + tenth;
    *out = (int8_t)(minus ? -value : value);
    return value <= 30;
}

static bool read_lemma(struct dictionary *d, text t, struct cue *cue)
{
    text head = next_token(&t), particle = next_token(&t);
    if (particle.size) {
        if (particle.data[0] != '+' || particle.size < 2 || next_token(&t).size)
            return false;
        cue->particle =
            tc_dictionary_word(d, tc_text_slice(particle, 1, particle.size));
    }
    return read_head(d, head, "vnarp", &cue->word, &cue->part);
}

void tc_read_cues(struct dictionary *d, struct lines *lines)
{
    text line;
    while (tc_line_next(lines, &line)) {
        text f[5];
        struct cue cue = {0};
        size_t count = tc_split(line, '|', f, 5);
        if (count != 5) {
            tc_problem(d,
                       "%zu fields, not the 5 of lemma | class | complement | "
                       "positive | negative",
                       count);
            continue;
        }
        if (!f[0].size || !read_lemma(d, f[0], &cue))
            tc_problem(d, "%.*s is no lemma; parts are /v, /n, /a, /r, /p",
                       (int)f[0].size, f[0].data);
        else if (!read_class(f[1], &cue))
            tc_problem(d, "unknown class %.*s", (int)f[1].size, f[1].data);
        else if (!read_complement(f[2], &cue))
            tc_problem(d, "\"%.*s\" is no complement: that to ing noun quote adverb",
                       (int)f[2].size, f[2].data);
        else if (!read_certainty(f[3], &cue.positive) ||
                 !read_certainty(f[4], &cue.negative))
            tc_problem(d, "how certain is told by -3 to 3 or u, not by %.*s and %.*s",
                       (int)f[3].size, f[3].data, (int)f[4].size, f[4].data);
        else {
            struct cue *item = tc_push(d, &d->cues, FRAME_LIMIT);
            if (item)
                *item = cue;
        }
    }
}
