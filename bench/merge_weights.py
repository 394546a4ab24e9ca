#!/usr/bin/env python3
"""Learns the weights of src/record/fit.c on ECB+.

    bench/ecbplus.py GOLD.jsonl --record ecbplus.db
    bench/merge_weights.py GOLD.jsonl ecbplus.db [--topics even] [--penalty 1]

Takes pairs of claims of one act class and kind of status that stand in gold's mentions of events
of the even topics (the odd ones are for checking), what fit.c looks at in each pair, and whether
gold says that they are one event; learns by logistic regression with a quadratic penalty and prints
the weights in hundredths of a logit, as fit.c has them. Pairs that search.c rules out (two cities,
two stated days, two states, two modes) are left out: they are never weighed. Beside it stand
precision and recall of pairs at a likelihood of a half, on the topics learnt from and the others.
"""
import argparse
import collections
import datetime
import itertools
import math
import pathlib
import re
import sqlite3
import struct

from ecbplus import find_events, read_gold

NAMES = ("BASE ACT_WORD ACT_SENSE ACT_OTHER ACT_CAMEO ACT_MODE ACT_ONE_MODE ACT_TYPE TEXT_LIKE TEXT_MUCH TEXT_WORD TEXT_MODE TEXT_SAME "
         "TEXT_SENTENCE PARTY_ACTOR PARTY_RECIPIENT PARTY_WORDS PARTY_DIFFER PARTY_STATES PLACE_SAME PLACE_INSIDE "
         "TIME_SAME TIME_NEAR TIME_GAP TIME_ONE NUMBERS_SAME NUMBERS_DIFFER SIZE_SAME SIZE_DIFFER").split()
KINDS = {"announced": 1, "planned": 2, "threatened": 3, "possible": 4}
CLASSES = {"ASSAULT": 1, "COERCE": 1, "PROTEST": 1, "AGREE": 2, "SUPPORT": 2}
STATE = {"GOV", "MIL", "LEG", "JUD", "SPY", "COP"}
ARMED = {"REB", "UAF", "SEP", "PRM", "IMG", "CRM"}
COMMON = set("the and his her its their one two man men for group some who that with other police".split())
OTHERS = {"another", "second", "third", "fourth", "separate"}
COUNTED = {w: i + 1 for i, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split())}
ENDINGS = ("ings", "ing", "ers", "ion", "er", "ed", "es", "s", "e")

SQL = """SELECT c.id, d.name, c.trigger_begin, c.trigger_end, t.name, s.name, c.mode, c.cameo, c.sentence, r.word,
  c.actor, c.recipient, p.country, p.admin1, p.name, p.precision, p.lat, p.lon, m.from_day, m.to_day, m.precision, d.published, c.document
  FROM claims c JOIN documents d ON d.id = c.document JOIN types t ON t.id = c.type JOIN statuses s ON s.id = c.status
  LEFT JOIN words r ON r.id = c.rule LEFT JOIN places p ON p.id = c.place LEFT JOIN times m ON m.id = c.time
  WHERE c.until IS NULL ORDER BY c.id"""


def day(text):
    return datetime.date.fromisoformat(text[:10]).toordinal() if text else None


def stem(word):
    word = word.lower()
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 3:
            word = word[:-len(ending)]
            break
    return word[:6]


def read_senses():
    """The list in sense.c: (type, stem or .mode) -> sense."""
    path = pathlib.Path(__file__).resolve().parent.parent / "src" / "record" / "sense.c"
    source = re.sub(r'"\s*\n\s*"', "", path.read_text(encoding="utf-8"))
    senses = {}
    for sense, kind, words in re.findall(r'\{"([^"]+)",\s*"([A-Z]+)",\s*"([^"]+)"\s*\}', source):
        for word in words.split():
            senses[kind, word if word[0] == "." else stem(word)] = sense
    return senses


SENSES = read_senses()


