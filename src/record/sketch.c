/* record/sketch.c: the first claims of an event, read once and kept.
 *
 * Whether a claim belongs to an event is asked of the event's claims, not of their sum,
 * for the sum has forgotten which word was used and in which text. Eight are asked: on
 * ECB+ more change nothing, and a large event must not cost more than a small one.
 * Claims are asked in the order of their ids, so the first eight stay the same however
 * the event grows.
 *
 * 2,048 events are kept by their number; most claims that find an event find one of the
 * last thousand.
 */
#include "record/merging.h"

#include <string.h>

enum {
    KEPT = 2048,
    MOST_DIGITS = 6,
    LEADING = 4, /* words of a name in which its number stands */
    FIRST_YEAR = 1900,
    LAST_YEAR = 2100
};

struct sketches {
    struct sketch kept[KEPT];
    struct senses senses;
};

static tocsin_status open_sketches(struct record *record)
{
    if (record->sketches)
        return TOCSIN_OK;
    record->sketches = tc_alloc(sizeof *record->sketches);
    if (!record->sketches)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for events");
    for (int i = 0; i < KEPT; i++)
        record->sketches->kept[i].event.id = 0;
    tc_senses_init(&record->sketches->senses);
    return TOCSIN_OK;
}

/* ---- words ----------------------------------------------------------------------- */

static bool is_among(text word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) /* nearly always the first letter decides */
        if (list[i][0] == word.data[0] && tc_text_equal(word, tc_text(list[i])))
            return true;
    return false;
}

/* Words that say of nobody who he is. */
static bool says_nothing(text word)
{
    static const char *const common[] = {
        "the", "and", "his",   "her",  "its", "their", "one",  "two",   "man",
        "men", "for", "group", "some", "who", "that",  "with", "other", "police"};
    return is_among(word, common, sizeof common / sizeof *common);
}

/* Words that say that somebody is not the one told of before. */
static bool says_another(text word)
{
    static const char *const others[] = {"another", "second", "third", "fourth",
                                         "separate"};
    return is_among(word, others, sizeof others / sizeof *others);
}

static void add_word(uint32_t words[SIDE_WORDS], text word)
{
    if (word.size < 3 || says_nothing(word))
        return;
    uint32_t hash = (uint32_t)tc_hash(word.data, word.size);
    for (int i = 0; i < SIDE_WORDS; i++) {
        if (words[i] == hash)
            return;
        if (!words[i]) {
            words[i] = hash;
            return;
        }
    }
}

/* "Twelve" and "12"; 0: the word is no number. */
static int64_t number_of(text word)
{
    static const char *const names[] = {"one",  "two", "three",  "four",
                                        "five", "six", "seven",  "eight",
                                        "nine", "ten", "eleven", "twelve"};
    int64_t number = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (tc_text_equal(word, tc_text(names[i])))
            return (int64_t)i + 1;
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] < '0' || word.data[i] > '9' || i == MOST_DIGITS)
            return 0;
        number = number * 10 + (word.data[i] - '0');
    }
    return number;
}

/* How many stand on a side: "26 Somali pirates", "at least nine people". No year and no
 * age ("a 16-year-old"). */
static int64_t size_of(text folded)
{
    int64_t size = 0;
    for (size_t at = 0, words = 0; at < folded.size && words < LEADING; words++) {
        size_t end = at;
        while (end < folded.size && folded.data[end] != ' ')
            end++;
        text word = tc_text_slice(folded, at, end);
        if (size)
            return tc_text_equal(word, TEXT("year")) ? 0 : size;
        size = number_of(word);
        if (size >= FIRST_YEAR && size <= LAST_YEAR)
            return 0;
        at = end + 1;
    }
    return size;
}

/* Somebody who stands on a side. */
static tocsin_status add_party(struct record *record, struct member *member, int side,
                               text name)
{
    text folded = tc_fold_words(&record->arena, name);
    if (name.size && !folded.data)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for words");
    if (!member->sizes[side])
        member->sizes[side] = size_of(folded);
    for (size_t at = 0; at < folded.size;) {
        size_t end = at;
        while (end < folded.size && folded.data[end] != ' ')
            end++;
        text word = tc_text_slice(folded, at, end);
        member->another = member->another || says_another(word);
        add_word(member->words[side], word);
        at = end + 1;
    }
    return TOCSIN_OK;
}

static void add_count(struct member *member, text what, long long low)
{
    static const char *const names[COUNTS] = {
        [KILLED] = "killed", [WOUNDED] = "wounded", [ARRESTED] = "arrested"};
    for (int i = 0; i < COUNTS; i++)
        if (member->counts[i] < 0 && tc_text_equal(what, tc_text(names[i])))
            member->counts[i] = low;
}

/* ---- a claim --------------------------------------------------------------------- */

static tocsin_status init(struct record *record, const struct facts *facts,
                          struct member *out)
{
    memset(out, 0, sizeof *out);
    out->facts = *facts;
    out->facts.published = (text){NULL, 0};
    out->facts.claim = NULL;
    for (int i = 0; i < COUNTS; i++)
        out->counts[i] = -1;
    tocsin_status status = tc_record_party(record, facts->actor, &out->party[0]);
    if (!status)
        status = tc_record_party(record, facts->recipient, &out->party[1]);
    return status ? status : tc_record_spot(record, facts->place, &out->spot);
}

