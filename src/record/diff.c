/* record/diff.c: what differs between two days, and between two coders.
 *
 * An event that has not changed since the earlier day is the same on both (its row says
 * when it last changed, find.c), so only the others are summed up, once for each day,
 * and compared. Claims of two coders are compared where both have coded the same
 * version of a document: sentence by sentence, first those that are equal, then those
 * that agree in act and words, then in either.
 */
#include "record/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIFFERENCES = TOCSIN_DIFFERS_COUNT };

static const char touched_sql[] = "SELECT id FROM events WHERE last_known > ?1 "
                                  "AND (?2 IS NULL OR first_known <= ?2) ORDER BY id";
/* The documents of claims that stood on one day and not on the other; ?3 NULL: now. */
static const char documents_sql[] =
    "SELECT DISTINCT d.name FROM claims c JOIN documents d ON d.id = c.document "
    "WHERE c.event = ?1 AND coalesce(" CLAIM_STOOD(
        "?2") ", 0) <> CASE WHEN ?3 IS NULL "
              "THEN c.until IS NULL ELSE coalesce(" CLAIM_STOOD(
                  "?3") ", 0) END ORDER BY d.id";
static const char codings_sql[] =
    "SELECT a.id, b.id, a.document FROM codings a JOIN codings b "
    "ON b.document = a.document AND b.version = a.version "
    "WHERE a.coder = ?1 AND b.coder = ?2 ORDER BY a.document, a.version";
static const char claims_sql[] =
    "SELECT id FROM claims WHERE document = ?1 AND coding = ?2 ORDER BY number";
static const char coders_sql[] =
    "SELECT k.id, k.version, count(DISTINCT g.document), min(g.learnt), max(g.learnt) "
    "FROM coders k JOIN codings g ON g.coder = k.id GROUP BY k.id ORDER BY k.id";

static tocsin_status prepare(struct record *record, const char *sql, sqlite3_stmt **out)
{
    return tc_record_sqlite(record, sqlite3_prepare_v2(record->db, sql, -1, out, NULL));
}

/* ---- two days ------------------------------------------------------------------ */

struct days {
    struct record *record;
    struct listing *before, *after;
    sqlite3_stmt *touched, *documents;
    text from, to;     /* to empty: now */
    struct ids wanted; /* by the filter, in order */
    bool filtered;
    struct arena arena; /* of one event's documents */
    tocsin_event_difference out;
    struct event old, new;
    tocsin_event_difference_function function;
    void *context;
};

