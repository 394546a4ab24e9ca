#!/usr/bin/env python3
"""Sorts short texts into ACLED's event types, by tocsin's claims and data/acled.txt.

    tools/acled.py [--tocsin build/tocsin] [--map data/acled.txt] [--why] FILE.jsonl

FILE has one JSON object a line with "id" and "text" (also "published", "title"). Printed is
one object a line: {"id", "type", "points"}, with --why also the lines of the map that gave
points. The map says how the points come about; this program only runs the command
(`code` for the claims, `parse` for the words) and counts.
"""
import argparse
import collections
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEYS = ("actor", "recipient", "party", "trigger", "cameo", "context", "status", "number", "word",
        "all", "tree", "subj")
REACH = 3  # steps in the tree between the two words of "tree:"


class MapError(Exception):
    pass


class Word:
    __slots__ = ("lemma", "head", "relation", "sentence", "begin", "end")

    def __init__(self, lemma, head, relation, sentence, begin, end):
        self.lemma, self.head, self.relation, self.sentence = lemma, head, relation, sentence
        self.begin, self.end = begin, end


class Text:
    """One document: its words, and its claims with the number of their sentence."""

    def __init__(self):
        self.words, self.claims, self.bounds = [], [], []
        self._grams = {}

    def grams(self, sentence=None):
        """The lemmas and, joined by _, the pairs and triples of lemmas; of one sentence, or all."""
        if sentence not in self._grams:
            found = set()
            for s, (begin, end) in enumerate(self.bounds):
                if sentence is not None and s != sentence:
                    continue
                lemmas = [w.lemma for w in self.words[begin:end]]
                for n in (1, 2, 3):
                    found.update("_".join(lemmas[i:i + n]) for i in range(len(lemmas) - n + 1))
            self._grams[sentence] = found
        return self._grams[sentence]

    def below(self, heads, dependents, sentence=None):
        """Does one of the dependents stand under one of the heads?"""
        for word in self.words:
            if word.lemma not in dependents or (sentence is not None and word.sentence != sentence):
                continue
            up = word
            for _ in range(REACH):
                if up.head < 0:
                    break
                up = self.words[up.head]
                if up.lemma in heads:
                    return True
        return False

    def does(self, heads, doers, sentence=None):
        """Is one of the doers the subject of one of the heads, or its "by"?"""
        by = {w.head for w in self.words if w.lemma == "by" and w.relation == "case"}
        for i, word in enumerate(self.words):
            if word.lemma not in doers or (sentence is not None and word.sentence != sentence):
                continue
            at = i
            while self.words[at].relation in ("conj", "appos", "compound", "flat") and self.words[at].head >= 0:
                at = self.words[at].head
            up = self.words[at]
            if up.head < 0 or not (up.relation in ("nsubj", "obl:agent") or (up.relation == "obl" and at in by)):
                continue
            verb = self.words[up.head]
            for _ in range(REACH):  # "attacked and took": the first verb has the subject
                if verb.lemma in heads:
                    return True
                verb = next((w for w in self.words if w.relation in ("conj", "xcomp")
                             and w.head >= 0 and self.words[w.head] is verb), verb)
        return False

    def sentence_at(self, byte):
        for s, (begin, end) in enumerate(self.bounds):
            if end > begin and byte < self.words[end - 1].end:
                return s
        return max(0, len(self.bounds) - 1)

    def lemmas_in(self, begin, end):
        return {w.lemma for w in self.words if w.begin < end and w.end > begin}


def sectors(parties):
    """Sectors of the parties of one side; a country alone is STATE, an unknown one NONE."""
    found = set()
    for party in parties:
        if party.get("sector"):
            found.add(party["sector"])
        else:
            found.add("STATE" if party.get("country") else "NONE")
    return found or {"-"}


class Line:
    """One line of the map: what it asks for, the class that it speaks for, how loudly."""

    def __init__(self, number, source, acts, asked, label, points):
        self.number, self.source, self.acts, self.asked = number, source, acts, asked
        self.label, self.points = label, points

    def claim_fits(self, claim):
        if self.acts == {"any"}:
            return True
        return any(a in self.acts for a in (claim["type"], f"{claim['type']}.{claim['mode'] or '-'}"))

    def fits(self, text, sentence, claim):
        for key, negated, values in self.asked:
            if key == "word":
                hit = not values.isdisjoint(text.grams(sentence))
            elif key == "all":
                hit = not values.isdisjoint(text.grams())
            elif key in ("tree", "subj"):
                find = text.below if key == "tree" else text.does
                hit = find(values[0], values[1], sentence)
            else:
                hit = self.of_claim(key, values, text, claim)
            if hit == negated:
                return False
        return True

    @staticmethod
    def of_claim(key, values, text, claim):
        if key == "actor":
            return not values.isdisjoint(sectors(claim["actors"]))
        if key == "recipient":
            return not values.isdisjoint(sectors(claim["recipients"]))
        if key == "party":
            return not values.isdisjoint(sectors(claim["actors"]) | sectors(claim["recipients"]))
        if key == "trigger":
            return not values.isdisjoint(text.lemmas_in(claim["why"]["begin"], claim["why"]["end"]))
        if key == "cameo":
            return any((claim["cameo"] or "").startswith(v) for v in values)
        if key == "context":
            return not values.isdisjoint(claim["contexts"])
        if key == "status":
            return claim["status"] in values
        return any(n["what"] in values for n in claim["numbers"])


