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

enum { KEPT = 2048, STEM = 6 /* letters of a word that count */ };

struct sketches {
    struct sketch kept[KEPT];
};

/* ---- words ----------------------------------------------------------------------- */

/* Endings that go, the longer first: kill, killing, killer; nominate, nomination. */
static const char *const endings[] = {"ings", "ing", "ers", "ion", "er",
                                      "ed",   "es",  "s",   "e"};

/* rule is "kill:ASSAULT ..." or "kill:ASSAULT.mode". */
static uint32_t act_of(text rule)
{
    char letters[STEM];
    size_t size = 0;
    while (size < rule.size && rule.data[size] != ':' && rule.data[size] != '.')
        size++;
    if (size == rule.size)
        return 0;
    text word = {rule.data, size};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.size >= strlen(endings[i]) + 3 &&
            tc_text_ends(word, tc_text(endings[i]))) {
            word.size -= strlen(endings[i]);
            break;
        }
    if (!word.size)
        return 0;
    word.size = word.size < STEM ? word.size : STEM;
    memcpy(letters, word.data, word.size);
    uint32_t hash = (uint32_t)tc_hash(letters, word.size);
    return hash ? hash : 1;
}

/* Words that say of nobody who he is. */
static bool says_nothing(text word)
{
    static const char *const common[] = {
        "the", "and", "his",   "her",  "its", "their", "one",  "two",   "man",
        "men", "for", "group", "some", "who", "that",  "with", "other", "police"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (tc_text_equal(word, tc_text(common[i])))
            return true;
    return false;
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

static tocsin_status add_words(struct record *record, uint32_t words[SIDE_WORDS],
                               text name)
{
    text folded = tc_fold_words(&record->arena, name);
    if (name.size && !folded.data)
        return tc_record_say(record, TOCSIN_MEMORY, "no memory for words");
    for (size_t at = 0; at < folded.size;) {
        size_t end = at;
        while (end < folded.size && folded.data[end] != ' ')
            end++;
        add_word(words, tc_text_slice(folded, at, end));
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

static tocsin_status add_side(struct record *record, uint32_t words[SIDE_WORDS],
                              const tocsin_mention *mentions, uint32_t count)
{
    tocsin_status status = TOCSIN_OK;
    for (uint32_t i = 0; i < count && !status; i++)
        status = add_words(record, words,
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
    out->act = act_of(claim->rule);
    for (uint32_t i = 0; i < claim->number_count; i++)
        add_count(out, claim->numbers[i].what, claim->numbers[i].low);
    status = add_side(record, out->words[0], claim->actors, claim->actor_count);
    return status ? status
                  : add_side(record, out->words[1], claim->recipients,
                             claim->recipient_count);
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
        status = add_words(record, member->words[sqlite3_column_int(find, 0) != 0],
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
        member->act = act_of(tc_column(find, FACTS_COUNT + 2));
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
    if (!record->sketches) {
        record->sketches = tc_alloc(sizeof *record->sketches);
        if (!record->sketches)
            return tc_record_say(record, TOCSIN_MEMORY, "no memory for events");
        for (int i = 0; i < KEPT; i++)
            record->sketches->kept[i].event.id = 0;
    }
    *out = &record->sketches->kept[(unsigned long long)event % KEPT];
    return TOCSIN_OK;
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
