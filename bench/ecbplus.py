#!/usr/bin/env python3
"""Scores the merging of claims into events on ECB+ (event coreference across documents).

    bench/ecbplus.py GOLD.jsonl [--tocsin build/tocsin] [--topics even|odd|all] [--errors N]

GOLD has news texts about 43 pairs of alike stories (two fires, two arrests), with mentions of
events and the chain each belongs to; only reviewed mentions count. All texts go into ONE record,
without topic, in the order of the file: what tocsin is not told, the baselines are.

  mentions    gold's mentions of events that a claim's trigger stands in: the political subset.
              Gold mentions are given, clusters are predicted, as in the papers on ECB+. A mention
              without chain is a cluster of its own, in gold and in every answer scored
  tocsin      mentions whose claims are of one event
  lemma       the baseline: the same lemma of the head in the same topic (or subtopic: the
              story itself is given away)

MUC, B3, CEAF-e (phi 4), their mean (CoNLL F1) and LEA are counted over all texts at once.
--check compares the counting with figures worked out by hand. The texts come in tokens: they are
put together again, and a first line that is the page's address becomes the url, as a reader would
have found it; a date in the address or in a line of its own at the top is the day of publication.
"""
import argparse
import collections
import datetime
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# ---- counting ----------------------------------------------------------------------------


