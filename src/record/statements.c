/* record/statements.c: every fixed SQL statement, prepared when first used and kept.
 *
 * All values go in as parameters; only listings compose SQL, in query.c, out of
 * constant pieces. The order is that of enum statement.
 */
#include "record/inside.h"

#define EVENT_SET                                                                      \
    "type=?2, status=?3, mode=?4, actor=?5, actor_claim=?6, recipient=?7, "            \
    "recipient_claim=?8, place=?9, place_claim=?10, from_day=?11, to_day=?12, "        \
    "precision=?13, best=?14, factuality=?15, confidence=?16, claims=?17, "            \
    "documents=?18, voices=?19, denials=?20, last_document=?21, "                      \
    "first_published=?22, last_published=?23, intensity=?24, first_known=?25, "        \
    "last_known=?26"

/* The standing claims of event ?1, numbered as query.c lists them, and who says so. */
#define NUMBERED                                                                       \
    "WITH one AS (SELECT c.id, c.sentence, c.status, row_number() OVER (ORDER BY "     \
    "substr(d.published, 1, 10), d.id, c.coding, c.number) AS place, d.name, d.text, " \
    "coalesce((SELECT s.text FROM attributions a JOIN sources s ON s.id = a.source "   \
    "WHERE a.claim = c.id AND s.named AND s.text <> '' ORDER BY a.number DESC "        \
    "LIMIT 1), p.name) AS who FROM claims c JOIN documents d ON d.id = c.document "    \
    "LEFT JOIN publishers p ON p.id = d.publisher "                                    \
    "WHERE c.event = ?1 AND c.until IS NULL) "

