/* fetch_address.c: which addresses may be connected to.
 *
 * A page on the web can redirect to a printer, a router or a cloud's secrets; a name
 * can be made to mean 127.0.0.1 behind our back. So what is looked at is the address
 * of the socket itself, just before it is connected, for every request anew. What is
 * allowed is what IANA's registries of special addresses (RFC 6890 and what came after
 * it) leave over as reachable by everybody.
 */
#include "read/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

struct block4 {
    uint32_t address;
    int bits;
};

/* a: in the order of the host */
static bool public4(uint32_t a)
{
    static const struct block4 closed[] = {
        {0x00000000, 8 }, /* this network */
        {0x0a000000, 8 }, /* private */
        {0x64400000, 10}, /* shared by a provider's customers */
        {0x7f000000, 8 }, /* loopback */
        {0xa9fe0000, 16}, /* link-local, and clouds' metadata */
        {0xac100000, 12}, /* private */
        {0xc0000000, 24}, /* protocol assignments */
        {0xc0000200, 24}, /* documentation */
        {0xc0586300, 24}, /* 6to4 relays, withdrawn */
        {0xc0a80000, 16}, /* private */
        {0xc6120000, 15}, /* benchmarks */
        {0xc6336400, 24}, /* documentation */
        {0xcb007100, 24}, /* documentation */
        {0xe0000000, 4 }, /* multicast */
        {0xf0000000, 4 }, /* reserved, broadcast */
    };
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        if ((a ^ closed[i].address) >> (32 - closed[i].bits) == 0)
            return false;
    return true;
}

static uint32_t word_at(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool public6(const unsigned char b[16])
{
    static const unsigned char nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    if (memcmp(b, nat64, sizeof nat64) == 0) /* the well-known way to an IPv4 */
        return public4(word_at(b + 12));
    uint32_t head = word_at(b);
    if (head >> 29 != 1) /* 2000::/3 is all that is given out; the rest is loopback,
                          * mapped IPv4, local, link-local, multicast, reserved */
        return false;
    bool protocol = head >> 9 == 0x20010000u >> 9; /* 2001::/23, Teredo among them */
    bool shown = head == 0x20010db8u || head >> 12 == 0x3fff0000u >> 12; /* examples */
    bool sixtofour = head >> 16 == 0x2002u; /* holds an IPv4 of any kind */
    return !protocol && !shown && !sixtofour;
}

bool tc_address_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return public4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return public6(in.sin6_addr.s6_addr);
    }
    return false;
}

bool tc_host_public(text host)
{
    char name[INET6_ADDRSTRLEN + 1];
    struct in_addr in4;
    struct in6_addr in6;
    if (tc_text_begins(host, TEXT("[")) && tc_text_ends(host, TEXT("]")))
        host = tc_text_slice(host, 1, host.size - 1);
    if (tc_text_ends(host, TEXT(".")))
        host.size--;
    if (tc_text_equal_fold(host, TEXT("localhost")) ||
        tc_text_ends(host, TEXT(".localhost")))
        return false;
    if (host.size >= sizeof name)
        return true;
    if (host.size > 0)
        memcpy(name, host.data, host.size);
    name[host.size] = '\0';
    char *zone = strchr(name, '%'); /* of the network, as in fe80::1%eth0 */
    if (zone)
        *zone = '\0';
    if (inet_pton(AF_INET, name, &in4) == 1)
        return public4(ntohl(in4.s_addr));
    return inet_pton(AF_INET6, name, &in6) != 1 || public6(in6.s6_addr);
}
