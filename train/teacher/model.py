"""Encoder and four heads: biaffine arcs and relations (Dozat and Manning 2017), tags, entities."""
import torch
from torch import nn
from torch.nn import functional as F

from batches import SHAPES
from encoder import Encoder
from treebank import BIO

ARC, RELATION, TAG, SHAPE = 512, 128, 256, 32      # sizes
DROPOUT = 0.33


def perceptron(size, out):
    return nn.Sequential(nn.Dropout(DROPOUT), nn.Linear(size, out), nn.GELU(), nn.Dropout(DROPOUT))


def with_one(x):
    return F.pad(x, (0, 1), value=1.0)


class Teacher(nn.Module):
    def __init__(self, folder, labels):
        super().__init__()
        self.encoder = Encoder(folder)
        self.mix = nn.Parameter(torch.zeros(self.encoder.mix))
        self.shape = nn.Embedding(SHAPES, SHAPE)
        size = self.encoder.size + SHAPE
        relations, tags = len(labels.relations), len(labels.tags)
        self.arc_dependent, self.arc_head = perceptron(size, ARC), perceptron(size, ARC)
        self.relation_dependent, self.relation_head = perceptron(size, RELATION), perceptron(size, RELATION)
        self.arc = nn.Linear(ARC + 1, ARC, bias=False)                    # its last column scores heads alone
        self.relation = nn.Linear(RELATION + 1, relations * (RELATION + 1), bias=False)
        self.tag = nn.Sequential(perceptron(size, TAG), nn.Linear(TAG, tags))
        self.entity = nn.Sequential(perceptron(size, TAG), nn.Linear(TAG, len(BIO)))
        nn.init.zeros_(self.arc.weight)
        nn.init.zeros_(self.relation.weight)

    def forward(self, batch):
        """Words (B, N+1, size), the root being the encoder's first position, and arc scores
        (B, N+1, N+1) [dependent, head], -inf for the word itself and for padding."""
        states = self.encoder(batch.subwords, batch.subword_counts)
        weight = self.mix.softmax(0)
        x = sum(w * s for w, s in zip(weight, states))
        x = x.gather(1, batch.first[:, :, None].expand(-1, -1, x.shape[2]))
        x = torch.cat([x, self.shape(batch.shapes)], 2)
        arc = self.arc(with_one(self.arc_dependent(x))) @ self.arc_head(x).transpose(1, 2)
        n = x.shape[1]
        position = torch.arange(n)
        forbidden = (position[None, None] > batch.lengths[:, None, None]) | torch.eye(n, dtype=torch.bool)[None]
        return x, arc.float().masked_fill(forbidden, float("-inf"))

    def relations(self, x, heads):
        """(B, N+1, relations) given a head for each word."""
        dependent = with_one(self.relation_dependent(x))
        head = with_one(self.relation_head(x))
        head = head.gather(1, heads[:, :, None].expand(-1, -1, head.shape[2]))
        b, n, d = head.shape
        scores = self.relation(dependent).view(b * n, -1, d) @ head.reshape(b * n, d, 1)
        return scores.view(b, n, -1).float()

    def loss(self, batch):
        x, arc = self(batch)
        entropy = lambda score, gold: F.cross_entropy(score[:, 1:].flatten(0, 1).float(), gold[:, 1:].flatten(),
                                                      ignore_index=-100, reduction="sum")
        words = batch.lengths.sum()
        known = (batch.entities >= 0).sum()
        total = entropy(arc, batch.heads) + entropy(self.relations(x, batch.heads.clamp(min=0)), batch.relations)
        total = (total + entropy(self.tag(x), batch.tags)) / words
        if known:
            total = total + entropy(self.entity(x), batch.entities) / words
        return total
