#!/usr/bin/env python3
"""Scores tocsin on WikiEvents: triggers and arguments of the events that PLOVER has, too.

    bench/wikievents.py GOLD.jsonl [--tocsin build/tocsin] [--errors N]

GOLD has whole articles with "events" of the KAIROS classes (a trigger, and arguments with their
roles) and "entities". CLASSES below says which classes PLOVER has, by which types a claim may
speak of them, and on which side their roles stand. The others (who said, drove, sold, fell ill)
are no political acts by PLOVER and are left out on both sides.

  trigger recall     of gold's events of these classes, those with a claim of such a type whose
                     trigger touches gold's
  trigger precision  of the places in which a claim of these types has its trigger, those that
                     touch an event of a class that allows the type; a claim of a type that no
                     class here allows is not asked
  arguments          of the events whose trigger was found: gold's arguments on the sides of
                     actor, recipient and place against the claim's. One is right when the
                     claim's words hold the last word of any mention of that entity
                     ("Mentions are often heads only"), F1 over all
  end to end         the same, over all events of these classes, found or not
"""
import argparse
import collections
import json
import os

from coded import read_claims

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# class (by its beginning): types of claim, the roles of the actor, the roles of the recipient
CLASSES = {
    "Conflict.Attack": ({"ASSAULT"}, {"Attacker"}, {"Target"}),
    "Conflict.Demonstrate": ({"PROTEST"}, {"Demonstrator"}, {"Target", "Regulator"}),
    "Life.Die": ({"ASSAULT"}, {"Killer"}, {"Victim"}),
    "Life.Injure": ({"ASSAULT"}, {"Injurer"}, {"Victim"}),
    "ArtifactExistence.DamageDestroyDisableDismantle": (
        {"ASSAULT", "PROTEST", "COERCE"}, {"DamagerDestroyer", "Damager", "Destroyer"}, {"Artifact"}),
    "Justice.ArrestJailDetain": ({"COERCE"}, {"Jailer"}, {"Detainee"}),
    "Justice.ChargeIndict": ({"ACCUSE"}, {"Prosecutor", "JudgeCourt"}, {"Defendant"}),
    "Justice.InvestigateCrime": ({"ACCUSE"}, {"Investigator"}, {"Defendant"}),
    "Justice.Convict": ({"SANCTION", "COERCE", "ACCUSE"}, {"JudgeCourt"}, {"Defendant"}),
    "Justice.Sentence": ({"SANCTION", "COERCE"}, {"JudgeCourt"}, {"Defendant"}),
    "Justice.ReleaseParole": ({"RETREAT", "CONCEDE"}, {"JudgeCourt"}, {"Defendant"}),
    "Contact.RequestCommand": ({"REQUEST"}, {"Communicator"}, {"Recipient"}),
    "Contact.ThreatenCoerce": ({"THREATEN", "COERCE", "REQUEST"}, {"Communicator"}, {"Recipient"}),
    "Contact.Contact.Meet": ({"CONSULT"}, {"Participant"}, {"Participant"}),
    "Control.ImpedeInterfereWith": ({"COERCE"}, {"Impeder"}, set()),
    "Personnel.EndPosition": ({"RETREAT", "SANCTION", "COERCE"}, {"Employee"}, {"Employee"}),
    "Transaction.Donation": ({"AID"}, {"Giver"}, {"Recipient"}),
}
TYPES = set().union(*(types for types, _, _ in CLASSES.values()))


def rule_of(event):
    return next((CLASSES[c] for c in CLASSES if event["type"].startswith(c)), None)


def touch(a, b):
    return a[0] < b[1] and b[0] < a[1]


def to_characters(text):
    """A function from bytes of the UTF-8 text to characters."""
    at, byte = {}, 0
    for i, ch in enumerate(text):
        at[byte] = i
        byte += len(ch.encode("utf-8"))
    at[byte] = len(text)
    return lambda b: at.get(b, at.get(b - 1, at.get(b - 2, 0)))


class Place:
    """All claims of one document with one trigger and one type: each side's words."""

    def __init__(self, kind, span):
        self.kind, self.span = kind, span
        self.sides = {"actor": set(), "recipient": set(), "place": set()}

    def add(self, claim, characters):
        for side, parties in (("actor", claim["actors"]), ("recipient", claim["recipients"]),
                              ("place", [claim["place"]] if claim["place"] else [])):
            for p in parties:
                if p.get("begin") is not None:
                    self.sides[side].add((characters(p["begin"]), characters(p["end"])))


def places_of(row, claims):
    characters, found = to_characters(row["text"]), {}
    for claim in claims:
        span = characters(claim["why"]["begin"]), characters(claim["why"]["end"])
        found.setdefault((claim["type"], span), Place(claim["type"], span)).add(claim, characters)
    return list(found.values())


