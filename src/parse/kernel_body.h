/* parse/kernel_body.h: the loops over floats, compiled once for each set of kernels
 * with what its processors have. Included at the end of kernel_*.c, which define
 * multiply() and arcs() and the set's NAME.
 *
 * Sixteen values at a time, written out with the compilers' vectors: left to themselves
 * gcc 12 and clang 14 do these loops one by one. Processors without such wide registers
 * take two or four for one. Sizes are multiples of 16.
 */
enum { LANES = 16 };

typedef float vec __attribute__((vector_size(64)));
typedef int32_t whole __attribute__((vector_size(64)));
typedef int16_t half __attribute__((vector_size(32)));
typedef uint8_t bytes __attribute__((vector_size(16)));
typedef int8_t signs __attribute__((vector_size(16)));

#define ALWAYS static inline __attribute__((always_inline))

ALWAYS vec load(const float *at)
{
    vec v;
    memcpy(&v, at, sizeof v);
    return v;
}

ALWAYS void save(float *at, vec v)
{
    memcpy(at, &v, sizeof v);
}

ALWAYS vec all(float x)
{
    return x - (vec){0};
}

/* The larger of each two; b where a is no number. */
ALWAYS vec more(vec a, vec b)
{
    whole mask = a > b;
    return (vec)(((whole)a & mask) | ((whole)b & ~mask));
}

ALWAYS vec less(vec a, vec b)
{
    whole mask = a < b;
    return (vec)(((whole)a & mask) | ((whole)b & ~mask));
}

/* Cut to [0, 255]; what is no number becomes 0. */
ALWAYS void save_bytes(uint8_t *at, vec x)
{
    whole w = __builtin_convertvector(less(more(x, all(0.0F)), all(255.0F)), whole);
    bytes b = __builtin_convertvector(w, bytes);
    memcpy(at, &b, sizeof b);
}

ALWAYS vec gate(vec x)
{
    vec size = (vec)((whole)x & 0x7FFFFFFF);
    return 0.5F + 0.5F * x / (1.0F + size);
}

/* The units' state stays in registers from word to word. */
static void recur(const struct tc_recurrence *r)
{
    float zero = r->zero + 0.5F;
    for (size_t unit = 0; unit < r->size; unit += LANES) {
        vec state = all(0.0F);
        for (size_t n = 0; n < r->count; n++) {
            size_t at = (r->backwards ? r->count - 1 - n : n) * r->width + unit;
            const float *gates = r->gates + 3 * at - 2 * unit;
            vec z = gate(load(gates));
            vec way = gate(load(gates + 2 * r->width));
            vec in = load(r->in + at);
            state += z * (load(gates + r->width) - state);
            vec out = in + way * (state - in);
            save(r->out + at, out);
            save_bytes(r->bytes + at, out * r->range + zero);
        }
    }
}

static void add_rows(uint8_t *out, const struct tc_rows *r)
{
    for (size_t j = 0; j < r->size; j += LANES) {
        vec sum = all(0.0F);
        for (size_t i = 0; i < r->count; i++) {
            signs row;
            memcpy(&row, r->table + (size_t)r->rows[i] * r->size + j, sizeof row);
            sum += r->scale[r->rows[i]] * __builtin_convertvector(row, vec);
        }
        save_bytes(out + j, sum * r->range + (r->zero + 0.5F));
    }
}

static void convolve(float *out, uint8_t *to, const float *const parts[3], size_t size,
                     float range)
{
    for (size_t j = 0; j < size; j += LANES) {
        vec sum = (load(parts[1] + j) + load(parts[0] + j)) + load(parts[2] + j);
        sum = more(sum, all(0.0F));
        save(out + j, sum);
        save_bytes(to + j, sum * range + 0.5F);
    }
}

static void join(uint8_t *out, const float *a, const float *b, size_t size, float range)
{
    for (size_t j = 0; j < size; j += LANES) {
        save_bytes(out + j, (load(a + j) + load(b + j)) * range + 0.5F);
    }
}

static void shorten(int16_t *out, const float *values, size_t size, float range,
                    float least, float most)
{
    for (size_t j = 0; j < size; j += LANES) {
        vec x = less(more(load(values + j) * range, all(least)), all(most));
        whole w = __builtin_convertvector(x + (most + 0.5F), whole) - (int32_t)most;
        half h = __builtin_convertvector(w, half);
        memcpy(out + j, &h, sizeof h);
    }
}

static unsigned largest(const float *values, size_t size)
{
    vec most = load(values);
    for (size_t i = LANES; i < size; i += LANES) {
        most = more(load(values + i), most);
    }
    float best = most[0];
    for (size_t i = 1; i < LANES; i++) {
        best = most[i] > best ? most[i] : best;
    }
    for (size_t i = 0; i < size; i++) {
        if (values[i] == best) {
            return (unsigned)i;
        }
    }
    return 0;
}

static unsigned largest_whole(const int32_t *values, size_t size)
{
    int32_t most = values[0];
    for (size_t i = 1; i < size; i++) {
        most = values[i] > most ? values[i] : most;
    }
    size_t at = 0;
    while (values[at] != most) {
        at++;
    }
    return (unsigned)at;
}

const struct tc_kernel SET = {.name = NAME,
                              .multiply = multiply,
                              .arcs = arcs,
                              .recur = recur,
                              .add_rows = add_rows,
                              .convolve = convolve,
                              .join = join,
                              .shorten = shorten,
                              .largest = largest,
                              .largest_whole = largest_whole};
