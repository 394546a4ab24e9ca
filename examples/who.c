/* who.c: who did what to whom in one sentence.
 *
 *     cc who.c $(pkg-config --cflags --libs tocsin) -o who
 *     ./who "Police arrested 30 protesters in Nairobi."
 */
#include <tocsin.h>

#include <stdio.h>
#include <string.h>

static void print_party(const tocsin_mention *list, uint32_t count)
{
    if (!count)
        printf("somebody");
    for (uint32_t i = 0; i < count; i++)
        printf("%s%.*s", i ? " and " : "", (int)list[i].text.size, list[i].text.data);
}

int main(int count, char **words)
{
    if (count != 2) {
        fprintf(stderr, "usage: who SENTENCE\n");
        return 2;
    }
    tocsin_engine *engine;
    tocsin_coder *coder = NULL;
    tocsin_error error;
    if (tocsin_engine_open(NULL, NULL, &engine, &error) != TOCSIN_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    tocsin_document document = {
        .id = {"argument", 8               },
          .text = {words[1],   strlen(words[1])}
    };
    tocsin_coding coding;
    tocsin_status status = tocsin_coder_new(engine, &coder);
    if (status == TOCSIN_OK)
        status = tocsin_coder_code(coder, &document, &coding, &error);
    for (uint32_t i = 0; status == TOCSIN_OK && i < coding.claim_count; i++) {
        const tocsin_claim *c = &coding.claims[i];
        print_party(c->actors, c->actor_count);
        printf(" -> ");
        print_party(c->recipients, c->recipient_count);
        printf(": %s, %s, \"%.*s\"\n", tocsin_type_name(c->type),
               tocsin_claim_status_name(c->status), (int)c->trigger.size,
               c->trigger.data);
    }
    tocsin_coder_free(coder);
    tocsin_engine_free(engine);
    return status == TOCSIN_OK ? 0 : 1;
}
