/* topic.c: is a sentence about politics, or about something that only borrows its
 * words?
 *
 * Newspapers are half sport, markets, weather, films and courts, and there teams
 * attack, storms threaten and companies sign. Which noun stands where (data/acts/not-
 * an-act.txt) tells the common cases; the rest shows in the words around. Each lemma
 * of the sentence that data/topics.txt knows votes once for its topics with its
 * weight; so does a score ("4-0"), and a name of the lexicon that holds power votes
 * for politics. A topic that has enough votes, and more than twice as many as
 * politics, takes the act away, unless its parties or its type are such as the topic
 * does not explain. The votes are a plain naive Bayes with weights 1 to 3, after Maron
 * (1961), "Automatic indexing", J. ACM 8.
 */
#include "code/coder.h"

#include <string.h>

struct topics {
    int votes[TOPIC_COUNT];
    bool sure[TOPIC_COUNT]; /* by a word of more weight than 1 */
};

/* Votes that carry a topic when one word is a sure one, and when none is: courts try
 * politics, too, and their words are the same. */
enum { ENOUGH = 3, MANY = 4, MANY_OF_CRIME = 5, NEVER = -100 };

static bool in_list(text t, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (tc_text_equal(t, tc_text(list[i])))
            return true;
    return false;
}

/* Those who hold or fight for power. */
static bool is_powerful(text sector)
{
    static const char *const sectors[] = {"GOV", "MIL", "LEG", "SPY", "PTY",
                                          "OPP", "REB", "PRM", "UAF", "SEP",
                                          "IGO", "REF", "PKO", NULL};
    return in_list(sector, sectors);
}

/* "4-0", "52-48", however the words were cut: 3. The winner's points come first, so
 * what grows ("10-15 people") is most often no score: 1. 0: nothing like it. */
static int score(const struct work *work, const struct token *t)
{
    size_t at = t->begin, from = at;
    text all = work->text;
    if (at && all.data[at - 1] != ' ' && all.data[at - 1] != '(')
        return 0;
    unsigned one = 0, two = 0;
    while (at < all.size && at < from + 4 && tc_is_digit((unsigned char)all.data[at]))
        one = one * 10 + (unsigned)(all.data[at++] - '0');
    if (at == from || at == from + 4 || at + 1 >= all.size)
        return 0;
    uint32_t dash = tc_utf8_next(all, &at);
    from = at;
    if (dash != '-' && dash != 0x2013)
        return 0;
    while (at < all.size && at < from + 4 && tc_is_digit((unsigned char)all.data[at]))
        two = two * 10 + (unsigned)(all.data[at++] - '0');
    if (at == from || at == from + 4 ||
        (at < all.size && (all.data[at] == '-' || all.data[at] == '/')))
        return 0;
    return one < two ? 1 : 3;
}

static bool said_before(const struct unit *unit, uint32_t token)
{
    for (uint32_t i = 0; i < token; i++)
        if (unit->word[i] == unit->word[token])
            return true;
    return false;
}

/* By lemma; of names by the form first ("Hearts", "the Games"), and of lemmas that say
 * nothing, which may have gone wrong, by the form, too. */
static const struct cue *topics_of(const struct work *work, const struct unit *unit,
                                   uint32_t token, uint32_t *word, uint32_t *count)
{
    const struct token *t = &unit->s->tokens[token];
    *word = unit->word[token];
    const struct cue *topics = tc_lexicon_topics(work->lexicon, *word, count);
    if ((*count && t->upos != UPOS_PROPN) || t->form.size == t->lemma.size ||
        t->upos == UPOS_PUNCT)
        return topics;
    uint32_t form = tc_lexicon_word(work->lexicon, t->form), more;
    const struct cue *of_form = tc_lexicon_topics(work->lexicon, form, &more);
    if (!more)
        return topics;
    *word = form;
    *count = more;
    return of_form;
}

/* True when the word is of a topic other than politics. */
static bool vote_by_word(const struct work *work, const struct unit *unit,
                         uint32_t token, struct topics *t)
{
    uint32_t count, word;
    bool other = false;
    const struct cue *topics = topics_of(work, unit, token, &word, &count);
    bool again = count && word == unit->word[token] && said_before(unit, token);
    for (uint32_t i = 0; i < count; i++) {
        other = other || (topics[i].class != TOPIC_POLITICS && topics[i].positive > 1);
        t->votes[topics[i].class] += again ? 0 : topics[i].positive;
        t->sure[topics[i].class] = t->sure[topics[i].class] || topics[i].positive > 1;
    }
    return other;
}

