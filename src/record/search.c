/* record/search.c: which event a claim joins.
 *
 * The one that it most likely speaks of, or else none. How likely that is, fit.c says
 * of the claim and each of the first claims of the event; half of the mean and half of
 * the best must reach FIT_JOINS together. Whatever it says, all of this must hold:
 *
 *   act        the same type, modes that do not differ, and both the act itself or both
 *              the same kind of future (announced, planned, threatened, possible). A
 *              denial counts as speaking of the act: it joins the event it denies, and
 *              where there is none it makes one whose status is denied.
 *   parties    no two states, organs of states or entries of the lexicon that are not
 *              the same. Two different entries agree only as organs of one state ("the
 *              president", "the ministry"). Within one text no two actors that
 *              contradict at all, and not "another" beside the one told of before.
 *   time       two days that the texts themselves name must be the same one: "on
 *              Monday" is not "on Tuesday", unless most claims of the event say so,
 *              while a day that was taken from the date of the paper may be a day or
 *              two off. A paper tells of no later day; of one that is weeks gone only
 *              where the same number of people stands in both. Texts without a date are
 *              parted by the days that they name. Something said of a week or month
 *              joins the only event inside it, of a year only what is said of the same
 *              year.
 *   place      not two countries, two divisions or two cities.
 *
 * Where the texts do not tell the same story (story.c), more must hold: parties of
 * other kinds contradict, one side at least is known to both and agrees, kinds alone
 * ("rebels") need the same country, and what has no date joins only what has none. Of
 * texts too short to be compared this is all that is asked: of several events parties
 * count half, time a quarter, place 0.15, mode 0.1. That is the one-a-day filter that
 * event data projects have used since KEDS (Schrodt and Van Brackle 2013), with places
 * and sources.
 *
 * An event that nobody says any more is joined only where no other fits. A claim of the
 * same text by another coder stays with the event of the claim in whose place it comes,
 * while it fits.
 *
 * Candidates are the events of the documents of the same story, whoever did it to whom,
 * and the events of the same parties about the same day, whatever the text.
 */
#include "record/merging.h"

#include <string.h>

enum {
    NEAR = 2,         /* days between two reports of one event */
    RETOLD = 5,       /* days between two dated papers that tell one story */
    MUCH_ALIKE = 400, /* thousandths: texts that may name two days of one story */
    BESIDE = 30,      /* km between two names for where something was */
    DEGREE = 111,     /* km */
    WEEK = 7,         /* days; a longer event is wide */
    MONTH = 31,       /* days; a longer event is found by its first day only */
    CERTAIN = 1000,   /* the score of what fits in everything */
    CANDIDATES = 64   /* events of a story that are looked at */
};

/* ---- what must hold ------------------------------------------------------------ */

/* How far two known parties are the same, in parts of 250; -1: they are not. */
static int party_score(const struct party *a, const struct party *b)
{
    if (!a->rank || !b->rank)
        return 0;
    if (a->lexicon && b->lexicon) {
        if (a->lexicon == b->lexicon)
            return 250;
        if (!(a->code && a->code == b->code && a->state && b->state))
            return -1;
    }
    if (a->code && a->code == b->code && a->country == b->country)
        return 220;
    if (a->country && a->country == b->country && (!a->sector || !b->sector))
        return 120;
    return -1;
}

/* Whether two places that are known to a point lie so near that one report may name the
 * town and the other the city beside it. The cosine is a series, for it to be the same
 * on every machine. */
static bool is_near(const struct spot *a, const struct spot *b)
{
    double x = (a->lat + b->lat) / 2 * 3.14159265358979 / 180, xx = x * x;
    double cosine = 1 - xx / 2 + xx * xx / 24 - xx * xx * xx / 720;
    double north = (a->lat - b->lat) * DEGREE,
           east = (a->lon - b->lon) * DEGREE * cosine;
    return north * north + east * east <= (double)BESIDE * BESIDE;
}

