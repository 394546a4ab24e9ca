#!/usr/bin/env python3
"""petrarch.py: PETRARCH's own validation records, coded with imported dictionaries.

    bench/petrarch.py GOLD.jsonl [--tocsin build/tocsin] [--show] DICTIONARY...

GOLD.jsonl has one record a line: doc_id, set, category, date (YYYYMMDD or YYMMDD), text,
and events, each with source, target and cameo. The dictionaries (default: those of
test/petrarch/) are imported and compiled; every record is coded with them alone, and the
set of (source, target, CAMEO) is held against the gold one. A record without events must
give none. Prints the share of records that are exactly right, by set and category, and
precision and recall of single events. --show prints the records that are not.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile


def day(written):
    if len(written) == 6:
        written = ("20" if int(written[:2]) < 30 else "19") + written
    return f"{written[:4]}-{written[4:6]}-{written[6:8]}"


def compile_lexicon(tocsin, dictionaries, folder):
    out = os.path.join(folder, "dictionaries")
    lexicon = os.path.join(folder, "lexicon")
    run = subprocess.run([tocsin, "lexicon", "import", *dictionaries, "--out", out],
                         stderr=subprocess.PIPE, text=True)
    if run.returncode not in (0, 4):
        sys.exit(run.stderr)
    print(run.stderr.strip().split("\n")[-1])
    subprocess.run([tocsin, "lexicon", "compile", out, lexicon], check=True)
    return lexicon


def code(tocsin, lexicon, record):
    """The record's events. One document a run: the rows have no name of it."""
    line = json.dumps({"id": record["doc_id"], "text": record["text"],
                       "published": day(record["date"])})
    out = subprocess.run([tocsin, "code", "--quiet", "--any-language", "--format",
                          "cameo", "--lexicon", lexicon, "-"], input=line + "\n",
                         stdout=subprocess.PIPE, text=True, check=False).stdout
    rows = [row.split("\t") for row in out.splitlines()]
    return {(row[1], row[2], row[3]) for row in rows if len(row) >= 4}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold")
    parser.add_argument("dictionaries", nargs="*")
    parser.add_argument("--tocsin", default="build/tocsin")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    dictionaries = options.dictionaries or [os.path.join(here, "test", "petrarch")]
    exact, all_of = collections.Counter(), collections.Counter()
    right = given = wanted = 0
    with tempfile.TemporaryDirectory() as folder:
        lexicon = compile_lexicon(options.tocsin, dictionaries, folder)
        with open(options.gold, encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
        for record in records:
            gold = {(e["source"], e["target"], e["cameo"]) for e in record["events"]}
            found = code(options.tocsin, lexicon, record)
            right += len(gold & found)
            given += len(found)
            wanted += len(gold)
            for key in ("all", record["set"], record["set"] + " " + record["category"]):
                exact[key] += gold == found
                all_of[key] += 1
            if options.show and gold != found:
                print(record["doc_id"], record["date"], record["text"])
                print("    gold ", sorted(gold))
                print("    found", sorted(found))
    for key in sorted(all_of):
        print(f"{key:24} {exact[key]:4}/{all_of[key]:<4} {exact[key] / all_of[key]:.3f}")
    precision = right / given if given else 0.0
    recall = right / wanted if wanted else 0.0
    print(f"events: precision {precision:.3f} recall {recall:.3f}")
    print(f"exact {exact['all'] / all_of['all']:.4f}")


if __name__ == "__main__":
    main()
