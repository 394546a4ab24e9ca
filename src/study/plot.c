/* study/plot.c: charts as SVG.
 *
 * Written by hand: a chart of some hundred marks is 20 kB, and nothing of a library's
 * would print as plainly. Numbers on axes stand at 1, 2 or 5 times a power of ten, days
 * at years, months or weeks. Lines are told apart by dash, points by shape, bars by
 * hatch; the grey beside them only helps. After Cleveland, "The Elements of Graphing
 * Data" (1985): four sides, ticks outside, no grid in the way of the data.
 */
#include "study/plot.h"

#include <math.h>

enum { FAR_OFF = 3000000 }; /* days, 8,000 years: others are no dates */
enum { LEFT = 62, RIGHT = 14, TOP = 46, BOTTOM = 44, LOOKS = 4 };

struct frame {
    struct buffer *out;
    const struct plot *plot;
    double x_low, x_high, y_low, y_high;
    double left, right, top, bottom;
};

static const char *const dashes[LOOKS] = {"none", "7 4", "2 3", "9 3 2 3"};
static const char *const inks[LOOKS] = {"#111", "#555", "#333", "#777"};

/* ---- text ------------------------------------------------------------------------ */

static void escape(struct buffer *out, text t)
{
    for (size_t at = 0; at < t.size;) {
        char bytes[4];
        uint32_t c = tc_utf8_next(t, &at);
        if (c == '<')
            tc_buffer_string(out, "&lt;");
        else if (c == '>')
            tc_buffer_string(out, "&gt;");
        else if (c == '&')
            tc_buffer_string(out, "&amp;");
        else if (c == '"')
            tc_buffer_string(out, "&quot;");
        else if (c >= ' ' && c != 0x7f && c != 0xfffe && c != 0xffff)
            tc_buffer_add(out, bytes, tc_utf8_put(c, bytes));
        else
            tc_buffer_byte(out, ' ');
    }
}

/* Adds format, in which "~" is a double, "^" an int and "@" a string: printf's numbers
 * would follow the locale. */
static void put(const struct frame *f, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    for (; *format; format++) {
        if (*format == '~')
            tc_buffer_number(f->out, va_arg(list, double), 1);
        else if (*format == '^')
            tc_buffer_format(f->out, "%d", va_arg(list, int));
        else if (*format == '@')
            tc_buffer_string(f->out, va_arg(list, const char *));
        else
            tc_buffer_byte(f->out, *format);
    }
    va_end(list);
}

static void put_text(const struct frame *f, double x, double y, const char *how, text t)
{
    put(f, "<text x=\"~\" y=\"~\"@@>", x, y, *how ? " " : "", how);
    escape(f->out, t);
    tc_buffer_string(f->out, "</text>\n");
}

/* A number as it stands on an axis: no more digits than it needs. */
static text number(char buffer[32], double value)
{
    struct buffer b;
    size_t size;
    if (fabs(value) < 1e-9)
        value = 0;
    tc_buffer_init(&b, 64);
    tc_buffer_number(&b, value, fabs(value) < 0.01 ? 5 : fabs(value) < 10 ? 3 : 1);
    size = b.size < 31 ? b.size : 31;
    for (size_t i = 0; i < size; i++)
        buffer[i] = b.data[i];
    tc_buffer_release(&b);
    if (size > 2 && buffer[size - 1] == '0' && buffer[size - 2] == '.')
        size -= 2;
    return (text){buffer, size};
}

/* ---- the frame ------------------------------------------------------------------- */

static double to_x(const struct frame *f, double x)
{
    return f->left + (x - f->x_low) / (f->x_high - f->x_low) * (f->right - f->left);
}

static double to_y(const struct frame *f, double y)
{
    return f->bottom - (y - f->y_low) / (f->y_high - f->y_low) * (f->bottom - f->top);
}

/* What is farther out is not drawn: no axis would hold it. */
static bool usable(double value)
{
    return value > -1e12 && value < 1e12;
}

static void widen(double *low, double *high, double value)
{
    if (!usable(value))
        return;
    if (!(*low <= value))
        *low = value;
    if (!(*high >= value))
        *high = value;
}

