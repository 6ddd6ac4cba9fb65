/**
 * The network card of Espressif's emulator (OpenCores Ethernet), for the board `esp32c3-emulator`
 * alone: CONFIG_ETH_USE_OPENETH. No other image has more of it than an answer that it is not there.
 * Addresses come by DHCP; it connects by itself, and again when it was cut.
 */
#ifndef DC_OPEN_ETH_H
#define DC_OPEN_ETH_H

#include <stdint.h>

enum {
  DC_OPEN_ETH_NOT_HERE = -1,
  DC_OPEN_ETH_IS_BEGUN = -2,
  DC_OPEN_ETH_NO_NETWORK = -3,
  DC_OPEN_ETH_NO_CARD = -4,
  DC_OPEN_ETH_NOT_STARTED = -5,
};

/** As the SDK's Ethernet has its `connection`. */
enum {
  DC_OPEN_ETH_DOWN = 200,
  DC_OPEN_ETH_LINK = 400,
  DC_OPEN_ETH_ADDRESS = 500,
};

/** Starts it and waits for nothing. 0, or why not. Once per boot. */
int32_t dc_open_eth_begin(void);

/** Where it stands now; DC_OPEN_ETH_DOWN before it begins. */
int32_t dc_open_eth_status(void);

#endif
