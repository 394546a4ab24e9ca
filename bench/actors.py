#!/usr/bin/env python3
"""actors.py: how many of NGEC's assertions on actors hold for tocsin.

usage: actors.py GOLD.jsonl [--tocsin build/tocsin] [--errors]

GOLD is the unit tests of NGEC's actor resolution (POLECAT's coder) as JSON lines: a phrase, its
day, country and context, and what the test asserts. Each phrase goes through `tocsin lexicon
actor -`. Printed is the share of assertions that hold, each assertion counting one:

  country  on the country ("code['country'] == 'FRA'", '!=' and 'in [...]' as well)
  sector   on the first sector (code_1); code_2 is not counted, tocsin has one sector
  none     "code is None": neither country nor sector may come out (not in the bars)

What is decided, and why:

* A row whose input is no literal ("d['actor']") says nothing of what was asked: left out.
* Rows marked expected_failure count like others: NGEC does not get them, the wish stands.
* A row without a day, or with "today", asks about the day the test was run. The tests want
  officials of late 2022, so 2022-11-15 is sent for it (--today).
* query_wiki rows assert a Wikipedia title: no country, no sector; left out.
* The programs name some things differently. What is the same in meaning is mapped (WORDS):
  organisations of states have no country in ISO 3166, and NGEC puts UNO (the United Nations
  and its agencies), EUR or IGO there; it says JRN for media and MED for medical bodies,
  which are MED and HLH here; PRE for states that few recognise, which are SEP here; and UNK
  for a phrase of unknown sector, which is empty here.
"""
import argparse
import ast
import json
import re
import subprocess
import sys

ASSERTION = re.compile(
    r"(?:code\['(country|code_1)'\]|(cc))\s*(==|!=|in)\s*(\[.*\]|'[^']*'|\"[^\"]*\")$")
FIELD = {"country": "country", "code_1": "sector", "cc": "country"}
WORDS = {"sector": {"MED": {"MED", "JRN"}, "HLH": {"HLH", "MED"}, "": {"", "UNK"},
                    "IGO": {"IGO", ""}, "SEP": {"SEP", "PRE"}}}
UN_FAMILY = {"IGO" + x for x in (
    "UNO UHC UCF UES URW UDP UEP UFP UDC WFP FAO WHO ILO IOM IAE CAO IMO ITU WMO WIP UPU UID "
    "IFA UCT UAD UWO UHB WTU").split()}


def day_of(row, today):
    args, kwargs = row["args"], row["kwargs"]
    day = kwargs.get("query_date") or (args[1] if len(args) > 1 else "")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return day
    m = re.fullmatch(r"(\d{1,2}) (\w{3})\w* (\d{4})", day)
    if m:
        month = "jan feb mar apr may jun jul aug sep oct nov dec".split().index(m[2].lower()) + 1
        return f"{m[3]}-{month:02}-{int(m[1]):02}"
    return today


def question(row, today):
    args, kwargs = row["args"], row["kwargs"]
    context = kwargs.get("context") or (args[0] if args else "")
    return {"text": row["input"], "published": day_of(row, today),
            "country": kwargs.get("known_country", ""), "context": context or ""}


def ask(tocsin, rows, today):
    lines = "".join(json.dumps(question(r, today)) + "\n" for r in rows)
    done = subprocess.run([tocsin, "lexicon", "actor", "-"], input=lines.encode(),
                          stdout=subprocess.PIPE, check=False)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if done.returncode not in (0, 1) or len(answers) != len(rows):
        sys.exit(f"actors.py: {tocsin} failed ({done.returncode}, {len(answers)} answers)")
    return answers


def said(answer):
    """What tocsin says, as the sets of the set's own words that mean the same."""
    country, sector = answer["country"] or "", answer["sector"] or ""
    code = answer["code"] or ""
    if not country and code.startswith("IGO"):
        country = "UNO" if code in UN_FAMILY else "EUR" if code == "IGOEUR" else "IGO"
    return {"country": {country}, "sector": WORDS["sector"].get(sector, {sector})}


def holds(assertion, answer):
    """(field, holds), or None when the assertion is of something else."""
    if assertion == "code is None":
        return "none", not answer["code"]
    m = ASSERTION.match(assertion)
    if not m:
        return None
    field, wanted = FIELD[m[1] or m[2]], ast.literal_eval(m[4])
    values = said(answer)[field]
    if m[3] == "in":
        return field, bool(values & set(wanted))
    return field, (wanted in values) == (m[3] == "==")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold")
    parser.add_argument("--tocsin", default="build/tocsin")
    parser.add_argument("--today", default="2022-11-15")
    parser.add_argument("--errors", action="store_true", help="print what does not hold")
    args = parser.parse_args()
    with open(args.gold, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f if line.strip()]
    literal = [r for r in rows if "d['" not in r["input"] and r["function"] != "query_wiki"]
    right, counted = {}, {}
    for row, answer in zip(literal, ask(args.tocsin, literal, args.today)):
        for assertion in row["asserts"]:
            found = holds(assertion, answer)
            if not found:
                continue
            field, good = found
            counted[field] = counted.get(field, 0) + 1
            right[field] = right.get(field, 0) + good
            if args.errors and not good:
                print(f"  {row['input']!r}  {assertion}  got {answer['code']!r}, "
                      f"{answer['kind']} {answer['name']!r}")
    print(f"  records {len(rows)}, asked {len(literal)}")
    for field in ("country", "sector", "none"):
        if field in counted:
            print(f"  {field:8} {right[field] / counted[field]:.4f}  "
                  f"({right[field]} of {counted[field]})")


if __name__ == "__main__":
    main()