/* In parts of 150; -1: two places. */
static int place_score(const struct spot *a, const struct spot *b)
{
    if (!a->rank || !b->rank)
        return 40;
    if (a->country && b->country && a->country != b->country)
        return -1;
    if (a->fine && b->fine && a->city && a->city == b->city)
        return 150;
    if (a->fine && b->fine)
        return is_near(a, b) ? 100 : -1;
    if (a->admin1 && b->admin1 && a->admin1 != b->admin1)
        return -1;
    if (a->city && b->city)
        return a->city == b->city ? 150 : -1;
    if (a->admin1 && b->admin1)
        return 120;
    return a->country && b->country ? 90 : 40;
}

/* Nobody whom a text can call by another name: a state, an organ of one, an entry of
 * the lexicon. "A worker" may be of another country in the next text, by its
 * dateline. */
static bool is_solid(const struct party *party)
{
    return party->lexicon || (party->country && (!party->sector || party->state));
}

static bool contradict(const struct party *a, const struct party *b)
{
    return is_solid(a) && is_solid(b) && tc_fit_party(a, b) < 0;
}

static bool kinds_only(const struct party *a, const struct party *b)
{
    return a->rank < 2 || b->rank < 2;
}

/* Types that one happening may be given: that pirates are "captured" is read as force
 * in one text and as an arrest in the other. Only the same word, or one of the same
 * sense, joins two types. */
static bool one_class(int a, int b)
{
    static const int class_of[TOCSIN_TYPE_COUNT] = {
        [TOCSIN_ASSAULT] = 1, [TOCSIN_COERCE] = 1,  [TOCSIN_PROTEST] = 1,
        [TOCSIN_AGREE] = 2,   [TOCSIN_SUPPORT] = 2,
    };
    if ((unsigned)a >= TOCSIN_TYPE_COUNT || (unsigned)b >= TOCSIN_TYPE_COUNT)
        return false; /* a row that nobody wrote */
    return a == b || (class_of[a] && class_of[a] == class_of[b]);
}

struct times {
    int score;   /* in parts of 250; -1: two times */
    bool inside; /* one is only said to lie in the other */
    bool apart;  /* fits only if the texts tell the same story */
    bool far;    /* and only if both name the same number */
};

/* When something was, as a claim or an event has it. */
struct when {
    int32_t from, to;
    enum precision precision;
    bool future; /* it is only going to be */
};

/* A text tells what was before it, or on its day: it cannot tell of a later one, and it
 * may be told again weeks later. */
static struct times compare_told(struct when told, struct when day)
{
    int32_t gap = told.from - day.from;
    bool later = gap > RETOLD && gap <= MONTH;
    if (later)
        return (struct times){30, false, true, true};
    return (struct times){gap > RETOLD || gap < -1 ? -1 : 60, false, true, false};
}

static struct times compare_times(struct when a, struct when b)
{
    if (a.from == TC_NO_DAY || b.from == TC_NO_DAY)
        return (struct times){50, false, a.from != b.from, false};
    int32_t span = a.to - a.from, other = b.to - b.from;
    if (span > MONTH || other > MONTH) {
        bool same = a.from == b.from && a.to == b.to;
        return (struct times){same ? 150 : -1, false, false, false};
    }
    int32_t begin = a.from > b.from ? a.from : b.from;
    int32_t end = a.to < b.to ? a.to : b.to;
    int32_t gap = begin > end ? begin - end : 0;
    if (span >= WEEK || other >= WEEK) {
        bool inside = span != other;
        return (struct times){gap ? -1 : inside ? 60 : 180, inside, false, false};
    }
    if (a.precision == PRECISION_DAY && b.precision == PRECISION_DAY && gap)
        return (struct times){-1, false, false, false};
    if (!a.future && a.precision == PRECISION_DOCUMENT &&
        b.precision == PRECISION_DAY && (gap > NEAR || b.from > a.from + 1))
        return compare_told(a, b);
    if (!a.future && b.precision == PRECISION_DOCUMENT &&
        a.precision == PRECISION_DAY && (gap > NEAR || a.from > b.from + 1))
        return compare_told(b, a);
    if (gap > NEAR)
        return (struct times){gap > RETOLD ? -1 : 60, false, true, false};
    return (struct times){250 - 60 * gap, false, false, false};
}

