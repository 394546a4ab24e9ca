#!/usr/bin/env python3
"""Scores tocsin with data/acled.txt on CASE 2021's second task: short texts in 30 event types.

    bench/case2021.py GOLD.jsonl [--tocsin build/tocsin] [--map FILE] [--claims-only]
                      [--half even|odd] [--errors N] [--confusions N]

GOLD has "doc_id", "text", "type" (25 sub-events of ACLED, and five more). Each text gets one
type: the one with most points by the map (tools/acled.py). What counts is accuracy, the mean
F1 of the types, and the mean F1 weighted by how often gold has each type, which is the
figure of the task's paper. --claims-only leaves the map's lines out that ask for words and no
claim: what the coder alone would be worth. --half scores the even or the odd lines.
"""
import argparse
import collections
import os
import sys

import json

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import acled  # noqa: E402


def figures(gold, guess):
    """accuracy, macro F1, weighted F1, and {type: (precision, recall, f1, n)}."""
    true, given, right = collections.Counter(gold), collections.Counter(guess), collections.Counter()
    for g, p in zip(gold, guess):
        right[g] += g == p
    by = {}
    for label in sorted(set(true) | set(given)):
        precision = right[label] / given[label] if given[label] else 0.0
        recall = right[label] / true[label] if true[label] else 0.0
        both = precision + recall
        by[label] = (precision, recall, 2 * precision * recall / both if both else 0.0, true[label])
    macro = sum(v[2] for v in by.values()) / len(by)
    weighted = sum(v[2] * v[3] for v in by.values()) / len(gold)
    return sum(right.values()) / len(gold), macro, weighted, by


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold")
    parser.add_argument("--tocsin", default=os.path.join(ROOT, "build", "tocsin"))
    parser.add_argument("--map", default=os.path.join(ROOT, "data", "acled.txt"))
    parser.add_argument("--claims-only", action="store_true")
    parser.add_argument("--half", choices=("even", "odd"))
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--confusions", type=int, default=0)
    args = parser.parse_args()
    try:
        table = acled.Map(args.map)
    except acled.MapError as e:
        sys.exit(str(e))
    with open(args.gold, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f if line.strip()]
    if args.half:
        rows = rows[(0 if args.half == "even" else 1)::2]
    documents = [{"id": r["doc_id"], "text": r["text"]} for r in rows]
    texts = acled.read_texts(args.tocsin, documents)
    gold, guess, confused = [], [], collections.Counter()
    for r in rows:
        label, points, because, won = table.sort(texts[r["doc_id"]], args.claims_only)
        gold.append(r["type"])
        guess.append(label)
        if label != r["type"]:
            confused[r["type"], label] += 1
            if args.errors > 0:
                args.errors -= 1
                print(f"{r['type']} taken for {label}: {r['text'][:420]}")
                print("   ", " ".join(f"{c}={p:g}" for c, p in won.most_common(4)))
                for line, p in because:
                    print(f"    {p:g} line {line.number}: {line.source}")
                for s, c in texts[r["doc_id"]].claims:
                    print(f"    s{s} {c['type']}.{c['mode']} {c['why']['trigger']}",
                          sorted(acled.sectors(c["actors"])), sorted(acled.sectors(c["recipients"])))
    accuracy, macro, weighted, by = figures(gold, guess)
    for label, (p, r, f, n) in by.items():
        print(f"  {label:<30} precision {p:.3f}  recall {r:.3f}  f1 {f:.3f}  n {n}")
    for (true, false), n in confused.most_common(args.confusions):
        print(f"  {n:3d} {true} taken for {false}")
    print(f"case2021 weighted_f1={weighted:.4f} macro_f1={macro:.4f} accuracy={accuracy:.4f} texts={len(gold)}")


if __name__ == "__main__":
    main()
