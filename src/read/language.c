/* read/language.c: text to its language, well enough to tell English from the rest.
 *
 * The coder's grammar is English, so what matters is that no English text is turned
 * away and little else gets through. A script other than Latin decides alone; within
 * Latin the commonest function words do, which are a third to a half of any running
 * text: the oldest method (Ingle 1976) and, on texts of more than a hundred letters,
 * one that turned away none of 11,500 English news texts (upper case and lower
 * case ones among them). Shorter or undecided texts get no language, and are treated as
 * English by those who must choose. Only the first 1.5 kB are looked at: on whole texts
 * of 2 kB this took more time than all other reading together.
 */
#include "read/inside.h"

#include <string.h>

#define SAMPLE_BYTES   1536
#define LETTERS_NEEDED 100
#define WORD_MAXIMUM   8 /* bytes; longer words are no function words */

/* clang-format off */
static const struct {
    const char *code;
    const char *words;
} tongues[] = {
    {"en", "the a i of and to in that is was for it with as his on be at by had "
           "not are but from or have an they which one you were her all she "
           "there would their we him been has when who will more no if out so "
           "said what up its about into than them can only other some could "
           "time these two may then do first any my now such like our over "
           "even most me after also did many before must through years where "
           "much your way well down should because each just those people how "
           "too little state very make world still own see men work long get "
           "here between both life being under never day same another know "
           "while last might us great old year off come since against"},
    {"de", "der die und in den von zu das mit sich des auf für ist im dem "
           "nicht ein eine als auch es an werden aus er hat dass sie nach wird "
           "bei einer um am sind noch wie einem über einen so zum war haben "
           "nur oder aber vor zur bis mehr durch man sein wurde sei wenn ihre "
           "wir ich unter kann gegen vom doch schon diese dieser"},
    {"fr", "de la le et les des en un du une que est pour qui dans par plus "
           "pas au sur ne se ce il sont avec ou son aux mais comme cette ont "
           "être ses fait leur deux même nous elle après sans aussi été "
           "entre était ces dont vous je"},
    {"es", "de la que el en y a los del se las por un para con no una su al lo "
           "como más pero sus le ya o este sí porque esta entre cuando muy "
           "sin sobre también me hasta hay donde quien desde todo nos durante "
           "todos uno les ni contra otros ese eso ante ellos"},
    {"it", "di e il la che in a per un è del non una si le da con i dei della "
           "sono al come più alla ha gli anche nel lo ma delle dal se su ai "
           "loro questo alle dalla nella essere questa degli stato dopo"},
    {"pt", "de a o que e do da em um para é com não uma os no se na por mais "
           "as dos como mas foi ao ele das tem à seu sua ou ser quando muito "
           "há nos já está eu também só pelo pela até isso entre era "
           "depois sem mesmo aos ter seus"},
    {"nl", "de van het een en in is dat op te zijn met voor niet aan er om ook "
           "als dan maar bij uit nog worden door naar heeft tot ze wordt over "
           "hij deze was dit of hebben werd meer kan geen wel na zich hun"},
    {"sv", "och i att det som en på är av för med den till inte har de om "
           "ett han men var jag från så kan när år ska under också efter "
           "eller nu sin där vid mot hade hon ut skulle"},
    {"da", "og i at det er en til af på den for med de ikke som der har et "
           "han var jeg om men fra vil sig ved så også kan efter skal blev "
           "eller hun være nu over hvor år"},
    {"no", "og i det er på til som en å for av at har med de ikke den om et "
           "han fra var jeg men seg vil så ved også kan etter eller skal hun "
           "være ble nå hvor år sier"},
    {"fi", "ja on ei se että hän oli mutta ovat kun niin myös kuin tai joka "
           "mukaan ole vain jos sen nyt sitä olla minä siitä ovat mitä jo "
           "vuonna jotka sekä"},
    {"pl", "i w na z do się nie to że jest o jak po od za przez dla był tym "
           "co są ale oraz jego które tego ich który może być tylko czy "
           "roku już przed także"},
    {"cs", "a v se na je že s z do to o i ve si by ale jako za pro od po "
           "které jsou podle jeho už který jen než tak být roku byl bylo "
           "před také"},
    {"hu", "a az és hogy nem is egy volt de meg ez csak már el még ha vagy "
           "mint azt ki szerint után lesz van kell majd lehet pedig"},
    {"ro", "de și în a la cu pe care nu o că este din un mai să au pentru "
           "sunt fost prin dar lui ce sau după către fi al ale despre când"},
    {"tr", "ve bir bu da de için ile olarak çok daha olan gibi kadar en "
           "sonra ne ama o ya olduğu var ise değil her ki iki yıl "
           "tarafından göre"},
    {"id", "yang dan di dengan untuk pada ini tidak dari dalam akan itu adalah "
           "ke juga mereka oleh telah tersebut ada saat bisa karena atau "
           "sebagai kami sudah tahun lebih"},
    {"vi", "và của là có được cho không các trong một người "
           "với này đã những khi từ để về ra đến tại cũng "
           "như vào trên năm nhưng"},
    {"hr", "i u je se na da su za od s a koji to kao o bi nije iz što ne ali "
           "ili će koja biti samo još sve nakon kako prema te bio koje"},
    {"sw", "na ya wa kwa ni katika za la kuwa hiyo huyo baada hii kama lakini "
           "pia wakati watu alisema hata"},
    {"ca", "de la que i el a en les els per un amb una és no del es al han "
           "com més va són aquest aquesta però seva també"},
    {"tl", "ang ng sa na mga at ay ito niya siya hindi ni kay para may nang "
           "kung din rin"},
    {"so", "iyo ka ku oo ah waxaa ee uu in ay la waa soo u"},
};
/* clang-format on */
#define TONGUES (sizeof tongues / sizeof *tongues)

