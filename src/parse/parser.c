/* parse/parser.c: a text to sentences, from end to end; given words to trees.
 *
 * A parser owns what one thread needs: pieces of the document, the words of one
 * sentence and the network's block of memory. All are reused, so that in steady state
 * only the arena is asked, and that keeps its blocks as well.
 */
#include "parse/parser.h"

#include "parse/network.h"
#include "parse/split.h"

#include <string.h>

struct parser {
    const struct model *model;
    struct pieces pieces;
    uint32_t *ends; /* index behind the last piece of each sentence */
    size_t end_count, end_room;
    struct word words[TC_LONGEST];
    unsigned tags[TC_LONGEST];
    struct network network;
};

tocsin_status tc_parser_new(const struct model *model, struct parser **out)
{
    *out = NULL;
    struct parser *p = tc_alloc(sizeof *p);
    if (p == NULL) {
        return TOCSIN_MEMORY;
    }
    memset(p, 0, sizeof *p);
    p->model = model;
    if (!tc_network_init(&p->network, model)) {
        tc_free(p);
        return TOCSIN_MEMORY;
    }
    *out = p;
    return TOCSIN_OK;
}

void tc_parser_free(struct parser *parser)
{
    if (parser == NULL) {
        return;
    }
    tc_network_release(&parser->network);
    tc_free(parser->pieces.items);
    tc_free(parser->ends);
    tc_free(parser);
}

/* ---- sentences ------------------------------------------------------------------- */

static bool ends_here(const struct model *m, const struct split_view *view)
{
    uint32_t features[TC_SPLIT_FEATURES];
    tc_split_features(view, features);
    int sum = 0;
    for (size_t i = 0; i < TC_SPLIT_FEATURES; i++) {
        sum += m->split[features[i]];
    }
    return (float)sum * m->split_scale + m->split_bias > 0.0F;
}

static bool add_end(struct parser *p, size_t end)
{
    if (!tc_grow(&p->ends, &p->end_room, p->end_count + 1, sizeof *p->ends,
                 UINT32_MAX)) {
        return false;
    }
    p->ends[p->end_count++] = (uint32_t)end;
    return true;
}

static bool find_ends(struct parser *p, text t)
{
    struct split_walk walk;
    p->end_count = 0;
    if (p->pieces.count == 0) {
        return true;
    }
    tc_split_begin(&walk, t, &p->pieces);
    while (walk.at < p->pieces.count) {
        enum split may = tc_split_ask(&walk);
        bool end = may == SPLIT_ALWAYS ||
                   (may == SPLIT_PERHAPS && ends_here(p->model, &walk.view));
        if (end && !add_end(p, walk.at)) {
            return false;
        }
        tc_split_step(&walk, end);
    }
    return add_end(p, p->pieces.count);
}

/* ---- trees ----------------------------------------------------------------------- */

/* What the network says of the words [from, from + count) of s. */
static void fill_trees(const struct parser *p, struct sentence *s, uint32_t from,
                       uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct token *token = &s->tokens[from + i];
        const uint8_t *tag = p->model->tags + 2 * (size_t)p->tags[i];
        token->upos = tag[0];
        token->xpos = tag[1];
        int32_t head = p->network.head[i];
        token->head = head == TC_ROOT ? TC_ROOT : head + (int32_t)from;
        token->relation = p->network.relation[i];
        unsigned entity = tc_network_entity(&p->network, i);
        token->entity = (uint8_t)((entity + 1) / 2);
        /* What goes on with a name that is not there begins one. */
        token->entity_begins =
            entity % 2 == 1 ||
            (entity > 0 && (i == 0 || token[-1].entity != token->entity));
    }
}

static void link_children(struct sentence *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        s->first[i] = -1;
        s->next[i] = -1;
    }
    for (uint32_t i = s->count; i-- > 0;) {
        int32_t head = s->tokens[i].head;
        if (head == TC_ROOT) {
            s->root = (int32_t)i;
        } else {
            s->next[i] = s->first[head];
            s->first[head] = (int32_t)i;
        }
    }
}

/* "'s" and "'d" before a participle are "have": "he's gone", "they'd left". */
static text clitic_lemma(const struct sentence *s, uint32_t i, text lemma)
{
    const struct token *token = &s->tokens[i];
    if (token->relation != REL_AUX || token->head == TC_ROOT || token->form.size < 2) {
        return lemma;
    }
    char last = token->form.data[token->form.size - 1];
    const struct token *head = &s->tokens[token->head];
    bool short_one =
        token->form.size == 2 ||
        (token->form.size == 4 && (unsigned char)token->form.data[0] > 0x7F);
    if (!short_one || (last != 's' && last != 'd') || i == 0) {
        return lemma;
    }
    if (head->xpos == XPOS_VBN) {
        return TEXT("have");
    }
    return last == 'd' ? TEXT("would") : lemma;
}

static bool find_lemmas(const struct parser *p, struct sentence *s, uint32_t from,
                        uint32_t count, struct arena *arena)
{
    for (uint32_t i = 0; i < count; i++) {
        struct token *token = &s->tokens[from + i];
        text lemma = tc_lemma(p->model, token->form, p->tags[i], arena);
        if (lemma.data == NULL) {
            return false;
        }
        token->lemma = clitic_lemma(s, from + i, lemma);
    }
    return true;
}