static const char *const sql[SQL_COUNT] = {
    [SQL_DOCUMENT_FIND] = "SELECT id, copy_of FROM documents WHERE name = ?1",
    [SQL_DOCUMENTS_AT] = "SELECT id, copy_of, title, published, name FROM documents "
                         "WHERE address = ?1 ORDER BY id DESC LIMIT 8",
    [SQL_DOCUMENT_INSERT] =
        "INSERT INTO documents(id, name, url, title, published, publisher, language, "
        "file, line, sentences, tokens, hash, likeness, copy_of, coder, learnt, text, "
        "changed, version, agency, address, correction, authors) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
        "?17, ?18, ?19, ?20, ?21, ?22, ?23)",
    [SQL_DOCUMENT_UPDATE] =
        "UPDATE documents SET url=?3, title=?4, published=?5, publisher=?6, "
        "language=?7, file=?8, line=?9, sentences=?10, tokens=?11, hash=?12, "
        "likeness=?13, copy_of=?14, coder=?15, learnt=?16, text=?17, changed=?18, "
        "version=?19, agency=?20, address=?21, correction=?22, "
        "authors=?23 WHERE id=?1",
    [SQL_VERSION_FIND] =
        "SELECT v.version FROM (SELECT version, (SELECT g.known FROM codings g "
        "WHERE g.document = ?1 AND g.version = a.version LIMIT 1) AS known FROM "
        "(SELECT version FROM documents WHERE id = ?1 AND hash = ?2 UNION ALL "
        "SELECT version FROM documents_history WHERE document = ?1 AND hash = ?2) a) v "
        "WHERE ?3 IS NULL OR v.known IS ?3 OR v.version = (SELECT g.version "
        "FROM codings g WHERE g.document = ?1 AND g.known <= ?3 "
        "ORDER BY g.known DESC, g.version DESC LIMIT 1) "
        "ORDER BY v.known IS ?3 DESC, v.version DESC LIMIT 1",
    [SQL_VERSION_LAST] =
        "SELECT max(version) FROM (SELECT version FROM documents WHERE id = ?1 "
        "UNION ALL SELECT version FROM documents_history WHERE document = ?1)",
    [SQL_CODING_FIND] = "SELECT 1 FROM codings g JOIN coders k ON k.id = g.coder "
                        "WHERE g.document = ?1 AND g.version = ?2 AND k.version = ?3",
    [SQL_VERSION_KNOWN] = "SELECT known FROM codings WHERE document = ?1 AND "
                          "version = ?2 ORDER BY id DESC LIMIT 1",
    [SQL_CODING_INSERT] =
        "INSERT INTO codings(document, version, coder, learnt, known) "
        "VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_VERSIONS_OF] = "SELECT version, max(id), known FROM codings "
                        "WHERE document = ?1 GROUP BY version ORDER BY version",
    [SQL_UNTIL_SET] = "UPDATE claims SET until = ?2 WHERE coding = ?1 AND document = "
                      "(SELECT document FROM codings WHERE id = ?1)",
    [SQL_EVENTS_OF_CODING] =
        "SELECT DISTINCT event FROM claims WHERE document = "
        "(SELECT document FROM codings WHERE id = ?1) AND coding = ?1 ORDER BY event",
    [SQL_HISTORY_INSERT] =
        "INSERT INTO documents_history(document, hash, coder, learnt, url, title, "
        "published, publisher, language, text, changed, authors, version, correction, "
        "agency) SELECT id, hash, coder, learnt, url, title, published, publisher, "
        "language, text, changed, authors, version, correction, agency "
        "FROM documents WHERE id = ?1",
    [SQL_HISTORY_WRITE] =
        "INSERT INTO documents_history(document, url, title, published, publisher, "
        "language, hash, coder, learnt, text, changed, version, agency, correction, "
        "authors) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    [SQL_LIKENESS_FIND] = "SELECT id FROM documents "
                          "WHERE likeness = ?1 AND id <> ?2 AND copy_of IS NULL "
                          "ORDER BY id LIMIT 1",
    [SQL_BAND_FIND] = "SELECT document FROM bands WHERE band = ?1 AND document <> ?2 "
                      "ORDER BY document LIMIT 64",
    [SQL_BAND_INSERT] = "INSERT OR IGNORE INTO bands(band, document) VALUES(?1, ?2)",
    [SQL_BANDS_DELETE] = "DELETE FROM bands WHERE band = ?1 AND document = ?2",
    [SQL_DOCUMENT_TEXT] = "SELECT text, published FROM documents WHERE id = ?1",
    [SQL_COPIES_OF] = "SELECT id FROM documents WHERE copy_of = ?1 ORDER BY id",
    [SQL_COPY_SET] = "UPDATE documents SET copy_of = ?2 WHERE id = ?1",
    [SQL_PUBLISHER_OF] = "SELECT p.name FROM documents d "
                         "JOIN publishers p ON p.id = coalesce(d.agency, d.publisher) "
                         "WHERE d.id = ?1",
    [SQL_SENTENCE_INSERT] =
        "INSERT INTO sentences(document, number, begin_byte, end_byte, version) "
        "VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_SEARCH_INSERT] = "INSERT INTO sentence_search(rowid, text) VALUES(?1, ?2)",
    [SQL_SENTENCE_FIND] =
        "SELECT s.id FROM claims c JOIN sentences s ON s.id = c.sentence "
        "WHERE c.document = ?1 AND s.number = ?2 AND s.begin_byte = ?3 "
        "AND s.end_byte = ?4 AND s.version = ?5 LIMIT 1",
    [SQL_CLAIM_INSERT] =
        "INSERT INTO claims(id, document, number, sentence, event, score, voice, type, "
        "status, mode, contexts, cameo, intensity, factuality, confidence, actor, "
        "recipient, place, place_begin, place_end, place_text, time, time_begin, "
        "time_end, time_text, trigger_begin, trigger_end, trigger_text, rule, path, "
        "coding, known, until) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
        "?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, "
        "?32, ?33)",
    [SQL_MENTION_INSERT] = "INSERT INTO mentions(claim, side, number, actor, "
                           "begin_byte, end_byte, text) "
                           "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_ATTRIBUTION_INSERT] = "INSERT INTO attributions(claim, number, source, "
                               "source_begin, source_end, cue, "
                               "cue_begin, cue_end, content_begin, content_end, "
                               "content2_begin, content2_end, kind, anonymous, stance) "
                               "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                               "?12, ?13, ?14, ?15)",
    [SQL_VERIFICATION_INSERT] = "INSERT INTO verifications(claim, kind, begin_byte, "
                                "end_byte, text, who) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_NUMBER_INSERT] = "INSERT INTO numbers(claim, number, what, low, high, "
                          "begin_byte, end_byte, text) "
                          "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_EVENTS_OF_DOCUMENT] =
        "SELECT DISTINCT event FROM claims WHERE document = ?1 AND until IS NULL "
        "ORDER BY event",
    [SQL_CLAIMS_OF_DOCUMENT] =
        "SELECT id FROM claims WHERE document = ?1 AND voice = ?2 ORDER BY id",
    [SQL_CLAIM_FORMER] =
        "SELECT event FROM claims WHERE document = ?1 AND coding = ?2 "
        "AND sentence = ?3 AND type = ?4 AND trigger_begin = ?5 AND trigger_end = ?6 "
        "ORDER BY (actor IS ?7) + (recipient IS ?8) DESC, number LIMIT 1",
    [SQL_CHAIN_OF_CLAIM] = "SELECT s.text, s.code, s.lexicon FROM attributions a "
                           "JOIN sources s ON s.id = a.source "
                           "WHERE a.claim = ?1 AND s.named AND s.text <> '' ORDER BY "
                           "a.number DESC LIMIT 1",
    [SQL_VOICE_SET] = "UPDATE claims SET voice = ?2 WHERE id = ?1",
    [SQL_VOICE_KNOWN] = "SELECT 1 FROM claims WHERE event = ?1 AND voice = ?2 "
                        "AND status NOT IN (6, 7) AND until IS NULL LIMIT 1",
    [SQL_EVENT_INSERT] =
        "INSERT INTO events(id, type, status, mode, actor, actor_claim, recipient, "
        "recipient_claim, place, place_claim, from_day, to_day, precision, best, "
        "factuality, confidence, claims, documents, voices, denials, last_document, "
        "first_published, last_published, intensity, first_known, last_known) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
        "?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)",
    [SQL_EVENT_UPDATE] = "UPDATE events SET " EVENT_SET " WHERE id=?1",
    [SQL_EVENT_DELETE] = "DELETE FROM events WHERE id = ?1",
    [SQL_EVENT_LOAD] = "SELECT " EVENT_COLUMNS " FROM events e WHERE e.id = ?1",
    [SQL_EVENT_NEAR] = "SELECT " EVENT_COLUMNS
                       " FROM merge_keys k CROSS JOIN events e ON e.id = k.event "
                       "WHERE k.key = ?1 AND k.day BETWEEN ?2 AND ?3",
    [SQL_KEY_INSERT] =
        "INSERT OR IGNORE INTO merge_keys(key, day, event) VALUES(?1, ?2, ?3)",
    [SQL_KEY_DELETE] =
        "DELETE FROM merge_keys WHERE key = ?1 AND day = ?2 AND event = ?3",
    [SQL_KEY_FIND] =
        "SELECT 1 FROM merge_keys WHERE key = ?1 AND day = ?2 AND event = ?3",
    [SQL_FACTS_OF_EVENT] =
        "SELECT " FACTS_COLUMNS FACTS_FROM "WHERE c.event = ?1 AND c.until IS NULL "
        "ORDER BY c.id",
    [SQL_FACTS_STOOD] = "SELECT " FACTS_COLUMNS_THEN FACTS_FROM_THEN
                        "WHERE c.event = ?1 AND " CLAIM_STOOD("?2") " ORDER BY c.id",
    [SQL_EVENT_KNOWN] = "SELECT min(known), max(until) FROM claims WHERE event = ?1 "
                        "AND until IS NOT NULL",
    [SQL_ACTOR_LOAD] = "SELECT name, code, country, sector, lexicon FROM actors "
                       "WHERE id = ?1",
    [SQL_PLACE_LOAD] =
        "SELECT name, country, admin1, geonames, precision, lat, lon FROM places "
        "WHERE id = ?1",
    [SQL_WORD_COUNTS] = "SELECT texts, counts FROM word_counts WHERE id = 1",
    [SQL_WORD_COUNTS_SET] =
        "INSERT INTO word_counts(id, texts, counts) VALUES(1, ?1, ?2) "
        "ON CONFLICT(id) DO UPDATE SET texts = ?1, counts = ?2",
    [SQL_SIGNATURE] = "SELECT words FROM signatures WHERE document = ?1",
    [SQL_SIGNATURE_SET] = "INSERT INTO signatures(document, words) VALUES(?1, ?2) "
                          "ON CONFLICT(document) DO UPDATE SET words = ?2",
    [SQL_SIGNATURES] =
        "SELECT document, words FROM signatures WHERE document > ?1 ORDER BY document",
    [SQL_TOLD_BY] = "SELECT event, type, status FROM claims WHERE document = ?1 "
                    "AND until IS NULL ORDER BY number",
    [SQL_MEMBERS] =
        "SELECT " FACTS_COLUMNS ", c.cameo, c.sentence, r.word" FACTS_FROM
        "LEFT JOIN words r ON r.id = c.rule WHERE c.id IN (SELECT id FROM claims "
        "WHERE event = ?1 AND until IS NULL ORDER BY id LIMIT ?2) ORDER BY c.id",
    [SQL_MEMBER_WORDS] = "SELECT m.side, a.name, a.words FROM mentions m "
                         "JOIN actors a ON a.id = m.actor WHERE m.claim = ?1 "
                         "ORDER BY m.side, m.number",
    [SQL_MEMBER_NUMBERS] = "SELECT w.word, n.low FROM numbers n "
                           "JOIN words w ON w.id = n.what WHERE n.claim = ?1 "
                           "ORDER BY n.number",
    [SQL_FIT_INSERT] =
        "INSERT OR REPLACE INTO fits(claim, act, words, parties, place, time, numbers) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_FORECAST_INSERT] =
        "INSERT INTO forecasts(made, as_of, parties, actor, recipient, roots, days, "
        "at_least, quiet, probability, low, high, own, base, version) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) "
        "ON CONFLICT DO NOTHING",
    [SQL_FORECASTS] =
        "SELECT id, made, as_of, parties, actor, recipient, roots, days, at_least, "
        "quiet, probability, low, high, own, base, version FROM forecasts ORDER BY id",
    [SQL_NEXT_FIND] =
        "SELECT f.id FROM next_forecasts f JOIN next_answers a "
        "ON a.forecast = f.id AND a.place = 1 WHERE f.as_of = ?1 AND f.parties = ?2 "
        "AND f.asks = ?3 AND f.actor = ?4 AND f.relation = ?5 AND f.recipient = ?6 "
        "AND a.name = ?7 AND a.probability = ?8",
    [SQL_NEXT_INSERT] =
        "INSERT INTO next_forecasts(as_of, parties, asks, actor, relation, recipient, "
        "made, version) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_NEXT_ANSWER_INSERT] =
        "INSERT INTO next_answers(forecast, place, name, probability, base) "
        "VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_NEXTS] = "SELECT id, made, as_of, parties, asks, actor, relation, recipient, "
                  "version FROM next_forecasts ORDER BY id",
    [SQL_NEXT_ANSWERS] = "SELECT name, probability, base FROM next_answers "
                         "WHERE forecast = ?1 ORDER BY place",
    [SQL_DECISION_INSERT] =
        "INSERT INTO decisions(kind, by_hand, event, other, score, note, learnt) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_DECISION_UNDO] = "UPDATE decisions SET undone = 1 WHERE id = ?1",
    [SQL_DECISION] = "SELECT id, kind, by_hand, event, other, score, undone "
                     "FROM decisions WHERE id = ?1",
    [SQL_DECISIONS] =
        "SELECT k.id, k.kind, k.by_hand, k.event, k.other, k.score, k.undone, k.note, "
        "k.learnt, (SELECT count(*) FROM decided x WHERE x.decision = k.id) "
        "FROM decisions k ORDER BY k.id",
    [SQL_DECIDED_INSERT] =
        "INSERT INTO decided(decision, side, claim, key, event, now, "
        "document, words, trigger) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8)",
    [SQL_DECIDED_NOW] = "UPDATE decided SET now = ?3 WHERE decision = ?1 AND side = ?2",
    [SQL_DECIDED_SIDE] =
        "UPDATE decided SET side = 1 WHERE decision = ?1 AND claim = ?2",
    /* the claim's key now stands for another, that of a new coding */
    [SQL_DECIDED_CLAIM] =
        "UPDATE decided SET claim = ?3 WHERE id = (SELECT x.id FROM decided x "
        "LEFT JOIN claims c ON c.id = x.claim AND c.until IS NULL "
        "WHERE x.decision = ?1 AND x.key = ?2 AND c.id IS NULL AND x.claim < ?3 "
        "ORDER BY x.id LIMIT 1)",
    /* a join of the program's that was undone parts what it joined */
    [SQL_DECIDED_KEY] =
        "SELECT x.decision, x.side, x.now, k.by_hand AND k.kind = 'merge' "
        "FROM decided x JOIN decisions k ON k.id = x.decision WHERE x.key = ?1 "
        "AND k.by_hand <> k.undone GROUP BY x.decision ORDER BY x.decision DESC",
    [SQL_DECIDED_EVENTS] =
        "SELECT c.event, x.side FROM decided x JOIN claims c ON c.id = x.claim "
        "WHERE x.decision = ?1 AND c.until IS NULL ORDER BY x.id",
    [SQL_DECIDED_CLAIMS] =
        "SELECT x.claim FROM decided x JOIN claims c ON c.id = x.claim "
        "WHERE x.decision = ?1 AND x.side = ?2 AND c.until IS NULL ORDER BY x.id",
    [SQL_DECIDED_FROM] = "SELECT event FROM decided WHERE decision = ?1 AND side = ?2 "
                         "ORDER BY id LIMIT 1",
    [SQL_DECIDED_SIDES] =
        "SELECT DISTINCT side FROM decided WHERE decision = ?1 ORDER BY side",
    [SQL_CLAIM_WORDS] =
        "SELECT d.name, s.text, coalesce(c.trigger_text, "
        "CAST(substr(CAST(d.text AS BLOB), c.trigger_begin + 1, "
        "c.trigger_end - c.trigger_begin) AS TEXT)), c.event FROM claims c "
        "JOIN documents d ON d.id = c.document "
        "JOIN sentence_texts s ON s.id = c.sentence WHERE c.id = ?1",
    [SQL_CLAIM_MOVE] = "UPDATE claims SET event = ?2 WHERE id = ?1",
    [SQL_CLAIMS_OF_EVENT] =
        "SELECT id FROM claims WHERE event = ?1 AND until IS NULL ORDER BY id",
    [SQL_CLAIMS_LISTED] = /* as query.c lists them */
    "SELECT c.id FROM claims c JOIN documents d ON d.id = c.document "
    "WHERE c.event = ?1 AND c.until IS NULL "
    "ORDER BY substr(d.published, 1, 10), d.id, c.coding, c.number",
    [SQL_EVENT_OF_CLAIM] = "SELECT event FROM claims WHERE id = ?1",
    [SQL_EVENT_ANY] = "SELECT id FROM claims WHERE event = ?1 LIMIT 1",
    [SQL_EVENT_LEFT] = "SELECT count(*), max(until), count(*) - count(until) "
                       "FROM claims WHERE event = ?1",
    [SQL_EVENT_POUR] = "UPDATE claims SET event = ?2 WHERE event = ?1",
    [SQL_DOCUMENTS_OF_EVENT] = "SELECT DISTINCT document FROM claims WHERE event = ?1 "
                               "AND until IS NULL AND document IS NOT NULL",
    [SQL_DENIALS_OF] =
        NUMBERED "SELECT o.place, s.name, 0, 0, x.text, o.who, o.name FROM one o "
                 "JOIN statuses s ON s.id = o.status "
                 "LEFT JOIN sentence_texts x ON x.id = o.sentence "
                 "WHERE o.status IN (6, 7) ORDER BY o.place",
    [SQL_COUNTS_OF] = NUMBERED
    ", counted AS (SELECT o.place, n.what, n.low, n.high, coalesce(n.text, "
    "CAST(substr(CAST(o.text AS BLOB), n.begin_byte + 1, "
    "n.end_byte - n.begin_byte) AS TEXT)) AS text, o.who, o.name, n.number "
    "FROM one o JOIN numbers n ON n.claim = o.id WHERE o.status NOT IN (6, 7)) "
    "SELECT k.place, w.word, k.low, k.high, k.text, k.who, k.name FROM counted k "
    "JOIN words w ON w.id = k.what WHERE "
    "(SELECT max(low) FROM counted m WHERE m.what = k.what) > "
    "(SELECT min(high) FROM counted m WHERE m.what = k.what) "
    "ORDER BY w.word, k.low, k.high, k.place, k.number",
    [SQL_ALIAS] = "SELECT event FROM event_aliases WHERE id = ?1",
    [SQL_ALIAS_SET] =
        "INSERT INTO event_aliases(id, event, decision) VALUES(?1, ?2, ?3) "
        "ON CONFLICT(id) DO UPDATE SET event = ?2, decision = ?3",
    [SQL_ALIAS_DELETE] = "DELETE FROM event_aliases WHERE id = ?1 AND decision = ?2",
    [SQL_COUNTER] = "SELECT next FROM counters WHERE name = ?1",
    [SQL_COUNTER_SET] = "UPDATE counters SET next = ?2 WHERE name = ?1",

    [SQL_IMPORT_CODING] =
        "INSERT INTO codings(document, version, coder, learnt, known) "
        "VALUES(NULL, 0, ?1, ?2, NULL)",
    [SQL_IMPORT_FILE] = "INSERT INTO import_files(coding, project, format, path, "
                        "header, number, rows) VALUES(?1, ?2, ?3, ?4, ?5, ?6, 0)",
    [SQL_IMPORT_NUMBER] =
        "SELECT coalesce((SELECT number FROM import_files WHERE project = ?1 LIMIT 1), "
        "(SELECT max(number) FROM import_files) + 1, 1)",
    [SQL_IMPORT_FILE_ROWS] = "UPDATE import_files SET rows = ?2 WHERE id = ?1",
    [SQL_IMPORT_BLOCK] = "INSERT INTO import_blocks(file, first, rows, claim, lowest, "
                         "highest) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_IMPORT_ROWS] = "INSERT INTO import_rows(id, keys, block) VALUES(?1, ?2, ?3)",
    [SQL_IMPORT_CLAIM] =
        "INSERT INTO claims(id, coding, number, event, score, voice, type, status, "
        "mode, contexts, cameo, intensity, factuality, confidence, actor, recipient, "
        "place, time, rule, path, known, source) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
        "?17, ?18, ?19, ?20, ?21, ?22)",
    [SQL_IMPORT_WORDS] = "INSERT INTO import_words(claim, text) VALUES(?1, ?2)",
    [SQL_IMPORT_SEARCH] = "INSERT INTO import_search(rowid, text) VALUES(?1, ?2)",
    [SQL_IMPORT_RANGES] = "SELECT b.id, b.lowest, b.highest FROM import_files f "
                          "CROSS JOIN import_blocks b ON b.file = f.id "
                          "WHERE f.project = ?1",
    [SQL_IMPORT_KEYS] = "SELECT keys FROM import_rows WHERE id = ?1",
    [SQL_IMPORT_BLOCK_KEYS] = "SELECT r.keys, b.claim FROM import_rows r "
                              "JOIN import_blocks b ON b.id = r.id WHERE r.id = ?1",
    [SQL_IMPORT_MENTION] =
        "INSERT INTO claims(id, coding, number, event, score, voice, type, status, "
        "mode, contexts, cameo, intensity, factuality, confidence, actor, recipient, "
        "place, time, rule, path, known, source) "
        "SELECT ?1, ?2, ?3, event, 1, ?4, type, status, mode, contexts, cameo, "
        "intensity, factuality, ?5, actor, recipient, place, time, rule, path, ?6, ?7 "
        "FROM claims WHERE id = ?8",
    [SQL_SPELL_PARTIES] =
        "INSERT OR IGNORE INTO mentions(claim, side, number, actor, begin_byte, "
        "end_byte) SELECT id, 0, 0, actor, 0, 0 FROM claims WHERE id = ?1 "
        "AND document IS NULL AND actor IS NOT NULL UNION ALL "
        "SELECT id, 1, 0, recipient, 0, 0 FROM claims WHERE id = ?1 "
        "AND document IS NULL AND recipient IS NOT NULL",
    [SQL_SPELL_SOURCE] =
        "INSERT OR IGNORE INTO sources(text, named, code, lexicon, name) "
        "SELECT f.project, 1, '', '', '' FROM claims c "
        "JOIN import_files f ON f.coding = c.coding WHERE c.id = ?1 UNION ALL "
        "SELECT p.name, 1, '', '', '' FROM claims c "
        "JOIN publishers p ON p.id = c.source WHERE c.id = ?1",
    [SQL_SPELL_LINK] =
        "INSERT OR IGNORE INTO attributions(claim, number, source, source_begin, "
        "source_end, cue_begin, cue_end, content_begin, content_end, content2_begin, "
        "content2_end) SELECT c.id, x.number, s.id, 0, 0, 0, 0, 0, 0, 0, 0 "
        "FROM claims c JOIN (SELECT 0 AS number UNION ALL SELECT 1) x "
        "LEFT JOIN publishers p ON p.id = c.source "
        "JOIN import_files f ON f.coding = c.coding JOIN sources s "
        "ON s.text = CASE x.number WHEN 0 THEN f.project ELSE p.name END "
        "AND s.named = 1 AND s.code = '' AND s.lexicon = '' AND s.name = '' "
        "WHERE c.id = ?1 AND c.document IS NULL",
    [SQL_SPELLED] = "INSERT OR IGNORE INTO import_spelled(claim) VALUES(?1)",

    [SQL_FIND + WORDS] = "SELECT id FROM words WHERE word = ?1",
    [SQL_FIND + PUBLISHERS] = "SELECT id FROM publishers WHERE name = ?1",
    [SQL_FIND + CODERS] = "SELECT id FROM coders WHERE version = ?1",
    [SQL_FIND + ACTORS] =
        "SELECT id FROM actors WHERE name = ?1 AND code = ?2 AND country = ?3 "
        "AND sector = ?4 AND lexicon = ?5 AND words = ?6",
    [SQL_FIND + PLACES] =
        "SELECT id FROM places WHERE name = ?1 AND country = ?2 AND admin1 = ?3 "
        "AND lat IS ?4 AND lon IS ?5 AND geonames = ?6 AND precision = ?7",
    [SQL_FIND + TIMES] =
        "SELECT id FROM times WHERE from_day = ?1 AND to_day = ?2 AND precision = ?3 "
        "AND type = ?4 AND value = ?5 AND bound = ?6",
    [SQL_FIND + SOURCES] = "SELECT id FROM sources WHERE text = ?1 AND named = ?2 "
                           "AND code = ?3 AND lexicon = ?4 AND name = ?5",
    [SQL_INTERN + WORDS] = "INSERT INTO words(word) VALUES(?1)",
    [SQL_INTERN + PUBLISHERS] = "INSERT INTO publishers(name) VALUES(?1)",
    [SQL_INTERN + CODERS] = "INSERT INTO coders(version) VALUES(?1)",
    [SQL_INTERN + ACTORS] = "INSERT INTO actors(name, code, country, sector, lexicon, "
                            "words) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_INTERN + PLACES] = "INSERT INTO places(name, country, admin1, lat, lon, "
                            "geonames, precision) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_INTERN + TIMES] =
        "INSERT INTO times(from_day, to_day, precision, type, value, bound) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_INTERN + SOURCES] = "INSERT INTO sources(text, named, code, lexicon, name) "
                             "VALUES(?1, ?2, ?3, ?4, ?5)",
};

_Static_assert(TOCSIN_DENIED == 6 && TOCSIN_NEGATED == 7, "SQL_VOICE_KNOWN names them");

const char *tc_record_sql(enum statement which)
{
    return sql[which];
}
