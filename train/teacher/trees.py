"""Best trees and best entity sequences from scores.

Nearly every sentence's greedy heads already form a tree; that is tested for a whole batch by
pointer jumping, and only the others go through Chu-Liu-Edmonds (Chu and Liu 1965, Edmonds 1967).
A single root is had exactly by a constant taken off every arc from the root: each tree has at
least one of them, so the best tree then has one only.
"""
import numpy as np
import torch

ROOT_PENALTY = 1e5


def is_tree(heads, lengths):
    """heads (B, N+1), column 0 the root; padding must point at 0. Returns (B,) of bool."""
    position = torch.arange(heads.shape[1])[None]
    word = (position >= 1) & (position <= lengths[:, None])
    one_root = ((heads == 0) & word).sum(1) == 1
    reach = heads.clone()
    for _ in range(max(1, int(heads.shape[1]).bit_length())):
        reach = reach.gather(1, reach)
    return one_root & (reach == 0).all(1)


def _cycle(head):
    n = len(head)
    state = np.zeros(n, dtype=np.int8)
    state[0] = 2
    for start in range(1, n):
        path, at = [], start
        while state[at] == 0:
            state[at] = 1
            path.append(at)
            at = head[at]
        if state[at] == 1:
            return path[path.index(at):]
        for p in path:
            state[p] = 2
    return None


def chu_liu_edmonds(score):
    """score (n, n) of float64, [dependent, head], row 0 unused. Returns head (n,), head[0] = 0."""
    score = score.copy()
    np.fill_diagonal(score, -np.inf)
    head = score.argmax(1)
    head[0] = 0
    cycle = _cycle(head)
    if cycle is None:
        return head
    n = len(score)
    cycle = np.array(cycle)
    rest = np.setdiff1d(np.arange(n), cycle)                 # 0 comes first
    m = len(rest)
    inside = score[cycle, head[cycle]]
    small = np.full((m + 1, m + 1), -np.inf)
    small[:m, :m] = score[np.ix_(rest, rest)]
    enter = score[np.ix_(cycle, rest)] - inside[:, None]     # break the cycle at this word
    small[m, :m] = enter.max(0)
    entered = cycle[enter.argmax(0)]
    leave = score[np.ix_(rest, cycle)]
    small[:m, m] = leave.max(1)
    left = cycle[leave.argmax(1)]
    solved = chu_liu_edmonds(small)
    result = head.copy()
    for i in range(1, m):
        result[rest[i]] = left[i] if solved[i] == m else rest[solved[i]]
    result[entered[solved[m]]] = rest[solved[m]]
    result[0] = 0
    return result


def best_trees(log_arc, lengths):
    """log_arc (B, N+1, N+1) [dependent, head], -inf where not allowed. Returns heads (B, N+1)."""
    heads = log_arc.argmax(2)
    position = torch.arange(heads.shape[1])[None]
    heads[(position == 0) | (position > lengths[:, None])] = 0
    for b in (~is_tree(heads, lengths)).nonzero()[:, 0].tolist():
        n = int(lengths[b]) + 1
        score = log_arc[b, :n, :n].double().numpy().copy()
        score[0] = 0.0
        score = np.maximum(score, -1e3)
        score[:, 0] -= ROOT_PENALTY
        heads[b, :n] = torch.from_numpy(chu_liu_edmonds(score))
    return heads


def best_bio(log_label, lengths):
    """Viterbi over (B, N, 13): an I follows only its own B or I. Returns label numbers (B, N)."""
    count = log_label.shape[2]
    allowed = torch.zeros(count, count)                      # [before, after]
    start = torch.zeros(count)
    for after in range(2, count, 2):                         # the I labels
        start[after] = -1e4
        allowed[:, after] = -1e4
        allowed[after - 1, after] = allowed[after, after] = 0.0
    best = log_label[:, 0] + start
    back = []
    for i in range(1, log_label.shape[1]):
        value, index = (best[:, :, None] + allowed[None]).max(1)
        going = (i < lengths)[:, None]
        best = torch.where(going, value + log_label[:, i], best)
        back.append(torch.where(going, index, torch.arange(count)[None]))
    at = best.argmax(1)
    result = [at]
    for index in reversed(back):
        at = index.gather(1, at[:, None])[:, 0]
        result.append(at)
    return torch.stack(result[::-1], 1)
