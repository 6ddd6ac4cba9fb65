/** See tls-address.h. Ranges: IANA special-purpose registries, RFC 6890. */
#include "tls-address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

typedef struct {
  uint8_t first[12];
  uint8_t bits;
} range;

static const range FORBIDDEN_IPV4[] = {
    {{0}, 8},            // this network, unspecified
    {{10}, 8},           // private
    {{100, 64}, 10},     // CGNAT
    {{127}, 8},          // loopback
    {{169, 254}, 16},    // link-local
    {{172, 16}, 12},     // private
    {{192, 0, 0}, 24},   // protocol assignments
    {{192, 0, 2}, 24},   // documentation
    {{192, 88, 99}, 24}, // 6to4 relays
    {{192, 168}, 16},    // private
    {{198, 18}, 15},     // benchmarks
    {{198, 51, 100}, 24}, // documentation
    {{203, 0, 113}, 24}, // documentation
    {{224}, 3},          // multicast, reserved, broadcast
};

/** Within 2000::/3, the only part of IPv6 that is global unicast. */
static const range FORBIDDEN_IPV6[] = {
    {{0x20, 0x01, 0x00}, 23},       // protocol assignments, Teredo, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, // documentation
    {{0x3f, 0xff, 0x00}, 20},       // documentation
};
static const range GLOBAL_UNICAST = {{0x20}, 3};
static const range SIX_TO_FOUR = {{0x20, 0x02}, 16};
static const range NAT64 = {{0x00, 0x64, 0xff, 0x9b}, 96};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool is_within(const uint8_t *address, const range *within) {
  size_t whole = within->bits / 8u;
  unsigned rest = within->bits % 8u;
  if (memcmp(address, within->first, whole) != 0) return false;
  if (rest == 0) return true;
  return address[whole] >> (8 - rest) == within->first[whole] >> (8 - rest);
}

static bool is_within_any(const uint8_t *address, const range *ranges, size_t count) {
  for (size_t i = 0; i < count; i += 1) {
    if (is_within(address, &ranges[i])) return true;
  }
  return false;
}

bool dc_tls_address_is_forbidden(const uint8_t *address, size_t length) {
  if (length == 4) return is_within_any(address, FORBIDDEN_IPV4, COUNT(FORBIDDEN_IPV4));
  if (length != 16) return true;
  // Both carry an IPv4 address, which is what is reached.
  if (is_within(address, &NAT64)) return dc_tls_address_is_forbidden(address + 12, 4);
  if (is_within(address, &SIX_TO_FOUR)) return dc_tls_address_is_forbidden(address + 2, 4);
  if (!is_within(address, &GLOBAL_UNICAST)) return true;
  return is_within_any(address, FORBIDDEN_IPV6, COUNT(FORBIDDEN_IPV6));
}

bool dc_tls_address_is_refused(const struct sockaddr *address) {
  if (address->sa_family == AF_INET) {
    struct sockaddr_in ipv4;
    memcpy(&ipv4, address, sizeof ipv4);
    return dc_tls_address_is_forbidden((const uint8_t *)&ipv4.sin_addr, 4);
  }
  if (address->sa_family == AF_INET6) {
    struct sockaddr_in6 ipv6;
    memcpy(&ipv6, address, sizeof ipv6);
    return dc_tls_address_is_forbidden((const uint8_t *)&ipv6.sin6_addr, 16);
  }
  return true;
}

size_t dc_tls_address_parse(const char *text, uint8_t bytes[16]) {
  if (inet_pton(AF_INET, text, bytes) == 1) return 4;
  if (inet_pton(AF_INET6, text, bytes) == 1) return 16;
  return 0;
}