/* A name that holds power, and is not of the topic itself, as FIFA is. */
static bool holds_power(const struct work *work, const struct unit *unit,
                        uint32_t token)
{
    const struct entry *e = tc_hit_entry(work, unit->hit[token]);
    return e && (!token || unit->hit[token] != unit->hit[token - 1]) &&
           (e->kind == ENTRY_PERSON || e->kind == ENTRY_GROUP ||
            e->kind == ENTRY_ORGANISATION || e->kind == ENTRY_METONYM) &&
           (is_powerful(tc_text(e->sector)) || strncmp(e->code, "IGO", 3) == 0);
}

/* "Spain beat Sweden": countries and towns that are beaten have played. */
static bool is_match(struct work *work, struct unit *unit, int32_t verb)
{
    static const char *const verbs[] = {"beat",     "thrash",   "trounce",   "edge",
                                        "outclass", "outplay",  "outscore",  "outlast",
                                        "upset",    "overcome", "whitewash", "hammer",
                                        "thump",    "stun",     "rout",      NULL};
    const struct token *t = &unit->s->tokens[verb];
    bool borrowed;
    if (t->upos != UPOS_VERB || !tc_lemma_in(t, verbs))
        return false;
    int32_t object = tc_object(unit->s, verb, &borrowed);
    const struct entry *e = object < 0 ? NULL : tc_hit_entry(work, unit->hit[object]);
    return e && (e->kind == ENTRY_COUNTRY || e->kind == ENTRY_PLACE);
}

static const struct topics *find_topics(struct work *work, struct unit *unit)
{
    const struct sentence *s = unit->s;
    struct topics *t = tc_take(work, sizeof *t);
    for (uint32_t i = 0; t && i < s->count; i++) {
        bool other = vote_by_word(work, unit, i, t);
        if (!other && holds_power(work, unit, i))
            t->votes[TOPIC_POLITICS] += 3;
        int points = score(work, &s->tokens[i]);
        points += is_match(work, unit, (int32_t)i) ? 3 : 0;
        t->votes[TOPIC_SPORT] += points;
        t->sure[TOPIC_SPORT] = t->sure[TOPIC_SPORT] || points > 1;
    }
    return t;
}

static int votes_for(const struct work *work, uint32_t word, enum topic topic)
{
    uint32_t count;
    const struct cue *topics =
        word ? tc_lexicon_topics(work->lexicon, word, &count) : NULL;
    for (uint32_t i = 0; topics && i < count; i++)
        if (topics[i].class == topic)
            return topics[i].positive;
    return 0;
}

/* "Crowe plays a general who ...", "the series traces how ..." */
static bool presents(struct work *work, struct unit *unit, int32_t verb)
{
    static const char *const acting[] = {"play", "portray", "star", NULL};
    static const char *const telling[] = {"show",      "trace",   "follow",  "depict",
                                          "chronicle", "explore", "recount", "feature",
                                          "tell",      NULL};
    const struct token *t = &unit->s->tokens[verb];
    bool borrowed;
    int32_t subject = tc_subject(unit->s, verb, &borrowed);
    if (subject < 0 || t->upos != UPOS_VERB)
        return false;
    if (tc_lemma_in(t, acting))
        return unit->s->tokens[subject].upos == UPOS_PROPN ||
               votes_for(work, unit->word[subject], TOPIC_FICTION);
    return tc_lemma_in(t, telling) &&
           votes_for(work, unit->word[subject], TOPIC_FICTION);
}

/* "In the novel a spy defects", "she mocks the guard in her satire" */
static bool within_a_work(const struct work *work, const struct unit *unit,
                          int32_t verb)
{
    static const char *const in[] = {"in", NULL};
    const struct sentence *s = unit->s;
    for (int32_t c = s->first[verb]; c >= 0; c = s->next[c])
        if (s->tokens[c].relation == REL_OBL && tc_has_case(s, c, in) &&
            votes_for(work, unit->word[c], TOPIC_FICTION))
            return true;
    return false;
}

/* "A spy defects": plots are told in the present, news in the past. 2: something says
 * that it is a plot. */
static int told_as_plot(struct work *work, struct unit *unit, int32_t token)
{
    const struct sentence *s = unit->s;
    for (int32_t on = token; on >= 0; on = s->tokens[on].head) {
        const struct token *t = &s->tokens[on];
        if ((t->xpos == XPOS_VBZ || t->xpos == XPOS_VBP) &&
            ((on != token && presents(work, unit, on)) ||
             within_a_work(work, unit, on)))
            return 2;
    }
    for (int32_t on = token; on >= 0; on = s->tokens[on].head) {
        const struct token *t = &s->tokens[on];
        if (t->xpos == XPOS_VBZ || t->xpos == XPOS_VBP)
            return 1;
        if (t->xpos == XPOS_VBD || t->xpos == XPOS_VBN)
            return 0;
    }
    return 0;
}