static void spread_series(const struct plot_series *s, struct frame *f)
{
    for (size_t i = 0; i < s->count; i++) {
        double half = s->width ? s->width[i] / 2 : 0;
        if (!usable(s->x[i]))
            continue;
        widen(&f->x_low, &f->x_high, s->x[i] - half);
        widen(&f->x_low, &f->x_high, s->x[i] + half);
        if (s->y)
            widen(&f->y_low, &f->y_high, s->y[i]);
        if (s->low && s->high) {
            widen(&f->y_low, &f->y_high, s->low[i]);
            widen(&f->y_low, &f->y_high, s->high[i]);
        }
        if (s->shape == PLOT_BARS)
            widen(&f->y_low, &f->y_high, 0);
    }
}

/* An axis with nothing on it, or one value, still has a length. */
static void settle(const struct plot_axis *axis, double *low, double *high)
{
    if (usable(axis->low) && usable(axis->high) && axis->low < axis->high) {
        *low = axis->low;
        *high = axis->high;
    }
    if (!(*low <= *high)) {
        *low = 0;
        *high = 1;
    }
    if (!(*high - *low > 1e-9 * (fabs(*high) + 1e-9))) {
        double more = axis->scale == PLOT_DATES ? 1 : fabs(*high) / 2 + 0.5;
        *low -= more;
        *high += more;
    }
}

static void measure(struct frame *f)
{
    const struct plot *p = f->plot;
    f->x_low = f->x_high = f->y_low = f->y_high = NAN;
    for (size_t i = 0; i < p->series_count; i++)
        spread_series(&p->series[i], f);
    for (size_t i = 0; i < p->rule_count; i++)
        if (!p->rules[i].upright && !p->rules[i].diagonal)
            widen(&f->y_low, &f->y_high, p->rules[i].value);
    double room = (f->y_high - f->y_low) * 0.04;
    if (f->y_high > 0)
        f->y_high += room;
    if (f->y_low < 0)
        f->y_low -= room;
    settle(&p->x, &f->x_low, &f->x_high);
    settle(&p->y, &f->y_low, &f->y_high);
    f->left = LEFT;
    f->right = (p->width ? p->width : 760) - RIGHT;
    f->top = TOP;
    f->bottom = (p->height ? p->height : 320) - BOTTOM;
}

#define TILE(fill) "<rect width=\"6\" height=\"6\" fill=\"" fill "\"/>"
#define RUN(path)  "<path d=\"" path "\" stroke=\"#222\" stroke-width=\"1.3\"/>"
static const char *const hatches[LOOKS] = {
    TILE("#444"), (TILE("#fff") RUN("M-1 1L1-1M0 6L6 0M5 7L7 5")), TILE("#ddd"),
    (TILE("#fff") RUN("M0 3H6"))};

static void head(const struct frame *f)
{
    const struct plot *p = f->plot;
    int width = p->width ? p->width : 760, height = p->height ? p->height : 320;
    put(f,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ^ ^\" "
        "width=\"^\" height=\"^\" role=\"img\" font-family=\"Arial, "
        "Helvetica, sans-serif\" font-size=\"11\" fill=\"#222\">\n<title>",
        width, height, width, height);
    escape(f->out, p->title);
    tc_buffer_string(f->out, "</title>\n<desc>");
    escape(f->out, p->description);
    tc_buffer_string(f->out, "</desc>\n<defs>");
    for (int i = 0; i < LOOKS; i++) {
        tc_buffer_string(f->out, "<pattern id=\"h");
        escape(f->out, p->id);
        put(f,
            "-^\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse"
            "\">@</pattern>",
            i, hatches[i]);
    }
    put(f, "</defs>\n<rect width=\"^\" height=\"^\" fill=\"#fff\"/>\n", width, height);
    put_text(f, LEFT, 16, "font-size=\"13\" font-weight=\"bold\"", p->title);
}

/* ---- axes ------------------------------------------------------------------------ */

