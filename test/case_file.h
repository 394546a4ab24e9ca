/* test/case_file.h: the form of test/cases/, and what a coding says of a block of it.
 *
 * The coder is judged by sentences, not by its functions: a frame mended for one
 * sentence breaks another, and only these files see it. A block is
 *
 *     # a comment
 *     The sentence, or several on one line; "\n" in it is a new line.
 *     @ 2024-01-30
 *     + TYPE[.mode] status ACTOR -> RECIPIENT [place=Name] [source=words] [chain=A > B]
 *           [by=trigger] [from=DAY] [to=DAY] [bound=clause] [precision=day] [killed=N]
 *           [factuality<1] [factuality>-1]
 *     - TYPE [status [ACTOR] [by=trigger]]
 *     - any
 *
 * on one line each, and ends with an empty line. "+" asks for a claim, "-" for its
 * absence. "*" stands for anything; in a code it may stand for the beginning or the end
 * ("RUS*" Russia or anyone of it, "*MIL" anyone's soldiers); "-" is no known actor.
 * Where several are as right, "|" stands between them. "chain" is the whole
 * attribution, the outermost first, each link by words of its source, "-" for one
 * without a source, "none" for the publisher's own word. "place=-" is no place. "@" is
 * the day the text was published. A block without "+" and "-" expects nothing. "# ----
 * name ---" begins a section.
 */
#ifndef CASE_FILE_H
#define CASE_FILE_H

#include <tocsin.h>

#include <stdio.h>

#define CASE_ROOM     2048 /* bytes of a line */
#define EXPECTED_ROOM 16   /* expectations of a block */
#define SECTION_ROOM  80

/* One "+" or "-" line. Strings point into the block's lines; NULL: no condition. */
struct expected {
    bool wanted;
    char *line; /* as written */
    char *type, *mode, *status, *actor, *recipient;
    char *place, *source, *chain, *trigger, *from, *to;
    char *bound, *precision;
    char *number_what;
    unsigned number;
    double above, below; /* of the factuality; NaN: no condition */
};

struct block {
    int line; /* of the sentence in the file, from 1 */
    char section[SECTION_ROOM];
    char text[CASE_ROOM];
    char day[16];
    size_t count;
    char lines[EXPECTED_ROOM][CASE_ROOM];  /* as written */
    char pieces[EXPECTED_ROOM][CASE_ROOM]; /* cut up */
    struct expected expected[EXPECTED_ROOM];
};

/* Adds a "+" or "-" line to the block. Like all here it fails the test of whoever calls
 * it when the line is none; file is for that message. */
void case_take(struct block *b, const char *file, const char *line);

/* The next block of the file, *line being the last line read; false at its end. The
 * section stays from block to block: the first one is to be zeroed. */
bool case_next(FILE *in, const char *file, int *line, struct block *b);

/* Codes the block's text; the coding is the coder's, until it is used again. */
void case_code(tocsin_coder *coder, const struct block *b, tocsin_coding *out);

bool case_code_fits(tocsin_text code, const char *pattern);
bool case_contains(tocsin_text t, const char *words); /* without regard to case */
bool case_holds(const tocsin_coding *coding, const struct expected *e);

/* Does the line name an act that has not happened? */
bool case_unreal(const struct expected *e);

/* A claim that says of the act of such a line that it happened or goes on, which no
 * other line of the block says; NULL: there is none. Whoever is said to have done it:
 * an act is the same act when its actor is wrong. */
const tocsin_claim *case_became_fact(const tocsin_coding *coding, const struct block *b,
                                     const struct expected *e);

/* The block with what does not hold, and all that came out. */
void case_print(const char *file, const struct block *b, const tocsin_coding *coding);

#endif