def pairing(weights):
    """The greatest sum of weights[i][j] with each row and column once (Hungarian method)."""
    turned = len(weights) > len(weights[0])
    rows = [list(r) for r in zip(*weights)] if turned else weights
    n, m = len(rows), len(rows[0])
    up, vp, match = [0.0] * (n + 1), [0.0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        match[0], column = i, 0
        least, way, used = [float("inf")] * (m + 1), [0] * (m + 1), [False] * (m + 1)
        while match[column]:
            used[column], row, delta, following = True, match[column], float("inf"), 0
            for j in range(1, m + 1):
                if used[j]:
                    continue
                cost = -rows[row - 1][j - 1] - up[row] - vp[j]
                if cost < least[j]:
                    least[j], way[j] = cost, column
                if least[j] < delta:
                    delta, following = least[j], j
            for j in range(m + 1):
                if used[j]:
                    up[match[j]] += delta
                    vp[j] -= delta
                else:
                    least[j] -= delta
            column = following
        while column:
            match[column] = match[way[column]]
            column = way[column]
    return sum(rows[match[j] - 1][j - 1] for j in range(1, m + 1) if match[j])


def clusters_of(label):
    sets = collections.defaultdict(set)
    for mention, cluster in label.items():
        sets[cluster].add(mention)
    return list(sets.values())


def f1(right, asked, found, given):
    recall = right / asked if asked else 0.0
    precision = found / given if given else 0.0
    return recall, precision, 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def muc_side(clusters, other):
    right = sum(len(c) - len({other[m] for m in c}) for c in clusters)
    return right, sum(len(c) - 1 for c in clusters)


def lea_side(clusters, other):
    right = 0.0
    for c in clusters:
        if len(c) == 1:  # a cluster of one is its own link
            alone = sum(1 for o in other.values() if o == other[next(iter(c))]) == 1
            right += alone
            continue
        sizes = collections.Counter(other[m] for m in c)
        links = sum(n * (n - 1) / 2 for n in sizes.values())
        right += len(c) * links / (len(c) * (len(c) - 1) / 2)
    return right, sum(len(c) for c in clusters)


def ceaf(gold, answer, of_gold, of_answer):
    """Components first: clusters without a common mention need no pairing."""
    total, seen = 0.0, set()
    index_g = {m: i for i, c in enumerate(gold) for m in c}
    index_a = {m: i for i, c in enumerate(answer) for m in c}
    for start in range(len(gold)):
        if start in seen:
            continue
        group, others, stack = [], set(), [start]
        seen.add(start)
        while stack:
            g = stack.pop()
            group.append(g)
            for a in {index_a[m] for m in gold[g]}:
                if a in others:
                    continue
                others.add(a)
                for h in {index_g[m] for m in answer[a]}:
                    if h not in seen:
                        seen.add(h)
                        stack.append(h)
        columns = sorted(others)
        total += pairing([[2 * len(gold[g] & answer[a]) / (len(gold[g]) + len(answer[a])) for a in columns]
                          for g in group])
    return total


def score(gold, answer):
    """Both name the cluster of each mention. Gives {measure: (recall, precision, F1)}."""
    assert gold.keys() == answer.keys()
    g, a = clusters_of(gold), clusters_of(answer)
    out = {"MUC": f1(*muc_side(g, answer), *muc_side(a, gold))}
    of = {m: c for c in a for m in c}
    mine = {m: c for c in g for m in c}
    shared = {m: len(of[m] & mine[m]) for m in gold}
    out["B3"] = f1(sum(shared[m] / len(mine[m]) for m in gold), len(gold),
                   sum(shared[m] / len(of[m]) for m in gold), len(gold))
    same = ceaf(g, a, gold, answer)
    out["CEAF-e"] = f1(same, len(g), same, len(a))
    out["LEA"] = f1(*lea_side(g, answer), *lea_side(a, gold))
    return out


def conll(figures):
    return sum(figures[m][2] for m in ("MUC", "B3", "CEAF-e")) / 3


def check():
    """The example of Pradhan and others 2014 (ACL, "Scoring coreference partitions"), figure 1
    without its twinless mentions, and of Vilain, Bagga, Luo: all worked out by hand."""
    gold = dict(zip("abcdefg", "1112222"))
    answer = dict(zip("abcdefg", "1122233"))
    got = score(gold, answer)
    wanted = {  # fractions worked out by hand
        "MUC": (3 / 5, 3 / 4),
        "B3": ((2 * 2 / 3 + 1 / 3 + 2 * 2 / 4 + 2 * 2 / 4) / 7, (2 + 1 / 3 + 2 * 2 / 3 + 2) / 7),
        "CEAF-e": ((4 / 5 + 4 / 6) / 2, (4 / 5 + 4 / 6) / 3),
        "LEA": ((3 * 1 / 3 + 4 * 2 / 6) / 7, (2 + 3 * 1 / 3 + 2) / 7),
    }
    for measure, (recall, precision) in wanted.items():
        assert abs(got[measure][0] - recall) < 1e-9 and abs(got[measure][1] - precision) < 1e-9, (
            measure, got[measure], recall, precision)
    assert all(abs(x - 1) < 1e-9 for m in score(gold, gold).values() for x in m)
    assert abs(pairing([[3, 2, 0], [2, 0, 0]]) - 4) < 1e-9
    print("the counting is right")


# ---- texts -------------------------------------------------------------------------------

NO_SPACE_BEFORE = re.compile(r"""^(?:[.,;:!?%)\]}]|n't|''|'(?:s|re|ve|ll|d|m|S))$""")
NO_SPACE_BEHIND = {"``", "(", "[", "{", "$", "#"}
MONTHS = {m: i % 12 + 1 for i, m in enumerate(
    "january february march april may june july august september october november december "
    "jan feb mar apr may jun jul aug sep oct nov dec".split())}


def day_of(year, month, day):
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def day_in(line):
    """A day that a line of a page's head names; None: it names none."""
    packed = line.replace(" ", "")
    m = re.search(r"/((?:19|20)\d\d)/(\d\d?|[a-z]{3})/(\d\d?)/", packed)
    if m:
        month = m[2] if m[2].isdigit() else MONTHS.get(m[2], 0)
        return day_of(m[1], month, m[3])
    m = re.search(r"([A-Z][a-z]{2,8})\.? *(\d\d?)(?:st|nd|rd|th)? *,? *((?:19|20)\d\d)", line.replace(" ,", ","))
    if m and m[1].lower() in MONTHS:
        return day_of(m[3], MONTHS[m[1].lower()], m[2])
    m = re.search(r"(\d\d?) *([A-Z][a-z]{2,8})\.? *,? *((?:19|20)\d\d)", line)
    if m and m[2].lower() in MONTHS:
        return day_of(m[3], MONTHS[m[2].lower()], m[1])
    return None


def rebuild(text):
    """The text with its tokens put together, and where each character of it went."""
    out, where, size = [], [], 0
    before = ""
    for line in text.split("\n"):
        at = 0
        for token in line.split(" "):
            if at:
                gap = "" if not token or NO_SPACE_BEFORE.match(token) or before in NO_SPACE_BEHIND else " "
                where.append(size)
                out.append(gap)
                size += len(gap)
            shown = {"``": '"', "''": '"'}.get(token, token)
            for i in range(len(token)):
                where.append(size + min(i, max(len(shown) - 1, 0)))
            out.append(shown)
            size += len(shown)
            before, at = token, 1
        where.append(size)
        out.append("\n")
        size += 1
    where.append(size)
    return "".join(out), where


def document_of(row):
    """What goes into tocsin, and a function from gold's characters to bytes of its text."""
    text, skip, url, published = row["text"], 0, "", None
    lines = text.split("\n")
    if lines[0].startswith("http : "):
        url, skip = lines[0].replace(" ", ""), len(lines[0]) + 1
        published = next((d for d in map(day_in, lines[:5]) if d and d > "1990"), None)
    whole, where = rebuild(text[skip:])
    bytes_at, size = [], 0
    for ch in whole:
        bytes_at.append(size)
        size += len(ch.encode("utf-8"))
    bytes_at.append(size)
    document = {"id": row["doc_id"], "text": whole}
    if url:
        document["url"] = url
    if published:
        document["published"] = published
    return document, lambda at: bytes_at[where[at - skip]] if at >= skip else -1


def run(command, payload=None):
    done = subprocess.run(command, input=payload, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1, 4):
        sys.exit(f"{command[0]} failed with {done.returncode}: {done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return done.stdout.decode("utf-8")


class Mention:
    """An event mention of gold: where it stands in tocsin's text, in bytes."""

    def __init__(self, row, gold, begin, end):
        self.key = (row["doc_id"], gold["begin"], gold["end"])
        self.row, self.gold, self.begin, self.end = row, gold, begin, end
        self.lemma, self.event = gold["text"].lower(), None


def read_gold(path, topics):
    documents, mentions = [], []
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        if topics != "all" and row["topic"] % 2 != (topics == "odd"):
            continue
        document, at = document_of(row)
        documents.append(document)
        for m in row["mentions"]:
            if m["reviewed"] and "ACTION_" in m["tag"] and at(m["begin"]) >= 0:
                mentions.append(Mention(row, m, at(m["begin"]), at(m["end"] - 1) + 1))
    return documents, mentions


def by_document(mentions):
    out = collections.defaultdict(list)
    for m in mentions:
        out[m.key[0]].append(m)
    return out


def find_heads(tocsin, payload, mentions):
    """The lemma of each mention's head: the token whose own head stands outside."""
    of, here = by_document(mentions), []
    sentence = []

    def finish():
        for m in here:
            inside = {t[0]: t for t in sentence if t[4] < m.end and m.begin < t[5]}
            head = next((t for t in inside.values() if t[3] not in inside), None)
            if head:
                m.lemma = head[2].lower()
        sentence.clear()

    for line in run([tocsin, "parse", "--quiet", "--any-language", "-"], payload).splitlines():
        if line.startswith("# newdoc id = "):
            here = of[line[14:]]
        elif not line:
            finish()
        elif line[0] != "#":
            column = line.split("\t")
            span = re.search(r"TokenRange=(\d+):(\d+)", column[9])
            if span and column[0].isdigit():
                sentence.append((column[0], column[1], column[2], column[6], int(span[1]), int(span[2])))


def find_events(record, mentions):
    """Of several claims in one mention the first decides."""
    of = by_document(mentions)
    database = sqlite3.connect(f"file:{record}?mode=ro", uri=True)
    for name, begin, end, event in database.execute(
            "SELECT d.name, c.trigger_begin, c.trigger_end, c.event FROM claims c "
            "JOIN documents d ON d.id = c.document ORDER BY c.id"):
        for m in of[name]:
            if m.event is None and m.begin < end and begin < m.end:
                m.event = event
    database.close()


def report(title, mentions, name):
    """name gives the cluster of a mention; gold's singletons are no help to anybody."""
    gold = {m.key: m.gold["chain"] or m.key for m in mentions}
    figures = score(gold, {m.key: name(m) for m in mentions})
    print(f"{title:28s} {conll(figures):6.3f}   " + "   ".join(
        f"{measure} {r:.3f} {p:.3f} {f:.3f}" for measure, (r, p, f) in figures.items()))
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?")
    parser.add_argument("--tocsin", default=os.path.join(ROOT, "build", "tocsin"))
    parser.add_argument("--topics", choices=["all", "even", "odd"], default="all")
    parser.add_argument("--record", help="keep the record here")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    if arguments.check:
        return check()
    documents, mentions = read_gold(arguments.gold, arguments.topics)
    payload = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents).encode("utf-8")
    find_heads(arguments.tocsin, payload, mentions)
    with tempfile.TemporaryDirectory() as folder:
        record = arguments.record or os.path.join(folder, "ecbplus.db")
        run([arguments.tocsin, "code", "--quiet", "--any-language", "--record", record, "-"], payload)
        find_events(record, mentions)
    claimed = [m for m in mentions if m.event is not None]
    print(f"{len(documents)} documents, {sum('published' in d for d in documents)} with a date; "
          f"{len(mentions)} mentions of events, {len(claimed)} of them with a claim")
    print("                              CoNLL   recall, precision, F1 of each")
    report("tocsin, one record", claimed, lambda m: m.event)
    report("lemma in the topic", claimed, lambda m: (m.row["topic"], m.lemma))
    report("lemma in the subtopic", claimed, lambda m: (m.row["subtopic"], m.lemma))
    report("lemma, one record", claimed, lambda m: m.lemma)
    report("each alone", claimed, lambda m: m.key)


if __name__ == "__main__":
    main()