/* 1, 2 or 5 times a power of ten, so that about so many fit. */
static double step_for(double span, int about)
{
    double raw = span / about, ten = pow(10, floor(log10(raw)));
    double more = raw / ten;
    return (more <= 1 ? 1 : more <= 2 ? 2 : more <= 5 ? 5 : 10) * ten;
}

static void tick_x(const struct frame *f, double value, text words)
{
    double x = to_x(f, value);
    put(f, "<path d=\"M~ ~v5\" stroke=\"#333\" fill=\"none\"/>", x, f->bottom);
    put_text(f, x, f->bottom + 17, "text-anchor=\"middle\"", words);
}

static void number_ticks(const struct frame *f, bool upright)
{
    const struct plot_axis *axis = upright ? &f->plot->y : &f->plot->x;
    double low = upright ? f->y_low : f->x_low, high = upright ? f->y_high : f->x_high;
    double step = step_for(high - low, upright ? 5 : 8);
    char buffer[32];
    for (int i = 0; i < 40; i++) {
        double value = (ceil(low / step - 1e-9) + i) * step;
        if (value > high + step * 1e-9)
            break;
        text words = number(buffer, axis->scale == PLOT_MIRRORED ? fabs(value) : value);
        if (!upright) {
            tick_x(f, value, words);
            continue;
        }
        double y = to_y(f, value);
        put(f, "<path d=\"M~ ~h-5\" stroke=\"#333\" fill=\"none\"/>", f->left, y);
        put_text(f, f->left - 8, y + 4, "text-anchor=\"end\"", words);
    }
}

/* The first day of the month so many months behind that of day. */
static int32_t month_on(int32_t day, int months)
{
    int year, month, date;
    tc_day_split(day, &year, &month, &date);
    int all = year * 12 + month - 1 + months;
    return tc_day(all / 12, all % 12 + 1, 1);
}

static void date_ticks(const struct frame *f)
{
    static const int months[] = {1, 3, 6, 12, 24, 60, 120, 240, 600, 1200};
    double span = f->x_high - f->x_low;
    char words[11];
    size_t k = 0;
    if (span <= 62) {
        int step = span <= 10 ? 1 : span <= 21 ? 3 : span <= 49 ? 7 : 14;
        for (double day = ceil(f->x_low); day <= f->x_high; day += step) {
            tc_day_print((int32_t)day, words);
            tick_x(f, day,
                   step > 1 || span < 8 ? (text){words, 10} : (text){words + 5, 5});
        }
        return;
    }
    while (k + 1 < sizeof months / sizeof *months && span / 30.4 / months[k] > 9)
        k++;
    int32_t from = month_on((int32_t)floor(f->x_low), 0);
    int year, month, date;
    tc_day_split(from, &year, &month, &date);
    from = month_on(from, -((year * 12 + month - 1) % months[k]));
    for (int i = 0; i < 40; i++) {
        int32_t day = month_on(from, i * months[k]);
        if (day > f->x_high)
            break;
        tc_day_print(day, words);
        if (day >= f->x_low)
            tick_x(f, day, (text){words, months[k] >= 12 ? 4 : 7});
    }
}

static void axes(const struct frame *f)
{
    const struct plot *p = f->plot;
    put(f,
        "<rect x=\"~\" y=\"~\" width=\"~\" height=\"~\" "
        "fill=\"none\" stroke=\"#333\"/>\n",
        f->left, f->top, f->right - f->left, f->bottom - f->top);
    if (p->x.scale == PLOT_DATES && f->x_low > -FAR_OFF && f->x_high < FAR_OFF)
        date_ticks(f);
    else
        number_ticks(f, false);
    number_ticks(f, true);
    put_text(f, (f->left + f->right) / 2, f->bottom + 35, "text-anchor=\"middle\"",
             p->x.label);
    put(f, "<g transform=\"translate(14 ~) rotate(-90)\">", (f->top + f->bottom) / 2);
    put_text(f, 0, 0, "text-anchor=\"middle\"", p->y.label);
    tc_buffer_string(f->out, "</g>\n");
}

/* ---- series ---------------------------------------------------------------------- */