static struct when when_said(const struct facts *facts)
{
    return (struct when){facts->from, facts->to, facts->precision,
                         tc_status_kind(facts->status) != 0};
}

static struct when when_was(const struct event *event)
{
    return (struct when){event->from, event->to, event->precision,
                         tc_status_kind(event->status) != 0};
}

/* Whether more of an event's claims are of the claim's time than of another. An event
 * is of the first day that was named, which one text may have got wrong. */
static bool most_agree(const struct member *claim, const struct sketch *sketch)
{
    int agree = 0;
    for (int i = 0; i < sketch->count; i++) {
        const struct facts *facts = &sketch->members[i].facts;
        struct times times = compare_times(when_said(&claim->facts), when_said(facts));
        if (facts->from != TC_NO_DAY && !times.inside)
            agree += times.score < 0 ? -1 : 1;
    }
    return agree > 0;
}

/* ---- one event ------------------------------------------------------------------- */

struct search {
    struct record *record;
    const struct member *claim;
    const struct ruling *ruling;
    struct match *match;
    struct event
        loose; /* one that it could only lie inside of, or that lies inside it */
    struct fit loose_fit;
    int loosely;         /* how many there are */
    struct match unsaid; /* the best one that nobody says any more */
    long long seen[CANDIDATES];
    int seen_count;
};

/* What its claims say, taken together. */
struct asked {
    struct fit fit; /* parts: the mean */
    bool story;     /* one of them is of the same story */
    bool text;      /* one of their texts could be compared */
    bool number;    /* one names the same number */
    bool others;    /* one of the same text is of others */
    bool word;      /* one was made by the same word, or one of the same sense */
};

static bool same_act(const struct member *a, const struct member *b)
{
    return (a->act && a->act == b->act) || (a->sense && a->sense == b->sense);
}

/* More than one is needed: every text has "a man". */
static bool same_number(const struct member *a, const struct member *b)
{
    for (int i = 0; i < 2; i++)
        if (a->sizes[i] > 1 && a->sizes[i] == b->sizes[i])
            return true;
    for (int i = 0; i < COUNTS; i++)
        if (a->counts[i] > 1 && a->counts[i] == b->counts[i])
            return true;
    return false;
}

/* One text does not call one actor by two names that contradict. */
static bool others(const struct member *a, const struct member *b)
{
    return a->facts.document == b->facts.document &&
           (a->another != b->another || tc_fit_party(&a->party[0], &b->party[0]) < 0);
}

/* Of claims without a time the days that their texts name tell it, unless the texts are
 * so much alike that they only begin with different ones. */
static tocsin_status days_apart(const struct search *search, const struct member *other,
                                int likeness, bool *out)
{
    const struct facts *facts = &search->claim->facts;
    *out = false;
    if (facts->from != TC_NO_DAY || other->facts.from != TC_NO_DAY ||
        likeness >= MUCH_ALIKE)
        return TOCSIN_OK;
    return tc_story_days_differ(search->record, facts->document, other->facts.document,
                                out);
}

static tocsin_status ask(struct search *search, const struct sketch *sketch,
                         struct asked *out)
{
    int sum = 0, most = 0;
    memset(out, 0, sizeof *out);
    for (int i = 0; i < sketch->count; i++) {
        const struct member *member = &sketch->members[i];
        struct fit fit;
        int likeness;
        tocsin_status status =
            tc_story_likeness(search->record, search->claim->facts.document,
                              member->facts.document, &likeness);
        if (status)
            return status;
        bool apart;
        status = days_apart(search, member, likeness, &apart);
        if (status)
            return status;
        if (apart) {
            out->text = true;
            continue;
        }
        tc_fit_pair(search->claim, member, likeness, &fit);
        out->text = out->text || likeness >= 0;
        out->story = out->story || likeness >= SAME_STORY;
        out->word = out->word || same_act(member, search->claim);
        out->number = out->number || same_number(member, search->claim);
        out->others = out->others || others(member, search->claim);
        sum += fit.likely;
        most = fit.likely > most ? fit.likely : most;
        for (int k = 0; k < PARTS; k++)
            out->fit.parts[k] += fit.parts[k];
    }
    if (sketch->count) {
        out->fit.likely = (most + sum / sketch->count) / 2;
        for (int k = 0; k < PARTS; k++)
            out->fit.parts[k] /= sketch->count;
    }
    return TOCSIN_OK;
}

