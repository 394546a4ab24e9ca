#!/usr/bin/env python3
"""Trains the teacher of the dependency parser and labels text with it.

    python3 train/teacher/teacher.py --treebanks DIR --text DIR --encoder mpnet --out DIR

Learns from the treebanks (ewt-train.conllu.zst, gum-train-open.conllu.zst, gum-entities.jsonl.zst),
prints scores on ewt-dev.conllu and gum-dev-open.conllu after each epoch, then writes
OUT/ENCODER-NAME.conllu.zst for every NAME.jsonl of the text folder, tokenised by tocsin itself, and
for both treebanks. Run again it goes on after the last whole epoch, or the last whole file.

It works in one process with one thread for each core, rather than in one process with threads: on
a shared machine a thread that waits its turn holds up every small operation, but gradients are
exchanged only once a step (measured with one other busy process on 2 cores: 7 times as fast).
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import torch
from torch import distributed

from batches import Batch, Example, LONGEST_SENTENCE, Labels, changed, draw_for, group
from encoder import Subwords, encoder_folder
from evaluate import score
from model import Teacher
from silver import join_parts, label_part
from treebank import add_entities, parse_conllu, read_conllu

HERE = pathlib.Path(__file__).resolve().parent
DEFAULTS = {"minilm": dict(epochs=2, rate=2e-4), "mpnet": dict(epochs=3, rate=6e-5)}
HEAD_RATE, WARMUP, CLIP = 1e-3, 0.1, 5.0
CHUNK = 4000                # sentences labelled at a time


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def options():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--treebanks", required=True, type=pathlib.Path)
    p.add_argument("--text", type=pathlib.Path, help="folder of NAME.jsonl; without it only the treebanks are labelled")
    p.add_argument("--encoder", choices=sorted(DEFAULTS), default="mpnet")
    p.add_argument("--out", required=True, type=pathlib.Path)
    p.add_argument("--tocsin", type=pathlib.Path, default=HERE.parent.parent / "build" / "tocsin")
    p.add_argument("--epochs", type=int)
    p.add_argument("--rate", type=float, help="learning rate of the encoder")
    p.add_argument("--batch", type=int, default=3000, help="subwords a step, over all processes")
    p.add_argument("--processes", type=int, default=os.cpu_count())
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--limit", type=int, help="use only so many sentences of each file (for trying out)")
    args = p.parse_args()
    for key, value in DEFAULTS[args.encoder].items():
        if getattr(args, key) is None:
            setattr(args, key, value)
    return args


class Data:
    def __init__(self, args):
        read = lambda name: read_conllu(args.treebanks / name)[:args.limit]
        self.train = {"ewt-train": read("ewt-train.conllu.zst"), "gum-train": read("gum-train-open.conllu.zst")}
        self.dev = {"ewt-dev": read("ewt-dev.conllu"), "gum-dev": read("gum-dev-open.conllu")}
        layer = args.treebanks / "gum-entities.jsonl.zst"
        self.aligned = {n: (add_entities(s, layer), len(s))
                        for n, s in (("train", self.train["gum-train"]), ("dev", self.dev["gum-dev"]))}
        self.all = [s for part in self.train.values() for s in part]
        self.labels = Labels.of(self.all)


def set_rates(optimizer, rates, step, steps):
    warm = max(1, int(WARMUP * steps))
    factor = min((step + 1) / warm, (steps - step) / max(1, steps - warm))
    for part, rate in zip(optimizer.param_groups, rates):
        part["lr"] = rate * factor


def share_gradients(parameters, processes):
    flat = torch.cat([p.grad.flatten() for p in parameters]).bfloat16()
    distributed.all_reduce(flat)
    at = 0
    for p in parameters:
        p.grad.copy_(flat[at:at + p.numel()].view_as(p)).div_(processes)
        at += p.numel()


class Training:
    """The model with what is needed to go on from the last whole epoch."""

    def __init__(self, args, rank, data, folder, work):
        self.args, self.rank, self.data, self.work = args, rank, data, work
        torch.manual_seed(args.seed)
        self.model = Teacher(folder, data.labels)
        self.subwords = Subwords(folder)
        encoder = [p for p in self.model.encoder.parameters() if p.requires_grad]
        known = {id(p) for p in encoder}
        heads = [p for p in self.model.parameters() if p.requires_grad and id(p) not in known]
        self.parameters = encoder + heads
        self.rates = [args.rate, HEAD_RATE]
        self.optimizer = torch.optim.AdamW([{"params": encoder, "weight_decay": 0.01},
                                            {"params": heads, "weight_decay": 0.0}], fused=True, betas=(0.9, 0.99))
        self.epoch = 0
        self.last = work / "last.pt"
        if self.last.exists():
            state = torch.load(self.last)
            self.model.load_state_dict(state["model"])
            self.epoch = state["epoch"]
            if self.epoch < args.epochs:
                self.optimizer.load_state_dict(state["optimizer"])

    def save(self):
        state = {"model": self.model.state_dict(), "epoch": self.epoch, "seed": self.args.seed}
        torch.save(state, self.work / f"epoch-{self.epoch}.pt")
        torch.save(state | {"optimizer": self.optimizer.state_dict()}, str(self.last) + ".part")
        os.replace(str(self.last) + ".part", self.last)

    def batches(self):
        """This process's share; the same number of batches for each."""
        args, draw = self.args, draw_for(self.args.seed, self.epoch)
        examples = []
        for sentence in self.data.all:
            if len(sentence) <= LONGEST_SENTENCE:
                shown, case = changed(sentence, draw)
                examples.append(Example(shown, self.subwords, self.data.labels, case))
        batches = group(examples, args.batch // args.processes, draw)
        whole = len(batches) // args.processes * args.processes
        return [[examples[i] for i in b] for b in batches[self.rank:whole:args.processes]]

    def run_epoch(self):
        batches = self.batches()
        torch.manual_seed(self.args.seed * 7919 + self.epoch * 101 + self.rank)
        self.model.train()
        steps, begin, loss_sum = len(batches) * self.args.epochs, time.time(), 0.0
        for k, examples in enumerate(batches):
            set_rates(self.optimizer, self.rates, self.epoch * len(batches) + k, steps)
            with torch.autocast("cpu", torch.bfloat16):
                loss = self.model.loss(Batch(examples))
            self.optimizer.zero_grad(set_to_none=False)
            loss.backward()
            for p in self.parameters:
                if p.grad is None:
                    p.grad = torch.zeros_like(p)
            if self.args.processes > 1:
                share_gradients(self.parameters, self.args.processes)
            torch.nn.utils.clip_grad_norm_(self.parameters, CLIP)
            self.optimizer.step()
            loss_sum += loss.item()
            if self.rank == 0 and (k + 1) % 50 == 0:
                say(f"epoch {self.epoch + 1} step {k + 1}/{len(batches)} loss {loss_sum / 50:.3f} "
                    f"{(time.time() - begin) / (k + 1):.2f} s a step")
                loss_sum = 0.0
        self.epoch += 1
        if self.rank == 0:
            self.save()
            say(f"epoch {self.epoch} took {time.time() - begin:.0f} s")

    def report(self):
        """Each process scores every processes-th dev set."""
        for k, (name, sentences) in enumerate(self.data.dev.items()):
            if k % self.args.processes == self.rank:
                scores = score(self.model, sentences, self.subwords, self.data.labels)
                say(f"epoch {self.epoch} {name} " + json.dumps(scores))


def tokenised(args, path):
    done = subprocess.run([str(args.tocsin), "parse", "--format", "conllu", str(path)], stdout=subprocess.PIPE,
                          check=True)
    return [s for s in parse_conllu(done.stdout.decode("utf-8")) if len(s) <= LONGEST_SENTENCE][:args.limit]


def label_files(training, args, rank):
    texts = sorted(args.text.glob("*.jsonl"), key=lambda p: p.stat().st_size) if args.text else []
    jobs = [(name, None) for name in training.data.train] + [(p.stem, p) for p in texts]
    for name, path in jobs:
        target = args.out / f"{args.encoder}-{name}.conllu.zst"
        there = target.exists()
        if args.processes > 1:
            distributed.barrier()                            # all have looked before one writes
        if there:
            continue
        begin = time.time()
        sentences = tokenised(args, path) if path else training.data.train[name]
        parts = []
        for k, at in enumerate(range(0, len(sentences), CHUNK)):
            parts.append(training.work / f"{name}.{k}.conllu")
            if k % args.processes == rank:
                label_part(training.model, sentences[at:at + CHUNK], training.subwords, training.data.labels,
                           parts[-1], gold=path is None)
                say(f"labelled {name} {min(at + CHUNK, len(sentences))}/{len(sentences)}")
        if args.processes > 1:
            distributed.barrier()
        if rank == 0:
            join_parts(parts, target)
            say(f"{target.name}: {len(sentences)} sentences, {time.time() - begin:.0f} s")


def work_as(rank, args, folder, work):
    torch.set_num_threads(1)
    if args.processes > 1:
        distributed.init_process_group("gloo", init_method=f"file://{work}/meeting", rank=rank,
                                       world_size=args.processes)
    data = Data(args)
    if rank == 0:
        say(f"{len(data.all)} sentences, {len(data.labels.relations)} relations, {len(data.labels.tags)} tags; "
            f"entity layer aligned {data.aligned}")
    training = Training(args, rank, data, folder, work)
    while training.epoch < args.epochs:
        training.run_epoch()
        training.report()
    label_files(training, args, rank)
    if args.processes > 1:
        distributed.barrier()
        distributed.destroy_process_group()


def main():
    args = options()
    work = args.out.resolve() / f"work-{args.encoder}"
    work.mkdir(parents=True, exist_ok=True)
    (work / "meeting").unlink(missing_ok=True)
    folder = encoder_folder(args.encoder, work)
    if args.processes == 1:
        work_as(0, args, folder, work)
    else:
        torch.multiprocessing.spawn(work_as, (args, folder, work), nprocs=args.processes)


if __name__ == "__main__":
    main()
