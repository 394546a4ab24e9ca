/* version.c: tocsin --version. */
#include "cli/cli.h"

int tc_cli_version(const struct options *options)
{
    tocsin_engine *engine = NULL;
    int code = tc_cli_engine(options, &engine);
    if (code != EXIT_DONE)
        return code;
    printf("tocsin %s\n%s\n%s\n", TOCSIN_RELEASE, tocsin_engine_model(engine),
           tocsin_engine_lexicon(engine));
    tocsin_engine_free(engine);
    return EXIT_DONE;
}
