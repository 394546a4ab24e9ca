/* rate.c: how well the claims link the parties that are known. */
#include "opinion/opinion.h"

#include <string.h>

static bool has(text sentence, text words, const tocsin_mention *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (size_t at = 0; words.size && at + words.size <= sentence.size; at++)
            if (memcmp(sentence.data + at, words.data, words.size) == 0 &&
                list[i].begin < at + words.size && at < list[i].end)
                return true;
    return false;
}

static unsigned merged(unsigned type)
{
    return type == TOCSIN_RETREAT || type == LABEL_YIELD ? TOCSIN_CONCEDE : type;
}

static void rate_pair(const struct item *item, const struct known *k,
                      const tocsin_coding *coding, struct score *s)
{
    const tocsin_claim *best = NULL;
    for (uint32_t i = 0; i < coding->claim_count; i++) {
        const tocsin_claim *c = &coding->claims[i];
        if (has(item->sentence, k->actor, c->actors, c->actor_count) &&
            has(item->sentence, k->recipient, c->recipients, c->recipient_count) &&
            (!best || c->confidence > best->confidence))
            best = c;
    }
    unsigned want = merged(k->label);
    s->known++;
    s->all_of[want]++;
    if (!best)
        return;
    unsigned said = merged(best->type);
    s->answered++;
    s->said_of[said]++;
    s->right += said == want;
    s->right_of[want] += said == want;
}

static void rate_claim(const struct item *item, const tocsin_claim *c, struct score *s)
{
    if (!c->actor_count || !c->recipient_count)
        return;
    bool pair = false, type = false;
    for (uint32_t k = 0; k < item->count; k++) {
        const struct known *known = &item->known[k];
        if (has(item->sentence, known->actor, c->actors, c->actor_count) &&
            has(item->sentence, known->recipient, c->recipients, c->recipient_count)) {
            pair = true;
            type = type || merged(known->label) == merged(c->type);
        }
    }
    if (s->told) /* for the fit of both_together() and for curves */
        fprintf(s->told, "%.4f\t%.4f\t%d\n", c->confidence, c->weight, type);
    s->whole++;
    s->true_pair += pair;
    s->true_type += type;
}

bool rate(struct rooms *rooms, const struct items *items, unsigned fold,
          const struct opinion *opinion, struct score *score)
{
    tc_coder_ask(rooms->coder, opinion);
    bool good = true;
    for (size_t i = 0; i < items->count && good; i++) {
        const struct item *item = &items->list[i];
        tocsin_coding coding;
        if (item->fold != fold)
            continue;
        struct parsed parsed;
        good = code_sentence(rooms, item->sentence, &parsed, &coding) == TOCSIN_OK;
        for (uint32_t k = 0; k < item->count && good; k++)
            rate_pair(item, &item->known[k], &coding, score);
        for (uint32_t k = 0; good && k < coding.claim_count; k++)
            rate_claim(item, &coding.claims[k], score);
        score->claims += good ? coding.claim_count : 0;
        score->sentences++;
    }
    tc_coder_ask(rooms->coder, NULL);
    return good;
}

void print_score(const char *name, const struct score *s)
{
    double f = 0, types = 0;
    for (int t = 0; t < TOCSIN_TYPE_COUNT; t++)
        if (s->all_of[t]) {
            types++;
            f += 2.0 * (double)s->right_of[t] / (double)(s->all_of[t] + s->said_of[t]);
        }
    printf("%-10s macro F1 %.4f  accuracy %.4f  answered %.4f  right of answered %.4f  "
           "claims a sentence %.3f  (%zu pairs)\n",
           name, types > 0 ? f / types : 0, (double)s->right / (double)s->known,
           (double)s->answered / (double)s->known,
           (double)s->right / (double)s->answered,
           (double)s->claims / (double)s->sentences, s->known);
    printf("           %zu claims with both parties, %.3f right, %.3f between right "
           "parties\n",
           s->whole, (double)s->true_type / (double)s->whole,
           (double)s->true_pair / (double)s->whole);
}
