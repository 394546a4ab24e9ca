#!/usr/bin/env python3
"""hawkes_peers.py PROGRAM: Hawkes processes fitted here and by packages for Python.

PROGRAM is build/bench/hawkes, which bench/hawkes.sh builds. The packages are looked for
in the python3 that runs this:  pip install Hawkes HawkesPyLib intensify tick numpydoc
(tick imports numpydoc without saying so). What is missing is said and left out.

The data are drawn as families: strangers come at a constant rate, each event has a
Poisson number of children after exponential waits. All fit the same events in the same
continuous time: one type with the decay free, four types with the decay given (tick fits
no decays), eight types with three decays. Rounds alternate between programs; seconds
are those of the processor, of the fit alone, median over the rounds, after a first round
that is not counted, so that what compiles at the first call has done so. Likelihoods are
natural logarithms of the whole sample's density at the maximum each found; the packages'
own constants are taken off where they have some (tick reports a mean over events).
"""
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
ROUNDS = int(os.environ.get("TOCSIN_BENCH_RUNS", "5"))


def draw(base, answer, decay, end, seed):
    """Events (type, time) in order; answer[to][of] children of type to, of type of."""
    rng = random.Random(seed)
    events, todo = [], []
    for kind, rate in enumerate(base):
        at = rng.expovariate(rate)
        while at < end:
            todo.append((at, kind))
            at += rng.expovariate(rate)
    while todo:
        at, kind = todo.pop()
        events.append((at, kind))
        for to, row in enumerate(answer):
            left = rng.expovariate(1.0)
            while left < row[kind]:
                child = at + rng.expovariate(decay)
                if child < end:
                    todo.append((child, to))
                left += rng.expovariate(1.0)
    return [(kind, at) for at, kind in sorted(events)]


def timed(work):
    begin = time.process_time()
    value = work()
    return time.process_time() - begin, value


class Ours:
    name = "tocsin"

    def __init__(self, program, events, end, decays, free):
        self.file = tempfile.NamedTemporaryFile("w", suffix=".tsv")
        for kind, at in events:
            self.file.write("%d\t%r\n" % (kind, at))
        self.file.flush()
        self.words = [program, "fit", self.file.name, repr(end)]
        self.words += [",".join(repr(decay) for decay in decays)]
        self.words += ["free"] if free else []

    def run(self):
        told = json.loads(subprocess.check_output(self.words))
        assert told["settled"]
        return told["seconds"], told["value"]


class Omi:
    name = "Hawkes"

    def __init__(self, events, end):
        import Hawkes
        import numpy

        self.package, self.end = Hawkes, end
        self.times = numpy.array([at for _, at in events])

    def run(self):
        model = self.package.estimator()
        model.set_kernel("exp").set_baseline("const")
        took, _ = timed(lambda: model.fit(self.times, [0.0, self.end]))
        return took, float(model.L)


class PyLib:
    name = "HawkesPyLib"

    def __init__(self, events, end):
        import numpy
        from HawkesPyLib.inference import ExpHawkesProcessInference

        self.make, self.end = ExpHawkesProcessInference, end
        self.times = numpy.array([at for _, at in events])
        self.start = numpy.array([len(events) / end / 2.0, 0.5, 1.0])

    def run(self):
        model = self.make()
        took, _ = timed(lambda: model.estimate(
            self.times, self.end, custom_param_vec0=True, param_vec0=self.start))
        return took, float(model.logL)


class Intensify:
    name = "intensify"

    def __init__(self, events, end):
        import intensify
        import numpy

        self.package, self.end = intensify, end
        self.times = numpy.array([at for _, at in events])

    def run(self):
        package = self.package
        model = package.UnivariateHawkes(
            mu=len(self.times) / self.end / 2.0,
            kernel=package.ExponentialKernel(alpha=0.5, beta=0.5))
        took, result = timed(lambda: model.fit(self.times, T=self.end, method="mle"))
        return took, float(result.log_likelihood)


