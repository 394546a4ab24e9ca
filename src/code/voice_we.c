/* voice_we.c: who "we" is. In a quotation it is whoever the speaker speaks for, and "I"
 * the speaker: "We will bomb the port," the admiral said; "our planes" are his.
 */
#include "code/voice.h"

const struct mention *tc_we(struct work *work, const struct unit *unit, int32_t token)
{
    static const char *const words[] = {"we", "us", "our", "i", "me", "my", NULL};
    text form = unit->s->tokens[token].form;
    bool first = false;
    for (size_t i = 0; words[i] && form.size < 4; i++)
        first = first || tc_text_equal_fold(form, tc_text(words[i]));
    if (!first || work->phrase || tc_text_equal(form, TEXT("US")))
        return NULL;
    if (!work->hearing)
        tc_hear(work);
    if (work->failed)
        return NULL;
    const struct quotation *q = tc_quotation_at(work, unit->s->tokens[token].begin);
    if (!q || q->voice < 0)
        return NULL;
    const struct voice *v = &work->hearing->voices[q->voice].v;
    if (v->source < 0)
        return NULL;
    /* whom a later "he" stands for is not known yet */
    struct unit *there = &work->units[v->unit];
    if (v->unit > unit->index && there->s->tokens[v->source].upos == UPOS_PRON)
        return NULL;
    return tc_mention(work, there, v->source);
}
