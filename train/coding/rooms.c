/* rooms.c: opens the model, the lexicon, a parser and a coder, and codes sentences. */
#include "coding/rooms.h"

#include <stdio.h>
#include <string.h>

bool open_rooms(struct rooms *rooms, const char *model, const char *lexicon)
{
    tocsin_error error = {0};
    memset(rooms, 0, sizeof *rooms);
    tc_arena_init(&rooms->arena, 0);
    if (tc_model_open(model, NULL, 0, &rooms->model, &error) == TOCSIN_OK &&
        tc_lexicon_open(lexicon, NULL, 0, &rooms->lexicon, &error) == TOCSIN_OK &&
        tc_parser_new(rooms->model, &rooms->parser) == TOCSIN_OK &&
        tc_coder_new(rooms->lexicon, &rooms->coder) == TOCSIN_OK)
        return true;
    fprintf(stderr, "tocsin-train: %s\n",
            error.message[0] ? error.message : "out of memory");
    return false;
}

void close_rooms(struct rooms *rooms)
{
    if (rooms->coder)
        tc_coder_free(rooms->coder);
    if (rooms->parser)
        tc_parser_free(rooms->parser);
    tc_lexicon_free(rooms->lexicon);
    tc_model_free(rooms->model);
    tc_arena_release(&rooms->arena);
}

tocsin_status code_sentence(struct rooms *rooms, text sentence, struct parsed *parsed,
                            tocsin_coding *out)
{
    tc_arena_reset(&rooms->arena);
    tocsin_document document = {.id = TEXT("x"), .text = sentence};
    tocsin_status status = tc_parse(rooms->parser, sentence, &rooms->arena, parsed);
    return status == TOCSIN_OK
               ? tc_code(rooms->coder, &document, parsed, &rooms->arena, out)
               : status;
}
