#!/usr/bin/env python3
"""read_peers.py: tocsin's reading of web pages beside what Python offers: same pages, same scorer.

    read_peers.py GOLD.jsonl --score score.py [--tocsin TOCSIN] [--half even|odd] [--parties a,b]

GOLD is JSON lines of {"id", "url", "html"} with phrases "with" and "without", or with
the whole "body". The scorer is the one that measures tocsin (score.py, from outside the
tree): its function that runs the program is given another party's texts instead, so that
text, metric and rounding are the same for all.

Parties, as they are recommended to be called, comments off where that is a choice:
trafilatura (Barbaresi 2021), readability-lxml (Mozilla's and Arc90's algorithm), justext
(Pomikalek 2011; it needs to be told the language: English here), boilerpy3 (Kohlschuetter
et al. 2010, ArticleExtractor). Those that are not installed are passed over:

    python3 -m venv peers
    peers/bin/pip install trafilatura readability-lxml "lxml[html_clean]" justext boilerpy3
    peers/bin/python bench/read_peers.py ...

Seconds are of this process's processor (tocsin: the clock's, start and pipe with it).
"""
import argparse
import contextlib
import importlib.util
import io
import json
import sys
import time


def trafilatura_text(page):
    import trafilatura
    return trafilatura.extract(page, include_comments=False) or ""


def readability_text(page):
    import lxml.html
    import readability
    summary = readability.Document(page).summary()
    return lxml.html.fromstring(summary).text_content() if summary.strip() else ""


def justext_text(page):
    import justext
    paragraphs = justext.justext(page.encode("utf-8"), justext.get_stoplist("English"), encoding="utf-8")
    return "\n\n".join(p.text for p in paragraphs if not p.is_boilerplate)


def boilerpy3_text(page):
    from boilerpy3 import extractors
    return extractors.ArticleExtractor(raise_on_failure=False).get_content(page)


PARTIES = {
    "trafilatura": (trafilatura_text, "trafilatura"),
    "readability": (readability_text, "readability"),
    "justext": (justext_text, "justext"),
    "boilerpy3": (boilerpy3_text, "boilerpy3"),
}


def stand_in(extract, failed):
    """A run() for the scorer that answers with this party's texts."""
    def run(_args, _command, documents):
        rows = []
        size = 0
        start = time.process_time()
        for document in documents:
            size += len(document["html"].encode("utf-8"))
            try:
                text = extract(document["html"])
            except Exception as why:  # a party's failure on a page is an empty text
                failed.append(f"{document['id']}: {why!r}")
                text = ""
            rows.append(json.dumps({"id": document["id"], "text": text}))
        return "\n".join(rows), time.process_time() - start, size
    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold")
    parser.add_argument("--score", required=True, help="score.py")
    parser.add_argument("--tocsin", default="build/tocsin")
    parser.add_argument("--half", choices=["even", "odd"])
    parser.add_argument("--parties", default=",".join(PARTIES))
    args = parser.parse_args()
    args.jobs = 0
    spec = importlib.util.spec_from_file_location("score", args.score)
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    gold = score.load(args.gold, None)
    if args.half:
        gold = gold[args.half == "odd"::2]
    own = score.run
    for name in ["tocsin", *args.parties.split(",")]:
        failed = []
        if name == "tocsin":
            score.run = own
        else:
            extract, module = PARTIES[name]
            if not importlib.util.find_spec(module):
                print(f"{name:<12} not installed")
                continue
            score.run = stand_in(extract, failed)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            score.score_read(args, gold)
        lines = out.getvalue().splitlines()
        speed = next((line.strip() for line in lines if "MB/s" in line), "")
        print(f"{name:<12} {lines[-1].removeprefix('read ')}; {speed}; failed on {len(failed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
