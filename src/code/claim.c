/* claim.c: the door of the room, and the whole way through a document. */
#include "code/factuality.h"
#include "code/opinion.h"
#include "code/party.h"

#include <math.h>
#include <string.h>

struct coder {
    const struct lexicon *lexicon;
    struct coder_watch watch;
    struct opinion_desk opinion;
    const struct factuality *factuality;
    tc_factuality_sink sink; /* for the training */
    void *sink_context;
};

tocsin_status tc_coder_new(const struct lexicon *lexicon, struct coder **out)
{
    *out = tc_alloc(sizeof **out);
    if (!*out)
        return TOCSIN_MEMORY;
    memset(*out, 0, sizeof **out);
    (*out)->lexicon = lexicon;
    return TOCSIN_OK;
}

void tc_coder_watch(struct coder *coder, const struct coder_watch *watch)
{
    coder->watch = *watch;
}

void tc_coder_ask(struct coder *coder, const struct opinion *opinion)
{
    coder->opinion.opinion = opinion;
}

void tc_coder_weigh(struct coder *coder, const struct factuality *factuality)
{
    coder->factuality = factuality;
}

void tc_coder_predicates(struct coder *coder, tc_factuality_sink sink, void *context)
{
    coder->sink = sink;
    coder->sink_context = context;
}

void tc_coder_pairs(struct coder *coder, tc_opinion_sink sink, void *context)
{
    coder->opinion.sink = sink;
    coder->opinion.context = context;
}

void tc_coder_free(struct coder *coder)
{
    tc_free(coder);
}

/* "BEIRUT, June 3 (Reuters) -": the place before the first dash of the text. Where no
 * country rules the text, the dateline's is its home. */
static void dateline(struct work *work)
{
    work->dateline = NONE;
    if (!work->hit_count || work->hits[0].begin > 60)
        return;
    text head = tc_text_slice(work->text, work->hits[0].end, work->hits[0].end + 60);
    size_t at = 0;
    while (at < head.size && head.data[at] != '\n' && head.data[at] != '.') {
        uint32_t c = tc_utf8_next(head, &at);
        if (c == 0x2014 || c == 0x2013 ||
            (c == '-' && at < head.size &&
             (head.data[at] == ' ' || head.data[at] == '-'))) {
            const struct entry *e = tc_hit_place(work, 0);
            work->dateline = e ? 0 : NONE;
            work->dash = (uint32_t)(work->hits[0].end + at);
            if (e && e->country[0] && !work->home[0])
                memcpy(work->home, e->country, sizeof work->home);
            return;
        }
        if (tc_is_letter(c) && c >= 'a' && c <= 'z' && at < 4)
            return;
    }
}

static void note_mentions(struct work *work, struct unit *unit)
{
    for (uint32_t i = 0; i < unit->s->count && !work->failed; i++)
        if (tc_nominal(&unit->s->tokens[i]))
            tc_remember(work, tc_mention(work, unit, (int32_t)i));
}

static int by_trigger(const tocsin_claim *a, const tocsin_claim *b)
{
    if (a->trigger_begin != b->trigger_begin)
        return a->trigger_begin < b->trigger_begin ? -1 : 1;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->confidence != b->confidence)
        return a->confidence > b->confidence ? -1 : 1;
    uint32_t x = a->actor_count ? a->actors[0].begin : 0;
    uint32_t y = b->actor_count ? b->actors[0].begin : 0;
    return x < y ? -1 : x > y;
}

/* By insertion: stable, so that equal claims come out the same everywhere, and without
 * memory, which qsort() asks for. The sentences are in order already. */
static void sort_claims(tocsin_claim *claims, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t at = i;
        while (at > 0 && by_trigger(&claims[at - 1], &claims[i]) > 0)
            at--;
        if (at == i)
            continue;
        tocsin_claim moved = claims[i];
        memmove(&claims[at + 1], &claims[at], (i - at) * sizeof *claims);
        claims[at] = moved;
    }
}

