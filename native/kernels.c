/* Which of the kernels this processor can run. */
#include "kernels.h"

extern const struct kernels kernels_baseline;
extern const struct kernels kernels_avx2;
extern const struct kernels kernels_avx512;

const struct kernels *kernels_at(unsigned index)
{
    if (index == 0) {
        return &kernels_baseline;
    }
#if defined(__x86_64__)
    if (index == 1 && __builtin_cpu_supports("avx2")) {
        return &kernels_avx2;
    }
    if (index == 2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl")) {
        return &kernels_avx512;
    }
#endif
    return NULL;
}

const struct kernels *kernels_best(void)
{
    unsigned index = 0;
    while (kernels_at(index + 1) != NULL) {
        index++;
    }
    return kernels_at(index);
}
