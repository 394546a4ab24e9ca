/* train/checkpoint.c: what a run needs to go on where it was stopped, after a pass.
 *
 * Written beside its place and renamed, so that a run stopped while writing leaves the
 * one before.
 */
#include "trainer.h"

#include <stdio.h>
#include <string.h>

struct head {
    char magic[8];
    uint32_t shape[SHAPE_COUNT];
    uint32_t unused;
    uint64_t random[1 + NET_LANES];
    int64_t steps, remembered, pass;
    double seen;
};

static const char magic[8] = "tctrain";

/* Calls step(part, size) for each array; false as soon as one does. */
static bool each_part(struct net *net, FILE *file,
                      bool (*step)(FILE *, float *, size_t))
{
    struct adam *const both[] = {&net->dense, &net->embed};
    for (int i = 0; i < 2; i++) {
        float *const parts[] = {both[i]->value, both[i]->mean, both[i]->square,
                                both[i]->average};
        for (int k = 0; k < 4; k++) {
            if (!step(file, parts[k], both[i]->size)) {
                return false;
            }
        }
    }
    return true;
}

static bool read_part(FILE *file, float *part, size_t size)
{
    return fread(part, sizeof *part, size, file) == size;
}

static bool write_part(FILE *file, float *part, size_t size)
{
    return fwrite(part, sizeof *part, size, file) == size;
}

bool load_checkpoint(struct trainer *t)
{
    struct net *net = &t->net;
    struct head head;
    FILE *file = fopen(t->settings.checkpoint, "rb");
    if (file == NULL) {
        return false;
    }
    if (fread(&head, sizeof head, 1, file) != 1 ||
        memcmp(head.magic, magic, sizeof magic) != 0 ||
        memcmp(head.shape, net->shape, sizeof head.shape) != 0 ||
        !each_part(net, file, read_part)) {
        give_up("the checkpoint is of another run or damaged; remove it to begin anew");
    }
    (void)fclose(file);
    net->random = head.random[0];
    for (int i = 0; i < NET_LANES; i++) {
        net->lanes[i].random = head.random[1 + i];
    }
    net->steps = (long)head.steps;
    net->remembered = (long)head.remembered;
    t->pass = (long)head.pass;
    t->seen = head.seen;
    (void)printf("going on after pass %ld\n", t->pass);
    return true;
}

void save_checkpoint(struct trainer *t)
{
    struct net *net = &t->net;
    struct head head = {.random = {net->random},
                        .steps = net->steps,
                        .remembered = net->remembered,
                        .pass = t->pass,
                        .seen = t->seen};
    char part[4096];
    memcpy(head.magic, magic, sizeof magic);
    memcpy(head.shape, net->shape, sizeof head.shape);
    for (int i = 0; i < NET_LANES; i++) {
        head.random[1 + i] = net->lanes[i].random;
    }
    (void)snprintf(part, sizeof part, "%s.part", t->settings.checkpoint);
    FILE *file = fopen(part, "wb");
    bool ok = file != NULL && fwrite(&head, sizeof head, 1, file) == 1 &&
              each_part(net, file, write_part);
    ok = file != NULL && fclose(file) == 0 && ok;
    if (!ok || rename(part, t->settings.checkpoint) != 0) {
        (void)remove(part);
        (void)fprintf(stderr, "train: no checkpoint could be written\n");
    }
}
