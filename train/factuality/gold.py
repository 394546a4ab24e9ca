#!/usr/bin/env python3
"""gold.py: the factuality sets' dev part as "set TAB group TAB begin-end:value ... TAB sentence".

usage: gold.py factuality/dev.jsonl > gold.tsv

Spans are bytes of the sentence. A group is fifty sentences that stand together in their set, so
that neighbours, often of one article, fall into the same fold. The result is for
tocsin-train-factuality and stays outside the tree: the sets may be measured with and learnt from,
not passed on.
"""
import collections
import json
import sys

GROUP = 50
seen = collections.Counter()
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        for record in map(json.loads, file):
            text, group = record["text"], seen[record["set"]] // GROUP
            seen[record["set"]] += 1
            events = " ".join("{}-{}:{}".format(len(text[:e["begin"]].encode()), len(text[:e["end"]].encode()),
                                                e["value"]) for e in record["events"])
            if events:
                print(record["set"], group, events, "".join(" " if c in "\t\n\r" else c for c in text), sep="\t")