static void marker(const struct frame *f, int look, double x, double y)
{
    switch (look) {
    case 0:
        put(f, "<circle cx=\"~\" cy=\"~\" r=\"3\"/>", x, y);
        break;
    case 1:
        put(f,
            "<rect x=\"~\" y=\"~\" width=\"6\" height=\"6\" "
            "fill=\"#fff\" stroke=\"#111\"/>",
            x - 3, y - 3);
        break;
    case 2:
        put(f, "<path d=\"M~ ~l4 7h-8z\" fill=\"#333\"/>", x, y - 4);
        break;
    default:
        put(f,
            "<path d=\"M~ ~l6 6m0-6l-6 6\" stroke=\"#111\" "
            "stroke-width=\"1.5\"/>",
            x - 3, y - 3);
    }
}

static bool drawn(const struct frame *f, double x, double y)
{
    return usable(x) && usable(y) && x >= f->x_low - 1e-9 && x <= f->x_high + 1e-9;
}

static double inside(const struct frame *f, double y)
{
    double at = to_y(f, y);
    return at < f->top ? f->top : at > f->bottom ? f->bottom : at;
}

static void bars(const struct frame *f, const struct plot_series *s)
{
    double zero = inside(f, 0);
    for (size_t i = 0; i < s->count; i++) {
        double half = s->width ? s->width[i] / 2 : 0.5;
        if (!drawn(f, s->x[i], s->y[i]) || s->y[i] == 0 || !usable(half))
            continue;
        double left = to_x(f, s->x[i] - half), right = to_x(f, s->x[i] + half);
        double end = inside(f, s->y[i]), gap = right - left > 4 ? 0.5 : 0;
        double wide = right - left - 2 * gap;
        put(f,
            "<rect x=\"~\" y=\"~\" width=\"~\" height=\"~\" "
            "fill=\"url(#h",
            left + gap, end < zero ? end : zero, wide > 0.6 ? wide : 0.6,
            fabs(end - zero));
        escape(f->out, f->plot->id);
        put(f, "-^)\"@/>\n", s->look,
            wide > 3 ? " stroke=\"#222\" stroke-width=\"0.5\"" : "");
    }
}

/* Lines with gaps where a point is none; upright bars for intervals. */
static void line(const struct frame *f, const struct plot_series *s, const double *y)
{
    bool pen = false;
    tc_buffer_string(f->out, "<path d=\"");
    for (size_t i = 0; i < s->count; i++) {
        if (!drawn(f, s->x[i], y[i])) {
            pen = false;
            continue;
        }
        put(f, "@~ ~", pen ? "L" : "M", to_x(f, s->x[i]), inside(f, y[i]));
        pen = true;
    }
    put(f,
        "\" fill=\"none\" stroke=\"@\" stroke-width=\"1.6\" "
        "stroke-dasharray=\"@\" stroke-linejoin=\"round\"/>\n",
        inks[s->look], dashes[s->look]);
}

static void intervals(const struct frame *f, const struct plot_series *s)
{
    if (!s->low || !s->high)
        return;
    for (size_t i = 0; i < s->count; i++)
        if (drawn(f, s->x[i], s->low[i]) && usable(s->high[i])) {
            double x = to_x(f, s->x[i]) + (s->look - 1) * 1.5;
            put(f,
                "<path d=\"M~ ~V~\" stroke=\"@\" fill=\"none\" "
                "stroke-dasharray=\"@\"/>\n",
                x, inside(f, s->low[i]), inside(f, s->high[i]), inks[s->look],
                dashes[s->look]);
        }
}

static void band(const struct frame *f, const struct plot_series *s)
{
    bool pen = false;
    if (!s->low || !s->high)
        return;
    tc_buffer_string(f->out, "<path d=\"");
    for (size_t i = 0; i < s->count; i++)
        if (drawn(f, s->x[i], s->low[i]) && usable(s->high[i])) {
            put(f, "@~ ~", pen ? "L" : "M", to_x(f, s->x[i]), inside(f, s->high[i]));
            pen = true;
        }
    for (size_t i = s->count; i-- > 0;)
        if (drawn(f, s->x[i], s->low[i]) && usable(s->high[i]))
            put(f, "L~ ~", to_x(f, s->x[i]), inside(f, s->low[i]));
    put(f, "@\" fill=\"@\" stroke=\"none\"/>\n", pen ? "Z" : "",
        s->look ? "#ececec" : "#d6d6d6");
}

