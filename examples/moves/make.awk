# Makes train.txt: two made-up states, Norland and Sudland, and a third, Estria, over 730
# days. Half of what stands in it is noise. The rest: when Norland threatens, Sudland
# mobilizes within a week, 6 times of 10; when Estria attacks Sudland, Sudland accuses
# Norland within three days, 7 times of 10.
#   awk -f make.awk | sort -n -k4,4 -s > train.txt
function below(n) {
    x = (x * 16807) % 2147483647
    return int(x * n / 2147483647)
}
function put(actor, relation, recipient, day) {
    if (day < 730)
        print actor "\t" relation "\t" recipient "\t" day
}
BEGIN {
    x = 2026
    for (day = 0; day < 730; day++) {
        if (below(100) < 30) {
            a = below(3)
            put(a, below(7), (a + 1 + below(2)) % 3, day)
        }
        if (below(100) < 8) {
            put(0, 3, 1, day)
            if (below(10) < 6)
                put(1, 5, 0, day + 1 + below(7))
        }
        if (below(100) < 6) {
            put(2, 6, 1, day)
            if (below(10) < 7)
                put(1, 2, 0, day + 1 + below(3))
        }
    }
}