def act_of(rule):
    """The word that made a claim, and its sense."""
    parts = re.match(r"([^:./ ]+):([A-Z]+)(\.[^:./ ]+)?", rule or "")
    if not parts:
        return "", None
    word = stem(parts[1])
    return word, SENSES.get((parts[2], word)) or SENSES.get((parts[2], parts[3]))


def size_of(names):
    """How many they are: the first name that begins with a number."""
    for name in names:
        words = re.findall(r"\w+", name.lower())
        for i, word in enumerate(words[:4]):
            size = COUNTED.get(word) or (int(word) if re.fullmatch(r"[0-9]{1,6}", word) else 0)
            if size:
                if not 1900 <= size <= 2100 and words[i + 1:i + 2] != ["year"]:
                    return size
                break
    return 0


def words_of(names):
    """The first six distinct words that say who somebody is."""
    words = []
    for word in re.findall(r"\w+", " ".join(names).lower()):
        if len(word) > 2 and word not in COMMON and word not in words:
            words.append(word)
    return set(words[:6])


class Party:
    def __init__(self, row):
        self.code, self.country, self.sector, self.id = row if row else ("", "", "", "")
        self.known = bool(self.code or self.country or self.id)
        self.solid = bool(self.id) or bool(self.country) and (not self.sector or self.sector in STATE)

    def agree(self, other):
        """0 to 1, or "foreign" or "other" when they contradict."""
        a, b = self, other
        if not a.known or not b.known:
            return 0
        if a.id and a.id == b.id:
            return 1
        apart = "foreign" if a.country and b.country and a.country != b.country else "other"
        if a.id and b.id and not (a.code and a.code == b.code and a.sector in STATE):
            return apart
        if a.code and a.code == b.code and a.country == b.country:
            return 0.9
        if apart == "foreign":
            return apart
        armed = a.sector in ARMED and b.sector in ARMED
        if a.country and b.country:
            return 0.5 if not a.sector or not b.sector else 0.6 if armed else apart
        if a.sector and a.sector == b.sector:
            return 0.6
        return 0.5 if armed else 0.2 if not a.sector or not b.sector else apart


class Claim:
    def __init__(self, row, database, actors):
        (self.id, self.name, self.begin, self.end, self.type, status, self.mode, self.cameo, self.sentence, rule, actor,
         recipient, *self.place, begin, end, self.precision, published, self.document) = row
        self.kind, (self.act, self.sense) = KINDS.get(status, 0), act_of(rule)
        self.party = [Party(actors.get(actor)), Party(actors.get(recipient))]
        names = collections.defaultdict(list)
        for side, name in database.execute("SELECT m.side, iif(a.name = '', a.words, a.name) FROM mentions m JOIN actors a "
                                           "ON a.id = m.actor WHERE m.claim = ? ORDER BY m.side, m.number", (self.id,)):
            names[side].append(name)
        self.words = [words_of(names[0]), words_of(names[1])]
        self.another = bool(OTHERS & set(re.findall(r"\w+", " ".join(names[0] + names[1]).lower())))
        self.sizes = [size_of(names[0]), size_of(names[1])]
        self.numbers = dict(database.execute("SELECT w.word, n.low FROM numbers n JOIN words w ON w.id = n.what "
                                             "WHERE n.claim = ?", (self.id,)))
        self.day, self.until = day(begin or end), day(end or begin)
        if self.day is None:
            self.day = self.until = day(published)
            self.precision = "document"
        self.mention = None


def read_signatures(database):
    out = {}
    for document, blob in database.execute("SELECT document, words FROM signatures"):
        words = struct.unpack(f"<{len(blob) // 4}I", blob)
        out[document] = {w >> 8 if w & 255 else "day": w & 255 or w >> 8 for w in words}
    return out


def likeness(a, b):
    if len(a) < 2 or len(b) < 2:
        return 0.25
    return min(1.0, sum(v * b.get(w, 0) for w, v in a.items() if w != "day") / 65025)