static void one_series(const struct frame *f, const struct plot_series *s)
{
    if (s->shape == PLOT_BARS)
        bars(f, s);
    else if (s->shape == PLOT_BAND)
        band(f, s);
    if (s->shape == PLOT_BARS || s->shape == PLOT_BAND)
        return;
    intervals(f, s);
    if (s->shape == PLOT_LINE)
        line(f, s, s->y);
    size_t every = s->shape == PLOT_POINTS || s->count <= 60 ? 1 : s->count / 20;
    for (size_t i = every / 2; i < s->count; i += every)
        if (drawn(f, s->x[i], s->y[i]))
            marker(f, s->look, to_x(f, s->x[i]), inside(f, s->y[i]));
    tc_buffer_byte(f->out, '\n');
}

static void rules(const struct frame *f)
{
    for (size_t i = 0; i < f->plot->rule_count; i++) {
        const struct plot_rule *r = &f->plot->rules[i];
        double low = f->x_low > f->y_low ? f->x_low : f->y_low;
        double high = f->x_high < f->y_high ? f->x_high : f->y_high;
        double x1 = f->left, x2 = f->right, y1 = to_y(f, r->value), y2 = y1;
        if (r->diagonal) {
            x1 = to_x(f, low);
            x2 = to_x(f, high);
            y1 = to_y(f, low);
            y2 = to_y(f, high);
        } else if (r->upright) {
            x1 = x2 = to_x(f, r->value);
            y1 = f->top;
            y2 = f->bottom;
        }
        put(f,
            "<path d=\"M~ ~L~ ~\" stroke=\"#888\" "
            "stroke-width=\"0.8\" stroke-dasharray=\"@\"/>\n",
            x1, y1, x2, y2, r->upright ? "4 3" : "none");
        if (r->words.size)
            put_text(f, r->upright ? x1 + 3 : f->right - 4,
                     r->upright ? f->top + 11 : y1 - 4,
                     r->upright ? "" : "text-anchor=\"end\"", r->words);
    }
}

static void legend(const struct frame *f)
{
    double x = f->left;
    for (size_t i = 0; i < f->plot->series_count; i++) {
        const struct plot_series *s = &f->plot->series[i];
        if (!s->name.size)
            continue;
        if (s->shape == PLOT_BARS) {
            put(f,
                "<rect x=\"~\" y=\"26\" width=\"22\" height=\"10\" "
                "stroke=\"#222\" stroke-width=\"0.5\" fill=\"url(#h",
                x);
            escape(f->out, f->plot->id);
            put(f, "-^)\"/>", s->look);
        } else if (s->shape == PLOT_BAND) {
            put(f,
                "<rect x=\"~\" y=\"26\" width=\"22\" height=\"10\" "
                "fill=\"@\"/>",
                x, s->look ? "#ececec" : "#d6d6d6");
        } else {
            if (s->shape == PLOT_LINE)
                put(f,
                    "<path d=\"M~ 31h22\" stroke=\"@\" "
                    "stroke-width=\"1.6\" stroke-dasharray=\"@\"/>",
                    x, inks[s->look], dashes[s->look]);
            marker(f, s->look, x + 11, 31);
        }
        put_text(f, x + 28, 35, "", s->name);
        x += 28 + 6.1 * (double)s->name.size + 18;
    }
}

void tc_plot(struct buffer *out, const struct plot *plot)
{
    struct frame f = {.out = out, .plot = plot};
    measure(&f);
    head(&f);
    for (size_t i = 0; i < plot->series_count; i++)
        if (plot->series[i].shape == PLOT_BAND)
            one_series(&f, &plot->series[i]);
    rules(&f);
    for (size_t i = 0; i < plot->series_count; i++)
        if (plot->series[i].shape != PLOT_BAND)
            one_series(&f, &plot->series[i]);
    axes(&f);
    legend(&f);
    tc_buffer_string(out, "</svg>\n");
}
