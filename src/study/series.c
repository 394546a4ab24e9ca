/* study/series.c: what has passed between two actors, as two series by day, week or
 * month.
 *
 * Weeks begin on Mondays and months on their first where days are dates; in files that
 * count days from 0 they are 7 and 30 days. The first and the last step are as short as
 * the days that are looked at make them.
 */
#include "study/moves_inside.h"

/* The first day behind the step that holds day, both since 1970 or as in the file. */
static int32_t step_end(const tocsin_moves *moves, int32_t day)
{
    int year, month, date;
    switch (moves->by) {
    case TOCSIN_BUCKET_WEEK:
        if (moves->dates)
            return day - tc_day_weekday(day) + 7;
        return day - day % 7 + 7;
    case TOCSIN_BUCKET_MONTH:
        if (!moves->dates)
            return day - day % 30 + 30;
        tc_day_split(day, &year, &month, &date);
        return month == 12 ? tc_day(year + 1, 1, 1) : tc_day(year, month + 1, 1);
    default:
        return day + 1;
    }
}

static size_t count_steps(const tocsin_moves *moves)
{
    size_t n = 0;
    for (int32_t day = moves->first; day <= moves->last; day = step_end(moves, day))
        n++;
    return n;
}

static void add(tocsin_moves_sum *sum, const struct near_event *e)
{
    sum->events++;
    sum->known += e->conflict >= 0;
    sum->conflict += e->conflict > 0;
    if (e->intensity == e->intensity)
        sum->intensity += (double)e->intensity;
}

tocsin_status tc_moves_series(struct moves *moves, tocsin_error *error)
{
    tocsin_moves *out = &moves->public;
    size_t count = count_steps(out), at = 0;
    tocsin_moves_step *steps = tc_arena_alloc(&moves->arena, count * sizeof *steps);
    if (!steps)
        return tc_moves_memory(error);
    int32_t day = out->first;
    for (size_t i = 0; i < count; i++) {
        int32_t end = step_end(out, day);
        if (end > out->last)
            end = out->last + 1;
        steps[i] = (tocsin_moves_step){.day = day, .days = end - day};
        for (; at < moves->near_count && moves->near[at].day < end - out->first; at++)
            if (moves->near[at].between <= BA) {
                int side = moves->near[at].between;
                add(&steps[i].side[side], &moves->near[at]);
                out->events[side]++;
            }
        day = end;
    }
    out->steps = steps;
    out->step_count = count;
    return TOCSIN_OK;
}