def last_word(begin, end, text):
    return begin + text[begin:end].rstrip().rfind(" ") + 1, end


def mentions(row):
    """{entity id: spans of the last words of all mentions of the same entity}"""
    clusters = collections.defaultdict(list)
    for e in row["entities"]:
        clusters[e["cluster"] or e["id"]].append(last_word(e["begin"], e["end"], row["text"]))
    return {e["id"]: clusters[e["cluster"] or e["id"]] for e in row["entities"]}


def gold_sides(row, event, rule, entities):
    """{side: [spans that stand for one argument]}"""
    sides = {"actor": [], "recipient": [], "place": []}
    for a in event["arguments"]:
        spans = entities.get(a["entity"], []) + [last_word(a["begin"], a["end"], row["text"])]
        for side, roles in (("actor", rule[1]), ("recipient", rule[2]), ("place", {"Place"})):
            if a["role"] in roles:
                sides[side].append(spans)
                break
    if rule[1] == rule[2]:  # participants stand on both sides of the claim
        sides["recipient"] = sides["actor"]
    return sides


def compare(gold, place, tally):
    """Adds right, given, asked of one event to tally; place None: it was not found."""
    for side in ("actor", "recipient", "place"):
        given = place.sides[side] if place else set()
        right = sum(any(touch(s, g) for s in spans for g in given) for spans in gold[side])
        tally[side] += (right, max(len(given), right), len(gold[side]))


class Tally:
    def __init__(self):
        self.right = self.given = self.asked = 0

    def __iadd__(self, other):
        self.right, self.given, self.asked = (self.right + other[0], self.given + other[1],
                                              self.asked + other[2])
        return self

    def f1(self):
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.asked if self.asked else 0.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0


def total(tallies):
    out = Tally()
    for t in tallies.values():
        out += (t.right, t.given, t.asked)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold")
    parser.add_argument("--tocsin", default=os.path.join(ROOT, "build", "tocsin"))
    parser.add_argument("--errors", type=int, default=0)
    args = parser.parse_args()
    with open(args.gold, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f if line.strip()]
    claims = read_claims(args.tocsin, [{"id": r["doc_id"], "text": r["text"]} for r in rows])
    by_class = collections.defaultdict(lambda: [0, 0])
    triggers, precise = Tally(), Tally()
    given, all_of_them = collections.defaultdict(Tally), collections.defaultdict(Tally)
    for row in rows:
        places, entities = places_of(row, claims[row["doc_id"]]), mentions(row)
        events = [(e, rule_of(e)) for e in row["events"] if rule_of(e)]
        for event, rule in events:
            span = event["begin"], event["end"]
            place = next((p for p in places if p.kind in rule[0] and touch(p.span, span)), None)
            by_class[event["type"]][0] += 1
            by_class[event["type"]][1] += place is not None
            triggers += (place is not None, 0, 1)
            gold = gold_sides(row, event, rule, entities)
            compare(gold, place, all_of_them)
            if place:
                compare(gold, place, given)
            elif args.errors > 0:
                args.errors -= 1
                print(f"missed {event['type']} [{event['text']}]: ..."
                      + row["text"][max(0, event["begin"] - 110):event["end"] + 90].replace("\n", " "))
        for place in places:
            if place.kind in TYPES:
                hit = any(place.kind in rule[0] and touch(place.span, (e["begin"], e["end"]))
                          for e, rule in events)
                precise += (hit, 1, 0)
                if not hit and args.errors > 0:
                    args.errors -= 1
                    print(f"not in gold {place.kind} [{row['text'][slice(*place.span)]}]: ..."
                          + row["text"][max(0, place.span[0] - 110):place.span[1] + 90].replace("\n", " "))
    for name in sorted(by_class, key=lambda c: -by_class[c][0]):
        asked, right = by_class[name]
        print(f"  {name:<60} {right:3d} of {asked:3d}")
    for side, tally in given.items():
        p, r, f = tally.f1()
        print(f"  arguments {side:<10} precision {p:.3f}  recall {r:.3f}  f1 {f:.3f}  n {tally.asked}")
    recall = triggers.right / triggers.asked if triggers.asked else 0.0
    precision = precise.right / precise.given if precise.given else 0.0
    trigger_f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    print(f"wikievents trigger_recall={recall:.4f} trigger_precision={precision:.4f} trigger_f1={trigger_f1:.4f}"
          f" arguments_f1={total(given).f1()[2]:.4f} end_to_end_f1={total(all_of_them).f1()[2]:.4f}"
          f" events={triggers.asked} documents={len(rows)}")


if __name__ == "__main__":
    main()
