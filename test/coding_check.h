/* test/coding_check.h: what must hold in every coding, whatever the text.
 *
 * Used by test_code.c on news and by fuzz_code.c on anything, so that a rule is written
 * once. Whoever includes this gets coding_wrong(): NULL, or the rule that is broken.
 */
#ifndef CODING_CHECK_H
#define CODING_CHECK_H

#include "code/claim.h"

#include <math.h>
#include <stddef.h>

/* Does a character begin (or the text end) here? */
static bool check_boundary(text t, size_t at)
{
    return at == t.size || (at < t.size && ((unsigned char)t.data[at] & 0xC0) != 0x80);
}

static bool check_range(text document, uint32_t begin, uint32_t end)
{
    return begin <= end && end <= document.size && check_boundary(document, begin) &&
           check_boundary(document, end);
}

/* The words and their offsets say the same; begin == end: no words of its own. */
static bool check_words(text document, text words, uint32_t begin, uint32_t end)
{
    if (!check_range(document, begin, end))
        return false;
    return begin == end || tc_text_equal(words, tc_text_slice(document, begin, end));
}

static bool check_mention(text document, const tocsin_mention *m)
{
    bool country = m->country.size == 0 || m->country.size == 3;
    bool code = m->code.size == 0 || m->code.size >= 3;
    return check_words(document, m->text, m->begin, m->end) && country && code;
}

static bool check_place(text document, const tocsin_place *p)
{
    if (!p->precision.size)
        return true;
    bool known = !isnan(p->lat) && !isnan(p->lon);
    bool on_earth = known && fabs(p->lat) <= 90.0 && fabs(p->lon) <= 180.0;
    bool unknown = isnan(p->lat) && isnan(p->lon);
    return check_words(document, p->text, p->begin, p->end) && (on_earth || unknown);
}

static bool check_time(text document, const tocsin_time *t)
{
    if (t->text.size && !check_words(document, t->text, t->begin, t->end))
        return false;
    if (!t->to.size)
        return !t->from.size;
    int32_t from = tc_day_parse(t->from), to = tc_day_parse(t->to);
    if (!t->from.size) /* "before 2014" */
        return to != TC_NO_DAY;
    return from != TC_NO_DAY && to != TC_NO_DAY && from <= to;
}

static bool check_attribution(text document, const tocsin_attribution *a)
{
    return check_words(document, a->source, a->source_begin, a->source_end) &&
           check_words(document, a->cue, a->cue_begin, a->cue_end) &&
           check_range(document, a->content_begin, a->content_end) &&
           a->content_begin < a->content_end &&
           (unsigned)a->kind < TOCSIN_VOICE_KIND_COUNT &&
           (isnan(a->stance) || fabs(a->stance) <= 3.0);
}

static bool check_verification(text document, const tocsin_verification *v)
{
    if (v->kind == TOCSIN_VERIFICATION_NONE)
        return !v->text.size && !v->by.size;
    return (unsigned)v->kind < TOCSIN_VERIFICATION_COUNT && v->begin < v->end &&
           check_words(document, v->text, v->begin, v->end);
}

static const char *check_values(const tocsin_coding *coding, const tocsin_claim *c)
{
    if ((unsigned)c->type >= TOCSIN_TYPE_COUNT ||
        (unsigned)c->status >= TOCSIN_CLAIM_STATUS_COUNT)
        return "type or status out of range";
    if (!(c->factuality >= -3.0 && c->factuality <= 3.0))
        return "factuality out of range";
    if (!(c->confidence >= 0.0 && c->confidence <= 1.0))
        return "confidence out of range";
    if (!(c->intensity >= -10.0 && c->intensity <= 10.0))
        return "intensity out of range";
    if (c->sentence >= coding->sentence_count)
        return "no such sentence";
    if (c->status == TOCSIN_HAPPENED && c->factuality <= 0.0)
        return "happened, but not so";
    if (!c->actor_count && !c->recipient_count)
        return "a claim of nobody";
    return c->rule.size && c->path.size ? NULL : "a claim without its reason";
}

static const char *check_claim(const tocsin_coding *coding, const tocsin_claim *c)
{
    text d = coding->document.text;
    if (!check_range(d, c->begin, c->end))
        return "offsets of a sentence";
    if (!check_range(d, c->trigger_begin, c->trigger_end) ||
        c->trigger_begin < c->begin || c->trigger_end > c->end)
        return "offsets of a trigger";
    if (tc_text_find(tc_text_slice(d, c->trigger_begin, c->trigger_end), c->trigger) ==
        SIZE_MAX)
        return "words of a trigger";
    for (uint32_t i = 0; i < c->actor_count; i++)
        if (!check_mention(d, &c->actors[i]))
            return "an actor";
    for (uint32_t i = 0; i < c->recipient_count; i++)
        if (!check_mention(d, &c->recipients[i]))
            return "a recipient";
    for (uint32_t i = 0; i < c->attribution_count; i++)
        if (!check_attribution(d, &c->attribution[i]))
            return "a link of the attribution";
    for (uint32_t i = 0; i < c->number_count; i++)
        if (!check_words(d, c->numbers[i].text, c->numbers[i].begin,
                         c->numbers[i].end) ||
            c->numbers[i].low > c->numbers[i].high)
            return "a number";
    if (!check_verification(d, &c->verification))
        return "a verification";
    if (!check_place(d, &c->place))
        return "a place";
    if (!check_time(d, &c->time))
        return "a time";
    return check_values(coding, c);
}

static const char *check_layers(const tocsin_coding *coding)
{
    text d = coding->document.text;
    for (uint32_t i = 0; i < coding->attribution_count; i++)
        if (!check_attribution(d, &coding->attributions[i]))
            return "layer attributions";
    for (uint32_t i = 0; i < coding->time_count; i++)
        if (!check_time(d, &coding->times[i]) || !coding->times[i].text.size)
            return "layer times";
    for (uint32_t i = 0; i < coding->place_count; i++)
        if (!check_place(d, &coding->places[i]) || !coding->places[i].precision.size)
            return "layer places";
    for (uint32_t i = 0; i < coding->actor_count; i++)
        if (!check_mention(d, &coding->actors[i]))
            return "layer actors";
    for (uint32_t i = 1; i < coding->actor_count; i++)
        if (coding->actors[i].begin == coding->actors[i - 1].begin &&
            coding->actors[i].end == coding->actors[i - 1].end)
            return "layer actors: one twice";
    for (uint32_t i = 0; i < coding->predicate_count; i++) {
        const tocsin_predicate *p = &coding->predicates[i];
        if (!check_range(d, p->begin, p->end) || !(p->value >= -3.0 && p->value <= 3.0))
            return "layer factuality";
        if (i && p->begin < coding->predicates[i - 1].begin)
            return "order of predicates";
    }
    return NULL;
}

static const char *coding_wrong(const tocsin_coding *coding)
{
    for (uint32_t i = 0; i < coding->claim_count; i++) {
        const tocsin_claim *c = &coding->claims[i];
        const char *wrong = check_claim(coding, c);
        if (wrong)
            return wrong;
        if (i && c->trigger_begin < coding->claims[i - 1].trigger_begin)
            return "order of claims";
    }
    return check_layers(coding);
}

#endif