def parties(a, b, out):
    """False: they contradict."""
    share = 0
    for i, name in enumerate(("PARTY_ACTOR", "PARTY_RECIPIENT")):
        agree = a.party[i].agree(b.party[i])
        if isinstance(agree, str):
            if a.party[i].solid and b.party[i].solid:
                return False
            out["PARTY_STATES" if agree == "foreign" else "PARTY_DIFFER"] += 1
        else:
            out[name] = agree
        least = min(len(a.words[i]), len(b.words[i]))
        share = max(share, len(a.words[i] & b.words[i]) / least if least else 0)
    out["PARTY_WORDS"] = share
    return True


def near(a, b):
    north, east = (a[0] - b[0]) * 111, (a[1] - b[1]) * 111 * math.cos(math.radians((a[0] + b[0]) / 2))
    return north * north + east * east <= 900


def places(a, b, out):
    (country, admin1, name, precision, *point), (country2, admin12, name2, precision2, *point2) = a.place, b.place
    if not precision or not precision2:
        return True
    cities = precision == precision2 == "city"
    if country and country2 and country != country2:
        return False
    if cities and None not in point + point2:
        if name != name2 and not near(point, point2):
            return False
    elif admin1 and admin12 and admin1 != admin12 or cities and name != name2:
        return False
    out["PLACE_SAME" if (country, admin1, precision) == (country2, admin12, precision2) else "PLACE_INSIDE"] = 1
    return True


def times(a, b, out):
    """Wider than search.c, or there were too few pairs of a week to learn from."""
    if a.day is None or b.day is None:
        out["TIME_ONE"] = float(a.day != b.day)
        return True
    gap = max(a.day - b.until, b.day - a.until, 0)
    if gap and (gap > 14 or a.precision == b.precision == "day"):
        return False
    text, other = (a, b) if a.precision == "document" else (b, a)
    if (text.precision, other.precision) == ("document", "day") and not a.kind and other.day > text.day + 1:
        return False
    out["TIME_SAME" if not gap else "TIME_NEAR" if gap <= 2 else "TIME_GAP"] = 1
    return True


def apart(a, b, signatures, like):
    """Two actors in one text, and texts without a date that name two days."""
    if a.document == b.document:
        return a.another != b.another or isinstance(a.party[0].agree(b.party[0]), str)
    days = [signatures[x.document].get("day") for x in (a, b)]
    return (a.day is None and b.day is None and like < 0.4 and None not in days
            and 1 < abs(days[0] - days[1]) < 365)


