/* environment.c: what the environment says. The library never looks there. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* HTTP_PROXY in capitals is left out, as everywhere: on a web server a stranger's
 * request sets it. */
const char *tc_cli_proxy(void)
{
    static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                        "ALL_PROXY", "http_proxy"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "";
}

const char *tc_cli_program(const char *name)
{
    static char path[4096];
    const char *folders = getenv("PATH");
    while (folders && *folders) {
        size_t size = strcspn(folders, ":");
        int n = snprintf(path, sizeof path, "%.*s/%s", (int)size, folders, name);
        bool absolute = size > 0 && *folders == '/';
        if (absolute && n > 0 && (size_t)n < sizeof path && access(path, X_OK) == 0)
            return path;
        folders += size + (folders[size] == ':');
    }
    return NULL;
}