/* Who and where, by all claims of an event. */
struct whole {
    struct party party[2];
    struct spot spot;
    struct times times;
};

/* By the rule alone; 0: it does not fit. */
static int strict_score(const struct member *claim, const struct event *event,
                        const struct whole *whole)
{
    int a = party_score(&claim->party[0], &whole->party[0]);
    int b = party_score(&claim->party[1], &whole->party[1]);
    if (a < 0 || b < 0 || a + b == 0 || whole->times.apart ||
        claim->facts.type != event->type)
        return 0;
    bool vague = (!a || kinds_only(&claim->party[0], &whole->party[0])) &&
                 (!b || kinds_only(&claim->party[1], &whole->party[1]));
    if (vague && !(whole->spot.country && whole->spot.country == claim->spot.country))
        return 0;
    return whole->times.score + a + b + place_score(&claim->spot, &whole->spot) +
           (claim->facts.mode == event->mode ? 100 : 40);
}

static tocsin_status look_at_whole(struct search *search, const struct event *event,
                                   struct whole *out)
{
    struct record *record = search->record;
    tocsin_status status = tc_record_party(record, event->actor, &out->party[0]);
    if (!status)
        status = tc_record_party(record, event->recipient, &out->party[1]);
    if (!status)
        status = tc_record_spot(record, event->place, &out->spot);
    out->times = compare_times(when_said(&search->claim->facts), when_was(event));
    return status;
}

/* Whether nothing forbids that they are one. */
static bool may_be(const struct member *claim, const struct event *event,
                   const struct whole *whole)
{
    const struct facts *facts = &claim->facts;
    return one_class(event->type, facts->type) &&
           tc_status_kind(event->status) == tc_status_kind(facts->status) &&
           !(facts->mode && event->mode && facts->mode != event->mode) &&
           place_score(&claim->spot, &whole->spot) >= 0 &&
           !contradict(&claim->party[0], &whole->party[0]) &&
           !contradict(&claim->party[1], &whole->party[1]);
}

/* How well the claim fits an event; out->fit.likely 0: not. */
static tocsin_status try(struct search *search, const struct event *event,
                         struct asked *out, bool *inside)
{
    struct whole whole;
    struct sketch *sketch = NULL;
    memset(out, 0, sizeof *out);
    tocsin_status status = look_at_whole(search, event, &whole);
    *inside = whole.times.inside;
    if (status || !may_be(search->claim, event, &whole))
        return status;
    status = tc_sketch_of(search->record, event, &sketch);
    if (status || (whole.times.score < 0 && !most_agree(search->claim, sketch)))
        return status;
    if (whole.times.score < 0)
        whole.times = (struct times){60, false, true, false};
    int strict = strict_score(search->claim, event, &whole);
    status = ask(search, sketch, out);
    if (out->others || (whole.times.far && !out->number))
        out->fit.likely = 0;
    else if (!out->text)
        out->fit.likely = strict;
    else if (out->fit.likely < FIT_JOINS || (!out->story && !strict) ||
             (event->type != search->claim->facts.type && !out->word))
        out->fit.likely = 0;
    return status;
}

static bool better(const struct match *match, int likely, long long event)
{
    return likely > match->fit.likely ||
           (likely == match->fit.likely && event < match->event.id);
}