static bool same_real(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static unsigned compare_events(const struct event *a, const struct event *b)
{
    bool differs[DIFFERENCES] = {
        [TOCSIN_DIFFERS_MODE] = a->mode != b->mode,
        [TOCSIN_DIFFERS_STATUS] = a->status != b->status,
        [TOCSIN_DIFFERS_INTENSITY] = !same_real(a->intensity, b->intensity),
        [TOCSIN_DIFFERS_ACTOR] = a->actor != b->actor,
        [TOCSIN_DIFFERS_RECIPIENT] = a->recipient != b->recipient,
        [TOCSIN_DIFFERS_PLACE] = a->place != b->place,
        [TOCSIN_DIFFERS_FACTUALITY] = !same_real(a->factuality, b->factuality),
        [TOCSIN_DIFFERS_CONFIDENCE] = !same_real(a->confidence, b->confidence),
        [TOCSIN_DIFFERS_WORDS] = a->best != b->best,
        [TOCSIN_DIFFERS_CLAIMS] = a->claims != b->claims,
        [TOCSIN_DIFFERS_DOCUMENTS] = a->documents != b->documents,
        [TOCSIN_DIFFERS_VOICES] = a->voices != b->voices,
        [TOCSIN_DIFFERS_DENIALS] = a->denials != b->denials,
    };
    unsigned fields = 0;
    differs[TOCSIN_DIFFERS_TIME] =
        a->from != b->from || a->to != b->to || a->precision != b->precision;
    differs[TOCSIN_DIFFERS_TYPE] = a->type != b->type;
    for (int i = 0; i < DIFFERENCES; i++)
        fields |= differs[i] ? 1u << i : 0;
    return fields;
}

static tocsin_status tell_both(void *context, const tocsin_event *after)
{
    struct days *days = context;
    days->out.after = after;
    return days->function(days->context, &days->out);
}

static tocsin_status tell_before(void *context, const tocsin_event *before)
{
    struct days *days = context;
    days->out.before = before;
    if (!days->new.claims)
        return days->function(days->context, &days->out);
    return tc_listing_tell(days->after, &days->new, tell_both, days);
}

/* Whose claims came or went. */
static tocsin_status find_documents(struct days *days, long long event)
{
    struct record *record = days->record;
    tocsin_text *names = NULL;
    uint32_t count = 0;
    bool row = false;
    sqlite3_reset(days->documents);
    tc_bind_whole(days->documents, 1, event);
    tc_bind_text(days->documents, 2, days->from);
    tc_bind_text(days->documents, 3, days->to);
    tocsin_status status;
    tc_arena_reset(&days->arena);
    while (!(status = tc_record_step(record, days->documents, &row)) && row) {
        if (!(count & (count - 1))) { /* grows by doubling */
            tocsin_text *more =
                tc_arena_alloc(&days->arena, (count ? 2 * count : 1) * sizeof *more);
            if (more && count)
                memcpy(more, names, count * sizeof *more);
            names = more;
        }
        text name = tc_arena_copy(&days->arena, tc_column(days->documents, 0));
        if (!names || !name.data)
            return tc_record_say(record, TOCSIN_MEMORY, "no memory for documents");
        names[count++] = name;
    }
    days->out.documents = names;
    days->out.document_count = count;
    sqlite3_reset(days->documents);
    return status;
}

static tocsin_status tell_difference(struct days *days)
{
    bool was = days->old.claims > 0, is = days->new.claims > 0;
    days->out = (tocsin_event_difference){.kind = !was  ? TOCSIN_DIFFERENCE_NEW
                                                  : !is ? TOCSIN_DIFFERENCE_GONE
                                                        : TOCSIN_DIFFERENCE_CHANGED};
    if (!was && !is)
        return TOCSIN_OK;
    if (was && is)
        days->out.fields = compare_events(&days->old, &days->new);
    tocsin_status status = find_documents(days, days->new.id);
    if (status || (was && is && !days->out.fields && !days->out.document_count))
        return status;
    if (was)
        return tc_listing_tell(days->before, &days->old, tell_before, days);
    return tc_listing_tell(days->after, &days->new, tell_both, days);
}

static int by_id(const void *a, const void *b)
{
    long long x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

static bool is_wanted(const struct days *days, long long id)
{
    return !days->filtered ||
           (days->wanted.count &&
            bsearch(&id, days->wanted.items, days->wanted.count, sizeof id, by_id));
}

static tocsin_status compare_days(struct days *days)
{
    struct record *record = days->record;
    bool row = false;
    tc_bind_whole(days->touched, 1, tc_day_parse(days->from));
    if (days->to.size)
        tc_bind_whole(days->touched, 2, tc_day_parse(days->to));
    tocsin_status status;
    while (!(status = tc_record_step(record, days->touched, &row)) && row) {
        long long id = sqlite3_column_int64(days->touched, 0);
        if (!is_wanted(days, id))
            continue;
        status = tc_listing_event(days->before, id, &days->old);
        if (!status)
            status = tc_listing_event(days->after, id, &days->new);
        if (!status)
            status = tell_difference(days);
        if (status)
            break;
    }
    return status;
}

/* The events of the filter on one of the days. */
static tocsin_status add_wanted(struct days *days, struct listing *listing)
{
    struct hits hits = {.keys = NULL};
    tocsin_status status = tc_listing_find(listing, &hits);
    for (size_t i = 0; i < hits.count && !status; i++)
        status = tc_ids_add(days->record, &days->wanted, tc_hit_event(&hits, i));
    tc_free(hits.keys);
    return status;
}

static tocsin_status find_wanted(struct days *days, const tocsin_filter *filter)
{
    days->filtered = filter->actor.size || filter->recipient.size ||
                     filter->party.size || filter->type >= 0 || filter->status >= 0 ||
                     filter->from.size || filter->to.size || filter->place.size ||
                     filter->source.size || filter->words.size || filter->event >= 0;
    if (!days->filtered)
        return TOCSIN_OK;
    tocsin_status status = add_wanted(days, days->before);
    if (!status)
        status = add_wanted(days, days->after);
    if (days->wanted.count)
        qsort(days->wanted.items, days->wanted.count, sizeof *days->wanted.items,
              by_id);
    return status;
}

static tocsin_status look_at_days(struct record *record, text from, text to)
{
    if (tc_day_parse(from) == TC_NO_DAY || from.size != 10 ||
        (to.size && (tc_day_parse(to) == TC_NO_DAY || to.size != 10)))
        return tc_record_say(record, TOCSIN_USAGE, "two days are wanted (YYYY-MM-DD)");
    if (to.size && tc_text_compare(from, to) > 0)
        return tc_record_say(record, TOCSIN_USAGE, "%.10s is behind %.10s", from.data,
                             to.data);
    return TOCSIN_OK;
}

tocsin_status tc_record_diff(struct record *record, const tocsin_filter *filter,
                             const text between[2],
                             tocsin_event_difference_function function, void *context,
                             tocsin_error *error)
{
    struct days days = {.record = record,
                        .from = between[0],
                        .to = between[1],
                        .function = function,
                        .context = context};
    tocsin_filter one = TOCSIN_FILTER_ALL;
    bool held = false;
    tc_arena_init(&days.arena, 0);
    if (filter)
        one = *filter;
    one.limit = -1;
    one.offset = 0;
    tocsin_status status = look_at_days(record, days.from, days.to);
    if (!status)
        status = tc_record_hold(record, &held);
    one.as_of = days.from;
    if (!status)
        status = tc_listing_new(record, &one, &days.before);
    one.as_of = days.to;
    tocsin_filter other = one;
    if (!status)
        status = tc_listing_new(record, &other, &days.after);
    one.as_of = days.from;
    if (!status)
        status = prepare(record, touched_sql, &days.touched);
    if (!status)
        status = prepare(record, documents_sql, &days.documents);
    if (!status)
        status = find_wanted(&days, &one);
    if (!status)
        status = compare_days(&days);
    sqlite3_finalize(days.touched);
    sqlite3_finalize(days.documents);
    tc_listing_free(days.before);
    tc_listing_free(days.after);
    tc_free(days.wanted.items);
    tc_arena_release(&days.arena);
    tc_record_let_go(record, held);
    return tc_record_fail(record, status, error);
}

/* ---- two coders ---------------------------------------------------------------- */

/* A claim as hashes of its parts. */
struct print {
    long long id;
    uint32_t sentence;
    int partner; /* among the other coder's; -1: none */
    uint64_t parts[DIFFERENCES];
};
struct prints {
    struct print *items;
    size_t count, room;
};

static void mix_text(uint64_t *hash, text t)
{
    uint64_t both[2] = {*hash, tc_hash(t.size ? t.data : "", t.size)};
    *hash = tc_hash(both, sizeof both);
}

static void mix_number(uint64_t *hash, double value)
{
    uint64_t both[2] = {*hash, 0};
    if (!isnan(value))
        memcpy(&both[1], &value, sizeof both[1]);
    else
        both[1] = 1;
    *hash = tc_hash(both, sizeof both);
}

static void mix_mentions(uint64_t *hash, const tocsin_mention *mentions, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const text texts[] = {mentions[i].text, mentions[i].name, mentions[i].code,
                              mentions[i].id};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            mix_text(hash, texts[k]);
    }
    mix_number(hash, count);
}

static void mix_place_and_time(uint64_t *parts, const tocsin_claim *claim)
{
    const tocsin_place *place = &claim->place;
    const tocsin_time *time = &claim->time;
    const text where[] = {place->text, place->name, place->country, place->admin1,
                          place->precision};
    const text when[] = {time->text, time->from, time->to, time->precision,
                         time->bound};
    for (size_t i = 0; i < sizeof where / sizeof *where; i++)
        mix_text(&parts[TOCSIN_DIFFERS_PLACE], where[i]);
    for (size_t i = 0; i < sizeof when / sizeof *when; i++)
        mix_text(&parts[TOCSIN_DIFFERS_TIME], when[i]);
    mix_number(&parts[TOCSIN_DIFFERS_PLACE], place->geonames);
}

static void mix_voices(uint64_t *parts, const tocsin_claim *claim)
{
    uint64_t *voices = &parts[TOCSIN_DIFFERS_ATTRIBUTION];
    uint64_t *remark = &parts[TOCSIN_DIFFERS_VERIFICATION];
    for (uint32_t i = 0; i < claim->attribution_count; i++) {
        const tocsin_attribution *link = &claim->attribution[i];
        const text texts[] = {link->source, link->cue, link->code, link->id,
                              link->name};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            mix_text(voices, texts[k]);
        mix_number(voices, link->kind + 16 * link->named + 32 * link->anonymous);
        mix_number(voices, link->stance);
    }
    mix_number(remark, claim->verification.kind);
    mix_text(remark, claim->verification.text);
    mix_text(remark, claim->verification.by);
}

static void print_of(const tocsin_claim *claim, struct print *out)
{
    uint64_t *parts = out->parts;
    memset(parts, 0, sizeof out->parts);
    out->sentence = claim->sentence;
    out->partner = -1;
    mix_number(&parts[TOCSIN_DIFFERS_TYPE], claim->type);
    mix_text(&parts[TOCSIN_DIFFERS_MODE], claim->mode);
    for (uint32_t i = 0; i < claim->context_count; i++)
        mix_text(&parts[TOCSIN_DIFFERS_CONTEXTS], claim->contexts[i]);
    mix_number(&parts[TOCSIN_DIFFERS_STATUS], claim->status);
    mix_text(&parts[TOCSIN_DIFFERS_CAMEO], claim->cameo);
    mix_number(&parts[TOCSIN_DIFFERS_INTENSITY], claim->intensity);
    mix_mentions(&parts[TOCSIN_DIFFERS_ACTOR], claim->actors, claim->actor_count);
    mix_mentions(&parts[TOCSIN_DIFFERS_RECIPIENT], claim->recipients,
                 claim->recipient_count);
    mix_place_and_time(parts, claim);
    for (uint32_t i = 0; i < claim->number_count; i++) {
        mix_text(&parts[TOCSIN_DIFFERS_NUMBERS], claim->numbers[i].what);
        mix_number(&parts[TOCSIN_DIFFERS_NUMBERS], claim->numbers[i].low);
        mix_number(&parts[TOCSIN_DIFFERS_NUMBERS], claim->numbers[i].high);
    }
    mix_voices(parts, claim);
    mix_number(&parts[TOCSIN_DIFFERS_FACTUALITY], claim->factuality);
    mix_number(&parts[TOCSIN_DIFFERS_CONFIDENCE], claim->confidence);
    mix_number(&parts[TOCSIN_DIFFERS_WORDS], claim->trigger_begin);
    mix_number(&parts[TOCSIN_DIFFERS_WORDS], claim->trigger_end);
}

static unsigned compare_prints(const struct print *a, const struct print *b)
{
    unsigned fields = 0;
    for (int i = 0; i < DIFFERENCES; i++)
        fields |= a->parts[i] != b->parts[i] ? 1u << i : 0;
    return fields;
}

struct coders {
    struct record *record;
    struct listing *before, *after;
    sqlite3_stmt *codings, *claims;
    struct prints old, new;
    tocsin_claim_difference_function function;
    void *context;
};

static tocsin_status load_prints(struct coders *coders, long long document,
                                 long long coding, struct prints *out)
{
    struct record *record = coders->record;
    bool row = false;
    tocsin_status status;
    out->count = 0;
    sqlite3_reset(coders->claims);
    tc_bind_whole(coders->claims, 1, document);
    tc_bind_whole(coders->claims, 2, coding);
    while (!(status = tc_record_step(record, coders->claims, &row)) && row) {
        if (!tc_grow(&out->items, &out->room, out->count + 1, sizeof *out->items,
                     SIZE_MAX / 1024))
            return tc_record_say(record, TOCSIN_MEMORY, "no memory for claims");
        struct print *print = &out->items[out->count++];
        struct listed_claim listed;
        print->id = sqlite3_column_int64(coders->claims, 0);
        status = tc_listing_claim(coders->before, print->id, &listed);
        if (status)
            break;
        print_of(&listed.claim, print);
    }
    sqlite3_reset(coders->claims);
    return status;
}

/* Pairs claims of one sentence whose fields differ at most in those of except. */
static void pair(struct coders *coders, unsigned except)
{
    for (size_t i = 0; i < coders->old.count; i++) {
        struct print *a = &coders->old.items[i];
        for (size_t j = 0; j < coders->new.count && a->partner < 0; j++) {
            struct print *b = &coders->new.items[j];
            if (b->partner >= 0 || a->sentence != b->sentence ||
                (compare_prints(a, b) & ~except))
                continue;
            a->partner = (int)j;
            b->partner = (int)i;
        }
    }
}

/* The claims of one coding and the other, or of one alone. */
static tocsin_status tell_pair(struct coders *coders, const struct print *old,
                               const struct print *new)
{
    struct listed_claim before, after;
    tocsin_claim_difference out = {.kind = !old   ? TOCSIN_DIFFERENCE_NEW
                                           : !new ? TOCSIN_DIFFERENCE_GONE
                                                  : TOCSIN_DIFFERENCE_CHANGED};
    tocsin_status status = TOCSIN_OK;
    if (old && new && !(out.fields = compare_prints(old, new)))
        return TOCSIN_OK;
    if (old)
        status = tc_listing_claim(coders->before, old->id, &before);
    if (!status && new)
        status = tc_listing_claim(coders->after, new->id, &after);
    if (status)
        return status;
    const struct listed_claim *shown = old ? &before : &after;
    out.before = old ? &before.claim : NULL;
    out.after = new ? &after.claim : NULL;
    out.event_before = old ? before.event : 0;
    out.event_after = new ? after.event : 0;
    out.document = shown->document;
    out.sentence =
        tc_text_slice(shown->document->text, shown->claim.begin, shown->claim.end);
    status = coders->function(coders->context, &out);
    return status ? tc_record_say(coders->record, status, "the caller ended it")
                  : TOCSIN_OK;
}

/* In the order of the sentences; what is gone or changed before what is new. */
static tocsin_status tell_document(struct coders *coders)
{
    size_t j = 0;
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i <= coders->old.count && !status; i++) {
        const struct print *old = i < coders->old.count ? &coders->old.items[i] : NULL;
        for (; j < coders->new.count && !status; j++) {
            const struct print *new = &coders->new.items[j];
            if (old && new->sentence >= old->sentence)
                break;
            if (new->partner < 0)
                status = tell_pair(coders, NULL, new);
        }
        if (!status && old)
            status =
                tell_pair(coders, old,
                          old->partner < 0 ? NULL : &coders->new.items[old->partner]);
    }
    return status;
}