static void list_layers(struct work *work, tocsin_coding *out)
{
    tocsin_attribution *voices = tc_take(work, work->voice_count * sizeof *voices);
    tocsin_mention *actors = tc_take(work, work->told_count * sizeof *actors);
    if (work->failed)
        return;
    for (uint32_t i = 0; i < work->voice_count; i++)
        voices[i] = work->voices[i].a;
    for (uint32_t i = 0; i < work->told_count; i++)
        actors[i] = work->told[i]->m;
    out->attributions = voices;
    out->attribution_count = work->voice_count;
    out->actors = actors;
    out->actor_count = work->told_count;
    tc_list_places(work, out);
}

static bool names_happening(const struct work *work, const struct unit *unit,
                            int32_t token)
{
    return unit->act[token] >= 0 || tc_names_event(work, unit, token);
}

static void list_predicates(struct work *work, tocsin_coding *out)
{
    tocsin_predicate *list = tc_take(work, work->parsed->tokens * sizeof *list);
    if (!list)
        return;
    for (uint32_t u = 0; u < work->unit_count; u++) {
        struct unit *unit = &work->units[u];
        for (uint32_t i = 0; i < unit->s->count; i++) {
            const struct token *t = &unit->s->tokens[i];
            if (!names_happening(work, unit, (int32_t)i))
                continue;
            struct stance at = tc_stance(work, unit, (int32_t)i, false);
            double value = work->factuality
                               ? tc_learned_factuality(work, unit, (int32_t)i, &at)
                               : at.value;
            list[out->predicate_count++] = (tocsin_predicate){
                .text = t->form, .begin = t->begin, .end = t->end, .value = value};
        }
    }
    out->predicates = list;
}

static void show_words(struct work *work, const struct coder *coder)
{
    struct factuality_list list;
    for (uint32_t u = 0; u < work->unit_count; u++)
        for (uint32_t i = 0; i < work->units[u].s->count; i++) {
            const struct unit *unit = &work->units[u];
            struct stance at = tc_stance(work, unit, (int32_t)i, false);
            tc_factuality_features(work, unit, (int32_t)i, &at, &list);
            coder->sink(coder->sink_context,
                        &(struct factuality_seen){
                            unit, (int32_t)i, names_happening(work, unit, (int32_t)i),
                            at, &list});
        }
}

tocsin_status tc_code(struct coder *coder, const tocsin_document *document,
                      const struct parsed *parsed, struct arena *arena,
                      tocsin_coding *out)
{
    memset(out, 0, sizeof *out);
    out->document = *document;
    struct work work = {.lexicon = coder->lexicon,
                        .watch = &coder->watch,
                        .arena = arena,
                        .document = document,
                        .parsed = parsed,
                        .text = parsed->text,
                        .day = tc_day_parse(document->published),
                        .factuality = coder->factuality,
                        .other_kind = NAN};
    if (!tc_find_names(&work))
        return TOCSIN_MEMORY;
    dateline(&work);
    tc_find_times(&work);
    for (uint32_t i = 0; i < work.unit_count && !work.failed; i++) {
        struct unit *unit = &work.units[i];
        uint32_t first_claim = work.claim_count;
        uint32_t first = work.act_count, voice = work.voice_count;
        note_mentions(&work, unit);
        tc_find_acts(&work, unit);
        tc_find_voices(&work, unit);
        tc_code_acts(&work, unit, first);
        for (uint32_t k = voice; k < work.voice_count && !work.failed; k++)
            tc_demand(&work, unit, k);
        tc_second_opinion(&work, unit, first_claim, &coder->opinion);
    }
    if (!work.failed && work.claim_count)
        sort_claims(work.claims, work.claim_count);
    if (!work.failed)
        tc_verify(&work);
    list_layers(&work, out);
    if (!work.failed && !coder->watch.no_predicates)
        list_predicates(&work, out);
    if (!work.failed && coder->sink)
        show_words(&work, coder);
    if (coder->watch.gaps)
        tc_find_gaps(&work, out);
    if (work.failed)
        return TOCSIN_MEMORY;
    out->claims = work.claims;
    out->claim_count = work.claim_count;
    out->times = work.times;
    out->time_count = work.time_count;
    out->sentence_count = parsed->count;
    out->token_count = parsed->tokens;
    return TOCSIN_OK;
}
