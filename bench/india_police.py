#!/usr/bin/env python3
"""Scores tocsin on IndiaPoliceEvents: what the police did, sentence by sentence.

    bench/india_police.py GOLD.jsonl [--tocsin build/tocsin] [--errors N --label L] [--half even|odd]

Every sentence of 1,257 newspaper articles was read and labelled: did the police KILL, ARREST,
use FORCE, FAIL to act, do anything at all (ANY_ACTION). Most of the text is lower case and its
sentences are badly cut, which is how archives are. A document goes in whole, each sentence
of gold as a paragraph of its own, so that "they" can find whom it means and no claim reaches
over two of gold's sentences. A claim belongs to the sentence in which its trigger stands.

The police are parties of the sectors COP and MIL (the army and the reserve police did the same
work there). An arrest has the police behind it whoever is named; what was only threatened,
planned or demanded is nothing that they did.

  ARREST      COERCE.arrest that is no sentence and no execution
  FORCE       ASSAULT by the police, COERCE of crowds by the police that names no arrest
  KILL        FORCE with dead: the trigger kills, the claim counts killed, or another claim of
              the sentence has dead and nobody named who killed them
  FAIL        a claim by the police that is negated; REJECT.assist by them; accusing or
              condemning them
  ANY_ACTION  any of these, and any other claim by the police; curfews, seizures, guards

Printed are precision, recall and F1 of each label over sentences and over documents (a
document has the labels of its sentences).
"""
import argparse
import json
import os
import re

from coded import read_claims

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LABELS = ("KILL", "ARREST", "FORCE", "FAIL", "ANY_ACTION")
POLICE = {"COP", "MIL"}
UNREAL = {"threatened", "planned", "possible", "announced", "denied"}
SENTENCES = re.compile(r"sentence|condemn|execut|hang|death|penalty|term|flog|lash|whip|cane|"
                       r"serve|convict|plot|thwart|foil|warrant|seek|face|give|receive|get")
DEADLY = ("kill", "die", "slay", "massacre", "gun-down", "death", "perish")
CENSURE = ("accuse", "charge", "criticise", "criticize", "condemn", "denounce", "slam", "fault", "castigate")
POLICE_WORK = {("COERCE", "curfew"), ("MOBILIZE", "police"), ("COERCE", "seize")}


def parties(claim, side):
    return {p.get("sector") for p in claim[side]}


def lemma_of_rule(claim):
    return claim["why"]["rule"].split(":")[0]


def deadly(claim):
    return lemma_of_rule(claim) in DEADLY or any(n["what"] == "killed" for n in claim["numbers"])


def labels_of_sentence(claims):
    found = set().union(*(labels_of(c) for c in claims))
    for c in claims:
        if ("FORCE" in found and c["type"] == "ASSAULT" and not c["actors"]
                and c["status"] in ("happened", "ongoing") and deadly(c)):
            found.add("KILL")
    return found


def labels_of(claim):
    """The labels that one claim gives its sentence."""
    kind, mode, status = claim["type"], claim["mode"], claim["status"]
    by_police = bool(POLICE & parties(claim, "actors"))
    found = set()
    if kind == "REJECT" and mode == "assist" and by_police:
        found.add("FAIL")
    elif kind == "ACCUSE" and POLICE & parties(claim, "recipients"):
        return {"FAIL"} if lemma_of_rule(claim) in CENSURE else set()
    elif status == "negated":
        if by_police:
            found.add("FAIL")
        return found
    if status in UNREAL:
        return set()
    if kind == "COERCE" and mode == "arrest" and not SENTENCES.search(lemma_of_rule(claim)):
        found |= {"ARREST", "ANY_ACTION"}
    if kind == "ASSAULT" and by_police:
        found |= {"FORCE", "ANY_ACTION"}
        if deadly(claim):
            found.add("KILL")
    if by_police or (kind, mode) in POLICE_WORK:
        found.add("ANY_ACTION")
    return found


def lay_out(row):
    """The document's text, and where in it (bytes) each of gold's sentences begins and ends."""
    text, spans = b"", []
    for sentence in row["sentences"]:
        words = " ".join(sentence["text"].split()).encode("utf-8")
        spans.append((len(text), len(text) + len(words)))
        text += words + b"\n\n"
    return text.decode("utf-8"), spans


def figures(gold, guess):
    """{label: (precision, recall, f1)} of two lists of sets."""
    out = {}
    for label in LABELS:
        right = sum(label in g and label in p for g, p in zip(gold, guess))
        n_gold, n_guess = sum(label in g for g in gold), sum(label in p for p in guess)
        precision, recall = right / n_guess if n_guess else 0.0, right / n_gold if n_gold else 0.0
        both = precision + recall
        out[label] = (precision, recall, 2 * precision * recall / both if both else 0.0)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold")
    parser.add_argument("--tocsin", default=os.path.join(ROOT, "build", "tocsin"))
    parser.add_argument("--half", choices=("even", "odd"))
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--label", choices=LABELS)
    args = parser.parse_args()
    with open(args.gold, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f if line.strip()]
    if args.half:
        rows = rows[(0 if args.half == "even" else 1)::2]
    laid = [lay_out(r) for r in rows]
    claims = read_claims(args.tocsin, [{"id": r["doc_id"], "text": text, "published": r["date"]}
                                       for r, (text, _) in zip(rows, laid)])
    gold, guess, gold_docs, guess_docs = [], [], [], []
    for row, (_, spans) in zip(rows, laid):
        here = [[] for _ in spans]
        for claim in claims[row["doc_id"]]:
            at = next((i for i, (b, e) in enumerate(spans) if b <= claim["why"]["begin"] < e), None)
            if at is not None:
                here[at].append(claim)
        found = [labels_of_sentence(cs) for cs in here]
        true = [set(s["labels"]) for s in row["sentences"]]
        gold += true
        guess += found
        gold_docs.append(set().union(*true))
        guess_docs.append(set().union(*found))
        for s, t, p, cs in zip(row["sentences"], true, found, here):
            wrong = {args.label} & (t ^ p) if args.label else t ^ p
            if wrong and args.errors > 0:
                args.errors -= 1
                print(f"gold {sorted(t)} found {sorted(p)}: {' '.join(s['text'].split())[:330]}")
                for c in cs:
                    print(f"     {c['type']}.{c['mode']} {c['status']} {c['why']['trigger']}",
                          [p["code"] or p["text"] for p in c["actors"]], "->",
                          [p["code"] or p["text"] for p in c["recipients"]])
    for what, one, two in (("sentences", gold, guess), ("documents", gold_docs, guess_docs)):
        by = figures(one, two)
        for label, (p, r, f) in by.items():
            print(f"  {what} {label:<11} precision {p:.3f}  recall {r:.3f}  f1 {f:.3f}"
                  f"  n {sum(label in g for g in one)}")
        print(f"india_police {what}", " ".join(f"{label}={by[label][2]:.4f}" for label in LABELS),
              f"mean_f1={sum(v[2] for v in by.values()) / len(by):.4f} {what}={len(one)}")


if __name__ == "__main__":
    main()
