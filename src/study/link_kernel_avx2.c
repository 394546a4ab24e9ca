/* study/link_kernel_avx2.c: the network's loops for AVX2; compiled with -mavx2. */
#include "study/link_kernel_body.h"

const struct link_kernel tc_link_kernel_avx2 = {forward, backward};