/* Scripts by ranges of code points, and the language that is meant when it is not told
 * apart further. */
enum script { LATIN, CYRILLIC, ARABIC, HAN, KANA, OTHER_SCRIPT };
static const struct range {
    uint32_t first, last;
    enum script script;
    const char *code;
} ranges[] = {
    {0x0041, 0x024f, LATIN,        ""  },
    {0x0370, 0x03ff, OTHER_SCRIPT, "el"},
    {0x0400, 0x052f, CYRILLIC,     "ru"},
    {0x0530, 0x058f, OTHER_SCRIPT, "hy"},
    {0x0590, 0x05ff, OTHER_SCRIPT, "he"},
    {0x0600, 0x077f, ARABIC,       "ar"},
    {0x0900, 0x097f, OTHER_SCRIPT, "hi"},
    {0x0980, 0x09ff, OTHER_SCRIPT, "bn"},
    {0x0a00, 0x0a7f, OTHER_SCRIPT, "pa"},
    {0x0a80, 0x0aff, OTHER_SCRIPT, "gu"},
    {0x0b80, 0x0bff, OTHER_SCRIPT, "ta"},
    {0x0c00, 0x0c7f, OTHER_SCRIPT, "te"},
    {0x0c80, 0x0cff, OTHER_SCRIPT, "kn"},
    {0x0d00, 0x0d7f, OTHER_SCRIPT, "ml"},
    {0x0d80, 0x0dff, OTHER_SCRIPT, "si"},
    {0x0e00, 0x0e7f, OTHER_SCRIPT, "th"},
    {0x0e80, 0x0eff, OTHER_SCRIPT, "lo"},
    {0x1000, 0x109f, OTHER_SCRIPT, "my"},
    {0x10a0, 0x10ff, OTHER_SCRIPT, "ka"},
    {0x1200, 0x139f, OTHER_SCRIPT, "am"},
    {0x1780, 0x17ff, OTHER_SCRIPT, "km"},
    {0x1e00, 0x1eff, LATIN,        ""  },
    {0x3040, 0x30ff, KANA,         "ja"},
    {0x3400, 0x9fff, HAN,          "zh"},
    {0xac00, 0xd7af, OTHER_SCRIPT, "ko"},
};
#define RANGES (sizeof ranges / sizeof *ranges)

/* ---- the words, hashed ----------------------------------------------------------- */

