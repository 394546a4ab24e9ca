#!/usr/bin/env python3
"""curve.py: draws the learning curve of a training run.

    curve.py curve.tsv parse-learning.svg ewt-dev gum-dev

Each line of the table is a pass: its number, the loss a word, then UPOS, UAS and LAS with
given words for each held-out part, whose names are the other arguments (tocsin-train
--curve). Drawn are UAS and LAS. SVG by hand, as in bench/plot.py.
"""
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 60, 150, 50, 50
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")


def main(table, picture, *names):
    with open(table, encoding="utf-8") as file:
        rows = [[float(cell) for cell in line.split("\t")] for line in file if line.strip()]
    low = 5 * int(min(min(row[4::3]) for row in rows) // 5)
    high = 5 * int(max(max(row[3::3]) for row in rows) // 5 + 1)
    last = max(rows[-1][0], 2)
    x = lambda n: LEFT + (WIDTH - LEFT - RIGHT) * (n - 1) / (last - 1)
    y = lambda v: HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (v - low) / (high - low)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
           f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="13" role="img">',
           "<title>Learning curve of the parser</title>",
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
           f'<text x="{LEFT}" y="28" font-size="17" font-weight="bold">Right heads (UAS) and '
           "relations (LAS), per cent, after each pass</text>"]
    for v in range(low, high + 1, 5):
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#dddddd"/>'
                   f'<text x="{LEFT - 8}" y="{y(v) + 4:.1f}" text-anchor="end">{v}</text>')
    step = max(1, round(last / 12))
    for n in range(1, int(last) + 1, step):
        out.append(f'<text x="{x(n):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{n}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 10}" text-anchor="middle">pass</text>')
    labels = []
    for i, name in enumerate(names):
        for column, what, dash in ((3 + 3 * i, "UAS", ' stroke-dasharray="6 4"'), (4 + 3 * i, "LAS", "")):
            points = " ".join(f"{x(row[0]):.1f},{y(row[column]):.1f}" for row in rows)
            out.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[i % 4]}" stroke-width="2"{dash}/>')
            labels.append([y(rows[-1][column]), COLOURS[i % 4], f"{name} {what} {rows[-1][column]:.1f}"])
    labels.sort()
    for before, label in zip(labels, labels[1:]):
        label[0] = max(label[0], before[0] + 15)
    for at, colour, words in labels:
        out.append(f'<text x="{WIDTH - RIGHT + 8}" y="{at + 4:.1f}" fill="{colour}">{words}</text>')
    with open(picture, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n</svg>\n")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
