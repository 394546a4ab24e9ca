#!/usr/bin/env python3
"""gold.py: the dev parts of PLV and of PLOVER's gold records as "TYPE | actor | recipient | sentence".

usage: gold.py plv/dev.jsonl plover_gsr/dev.jsonl > gold.txt

The result is for tocsin-train-opinion and stays outside the tree: the sets may be measured with
and learnt from, not passed on. Records whose parties are no words of the sentence are left out.
"""
import json
import sys


def flat(text):
    return " ".join(text.replace("|", " ").split())


def longest(text, spans):
    return max((text[s["begin"]:s["end"]] for s in spans), key=len)


def lines(record):
    text = record["text"]
    if "root" in record:
        if record["source_spans"] and record["target_spans"] and not record.get("leak"):
            yield record["root"], longest(text, record["source_spans"]), longest(text, record["target_spans"])
        return
    for event in record["events"]:
        for source in event["source"]:
            for target in event["target"]:
                if source["text"] and target["text"]:
                    yield event["event_2021"], source["text"], target["text"]


for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        for record in map(json.loads, file):
            sentence = flat(record["text"])
            for label, actor, recipient in lines(record):
                if flat(actor) in sentence and flat(recipient) in sentence:
                    print(f"{label} | {flat(actor)} | {flat(recipient)} | {sentence}")
