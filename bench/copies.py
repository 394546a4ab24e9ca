#!/usr/bin/env python3
"""Near-duplicate texts: pairs known to overlap, and whether the record calls them copies.

    bench/copies.py GOLD --tocsin build/tocsin [--jobs N] [--show]

GOLD is the folder of the gold sets. Its neardup_silver names pairs of their documents with
the exact share of five-word runs that is in both (jaccard5) and the share of the shorter
one's that is in the longer (containment5). All documents of the sets it names are kept in
one record, those of each set under names of their own, and a pair counts as found when
both lie under one original.

Precision: 200 pairs of those that the record calls copies, drawn with a fixed seed, judged
by exact overlap of five-word runs: right from jaccard 0.5 or containment 0.8 on, which is
what "copy" means here (docs/record.md); --show prints those below.
"""
import argparse
import collections
import itertools
import json
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile

FILES = {"reuters": "throughput/reuters.jsonl", "satp": "throughput/satp.jsonl"}


def read_set(gold, name):
    """Documents of one set: id -> (text, date)."""
    path = gold / FILES.get(name, f"{name}/dev.jsonl")
    found = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            key = row.get("doc_id") or row.get("id")
            text = row.get("text")
            if text is None and row.get("sentences"):
                text = "\n".join(s["text"] if isinstance(s, dict) else s
                                 for s in row["sentences"])
            if key and text:
                found[str(key)] = (text, row.get("date") or row.get("published") or "")
    return found


def record_of(tocsin, documents, jobs, folder):
    """Codes all documents into a record; returns document -> original."""
    path = pathlib.Path(folder) / "copies.db"
    lines = pathlib.Path(folder) / "copies.jsonl"
    with open(lines, "w", encoding="utf-8") as out:
        for (name, key), (text, date) in documents.items():
            row = {"id": f"{name}\t{key}", "text": text}
            if re.fullmatch(r"\d{4}-\d\d-\d\d.*", date):
                row["published"] = date[:10]
            out.write(json.dumps(row) + "\n")
    subprocess.run([tocsin, "code", "--quiet", "--any-language", "--jobs", str(jobs),
                    "--record", path, lines], check=False, stdout=subprocess.DEVNULL)
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    names = dict(base.execute("SELECT id, name FROM documents"))
    return {tuple(names[i].split("\t", 1)): names[of or i]
            for i, of in base.execute("SELECT id, copy_of FROM documents")}


def runs(text):
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)}


def overlap(a, b):
    a, b = runs(a), runs(b)
    both = len(a & b)
    if not a or not b:
        return (1.0, 1.0) if a == b else (0.0, 0.0)
    return both / len(a | b), both / min(len(a), len(b))


def recall(pairs, originals):
    table = collections.OrderedDict()
    for pair in pairs:
        a, b = (pair["set"], pair["a"]), (pair["set"], pair["b"])
        if a not in originals or b not in originals:
            continue
        found = originals[a] == originals[b]
        for name, holds in (("jaccard > 0.8", pair["jaccard5"] > 0.8),
                            ("jaccard 0.5 to 0.8", 0.5 <= pair["jaccard5"] <= 0.8),
                            ("containment > 0.8", pair["containment5"] > 0.8),
                            ("less of both", pair["jaccard5"] < 0.5 and
                             pair["containment5"] < 0.8)):
            if holds:
                row = table.setdefault(name, [0, 0, []])
                row[0] += found
                row[1] += 1
                if not found:
                    row[2].append(pair)
    return table


def main():
    options = argparse.ArgumentParser()
    options.add_argument("gold", type=pathlib.Path)
    options.add_argument("--tocsin", default="build/tocsin")
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--sample", type=int, default=200)
    options.add_argument("--show", action="store_true")
    options = options.parse_args()
    with open(options.gold / "neardup_silver" / "pairs.jsonl", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    documents = {}
    for name in sorted({pair["set"] for pair in pairs}):
        for key, value in read_set(options.gold, name).items():
            documents[name, key] = value
    with tempfile.TemporaryDirectory() as folder:
        originals = record_of(options.tocsin, documents, options.jobs, folder)
    print(f"{len(originals)} documents, {len(pairs)} pairs known")
    for name, (found, of, missed) in recall(pairs, originals).items():
        print(f"  {name:20} {found:4} of {of}")
        for pair in missed if options.show else ():
            print("     missed", json.dumps(pair))
    groups = collections.defaultdict(list)
    for key, original in originals.items():
        groups[original].append(key)
    called = [pair for members in groups.values() if len(members) > 1
              for pair in itertools.combinations(sorted(members), 2)]
    drawn = random.Random(1).sample(called, min(options.sample, len(called)))
    right = 0
    for a, b in drawn:
        jaccard, contained = overlap(documents[a][0], documents[b][0])
        good = jaccard >= 0.5 or contained >= 0.8
        right += good
        if options.show and not good:
            print(f"     {jaccard:.2f} {contained:.2f} {a} {b}")
    print(f"  called copies {len(called)} pairs; of {len(drawn)} drawn {right} are")
    return 0


if __name__ == "__main__":
    sys.exit(main())