static bool hurts(tocsin_type type)
{
    return type == TOCSIN_ASSAULT || type == TOCSIN_COERCE || type == TOCSIN_THREATEN ||
           type == TOCSIN_RETREAT || type == TOCSIN_CONCEDE;
}

/* Holds power, and is not called by words of the topic: a captain, a film critic, the
 * president of FIFA. */
static bool rules(const struct work *work, const struct mention *m, enum topic topic)
{
    static const char *const force[] = {"COP", "JUD", NULL};
    if (!is_powerful(m->m.sector) && !in_list(m->m.sector, force))
        return false;
    if (m->kind == MENTION_AGENT && votes_for(work, m->agent, topic))
        return false;
    const struct unit *unit = &work->units[m->sentence];
    for (uint32_t i = 0; i < unit->s->count; i++)
        if (unit->s->tokens[i].begin >= m->m.begin &&
            unit->s->tokens[i].end <= m->m.end &&
            votes_for(work, unit->word[i], topic) > 1)
            return false;
    return true;
}

static bool is_state(const struct mention *m)
{
    return m->kind == MENTION_COUNTRY && !m->nested;
}

/* Sport: teams bear the names of countries and towns. */
static int parties_of_sport(const struct work *work, struct mention *const *parties,
                            uint32_t count)
{
    int votes = 1;
    for (uint32_t i = 0; i < count; i++) {
        if (rules(work, parties[i], TOPIC_SPORT))
            return NEVER;
        if (parties[i]->m.sector.size)
            votes = 0;
    }
    return votes;
}

/* Markets: companies among themselves, no state. */
static int parties_of_markets(const struct work *work, struct mention *const *parties,
                              uint32_t actors, uint32_t count)
{
    int votes = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct mention *m = parties[i];
        if (rules(work, m, TOPIC_MARKETS) || (i < actors && is_state(m)) ||
            tc_text_equal(m->m.sector, TEXT("LAB")))
            return NEVER;
        votes += tc_text_equal(m->m.sector, TEXT("BUS"));
    }
    return votes;
}

static bool is_force(const struct mention *m)
{
    static const char *const force[] = {"COP", "JUD", NULL};
    return in_list(m->m.sector, force);
}

/* Crime: police, courts, criminals and private people of one country. When the police
 * kill, or a state, it is none of these. */
static int parties_of_crime(tocsin_type type, struct mention *const *parties,
                            uint32_t actors, uint32_t count)
{
    static const char *const sectors[] = {"JUD", "COP", "CVL", "CRM", "BUS", "HLH",
                                          "EDU", "AGR", "LAB", "UAF", NULL};
    text country = {NULL, 0};
    int votes = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct mention *m = parties[i];
        if ((m->m.sector.size && !in_list(m->m.sector, sectors)) ||
            (m->plural && tc_text_equal(m->m.sector, TEXT("LAB"))) ||
            (is_state(m) && (i < actors || !hurts(type))) ||
            (i < actors && type == TOCSIN_ASSAULT && is_force(m)) ||
            (country.size && m->m.country.size &&
             !tc_text_equal(country, m->m.country)))
            return NEVER;
        if (m->m.country.size)
            country = m->m.country;
        if (i >= actors && !m->plural && m->kind == MENTION_AGENT &&
            !tc_text_equal(m->m.sector, TEXT("BUS")))
            votes = 1;
    }
    return votes;
}

/* Fiction, outside of the plot: no state does anything to the arts. */
static int parties_of_fiction(const struct work *work, struct mention *const *parties,
                              uint32_t actors, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (rules(work, parties[i], TOPIC_FICTION) ||
            (i < actors && is_state(parties[i])))
            return NEVER;
    return 0;
}

static int parties_of_weather(struct mention *const *parties, uint32_t actors,
                              uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (is_powerful(parties[i]->m.sector) || (i < actors && is_state(parties[i])))
            return NEVER;
    return 0;
}

/* ---- nobody of politics ---------------------------------------------------------- */

/* A place that only stands near: "a kitten blocked a runway in Istanbul". */
static bool only_near(const struct act *act, const struct mention *m)
{
    return (m->kind == MENTION_PLACE || m->kind == MENTION_COUNTRY) &&
           (m->head == act->further || (act->near && m->head == act->recipient));
}

/* A private person: "a Greek waiter", "the singer". */
static bool is_private(const struct mention *m)
{
    static const char *const sectors[] = {"CVL", "CRM", "BUS", "HLH", "EDU",
                                          "AGR", "LAB", "MED", "ELI", NULL};
    return m->kind != MENTION_COUNTRY && m->kind != MENTION_PLACE &&
           m->kind != MENTION_GROUP &&
           (!m->m.sector.size || in_list(m->m.sector, sectors));
}