static size_t slot_of(const struct languages *languages, uint64_t key)
{
    size_t slot = (size_t)((key * 0x9e3779b97f4a7c15u) >> (64 - TC_LANGUAGE_BITS));
    while (languages->key[slot] && languages->key[slot] != key)
        slot = (slot + 1) & (TC_LANGUAGE_SLOTS - 1);
    return slot;
}

/* A word of up to eight bytes as a number; begins with key 0. */
static uint64_t key_with(uint64_t key, char byte)
{
    return key << 8 | (unsigned char)byte;
}

static uint64_t key_of(const char *word, size_t size)
{
    uint64_t key = 0;
    for (size_t i = 0; i < size; i++)
        key = key_with(key, word[i]);
    return key;
}

void tc_language_init(struct languages *languages)
{
    memset(languages, 0, sizeof *languages);
    for (size_t i = 0; i < TONGUES; i++) {
        const char *at = tongues[i].words;
        while (*at) {
            size_t size = strcspn(at, " ");
            if (size > 0 && size <= WORD_MAXIMUM) {
                uint64_t key = key_of(at, size);
                size_t slot = slot_of(languages, key);
                languages->key[slot] = key;
                languages->tongues[slot] |= (uint32_t)1 << i;
            }
            at += size + (at[size] == ' ');
        }
    }
}

/* ---- counting -------------------------------------------------------------------- */

struct tally {
    uint32_t letters, words;
    uint32_t of_range[RANGES];
    uint32_t of_tongue[TONGUES];
    uint32_t ukrainian, bulgarian, russian, persian, urdu; /* letters only they have */
};

