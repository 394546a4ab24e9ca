"""Writes sentences with the teacher's trees and, in MISC, its doubts.

Comments on document and paragraph stay, and so does SpaceAfter=No. MISC else holds, joined by "|"
and "_" if none:
    H=5:91,3:6              probabilities of heads in percent, 0 the root
    R=nsubj:88,obj:11       of relations, given the head that stands in the HEAD column
    T=NOUN/NN:70,PROPN/NNP:29   of joint tags
    E=B-person:80,O:19      of entity labels
    Ent=B-place             the entity label, when it is not O
H, R, T, E are left out where the best probability is 0.98 or more and agrees with the columns (for
E: with Ent). They list at most 4 entries of 2 % or more. A name may contain "," and ":" (PUNCT/,
and nmod:poss), so an entry ends at ":" and digits followed by "," or the end.
"""
import os
import subprocess

import torch

from evaluate import predict
from treebank import BIO, DEPREL, HEAD, UPOS, XPOS

SURE, ENTRIES, SMALLEST = 0.98, 4, 0.02


def doubts(probability, names, chosen):
    """For each row of (n, k): the entries as text, or None where the chosen one is sure."""
    value, index = probability.topk(min(ENTRIES, probability.shape[1]), dim=1)
    out = []
    for v, i, c in zip(value.tolist(), index.tolist(), chosen):
        if v[0] >= SURE and names(i[0]) == c:
            out.append(None)
        else:
            out.append(",".join(f"{names(k)}:{round(100 * p)}" for p, k in zip(v, i) if p >= SMALLEST))
    return out


def spaced(columns):
    """What MISC says of the space behind a word: ends of sentences are learnt from it."""
    return "SpaceAfter=No" if "SpaceAfter=No" in columns[9].split("|") else "_"


def labelled(sentence, prediction, labels, gold):
    """The sentence as CoNLL-U text. With gold, columns 1-8 stay, and Ent where it is annotated."""
    arc, relation, tag, bio, heads, spans = prediction
    head_text = [str(h) for h in heads.tolist()]
    if gold:
        relation_text = [row[DEPREL] for row in sentence.rows]
        tag_text = [row[UPOS] + "/" + row[XPOS] for row in sentence.rows]
    else:
        relation_text = [labels.relations[r] for r in relation.argmax(1).tolist()]
        tag_text = [labels.tags[t] for t in tag.argmax(1).tolist()]
    entity_text = sentence.entities if gold and sentence.entities else [BIO[b] for b in spans.tolist()]
    soft = zip(doubts(arc, str, head_text), doubts(relation, labels.relations.__getitem__, relation_text),
               doubts(tag, labels.tags.__getitem__, tag_text), doubts(bio, BIO.__getitem__, entity_text))
    lines = list(sentence.comments)
    for i, (row, texts) in enumerate(zip(sentence.rows, soft)):
        if i in sentence.multiword:
            lines.append("\t".join(sentence.multiword[i][:2] + ["_"] * 7 + [spaced(sentence.multiword[i])]))
        misc = [f"{name}={text}" for name, text in zip("HRTE", texts) if text]
        if spaced(row) != "_":
            misc.append(spaced(row))
        if entity_text[i] != "O":
            misc.append("Ent=" + entity_text[i])
        if gold:
            columns = row[:8]
        else:
            upos, xpos = tag_text[i].split("/", 1)
            columns = [row[0], row[1], "_", upos, xpos, "_", head_text[i], relation_text[i]]
        lines.append("\t".join(columns + ["_", "|".join(misc) or "_"]))
    return "\n".join(lines) + "\n\n"


def label_part(model, sentences, subwords, labels, path, gold):
    """Labels one process's share of the sentences into a plain file."""
    texts = [None] * len(sentences)
    for i, *prediction in predict(model, sentences, subwords, heads_given=gold):
        texts[i] = labelled(sentences[i], prediction, labels, gold)
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(texts)


def join_parts(parts, path):
    """Compresses the parts, in order, to path, which appears only when it is whole."""
    joined = str(path) + ".joined"
    with open(joined, "wb") as out:
        for part in parts:
            with open(part, "rb") as f:
                out.write(f.read())
            os.unlink(part)
    subprocess.run(["zstd", "-q", "-f", "-10", "--rm", joined, "-o", str(path) + ".part"], check=True)
    os.replace(str(path) + ".part", path)