def features(a, b, signatures):
    """What fit.c looks at; None when search.c rules the pair out."""
    out = collections.Counter(BASE=1)
    if a.mode and b.mode and a.mode != b.mode or not (parties(a, b, out) and places(a, b, out) and times(a, b, out)):
        return None
    same = a.document == b.document
    like = 0.3 if same else min(0.5, likeness(signatures[a.document], signatures[b.document]))
    if apart(a, b, signatures, like):
        return None
    out["ACT_WORD"] = float(bool(a.act) and a.act == b.act)
    if not out["ACT_WORD"] and a.sense and b.sense:
        out["ACT_SENSE" if a.sense == b.sense else "ACT_OTHER"] = 1
    for x, y in zip(a.sizes, b.sizes):
        if x and y:
            out["SIZE_SAME" if x == y else "SIZE_DIFFER"] = 1
    out["ACT_CAMEO"] = float(bool(a.cameo) and a.cameo == b.cameo)
    out["ACT_MODE"] = float(bool(a.mode) and a.mode == b.mode)
    out["ACT_ONE_MODE"] = float(bool(a.mode) != bool(b.mode))
    out["ACT_TYPE"] = float(a.type != b.type)
    out["TEXT_LIKE"], out["TEXT_MUCH"] = like, max(0.0, like - 0.2)
    out["TEXT_WORD"], out["TEXT_MODE"] = like * out["ACT_WORD"], like * out["ACT_MODE"]
    out["TEXT_SAME"], out["TEXT_SENTENCE"] = float(same), float(same and a.sentence == b.sentence)
    for what in ("killed", "wounded", "arrested"):
        x, y = a.numbers.get(what), b.numbers.get(what)
        if x is None or y is None:
            continue
        if x == y:
            out["NUMBERS_SAME"] = 1
        if (x != y) if same else (max(x, y) // 2 > min(x, y) and abs(x - y) > 3):
            out["NUMBERS_DIFFER"] = 1
    return [float(out[n]) for n in NAMES]


def solve(matrix, right):
    n = len(right)
    rows = [r[:] + [v] for r, v in zip(matrix, right)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            for c in range(i, n + 1):
                rows[r][c] -= factor * rows[i][c]
    out = [0.0] * n
    for i in reversed(range(n)):
        out[i] = (rows[i][n] - sum(rows[i][c] * out[c] for c in range(i + 1, n))) / rows[i][i]
    return out


def learn(pairs, penalty):
    """Newton's method; the base is not penalised."""
    n = len(NAMES)
    weights = [0.0] * n
    for _ in range(25):
        gradient = [-penalty * w * (i > 0) for i, w in enumerate(weights)]
        hessian = [[penalty * (i == k and i > 0) + 1e-9 * (i == k) for k in range(n)] for i in range(n)]
        for x, y in pairs:
            p = 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, x))))
            used = [i for i in range(n) if x[i]]
            for i in used:
                gradient[i] += (y - p) * x[i]
                for k in used:
                    hessian[i][k] += p * (1 - p) * x[i] * x[k]
        step = solve(hessian, gradient)
        weights = [w + s for w, s in zip(weights, step)]
        if max(abs(s) for s in step) < 1e-6:
            break
    return weights


def tell(title, pairs, weights):
    right = given = wanted = 0
    for x, y in pairs:
        yes = sum(w * v for w, v in zip(weights, x)) > 0
        right, given, wanted = right + (yes and y), given + yes, wanted + y
    print(f"{title}: {len(pairs)} pairs, {wanted} one event; precision {right / max(given, 1):.3f}, "
          f"recall {right / max(wanted, 1):.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("record")
    parser.add_argument("--topics", choices=["even", "odd"], default="even")
    parser.add_argument("--penalty", type=float, default=2.0)
    parser.add_argument("--one-type", action="store_true", help="only pairs of the same type")
    arguments = parser.parse_args()
    _, mentions = read_gold(arguments.gold, "all")
    find_events(arguments.record, mentions)
    database = sqlite3.connect(f"file:{arguments.record}?mode=ro", uri=True)
    actors = {row[0]: row[1:] for row in database.execute("SELECT id, code, country, sector, lexicon FROM actors")}
    signatures = read_signatures(database)
    of = collections.defaultdict(list)
    for row in database.execute(SQL).fetchall():
        of[row[1]].append(Claim(row, database, actors))
    claims = []
    for mention in mentions:
        claim = next((c for c in of[mention.key[0]] if mention.begin < c.end and c.begin < mention.end), None)
        if claim and not claim.mention:
            claim.mention = mention
            claims.append(claim)
    halves = {"even": [], "odd": []}
    for a, b in itertools.combinations(claims, 2):
        half = "odd" if a.mention.row["topic"] % 2 else "even"
        alike = a.type == b.type or (not arguments.one_type and CLASSES.get(a.type, 0) == CLASSES.get(b.type, -1))
        if a.kind != b.kind or not alike or (b.mention.row["topic"] - a.mention.row["topic"]) % 2:
            continue
        x = features(a, b, signatures)
        if x:
            chain = a.mention.gold["chain"]
            halves[half].append((x, float(bool(chain) and chain == b.mention.gold["chain"])))
    weights = learn(halves[arguments.topics], arguments.penalty)
    for name, weight in zip(NAMES, weights):
        print(f"    [{name}] = {round(100 * weight)},")
    for half, pairs in halves.items():
        tell(half, pairs, weights)


if __name__ == "__main__":
    main()