static tocsin_status compare_coders(struct coders *coders)
{
    const unsigned all = (1u << DIFFERENCES) - 1, act = 1u << TOCSIN_DIFFERS_TYPE,
                   words = 1u << TOCSIN_DIFFERS_WORDS;
    bool row = false;
    tocsin_status status;
    while (!(status = tc_record_step(coders->record, coders->codings, &row)) && row) {
        long long document = sqlite3_column_int64(coders->codings, 2);
        status = load_prints(coders, document, sqlite3_column_int64(coders->codings, 0),
                             &coders->old);
        if (!status)
            status =
                load_prints(coders, document, sqlite3_column_int64(coders->codings, 1),
                            &coders->new);
        if (status)
            break;
        pair(coders, 0);
        pair(coders, all & ~act & ~words);
        pair(coders, all & ~words);
        pair(coders, all & ~act);
        status = tell_document(coders);
        if (status)
            break;
    }
    return status;
}

tocsin_status tc_record_diff_coders(struct record *record, const long long between[2],
                                    tocsin_claim_difference_function function,
                                    void *context, tocsin_error *error)
{
    struct coders coders = {.record = record, .function = function, .context = context};
    bool held = false;
    tocsin_status status = tc_record_hold(record, &held);
    if (!status)
        status = tc_listing_new(record, NULL, &coders.before);
    if (!status)
        status = tc_listing_new(record, NULL, &coders.after);
    if (!status)
        status = prepare(record, codings_sql, &coders.codings);
    if (!status)
        status = prepare(record, claims_sql, &coders.claims);
    if (!status) {
        tc_bind_whole(coders.codings, 1, between[0]);
        tc_bind_whole(coders.codings, 2, between[1]);
        status = compare_coders(&coders);
    }
    sqlite3_finalize(coders.codings);
    sqlite3_finalize(coders.claims);
    tc_listing_free(coders.before);
    tc_listing_free(coders.after);
    tc_free(coders.old.items);
    tc_free(coders.new.items);
    tc_record_let_go(record, held);
    return tc_record_fail(record, status, error);
}

tocsin_status tc_record_coders(struct record *record,
                               tocsin_record_coder_function function, void *context,
                               tocsin_error *error)
{
    sqlite3_stmt *find = NULL;
    bool row = false;
    tocsin_status status = prepare(record, coders_sql, &find);
    while (!status && !(status = tc_record_step(record, find, &row)) && row) {
        tocsin_record_coder coder = {.id = sqlite3_column_int64(find, 0),
                                     .version = tc_column(find, 1),
                                     .documents = sqlite3_column_int64(find, 2),
                                     .first_learnt = sqlite3_column_int64(find, 3),
                                     .last_learnt = sqlite3_column_int64(find, 4)};
        status = function(context, &coder);
    }
    sqlite3_finalize(find);
    return tc_record_fail(record, status, error);
}