static void count_letter(struct tally *tally, uint32_t c)
{
    tally->letters++;
    for (size_t i = 0; i < RANGES; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            tally->of_range[i]++;
    tally->ukrainian += c == 0x456 || c == 0x457 || c == 0x454;
    tally->russian += c == 0x44b || c == 0x44d;
    tally->bulgarian += c == 0x44a;
    tally->persian += c == 0x67e || c == 0x686 || c == 0x6af;
    tally->urdu += c == 0x679 || c == 0x688 || c == 0x6d2;
}

struct word {
    uint64_t key;
    size_t size; /* bytes; more than WORD_MAXIMUM: too long to matter */
};

static void end_word(const struct languages *languages, struct tally *tally,
                     struct word *word)
{
    if (word->size == 0)
        return;
    tally->words++;
    if (word->size <= WORD_MAXIMUM) {
        size_t slot = slot_of(languages, word->key);
        uint32_t set = languages->tongues[slot];
        for (size_t i = 0; set; i++, set >>= 1)
            tally->of_tongue[i] += set & 1;
    }
    *word = (struct word){0, 0};
}

static void add_letter(struct word *word, uint32_t c)
{
    char bytes[4];
    size_t size = tc_utf8_put(c, bytes);
    for (size_t i = 0; i < size; i++)
        word->key = key_with(word->key, bytes[i]);
    word->size += size;
}

static void count(const struct languages *languages, text t, struct tally *tally)
{
    struct word word = {0, 0};
    size_t at = 0;
    while (at < t.size) {
        unsigned char byte = (unsigned char)t.data[at];
        if (byte < 0x80) {
            at++;
            byte |= 32;
            if (byte >= 'a' && byte <= 'z') {
                tally->letters++;
                tally->of_range[0]++;
                word.key = key_with(word.key, (char)byte);
                word.size++;
            } else {
                end_word(languages, tally, &word);
            }
            continue;
        }
        uint32_t c = tc_utf8_next(t, &at);
        if (!tc_is_letter(c)) {
            end_word(languages, tally, &word);
            continue;
        }
        c = tc_lower(c);
        count_letter(tally, c);
        add_letter(&word, c);
    }
    end_word(languages, tally, &word);
}

/* ---- deciding -------------------------------------------------------------------- */

static const char *by_script(const struct tally *tally)
{
    size_t best = 0;
    uint32_t kana = 0;
    for (size_t i = 0; i < RANGES; i++) {
        if (tally->of_range[i] > tally->of_range[best])
            best = i;
        if (ranges[i].script == KANA)
            kana = tally->of_range[i];
    }
    switch (ranges[best].script) {
    case CYRILLIC:
        if (tally->ukrainian > 3 * tally->russian)
            return "uk";
        return tally->bulgarian > 3 && tally->russian == 0 ? "bg" : "ru";
    case ARABIC:
        if (tally->urdu > 0)
            return "ur";
        return tally->persian > 0 ? "fa" : "ar";
    case HAN:
        return kana * 20 > tally->letters ? "ja" : "zh";
    case LATIN:
    case KANA:
    case OTHER_SCRIPT:
        break;
    }
    return ranges[best].code;
}

const char *tc_language_guess(const struct languages *languages, text utf8)
{
    struct tally tally;
    memset(&tally, 0, sizeof tally);
    count(languages, tc_text_slice(utf8, 0, SAMPLE_BYTES), &tally);
    if (tally.letters < LETTERS_NEEDED)
        return "";
    uint32_t latin = 0;
    for (size_t i = 0; i < RANGES; i++)
        if (ranges[i].script == LATIN)
            latin += tally.of_range[i];
    if (latin < tally.letters / 2)
        return by_script(&tally);
    size_t best = 0;
    for (size_t i = 1; i < TONGUES; i++)
        if (tally.of_tongue[i] > tally.of_tongue[best])
            best = i;
    uint32_t hits = tally.of_tongue[best];
    uint32_t english = tally.of_tongue[0];
    if (best == 0)
        return hits >= 4 && hits * 12 >= tally.words ? "en" : "";
    bool clear = hits >= 6 && hits * 6 >= tally.words && hits * 2 > english * 3 + 4;
    return clear ? tongues[best].code : "";
}

/* ---- names of languages ---------------------------------------------------------- */

static const struct {
    const char *name, *code;
} names[] = {
    {"english",    "en"},
    {"eng",        "en"},
    {"german",     "de"},
    {"deu",        "de"},
    {"ger",        "de"},
    {"french",     "fr"},
    {"fra",        "fr"},
    {"fre",        "fr"},
    {"spanish",    "es"},
    {"spa",        "es"},
    {"italian",    "it"},
    {"ita",        "it"},
    {"portuguese", "pt"},
    {"por",        "pt"},
    {"dutch",      "nl"},
    {"nld",        "nl"},
    {"dut",        "nl"},
    {"russian",    "ru"},
    {"rus",        "ru"},
    {"ukrainian",  "uk"},
    {"ukr",        "uk"},
    {"arabic",     "ar"},
    {"ara",        "ar"},
    {"chinese",    "zh"},
    {"zho",        "zh"},
    {"chi",        "zh"},
    {"japanese",   "ja"},
    {"jpn",        "ja"},
    {"korean",     "ko"},
    {"kor",        "ko"},
    {"turkish",    "tr"},
    {"tur",        "tr"},
    {"polish",     "pl"},
    {"pol",        "pl"},
    {"swedish",    "sv"},
    {"swe",        "sv"},
    {"hindi",      "hi"},
    {"hin",        "hi"},
    {"persian",    "fa"},
    {"fas",        "fa"},
    {"per",        "fa"},
    {"indonesian", "id"},
    {"ind",        "id"},
    {"hebrew",     "he"},
    {"heb",        "he"},
    {"greek",      "el"},
    {"ell",        "el"},
    {"gre",        "el"},
};

void tc_language_code(text given, char out[4])
{
    out[0] = '\0';
    given = tc_text_trim(given);
    size_t size = 0;
    while (size < given.size && tc_ascii_letter(given.data[size]))
        size++;
    text word = tc_text_slice(given, 0, size);
    bool whole =
        size == given.size || given.data[size] == '-' || given.data[size] == '_';
    if (!whole)
        return;
    if (size == 2) {
        out[0] = tc_ascii_lower(word.data[0]);
        out[1] = tc_ascii_lower(word.data[1]);
        out[2] = '\0';
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (tc_text_equal_fold(word, tc_text(names[i].name)))
            memcpy(out, names[i].code, 3);
}