class IntensifyMany:
    name = "intensify"

    def __init__(self, events, end, decay):
        import intensify
        import numpy

        self.package, self.end, self.decay = intensify, end, decay
        self.kinds = 1 + max(kind for kind, _ in events)
        self.times = [numpy.array([at for kind, at in events if kind == k])
                      for k in range(self.kinds)]

    def run(self):
        package = self.package
        model = package.MultivariateHawkes(
            n_dims=self.kinds, mu=[0.1] * self.kinds,
            kernel=package.ExponentialKernel(alpha=0.1, beta=self.decay))
        took, result = timed(lambda: model.fit(
            self.times, T=self.end, method="mle", fit_decay=False))
        return took, float(result.log_likelihood)


class Tick:
    """Its likelihoods and their slopes in C++, under SciPy's L-BFGS-B: its own solvers
    step to rates below 0 on these data and stop."""
    name = "tick"

    def __init__(self, events, end, decays):
        import numpy
        from scipy.optimize import minimize
        from tick.hawkes import ModelHawkesExpKernLogLik, ModelHawkesSumExpKernLogLik

        self.minimize, self.kinds = minimize, 1 + max(kind for kind, _ in events)
        self.times = [numpy.array([at for kind, at in events if kind == k])
                      for k in range(self.kinds)]
        self.end, self.count = end, len(events)
        self.make = lambda: (
            ModelHawkesExpKernLogLik(decays[0]) if len(decays) == 1
            else ModelHawkesSumExpKernLogLik(numpy.array(decays)))
        size = self.kinds + self.kinds * self.kinds * len(decays)
        self.start = numpy.full(size, 0.4 / self.kinds / len(decays))

    def fit(self):
        model = self.make()
        model.fit(self.times, end_times=self.end)
        return self.minimize(
            model.loss, self.start, jac=model.grad, method="L-BFGS-B",
            bounds=[(1e-10, None)] * len(self.start),
            options={"maxiter": 2000, "maxfun": 4000, "ftol": 1e-12, "gtol": 1e-8})

    def run(self):
        took, result = timed(self.fit)
        # its likelihood counts rates less 1: by the whole time, once for each type
        return took, -result.fun * self.count - self.end * self.kinds


def compare(title, programs):
    print(title)
    seconds = {p.name: [] for p in programs}
    values = {}
    for turn in range(ROUNDS + 1):
        for program in list(programs):
            try:
                took, values[program.name] = program.run()
            except Exception as why:  # a package that breaks is said and left out
                if program.name == "tocsin":
                    raise
                print("  %-12s failed: %s" % (program.name, str(why)[:200]))
                programs.remove(program)
                continue
            if turn:
                seconds[program.name].append(took)
    ours = statistics.median(seconds["tocsin"])
    for program in programs:
        median = statistics.median(seconds[program.name])
        value = values[program.name]
        print("  %-12s %10.4f s  %8.1f times ours  log likelihood %.6f (%+.1e of ours)" % (
            program.name, median, median / ours, value,
            (value - values["tocsin"]) / abs(values["tocsin"])))


def make(kind, *words):
    try:
        return [kind(*words)]
    except ImportError as why:
        print("  %-12s is not there: %s" % (kind.name, why))
        return []


def main():
    program = sys.argv[1]
    end = 20000.0
    events = draw([0.4], [[0.6]], 1.5, end, 1)
    # one dimension: all three have the decay free
    programs = [Ours(program, events, end, [0.5], True)]
    for kind in (Omi, PyLib, Intensify):
        programs += make(kind, events, end)
    compare("one type, %d events, decay free" % len(events), programs)
    answer = [[0.3, 0.1, 0.05, 0.1], [0.1, 0.25, 0.1, 0.05],
              [0.05, 0.1, 0.3, 0.1], [0.1, 0.05, 0.1, 0.2]]
    events = draw([0.2, 0.15, 0.1, 0.2], answer, 1.5, end, 2)
    programs = [Ours(program, events, end, [1.5], False)]
    programs += make(Tick, events, end, [1.5])
    programs += make(IntensifyMany, events, end, 1.5)
    compare("four types, %d events, decay given" % len(events), programs)
    answer = [[0.02 + 0.01 * ((3 * i + 5 * j) % 7) for j in range(8)] for i in range(8)]
    events = draw([0.1] * 8, answer, 0.5, end, 3)
    decays = [1.0, 0.1, 0.02]
    programs = [Ours(program, events, end, decays, False)]
    programs += make(Tick, events, end, decays)
    compare("eight types, %d events, three decays given" % len(events), programs)


if __name__ == "__main__":
    main()
