#!/usr/bin/env python3
"""plot.py: draws what bench/parse.sh measured of speed by length of sentence.

    plot.py parse-speed.tsv parse-speed.svg

A line for each number of threads, by the clock, with a bar from the slowest to the
fastest run; dashed, one thread by the processor's seconds, which other programs on the
machine do not disturb: where the first line lies far below the dashed one, the machine
was busy. Lengths double, so their axis is a logarithm; the other begins at nothing, so
that heights can be compared.

SVG by hand and Python's standard library alone, as a drawing of three lines is not
worth a library that most machines do not have. Text is text, so that it can be read
and searched; colours are those of Okabe and Ito, which the colour-blind tell apart.
"""
import csv
import math
import sys

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 108, 24, 92, 62
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
GREY = "#555555"
HEAD = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"
 width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13" role="img"
 aria-labelledby="title">
<title id="title">Speed of tocsin's parser by length of sentence</title>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>
<text x="{LEFT}" y="28" font-size="17" font-weight="bold">Text to trees: words a second
 by length of sentence</text>"""


def step_of(most):
    """A round distance between marks, so that there are four to eight of them."""
    power = 10 ** math.floor(math.log10(most / 4))
    return next(power * n for n in (1, 2, 5, 10) if most / (power * n) <= 8)


class Field:
    """From words a sentence and words a second to places in the picture."""

    def __init__(self, rows):
        lengths = [row["as_parsed"] for row in rows]
        most = max(max(row["most"], row["words_per_processor_second"]) for row in rows)
        self.step = step_of(most)
        self.top = self.step * math.ceil(most / self.step)
        self.low = math.log2(min(lengths)) - 0.25
        self.high = math.log2(max(lengths)) + 0.25

    def x(self, length):
        share = (math.log2(length) - self.low) / (self.high - self.low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, rate):
        return HEIGHT - BOTTOM - rate / self.top * (HEIGHT - TOP - BOTTOM)


def axes(field, rows):
    out = []
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    rate = 0
    while rate <= field.top:
        y = field.y(rate)
        out.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#dddddd"/>')
        out.append(
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{rate:,.0f}</text>'
        )
        rate += field.step
    for length in sorted({row["words_per_sentence"] for row in rows}):
        x = field.x(length)
        out.append(f'<path d="M{x:.1f} {bottom}v5" stroke="{GREY}"/>')
        out.append(
            f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{length:.0f}'
            "</text>"
        )
    out.append(f'<path d="M{LEFT} {bottom}H{right}" stroke="{GREY}"/>')
    middle_x, middle_y = (LEFT + right) / 2, (TOP + bottom) / 2
    out.append(
        f'<text x="{middle_x}" y="{HEIGHT - 16}" text-anchor="middle">'
        "length of the sentences (words)</text>"
    )
    out.append(
        f'<text transform="translate(20 {middle_y}) rotate(-90)" text-anchor="middle">'
        "speed (words a second)</text>"
    )
    return out


def line(field, points, colour, dash=""):
    way = " ".join(f"{field.x(a):.1f},{field.y(b):.1f}" for a, b in points)
    return (
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"'
        f"{dash}/>"
    )


def marks(field, rows, colour, shift):
    """Bars from least to most, beside each other where there are several threads."""
    out = []
    for row in rows:
        x = field.x(row["as_parsed"])
        out.append(
            f'<path d="M{x + shift:.1f} {field.y(row["least"]):.1f}'
            f'V{field.y(row["most"]):.1f}" stroke="{colour}" stroke-opacity="0.45"'
            ' stroke-width="3"/>'
        )
        y = field.y(row["words_per_second"])
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
    return out


def legend(entries):
    out, x = [], LEFT
    for words, colour, dash in entries:
        out.append(
            f'<path d="M{x} 56h26" stroke="{colour}" stroke-width="2"{dash}/>'
            f'<text x="{x + 32}" y="60">{words}</text>'
        )
        x += 32 + 7 * len(words) + 22
    out.append(
        f'<text x="{LEFT}" y="80" font-size="11" fill="{GREY}">points: median of the'
        " runs, bars: slowest to fastest</text>"
    )
    return out


def draw(rows):
    field = Field(rows)
    threads = sorted({row["jobs"] for row in rows})
    out = [HEAD, *axes(field, rows)]
    entries = []
    for i, jobs in enumerate(threads):
        mine = [row for row in rows if row["jobs"] == jobs]
        colour = COLOURS[i % len(COLOURS)]
        points = [(row["as_parsed"], row["words_per_second"]) for row in mine]
        out.append(line(field, points, colour))
        out += marks(field, mine, colour, 4 * (i - (len(threads) - 1) / 2))
        entries.append((f"{jobs:.0f} thread" + "s" * (jobs > 1), colour, ""))
    dash = ' stroke-dasharray="6 4"'
    mine = [row for row in rows if row["jobs"] == threads[0]]
    points = [(row["as_parsed"], row["words_per_processor_second"]) for row in mine]
    out.append(line(field, points, GREY, dash))
    entries.append((f"{threads[0]:.0f} thread, a processor second", GREY, dash))
    return "\n".join([*out, *legend(entries), "</svg>"]) + "\n"


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: plot.py parse-speed.tsv parse-speed.svg")
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        rows = [
            {key: float(value) for key, value in row.items()}
            for row in csv.DictReader(file, delimiter="\t")
        ]
    if not rows:
        sys.exit(f"{sys.argv[1]} holds no rows")
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(draw(rows))


if __name__ == "__main__":
    main()
