#include "cli/cli.h"
int tc_cli_report(const struct options *options)
{
    (void)options;
    return EXIT_UNUSABLE;
}