/* Whom the law meets one by one and at home: "a court fined the dentist". */
static bool ordinary_case(tocsin_type type, struct mention *const *parties,
                          uint32_t actors, uint32_t count)
{
    static const char *const watched[] = {"BUS", "MED", "ELI", NULL};
    text country = {NULL, 0};
    for (uint32_t i = 0; i < count; i++) {
        const struct mention *m = parties[i];
        if (i < actors ? !is_private(m) && (!is_force(m) || type == TOCSIN_ASSAULT)
                       : !is_private(m) || m->plural || m->kind != MENTION_AGENT ||
                             in_list(m->m.sector, watched))
            return false;
        if (country.size && m->m.country.size && !tc_text_equal(country, m->m.country))
            return false;
        if (m->m.country.size)
            country = m->m.country;
    }
    return count > actors;
}

static bool is_hostile(tocsin_type type)
{
    return type == TOCSIN_ASSAULT || type == TOCSIN_COERCE || type == TOCSIN_MOBILIZE ||
           type == TOCSIN_PROTEST || type == TOCSIN_THREATEN;
}

/* Only companies, private people and names of towns: nobody whom politics knows. */
static bool nobody_rules(const struct work *work, const struct act *act,
                         struct mention *const *parties, uint32_t actors,
                         uint32_t count)
{
    tocsin_type type = (tocsin_type)act->frame->type;
    const char *mode = tc_lexicon_string(work->lexicon, act->frame->mode);
    if (type == TOCSIN_PROTEST && (actors || strcmp(mode, "obstruct") != 0))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct mention *m = parties[i];
        if (only_near(act, m) || (type == TOCSIN_PROTEST && m->kind == MENTION_PLACE))
            continue;
        if (i >= actors && actors && m->kind == MENTION_PLACE &&
            parties[0]->kind == MENTION_AGENT && !is_hostile(type))
            continue; /* a poet who visits Chicago */
        if (!is_private(m))
            return false;
        if (type == TOCSIN_ASSAULT && i >= actors &&
            (m->m.country.size || (!actors && m->plural)))
            return false;
        if (type == TOCSIN_COERCE && !actors && m->plural && !m->m.country.size)
            return false; /* whom the state rounds up */
    }
    return true;
}

/* An act of the sentence is politics already. */
static bool has_claim(const struct work *work, const struct unit *unit)
{
    return work->claim_count &&
           work->claims[work->claim_count - 1].sentence == unit->index;
}

/* Votes for politics around: a claim of a political text needs none of its own. */
static bool political_text(struct work *work)
{
    int votes = 0;
    for (uint32_t i = 0; i < work->unit_count && work->unit_count > 1; i++) {
        struct unit *unit = &work->units[i];
        if (!unit->topics)
            unit->topics = find_topics(work, unit);
        if (unit->topics)
            votes += unit->topics->votes[TOPIC_POLITICS];
    }
    return votes * 2 > (int)work->unit_count;
}

bool tc_off_topic(struct work *work, struct unit *unit, const struct act *act,
                  struct mention *const *parties, uint32_t actors, uint32_t count)
{
    if (!unit->topics)
        unit->topics = find_topics(work, unit);
    if (!unit->topics)
        return false;
    struct topics t = *unit->topics;
    tocsin_type type = (tocsin_type)act->frame->type;
    int politics = t.votes[TOPIC_POLITICS];
    int plot = told_as_plot(work, unit, act->trigger);
    t.votes[TOPIC_SPORT] += parties_of_sport(work, parties, count);
    int companies = parties_of_markets(work, parties, actors, count);
    t.votes[TOPIC_MARKETS] += companies;
    t.sure[TOPIC_MARKETS] = t.sure[TOPIC_MARKETS] || companies > 0;
    t.votes[TOPIC_WEATHER] +=
        hurts(type) ? parties_of_weather(parties, actors, count) : NEVER;
    int private = parties_of_crime(type, parties, actors, count);
    t.votes[TOPIC_CRIME] += private;
    if (plot == 2)
        return true;
    if (!politics && !has_claim(work, unit) &&
        (nobody_rules(work, act, parties, actors, count) ||
         ordinary_case(type, parties, actors, count)) &&
        !political_text(work))
        return true;
    t.votes[TOPIC_FICTION] += plot && t.sure[TOPIC_FICTION]
                                  ? politics
                                  : parties_of_fiction(work, parties, actors, count);
    for (unsigned i = 0; i < TOPIC_POLITICS; i++) {
        int many = i == TOPIC_CRIME && !private ? MANY_OF_CRIME : MANY;
        int enough = t.sure[i] ? ENOUGH : many;
        if (t.votes[i] >= enough && t.votes[i] > 2 * politics &&
            (t.votes[i] >= 2 * enough || !political_text(work)))
            return true;
    }
    return false;
}
