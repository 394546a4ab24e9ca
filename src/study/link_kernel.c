/* study/link_kernel.c: the network's loops for every processor. */
#include "study/link_kernel_body.h"

const struct link_kernel tc_link_kernel_plain = {forward, backward};
