"""Reads CoNLL-U (plain or .zst) and turns GUM's nested mentions into flat entity spans.

A sentence keeps its ten columns as they are, so that what is written later differs from what was
read only where the teacher has something to say. Empty nodes (8.1) are dropped; lines of multiword
tokens (1-2) are remembered before the word they precede.

Flat entities from GUM. A mention is kept when
  - its type is person, organization or place and its head word is a PROPN (GUM's own "named"
    flag belongs to the chain of mentions, hence also to pronouns: it cannot be used alone);
    a person whose head is plural (NNPS) becomes a group ("Democrats", "the Kurds");
  - its type is time and its head is no pronoun;
  - its type is another one (event, object, abstract, ...) and its head is a PROPN: "other".
A mention other than a time ends, after its head, before the first comma, bracket or dash and before
a clause, a second conjunct, or a phrase with another preposition than of, for, de that hangs on the
head ("Moreau in 1958"); it begins after articles, numbers and adjectives in lower case, and loses
function words at its end. All lose a final 's and punctuation at both ends. Of those of 1 to 8
words the outermost is kept: longer first, none overlapping one already kept. A mention longer than
8 words is thereby dropped in favour of those inside it.
"""
import dataclasses
import json
import subprocess

ENTITY_TYPES = ("person", "organisation", "place", "time", "group", "other")
BIO = ("O",) + tuple(f"{p}-{t}" for t in ENTITY_TYPES for p in "BI")     # B odd, its I follows
LONGEST_ENTITY = 8
NAME_PREPOSITIONS = ("of", "for", "de")
FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL = range(1, 8)


@dataclasses.dataclass
class Sentence:
    id: str
    rows: list                  # the ten columns of each word
    multiword: dict             # index of a word -> columns of the line before it
    comments: list              # lines that say where it stands: document, paragraph, its name
    entities: list = None       # BIO labels, one a word; None when not annotated

    @property
    def forms(self):
        return [row[FORM] for row in self.rows]

    def __len__(self):
        return len(self.rows)


def read_text(path):
    if str(path).endswith(".zst"):
        return subprocess.run(["zstd", "-dcq", path], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")
    with open(path, encoding="utf-8") as f:
        return f.read()


def parse_conllu(text):
    sentences, rows, multiword, comments, name = [], [], {}, [], ""
    for line in text.split("\n"):
        if not line:
            if rows:
                sentences.append(Sentence(name, rows, multiword, comments))
            rows, multiword, comments, name = [], {}, [], ""
        elif line[0] == "#":
            if line.startswith(("# newdoc", "# newpar", "# sent_id")):
                comments.append(line)
            if line.startswith("# sent_id = "):
                name = line[12:]
        else:
            columns = line.split("\t")
            if "-" in columns[0]:
                multiword[len(rows)] = columns
            elif "." not in columns[0]:
                rows.append(columns)
    if rows:
        sentences.append(Sentence(name, rows, multiword, comments))
    return sentences


def read_conllu(path):
    return parse_conllu(read_text(path))


def ends_name(rows, i, head):
    """Whether word i, after the head of a name, no longer belongs to the name."""
    row, above = rows[i], int(rows[i][HEAD]) - 1
    if row[XPOS] in (",", "-LRB-", ":"):
        return True
    if above == head:
        return row[DEPREL].startswith(("acl", "advcl"))
    if above > i and int(rows[above][HEAD]) - 1 == head:
        if rows[above][DEPREL].startswith(("acl", "advcl")):
            return True
        return row[DEPREL] == "cc" or row[DEPREL] == "case" and row[FORM].lower() not in NAME_PREPOSITIONS
    return False


def trim(sentence, begin, end, head, is_time):
    """The span without what is no part of the name or time."""
    rows = sentence.rows
    if not is_time:
        end = next((i for i in range(head + 1, end) if ends_name(rows, i, head)), end)
        while begin < head and rows[begin][UPOS] in ("DET", "NUM", "ADJ", "ADV", "PRON") and (
                rows[begin][FORM].lower() in ("the", "a", "an") or not rows[begin][FORM][:1].isupper()):
            begin += 1
        while end - 1 > head and rows[end - 1][UPOS] in ("ADP", "ADV", "AUX", "DET", "PRON"):
            end -= 1
    while end > begin and (rows[end - 1][UPOS] == "PUNCT" or rows[end - 1][XPOS] == "POS"):
        end -= 1
    while begin < end and rows[begin][UPOS] == "PUNCT":
        begin += 1
    return begin, end


def flat_entities(sentence, mentions):
    """BIO labels, one a word, of GUM's mentions [begin, end, type, head, named, ...]."""
    kept = []
    for begin, end, kind, head, *_ in mentions:
        if head is None or not begin <= head < end:
            continue
        row = sentence.rows[head]
        if kind == "time":
            label = "time" if row[UPOS] != "PRON" else None
        elif row[UPOS] != "PROPN":
            label = None
        elif kind == "person":
            label = "group" if row[XPOS] == "NNPS" else "person"
        else:
            label = {"organization": "organisation", "place": "place"}.get(kind, "other")
        if label:
            begin, end = trim(sentence, begin, end, head, label == "time")
            if begin <= head < end and end - begin <= LONGEST_ENTITY:
                kept.append((end - begin, begin, end, label))
    labels = ["O"] * len(sentence)
    for _, begin, end, label in sorted(kept, key=lambda k: (-k[0], k[1])):
        if all(l == "O" for l in labels[begin:end]):
            labels[begin:end] = ["B-" + label] + ["I-" + label] * (end - begin - 1)
    return labels


def add_entities(sentences, path):
    """Gives the sentences found in GUM's entity layer their labels; returns how many got them."""
    layer = {}
    for line in read_text(path).splitlines():
        row = json.loads(line)
        layer[row["sid"]] = row
    found = 0
    for sentence in sentences:
        row = layer.get(sentence.id)
        if row and row["tokens"] == sentence.forms:
            sentence.entities = flat_entities(sentence, row["ents"])
            found += 1
    return found