/* ---- sentences and their parts --------------------------------------------------- */

/* 2 behind a sign at which a long sentence falls apart best, 1 behind another, 0. */
static int cut_worth(text form)
{
    unsigned char c = form.size > 0 ? (unsigned char)form.data[form.size - 1] : 0;
    if (c == '.' || c == '!' || c == '?' || c == ';' || c == ':') {
        return 2;
    }
    size_t at = 0;
    uint32_t first = form.size > 0 ? tc_utf8_next(form, &at) : 'x';
    return tc_is_letter(first) || tc_is_digit(first) ? 0 : 1;
}

/* Words of the part that begins at from: all that are left, or the most that end behind
 * a sign in the second half of TC_LONGEST, or else before no clitic. */
static uint32_t part_size(const struct sentence *s, uint32_t from)
{
    if (s->count - from <= TC_LONGEST) {
        return s->count - from;
    }
    uint32_t best = 0;
    int worth = 0;
    uint32_t whole = 0; /* behind the last multiword token that ends in time */
    for (uint32_t i = 0; i < TC_LONGEST;) {
        uint32_t words = s->tokens[from + i].multiword;
        i += words > 0 ? words : 1;
        if (i > TC_LONGEST) {
            break;
        }
        whole = i;
        int here = i > TC_LONGEST / 2 ? cut_worth(s->tokens[from + i - 1].form) : 0;
        if (here > 0 && here >= worth) {
            best = i;
            worth = here;
        }
    }
    return best > 0 ? best : whole > 0 ? whole : TC_LONGEST;
}

static bool parse_part(struct parser *p, struct sentence *s, uint32_t from,
                       uint32_t count, struct arena *arena)
{
    for (uint32_t i = 0; i < count; i++) {
        tc_word(s->tokens[from + i].form, &p->words[i]);
    }
    tc_network_read(&p->network, p->words, count);
    for (uint32_t i = 0; i < count; i++) {
        p->tags[i] = tc_network_tag(&p->network, i);
    }
    tc_network_tree(&p->network, count);
    fill_trees(p, s, from, count);
    return find_lemmas(p, s, from, count, arena);
}

/* Makes one tree of several: the first root bears the others. */
static void join_parts(struct sentence *s)
{
    int32_t root = TC_ROOT;
    for (uint32_t i = 0; i < s->count; i++) {
        struct token *token = &s->tokens[i];
        if (token->head == TC_ROOT && root == TC_ROOT) {
            root = (int32_t)i;
        } else if (token->head == TC_ROOT) {
            token->head = root;
            token->relation = REL_PARATAXIS;
        }
    }
}

bool tc_parse_words(struct parser *parser, struct sentence *s, struct arena *arena)
{
    for (uint32_t from = 0; from < s->count;) {
        uint32_t count = part_size(s, from);
        if (!parse_part(parser, s, from, count, arena)) {
            return false;
        }
        from += count;
    }
    if (s->count > TC_LONGEST) {
        join_parts(s);
    }
    link_children(s);
    if (tc_mend(s)) {
        link_children(s);
    }
    tc_mark_agents(s);
    return true;
}

static void fill_words(const struct pieces *pieces, text t, size_t from,
                       struct sentence *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct piece *piece = &pieces->items[from + i];
        struct token *token = &s->tokens[i];
        bool last = from + i + 1 == pieces->count;
        token->form = tc_text_slice(t, piece->begin, piece->end);
        token->begin = piece->begin;
        token->end = piece->end;
        token->multiword = piece->words;
        token->space_after = last || piece[1].gap != GAP_NONE;
    }
    s->begin = s->tokens[0].begin;
    s->end = s->tokens[s->count - 1].end;
}

tocsin_status tc_parse(struct parser *parser, text in, struct arena *arena,
                       struct parsed *out)
{
    *out = (struct parsed){.text = in};
    if (in.size >= UINT32_MAX) {
        return TOCSIN_LIMIT;
    }
    if (!tc_tokenise(in, &parser->pieces) || !find_ends(parser, in)) {
        return TOCSIN_MEMORY;
    }
    size_t count = parser->pieces.count;
    if (count == 0) {
        return TOCSIN_OK;
    }
    struct token *tokens = tc_arena_alloc(arena, count * sizeof *tokens);
    int32_t *links = tc_arena_alloc(arena, count * 2 * sizeof *links);
    out->sentences = tc_arena_alloc(arena, parser->end_count * sizeof *out->sentences);
    if (tokens == NULL || links == NULL || out->sentences == NULL) {
        return TOCSIN_MEMORY;
    }
    size_t from = 0;
    uint32_t paragraph = 0;
    for (size_t i = 0; i < parser->end_count; i++) {
        struct sentence *s = &out->sentences[i];
        paragraph += i > 0 && parser->pieces.items[from].paragraph;
        s->count = parser->ends[i] - (uint32_t)from;
        s->tokens = tokens + from;
        s->first = links + 2 * from;
        s->next = s->first + s->count;
        s->paragraph = paragraph;
        fill_words(&parser->pieces, in, from, s);
        if (!tc_parse_words(parser, s, arena)) {
            return TOCSIN_MEMORY;
        }
        from = parser->ends[i];
    }
    out->count = (uint32_t)parser->end_count;
    out->tokens = (uint32_t)count;
    return TOCSIN_OK;
}