class Map:
    def __init__(self, path):
        self.lines, self.classes, self.lists = [], [], {}
        self.later, self.otherwise = 1.0, None
        with open(path, encoding="utf-8") as f:
            for number, raw in enumerate(f, 1):
                try:
                    self.read(number, raw.split(" #")[0].strip())
                except MapError as e:
                    raise MapError(f"{path}:{number}: {e}") from None
        if not self.otherwise:
            raise MapError(f"{path}: no 'otherwise' line")

    def words(self, text):
        found = set()
        for word in text.split(","):
            word = word.strip()
            if word.startswith("@"):
                if word[1:] not in self.lists:
                    raise MapError(f"no list {word}")
                found |= self.lists[word[1:]]
            elif word:
                found.add(word)
        if not found:
            raise MapError("no words")
        return found

    def read(self, number, line):
        if not line or line.startswith("#"):
            return
        if line.startswith("@"):
            name, _, words = line[1:].partition("=")
            self.lists.setdefault(name.strip(), set()).update(self.words(words))
        elif line.startswith("classes:"):
            self.classes = line[8:].split()
        elif line.startswith("later:"):
            self.later = float(line[6:])
        elif line.startswith("otherwise:"):
            self.otherwise = line[10:].strip()
        else:
            self.lines.append(self.rule(number, line))

    def rule(self, number, line):
        left, arrow, right = line.partition("->")
        right = right.split()
        if not arrow or len(right) != 2 or not left.split():
            raise MapError(f"not 'ACT conditions -> CLASS points': {line}")
        if right[0] not in self.classes:
            raise MapError(f"unknown class {right[0]}")
        acts, asked = set(left.split()[0].split(",")), []
        for condition in left.split()[1:]:
            key, colon, values = condition.partition(":")
            negated = key.endswith("-")
            key = key.rstrip("-")
            if not colon or key not in KEYS:
                raise MapError(f"unknown condition {condition}")
            if acts == {"text"} and key not in ("word", "all", "tree", "subj"):
                raise MapError(f"{key}: asks for a claim, and this line has none")
            if key in ("tree", "subj"):
                heads, more, dependents = values.partition(">")
                if not more:
                    raise MapError(f"{key}: wants HEADS>WORDS")
                asked.append((key, negated, (self.words(heads), self.words(dependents))))
            else:
                asked.append((key, negated, self.words(values)))
        try:
            points = float(right[1])
        except ValueError:
            raise MapError(f"no number of points: {right[1]}") from None
        return Line(number, line, acts, asked, right[0], points)

    def sort(self, text, claims_only=False):
        """(class, its points, [(line, points)] of the class), the points of all classes."""
        won, because = collections.Counter(), collections.defaultdict(list)
        for line in self.lines:
            best = 0.0
            if line.acts == {"text"}:
                if not claims_only:
                    for s in range(len(text.bounds)):
                        share = 1.0 if s == 0 else self.later
                        if share > best and line.fits(text, s, None):
                            best = share
            else:
                for s, claim in text.claims:
                    share = 1.0 if s == 0 else self.later
                    if share > best and line.claim_fits(claim) and line.fits(text, s, claim):
                        best = share
            if best:
                won[line.label] += line.points * best
                because[line.label].append((line, line.points * best))
        label = max(self.classes, key=lambda c: won[c], default=self.otherwise)
        if won[label] <= 0:
            return self.otherwise, 0.0, [], won
        return label, won[label], because[label], won


def run(tocsin, command, documents):
    payload = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents).encode("utf-8")
    done = subprocess.run([tocsin, *command, "-"], input=payload, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1, 4):  # 4: a text could not be used
        sys.exit(f"{tocsin} {' '.join(command)} failed with {done.returncode}: "
                 + done.stderr.decode("utf-8", "replace")[-2000:])
    return done.stdout.decode("utf-8")


def read_trees(out, texts):
    """Words of `tocsin parse` into the texts: lemma, head, bytes."""
    text, pending = None, []

    def close():
        if text is not None and pending:
            begin = len(text.words)
            for lemma, head, relation, first, last in pending:
                text.words.append(Word(lemma, begin + head - 1 if head else -1, relation,
                                       len(text.bounds), first, last))
            text.bounds.append((begin, len(text.words)))
        pending.clear()

    for line in out.splitlines():
        if line.startswith("# newdoc id = "):
            close()
            text = texts[line[14:]]
        elif not line:
            close()
        elif line[0] != "#":
            c = line.split("\t")
            if not c[0].isdigit():
                continue
            span = next((m[11:].split(":") for m in c[9].split("|") if m.startswith("TokenRange=")), (0, 0))
            pending.append((c[2].lower(), int(c[6]), c[7], int(span[0]), int(span[1])))
    close()


def read_texts(tocsin, documents):
    """{id: Text} of documents with id and text: one run of the parser, one of the coder."""
    texts = {d["id"]: Text() for d in documents}
    read_trees(run(tocsin, ["parse", "--quiet"], documents), texts)
    for line in run(tocsin, ["code", "--quiet"], documents).splitlines():
        claim = json.loads(line)
        text = texts[claim["document"]]
        text.claims.append((text.sentence_at(claim["begin"]), claim))
    return texts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--tocsin", default=os.path.join(ROOT, "build", "tocsin"))
    parser.add_argument("--map", default=os.path.join(ROOT, "data", "acled.txt"))
    parser.add_argument("--why", action="store_true", help="print the lines that gave points")
    args = parser.parse_args()
    try:
        table = Map(args.map)
    except MapError as e:
        sys.exit(str(e))
    with open(args.file, encoding="utf-8") as f:
        documents = [json.loads(line) for line in f if line.strip()]
    texts = read_texts(args.tocsin, documents)
    for d in documents:
        label, points, because, _ = table.sort(texts[d["id"]])
        row = {"id": d["id"], "type": label, "points": round(points, 2)}
        if args.why:
            row["why"] = [f"{line.number}: {line.source}" for line, _ in because]
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