/* A coder that tells no word has only its CAMEO code to tell. */
static void name_act(struct record *record, text rule, struct member *member)
{
    member->sense = tc_sense_of(&record->sketches->senses, rule, &member->act);
    if (!member->act && member->facts.cameo)
        member->act = (uint32_t)tc_hash(&member->facts.cameo, sizeof(long long));
}

static tocsin_status add_side(struct record *record, struct member *member, int side,
                              const tocsin_claim *claim)
{
    const tocsin_mention *mentions = side ? claim->recipients : claim->actors;
    uint32_t count = side ? claim->recipient_count : claim->actor_count;
    tocsin_status status = TOCSIN_OK;
    for (uint32_t i = 0; i < count && !status; i++)
        status = add_party(record, member, side,
                           mentions[i].name.size ? mentions[i].name : mentions[i].text);
    return status;
}

tocsin_status tc_member_of(struct record *record, const struct facts *facts,
                           struct member *out)
{
    tocsin_status status = init(record, facts, out);
    const tocsin_claim *claim = facts->claim;
    if (status || !claim)
        return status;
    status = open_sketches(record);
    if (status)
        return status;
    name_act(record, claim->rule, out);
    for (uint32_t i = 0; i < claim->number_count; i++)
        add_count(out, claim->numbers[i].what, claim->numbers[i].low);
    status = add_side(record, out, 0, claim);
    return status ? status : add_side(record, out, 1, claim);
}

/* ---- out of the tables ----------------------------------------------------------- */

static tocsin_status load_words(struct record *record, struct member *member)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_MEMBER_WORDS);
    tc_bind_whole(find, 1, member->facts.id);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        text name = tc_column(find, 1);
        status = add_party(record, member, sqlite3_column_int(find, 0) != 0,
                           name.size ? name : tc_column(find, 2));
        if (status)
            break;
    }
    sqlite3_reset(find);
    return status;
}

static tocsin_status load_counts(struct record *record, struct member *member)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_MEMBER_NUMBERS);
    tc_bind_whole(find, 1, member->facts.id);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(record, find, &row)) && row)
        add_count(member, tc_column(find, 0), sqlite3_column_int64(find, 1));
    sqlite3_reset(find);
    return status;
}

static tocsin_status load_members(struct record *record, struct sketch *sketch)
{
    sqlite3_stmt *find = tc_record_statement(record, SQL_MEMBERS);
    tc_bind_whole(find, 1, sketch->event.id);
    tc_bind_whole(find, 2, MEMBERS);
    bool row;
    tocsin_status status;
    sketch->count = 0;
    while (!(status = tc_record_step(record, find, &row)) && row) {
        struct facts facts;
        struct member *member = &sketch->members[sketch->count];
        tc_facts_row(find, &facts);
        facts.cameo = sqlite3_column_int64(find, FACTS_COUNT);
        facts.sentence = sqlite3_column_int64(find, FACTS_COUNT + 1);
        status = init(record, &facts, member);
        if (status)
            break;
        name_act(record, tc_column(find, FACTS_COUNT + 2), member);
        sketch->count++;
    }
    sqlite3_reset(find);
    for (int i = 0; i < sketch->count && !status; i++) {
        status = load_words(record, &sketch->members[i]);
        if (!status)
            status = load_counts(record, &sketch->members[i]);
    }
    return status;
}

/* ---- what is kept ---------------------------------------------------------------- */

static tocsin_status slot_of(struct record *record, long long event,
                             struct sketch **out)
{
    tocsin_status status = open_sketches(record);
    if (!status)
        *out = &record->sketches->kept[(unsigned long long)event % KEPT];
    return status;
}

tocsin_status tc_sketch_of(struct record *record, const struct event *event,
                           struct sketch **out)
{
    tocsin_status status = slot_of(record, event->id, out);
    if (status || (*out)->event.id == event->id)
        return status;
    (*out)->event = *event;
    status = load_members(record, *out);
    if (status)
        (*out)->event.id = 0;
    return status;
}

tocsin_status tc_sketch(struct record *record, long long event, struct sketch **out)
{
    tocsin_status status = slot_of(record, event, out);
    if (status || (*out)->event.id == event)
        return status;
    struct event found;
    sqlite3_stmt *load = tc_record_statement(record, SQL_EVENT_LOAD);
    tc_bind_whole(load, 1, event);
    bool row;
    status = tc_record_step(record, load, &row);
    if (!status && row)
        tc_event_row(load, &found);
    sqlite3_reset(load);
    if (!status && row)
        return tc_sketch_of(record, &found, out);
    *out = NULL;
    return status;
}

static struct sketch *kept(struct record *record, long long event)
{
    struct sketch *slot =
        record->sketches ? &record->sketches->kept[(unsigned long long)event % KEPT]
                         : NULL;
    return slot && slot->event.id == event ? slot : NULL;
}

void tc_sketch_join(struct record *record, const struct event *event,
                    const struct member *member)
{
    struct sketch *sketch = NULL;
    if (event->claims == 1) { /* a new event, or one whose claims had gone */
        if (slot_of(record, event->id, &sketch))
            return; /* it is only not kept */
        sketch->count = 0;
    } else {
        sketch = kept(record, event->id);
    }
    if (!sketch)
        return;
    sketch->event = *event;
    if (sketch->count < MEMBERS)
        sketch->members[sketch->count++] = *member;
}

void tc_sketch_forget(struct record *record, long long event)
{
    struct sketch *sketch = kept(record, event);
    if (sketch)
        sketch->event.id = 0;
}

void tc_sketches_release(struct record *record)
{
    tc_free(record->sketches);
    record->sketches = NULL;
}