static bool is_forbidden(const struct ruling *ruling, long long event)
{
    for (int i = 0; i < ruling->forbidden_count; i++)
        if (ruling->forbidden[i] == event)
            return true;
    return false;
}

static void take(struct match *match, const struct event *event, const struct fit *fit)
{
    if (better(match, fit->likely, event->id)) {
        if (match->fit.likely && match->event.id != event->id) {
            match->second = match->event;
            match->second_likely = match->fit.likely;
        }
        match->event = *event;
        match->fit = *fit;
    } else if (event->id != match->event.id && fit->likely > match->second_likely) {
        match->second = *event;
        match->second_likely = fit->likely;
    }
}

/* Somebody says it, said it when this claim was made, or is just saying it again. */
static bool is_said(const struct search *search, const struct event *event)
{
    const struct ids *left = search->record->left;
    bool said = event->claims || search->claim->facts.past;
    for (size_t i = 0; left && i < left->count && !said; i++)
        said = left->items[i] == event->id;
    return said;
}

static tocsin_status consider(struct search *search, const struct event *event)
{
    const long long former = search->claim->facts.former;
    struct asked asked;
    bool inside;
    if (is_forbidden(search->ruling, event->id))
        return TOCSIN_OK;
    tocsin_status status = try(search, event, &asked, &inside);
    if (status || !asked.fit.likely)
        return status;
    if (former && search->match->event.id == former)
        return TOCSIN_OK; /* where it was it stays, while it fits */
    if (!is_said(search, event)) {
        if (!inside && better(&search->unsaid, asked.fit.likely, event->id))
            search->unsaid = (struct match){.event = *event, .fit = asked.fit};
    } else if (inside && !asked.story && event->id != former) {
        search->loosely += !search->loosely || search->loose.id != event->id;
        search->loose = *event;
        search->loose_fit = asked.fit;
    } else if (event->id == former) {
        search->match->event = *event;
        search->match->fit = asked.fit;
    } else {
        take(search->match, event, &asked.fit);
    }
    return TOCSIN_OK;
}

/* ---- where to look --------------------------------------------------------------- */

static tocsin_status look_at_run(struct search *search, long long key, int32_t from,
                                 int32_t to)
{
    sqlite3_stmt *near = tc_record_statement(search->record, SQL_EVENT_NEAR);
    tc_bind_whole(near, 1, key);
    tc_bind_whole(near, 2, from);
    tc_bind_whole(near, 3, to);
    bool row;
    tocsin_status status;
    while (!(status = tc_record_step(search->record, near, &row)) && row) {
        struct event event;
        tc_event_row(near, &event);
        status = consider(search, &event);
        if (status)
            break;
    }
    sqlite3_reset(near);
    return status;
}

static tocsin_status look_under(struct search *search, uint64_t key, int32_t from,
                                int32_t to)
{
    tocsin_status status = TOCSIN_OK;
    for (int32_t run = tc_key_run(from); run <= tc_key_run(to) && !status; run++)
        status = look_at_run(search, tc_key_on(key, run), from, to);
    return status;
}

static tocsin_status look(struct search *search, bool wide, int32_t from, int32_t to)
{
    const struct facts *facts = &search->claim->facts;
    struct key_parts parts = {.type = facts->type,
                              .kind = tc_status_kind(facts->status),
                              .wide = wide,
                              .actor = tc_party_key(&search->claim->party[0]),
                              .recipient = tc_party_key(&search->claim->party[1])};
    uint64_t a = parts.actor, b = parts.recipient;
    if (!a || !b) {
        parts.side = a ? ANY_RECIPIENT : ANY_ACTOR;
        return look_under(search, tc_key_of(&parts), from, to);
    }
    tocsin_status status = look_under(search, tc_key_of(&parts), from, to);
    parts.recipient = 0;
    if (!status)
        status = look_under(search, tc_key_of(&parts), from, to);
    parts.recipient = b;
    parts.actor = 0;
    return status ? status : look_under(search, tc_key_of(&parts), from, to);
}

