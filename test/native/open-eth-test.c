/** The emulator's card: what fails leaves nothing behind, and its state is told without waiting. */
#include "open-eth.h"

#include <sys/wait.h>
#include <unistd.h>

#include "desk.h"
#include "tap.h"

#ifdef DC_DESK_WITHOUT_OPEN_ETH

int main(void) {
  check(dc_open_eth_begin() == DC_OPEN_ETH_NOT_HERE, "open_eth: no other image has it");
  check(dc_open_eth_status() == DC_OPEN_ETH_DOWN, "open_eth: what is not there is down");
  return done();
}

#else

static void refuses(int step, int32_t code, const char *rule) {
  desk_ethernet_fail(step);
  int32_t answer = dc_open_eth_begin();
  check(answer == code && desk_ethernet_alive() == 0 && dc_open_eth_status() == DC_OPEN_ETH_DOWN,
        rule);
  desk_ethernet_fail(DESK_ETHERNET_NOTHING);
}

/** What is attached stays, so each of these has a process of its own. */
static bool ends(int step, int32_t code) {
  pid_t child = fork();
  if (child == 0) {
    desk_ethernet_fail(step);
    bool is_so = dc_open_eth_begin() == code && dc_open_eth_begin() == DC_OPEN_ETH_IS_BEGUN &&
                 dc_open_eth_status() == DC_OPEN_ETH_DOWN;
    _exit(is_so ? 0 : 1);
  }
  int status = 1;
  return waitpid(child, &status, 0) == child && status == 0;
}

int main(void) {
  check(ends(DESK_ETHERNET_ATTACH, DC_OPEN_ETH_NOT_STARTED), "open_eth: not attached is said");
  check(ends(DESK_ETHERNET_START, DC_OPEN_ETH_NOT_STARTED), "open_eth: not started is said");
  check(dc_open_eth_status() == DC_OPEN_ETH_DOWN, "open_eth: down before it begins");
  refuses(DESK_ETHERNET_INIT, DC_OPEN_ETH_NO_NETWORK, "open_eth: without a stack: no network");
  refuses(DESK_ETHERNET_LOOP, DC_OPEN_ETH_NO_NETWORK, "open_eth: without events: no network");
  refuses(DESK_ETHERNET_NETIF, DC_OPEN_ETH_NO_NETWORK, "open_eth: no interface: no network");
  refuses(DESK_ETHERNET_MAC, DC_OPEN_ETH_NO_CARD, "open_eth: no MAC: no card, and nothing is left");
  refuses(DESK_ETHERNET_PHY, DC_OPEN_ETH_NO_CARD, "open_eth: no PHY: no card, and nothing is left");
  refuses(DESK_ETHERNET_INSTALL, DC_OPEN_ETH_NO_CARD,
          "open_eth: no driver: no card, and nothing is left");
  check(dc_open_eth_begin() == 0,
        "open_eth: begins, though the event loop was there, and after a refusal");
  check(dc_open_eth_begin() == DC_OPEN_ETH_IS_BEGUN, "open_eth: begins once");
  check(dc_open_eth_status() == DC_OPEN_ETH_DOWN, "open_eth: without a link it is down");
  desk_ethernet_link(true);
  check(dc_open_eth_status() == DC_OPEN_ETH_LINK, "open_eth: a link alone is no address");
  desk_ethernet_lease(0x0f02000a);
  check(dc_open_eth_status() == DC_OPEN_ETH_ADDRESS, "open_eth: an address by DHCP is told");
  desk_ethernet_link(false);
  check(dc_open_eth_status() == DC_OPEN_ETH_DOWN, "open_eth: a link that was cut is told");
  return done();
}

#endif
