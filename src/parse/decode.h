/* parse/decode.h: from the scores of all arcs to the best tree. Inside parse/ and for
 * train/ only. */
#ifndef TC_DECODE_H
#define TC_DECODE_H

#include "parse/model.h"

#define TC_NO_ARC (-INT32_MAX) /* less than any score */

/* What one tree is sought with; a thread's own, some 2 MB. T = TC_LONGEST. */
struct decoder;
/* NULL: no memory. */
struct decoder *tc_decoder_new(void);
void tc_decoder_free(struct decoder *decoder);

/* The heads of the tree with the greatest sum of scores that has one root.
 *   score  (count, stride): of each head for each dependent; column `count` is the
 *          root. A dependent's own column must hold TC_NO_ARC
 *   head   (count): index or TC_ROOT
 *   count  1 to TC_LONGEST
 * Of equally good trees it is always the same one. */
void tc_decode_tree(struct decoder *decoder, const int32_t *score, size_t stride,
                    uint32_t count, int32_t *head);

#endif