/* The events of the same parties about the same day. */
static tocsin_status look_at_parties(struct search *search)
{
    const struct facts *facts = &search->claim->facts;
    if (!search->claim->party[0].rank && !search->claim->party[1].rank)
        return TOCSIN_OK;
    if (facts->from == TC_NO_DAY)
        return look(search, false, TC_NO_DAY, TC_NO_DAY);
    int32_t from = facts->from, to = facts->to;
    tocsin_status status = TOCSIN_OK;
    if (to - from <= MONTH)
        status = look(search, false, from - NEAR - WEEK + 1, to + NEAR);
    if (!status && search->record->wide)
        status = look(search, true, from - MONTH, to - from <= MONTH ? to : from);
    return status;
}

static bool is_new(struct search *search, long long event)
{
    for (int i = 0; i < search->seen_count; i++)
        if (search->seen[i] == event)
            return false;
    if (search->seen_count == CANDIDATES)
        return false;
    search->seen[search->seen_count++] = event;
    return true;
}

/* The events of the documents that tell the same story. */
static tocsin_status look_at_story(struct search *search)
{
    const struct facts *facts = &search->claim->facts;
    const struct near_document *near;
    int count = tc_story_near(search->record, facts->document, &near);
    tocsin_status status = TOCSIN_OK;
    for (int i = 0; i < count && !status; i++) {
        const struct told *told;
        int told_count = tc_story_told(search->record, near[i].document, &told);
        for (int k = 0; k < told_count && !status; k++) {
            struct sketch *sketch;
            if (!one_class(told[k].type, facts->type) ||
                told[k].kind != tc_status_kind(facts->status) ||
                !is_new(search, told[k].event))
                continue;
            status = tc_sketch(search->record, told[k].event, &sketch);
            if (!status && sketch) {
                struct event event = sketch->event;
                status = consider(search, &event);
            }
        }
    }
    return status;
}

tocsin_status tc_search(struct record *record, const struct member *claim,
                        const struct ruling *ruling, struct match *out)
{
    struct search search = {
        .record = record, .claim = claim, .ruling = ruling, .match = out};
    memset(out, 0, sizeof *out);
    tocsin_status status = look_at_story(&search);
    if (!status)
        status = look_at_parties(&search);
    if (!status && !out->fit.likely && search.loosely == 1) {
        out->event = search.loose;
        out->fit = search.loose_fit;
    }
    if (!status && !out->fit.likely && search.unsaid.fit.likely)
        *out = search.unsaid;
    return status;
}

/* ---- two events ------------------------------------------------------------------ */

/* An event as if it were one claim that says all. */
static tocsin_status as_member(struct record *record, const struct event *event,
                               struct member *out)
{
    struct facts facts = {.type = event->type,
                          .status = event->status,
                          .mode = event->mode,
                          .actor = event->actor,
                          .recipient = event->recipient,
                          .place = event->place,
                          .from = event->from,
                          .to = event->to,
                          .precision = event->precision};
    return tc_member_of(record, &facts, out);
}

tocsin_status tc_search_same(struct record *record, const struct event *a,
                             const struct event *b, int *likely)
{
    struct member all;
    struct whole whole;
    struct sketch *sketch, first;
    struct search search = {.record = record, .claim = &all};
    int sum = 0;
    *likely = 0;
    tocsin_status status = as_member(record, a, &all);
    if (!status)
        status = look_at_whole(&search, b, &whole);
    if (status || !may_be(&all, b, &whole) || whole.times.inside ||
        whole.times.score < 0)
        return status;
    status = tc_sketch_of(record, a, &sketch);
    if (!status)
        first = *sketch;
    for (int i = 0; !status && i < first.count; i++) {
        struct asked asked;
        search.claim = &first.members[i];
        status = tc_sketch_of(record, b, &sketch);
        if (!status)
            status = ask(&search, sketch, &asked);
        if (!status && !asked.text)
            return TOCSIN_OK;
        sum += asked.fit.likely;
    }
    if (!status && first.count)
        *likely = sum / first.count;
    return status;
}
