"""Predictions for sentences, and scores on the dev sets with gold tokens and sentences."""
import torch

from batches import Batch, Example, group
from treebank import BIO, DEPREL, HEAD, UPOS, XPOS
from trees import best_bio, best_trees

PREDICT_SUBWORDS = 3000


@torch.no_grad()
def predict(model, sentences, subwords, heads_given=False):
    """Yields (index, arc, relation, tag, bio, head, best_bio): probabilities (n, ...) and choices (n,)
    of each sentence, in order of length. With heads_given, relations are those at the heads of the rows."""
    model.eval()
    examples = [Example(s, subwords) for s in sentences]
    if heads_given:
        for e, s in zip(examples, sentences):
            e.heads = [int(row[HEAD]) for row in s.rows]
    for indices in group(examples, PREDICT_SUBWORDS):
        batch = Batch([examples[i] for i in indices])
        with torch.autocast("cpu", torch.bfloat16):
            x, arc = model(batch)
            arc = arc.log_softmax(2)
            heads = batch.heads.clamp(min=0) if heads_given else best_trees(arc, batch.lengths)
            relation = model.relations(x, heads).softmax(2)
            tag = model.tag(x).float().softmax(2)
            bio = model.entity(x).float().log_softmax(2)
        spans = best_bio(bio[:, 1:], batch.lengths)
        arc, bio = arc.exp(), bio.exp()
        for k, i in enumerate(indices):
            n = len(sentences[i])
            yield i, arc[k, 1:n + 1, :n + 1], relation[k, 1:n + 1], tag[k, 1:n + 1], bio[k, 1:n + 1], \
                heads[k, 1:n + 1], spans[k, :n]


def spans(labels):
    """{(begin, end, type)} of BIO labels."""
    found, begin = set(), None
    for i, label in enumerate(list(labels) + ["O"]):
        if begin is not None and not label.startswith("I-"):
            found.add((begin, i, labels[begin][2:]))
            begin = None
        if label.startswith("B-"):
            begin = i
    return found


def score(model, sentences, subwords, labels):
    """Percentages: uas, las (relation before its colon; punctuation counts), upos, xpos, entity f1 where annotated."""
    words = uas = las = upos = tags = hit = predicted = gold = 0
    for i, _, relation, tag, _, heads, bio in predict(model, sentences, subwords):
        rows = sentences[i].rows
        relation, tag = relation.argmax(1).tolist(), tag.argmax(1).tolist()
        for row, head, r, t in zip(rows, heads.tolist(), relation, tag):
            words += 1
            right = int(row[HEAD]) == head
            uas += right
            las += right and row[DEPREL].split(":")[0] == labels.relations[r].split(":")[0]
            upos += row[UPOS] == labels.tags[t].split("/")[0]
            tags += row[UPOS] + "/" + row[XPOS] == labels.tags[t]
        if sentences[i].entities:
            g, p = spans(sentences[i].entities), spans([BIO[b] for b in bio.tolist()])
            hit, predicted, gold = hit + len(g & p), predicted + len(p), gold + len(g)
    result = {"uas": uas / words, "las": las / words, "upos": upos / words, "tag": tags / words}
    if gold:
        result["entity_f1"] = 2 * hit / max(1, predicted + gold)
    return {k: round(100 * v, 2) for k, v in result.items()}
