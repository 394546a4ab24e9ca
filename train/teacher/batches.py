"""Numbers for the network: label inventories, shapes of words, padded batches, changed sentences."""
import random
import zlib

import torch

from treebank import BIO, DEPREL, FORM, HEAD, UPOS, XPOS

SHAPES = 512
LONGEST_SENTENCE = 150      # words; longer ones are neither learnt from nor labelled
UPPER, LOWER, BARE = 0.05, 0.05, 0.03     # shares of sentences shown all-upper, all-lower, unpunctuated


class Labels:
    """Relations with subtypes and joint UPOS/XPOS tags, in the order of their names."""

    def __init__(self, relations, tags):
        self.relations, self.tags = relations, tags
        self.relation_number = {r: i for i, r in enumerate(relations)}
        self.tag_number = {t: i for i, t in enumerate(tags)}
        self.bio_number = {b: i for i, b in enumerate(BIO)}

    @classmethod
    def of(cls, sentences):
        rows = [row for s in sentences for row in s.rows]
        return cls(sorted({row[DEPREL] for row in rows}), sorted({row[UPOS] + "/" + row[XPOS] for row in rows}))


def shape(form):
    """Number of the pattern of the word's first 8 characters: Xxxx, XX, dd, ...; 0 is kept for the root."""
    pattern = "".join("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in form[:8])
    return 1 + zlib.crc32(pattern.encode("utf-8")) % (SHAPES - 1)


class Example:
    """A sentence in numbers. Labels outside the inventory and missing ones are -100."""
    __slots__ = ("subwords", "first", "shapes", "heads", "relations", "tags", "entities")

    def __init__(self, sentence, subwords, labels=None, case=None):
        forms = sentence.forms
        self.subwords, self.first = subwords.sentence(forms)
        self.shapes = [shape(case(f) if case else f) for f in forms]
        n = len(forms)
        self.heads = self.relations = self.tags = self.entities = [-100] * n
        if labels:
            self.heads = [int(row[HEAD]) for row in sentence.rows]
            self.relations = [labels.relation_number.get(row[DEPREL], -100) for row in sentence.rows]
            self.tags = [labels.tag_number.get(row[UPOS] + "/" + row[XPOS], -100) for row in sentence.rows]
            if sentence.entities:
                self.entities = [labels.bio_number[b] for b in sentence.entities]


def without_punctuation(sentence):
    """The sentence without its childless PUNCT words, or itself when that leaves nothing."""
    heads = {int(row[HEAD]) for row in sentence.rows}
    kept = [i for i, row in enumerate(sentence.rows) if row[UPOS] != "PUNCT" or i + 1 in heads]
    if not kept or len(kept) == len(sentence):
        return sentence
    number = {0: 0} | {old + 1: new + 1 for new, old in enumerate(kept)}
    rows = [list(sentence.rows[i]) for i in kept]
    for row in rows:
        row[HEAD] = str(number[int(row[HEAD])])
    entities = [sentence.entities[i] for i in kept] if sentence.entities else None
    return type(sentence)(sentence.id, rows, {}, entities)


def changed(sentence, draw):
    """What one epoch shows of a sentence: (sentence, function for the case of its shapes or None)."""
    chance = draw.random()
    if chance < UPPER:
        return sentence, str.upper
    if chance < UPPER + LOWER:
        return sentence, str.lower
    if chance < UPPER + LOWER + BARE:
        return without_punctuation(sentence), None
    return sentence, None


def group(examples, subwords, draw=None):
    """Indices in batches of like length, at most `subwords` with padding; shuffled when `draw` is given."""
    noise = (lambda: draw.random() * 4) if draw else (lambda: 0)
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].subwords) + noise())
    result, batch, longest = [], [], 0
    for i in order:
        longest = max(longest, len(examples[i].subwords))
        if batch and longest * (len(batch) + 1) > subwords:
            result.append(batch)
            batch, longest = [], len(examples[i].subwords)
        batch.append(i)
    if batch:
        result.append(batch)
    if draw:
        draw.shuffle(result)
    return result


def padded(rows, fill, width, shift=0):
    out = torch.full((len(rows), width), fill, dtype=torch.long)
    for i, row in enumerate(rows):
        out[i, shift:shift + len(row)] = torch.tensor(row)
    return out


class Batch:
    """Tensors: subwords (B, T), their counts (B,); the rest (B, N+1) with the root at 0; lengths (B,) in words."""

    def __init__(self, examples):
        t = max(len(e.subwords) for e in examples)
        n = max(len(e.first) for e in examples) + 1
        self.subwords = padded([e.subwords for e in examples], 0, t)
        self.subword_counts = torch.tensor([len(e.subwords) for e in examples])
        self.lengths = torch.tensor([len(e.first) for e in examples])
        self.first = padded([e.first for e in examples], 0, n, 1)
        self.shapes = padded([e.shapes for e in examples], 0, n, 1)
        self.heads = padded([e.heads for e in examples], -100, n, 1)
        self.relations = padded([e.relations for e in examples], -100, n, 1)
        self.tags = padded([e.tags for e in examples], -100, n, 1)
        self.entities = padded([e.entities for e in examples], -100, n, 1)


def draw_for(seed, epoch):
    return random.Random(seed * 1000 + epoch)
