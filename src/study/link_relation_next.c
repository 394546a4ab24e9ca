/* study/link_relation_next.c: what one actor does next to another, if anything: one
 * question behind the last day, with probabilities, as link_next.c does it for actors.
 */
#include "study/link_relation.h"

#include <string.h>

struct asking {
    const struct link_few *known;
    const tocsin_next_question *question;
    tocsin_next *out;
    struct arena *arena;
    uint32_t class; /* of the pair that is asked for */
    struct link_odds odds;
    tocsin_next_past classes[RELATION_CLASSES];
};

static void answered(void *context, unsigned thread,
                     const struct relation_question *question,
                     const struct relation_block *block)
{
    struct asking *a = context;
    struct link_answered it = {block->score, block->right, block->count,
                               question->answer_count};
    tc_link_odds_answered(&a->odds, thread, &it);
}

static void day_done(void *context)
{
    struct asking *a = context;
    tc_link_odds_day(&a->odds);
}

static tocsin_status hear(void *context, const struct links_answer *answer)
{
    struct asking *a = context;
    tc_link_past_add(&a->out->past, answer->rank);
    tc_link_past_add(&a->out->base, answer->base[LINKS_BASE_PAIR]);
    tc_link_past_add(&a->classes[answer->class], answer->rank);
    return TOCSIN_OK;
}

/* By what was counted alone: the pair's share, with one more event as all have it. */
static double base_of(const struct relation_scene *scene, uint32_t slot)
{
    const struct relation_question *q = scene->question;
    const struct relation_list *pair =
        tc_relation_list(scene->memory, RELATION_AGAIN, q->actor, q->recipient);
    const struct relation_count *count = tc_relation_find(pair, slot);
    double all = 0;
    for (uint32_t i = 0; pair && i < pair->count; i++)
        all += (double)pair->items[i].value[RELATION_EVER];
    return ((count ? (double)count->value[RELATION_EVER] : 0) +
            (double)scene->memory->usual[slot]) /
           (all + 1);
}

/* The answers in order, without reasons. */
static tocsin_status list_answers(const struct asking *a,
                                  const struct relation_scene *scene,
                                  const struct relation_block *block,
                                  const struct link_ranked *list, size_t count,
                                  tocsin_next_answer *answers)
{
    double p[LINK_RELATIONS], average = 0;
    const struct relation_question *q = scene->question;
    const struct relation_list *pair =
        tc_relation_list(scene->memory, RELATION_AGAIN, q->actor, q->recipient);
    tc_link_odds_of(&a->odds, block->score, block->count, p);
    for (uint32_t s = 0; s < block->count; s++)
        average += (double)block->score[s] / block->count;
    for (size_t i = 0; i < count; i++) {
        uint32_t slot = list[i].c;
        answers[i] =
            (tocsin_next_answer){.number = list[i].number,
                                 .probability = p[slot],
                                 .base = base_of(scene, slot),
                                 .score = (double)block->score[slot],
                                 .average = average,
                                 .together = tc_relation_find(pair, slot) != NULL};
        uint32_t few = scene->memory->relation[slot];
        if (!tc_link_copy_name(a->arena, a->known->stream.relations.items[few],
                               &answers[i].name))
            return TOCSIN_MEMORY;
    }
    return TOCSIN_OK;
}

static tocsin_status asked(void *context, const struct relation_scene *scene,
                           const struct relation_block *block,
                           const struct relation_model *model, tocsin_error *error)
{
    struct asking *a = context;
    struct link_ranked list[LINK_RELATIONS];
    for (uint32_t s = 0; s < block->count; s++)
        list[s] = (struct link_ranked){
            block->score[s], tc_link_few_whole(a->known, scene->memory->relation[s]),
            s};
    size_t count = tc_link_rank(a->question, list, block->count);
    tocsin_next_answer *answers = tc_arena_alloc(a->arena, count * sizeof *answers);
    if (!answers || list_answers(a, scene, block, list, count, answers))
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory for answers");
    struct relation_why why = {&a->known->stream, scene, block, model, a->arena};
    tocsin_status status = TOCSIN_OK;
    for (size_t i = 0; i < count && a->question->why && !status; i++)
        status = tc_relation_why(&why, list[i].c, &answers[i], error);
    a->class = block->class;
    a->out->answers = answers;
    a->out->answer_count = count;
    return status;
}

tocsin_status tc_relation_next(const struct link_few *known,
                               const tocsin_next_question *question, tocsin_next *out,
                               struct arena *arena, tocsin_error *error)
{
    struct links_options options = {.first = tc_link_last_fifth(&known->stream),
                                    .jobs = tc_link_jobs(question),
                                    .relations = true};
    struct asking *a = tc_alloc(sizeof *a);
    if (!a)
        return tc_fail(error, TOCSIN_MEMORY, "", 0, -1, "no memory");
    memset(a, 0, sizeof *a);
    a->known = known;
    a->question = question;
    a->out = out;
    a->arena = arena;
    tc_link_odds_init(&a->odds, true);
    struct relation_watch watch = {.context = a,
                                   .actor = out->actor_number,
                                   .recipient = out->recipient_number,
                                   .day = (int32_t)out->day,
                                   .answered = answered,
                                   .day_done = day_done,
                                   .asked = asked};
    struct relation_ears ears = {hear, a, &watch};
    tocsin_status status = tc_relation_run(&known->stream, &options, &ears, error);
    out->same = a->classes[a->class];
    tc_link_past_end(&out->past);
    tc_link_past_end(&out->same);
    tc_link_past_end(&out->base);
    tc_link_odds_tell(&a->odds, out);
    tc_free(a);
    return status;
}
