/**
 * The desk's stand-ins for ESP-IDF: what a test, or the firmware on Linux, can see and do beside
 * the calls themselves. Time runs by the machine's clock until desk_clock_by_hand; then only
 * desk_clock_advance moves it, and interrupts come when it passes them.
 */
#ifndef DC_DESK_H
#define DC_DESK_H

#include <stdbool.h>
#include <stdint.h>

void desk_clock_by_hand(uint64_t start_us);
void desk_clock_advance(uint64_t us);
/** What takes time on the chip: advances a clock that is moved by hand, and is nothing else. */
void desk_clock_pass(uint64_t us);
/** While it is true no interrupt comes: a chip that hangs with interrupts off. */
void desk_clock_mask(bool is_masked);

/** Of a pin: driven by us to this level, or -1 while it is an input. */
int desk_pin_driven(int pin);
/** What is in its output register, output or not. */
int desk_pin_latch(int pin);
/** How often a pin that is an output changed its level. */
uint32_t desk_pin_changes(int pin);
/** From outside. A falling edge is seen by what counts there. */
void desk_pin_input(int pin, int level);

/** `count` edges at once, at the counter itself. */
void desk_pulses_add(uint32_t count);

typedef void (*desk_reset_t)(void);
/** What esp_restart, a panic or a watchdog end in; without one the program ends with 75. */
void desk_on_reset(desk_reset_t run);
void desk_panic(void);
/** True when a panic got to IDF's own handler after ours. */
bool desk_has_panicked(void);
void desk_reset_reason(int reason);
/** 0: there is no task watchdog. */
void desk_watchdog(uint32_t timeout_ms);
/** Strikes when nobody fed it for so long. Called as a clock moved by hand advances. */
void desk_watchdog_look(void);
/** How often the ADC's noise was switched on; true while it is. */
uint32_t desk_noise_count(void);
bool desk_is_noise_on(void);

/** An update was written into the other slot and chosen for the next start. */
void desk_image_install(void);
/** What the bootloader does with the images at a reset. */
void desk_image_boot(void);
int desk_image_slot(void);

/** The next write or erase leaves these bits of its first byte as they were: a worn chip. */
void desk_flash_wear(uint8_t mask);

/** The step of the emulator's network card that fails from now on. */
enum {
  DESK_ETHERNET_NOTHING,
  DESK_ETHERNET_INIT,
  DESK_ETHERNET_LOOP,
  DESK_ETHERNET_NETIF,
  DESK_ETHERNET_MAC,
  DESK_ETHERNET_PHY,
  DESK_ETHERNET_INSTALL,
  DESK_ETHERNET_ATTACH,
  DESK_ETHERNET_START,
};
void desk_ethernet_fail(int step);
/** How many things of it were made and not unmade. */
int desk_ethernet_alive(void);
void desk_ethernet_link(bool is_linked);
/** What DHCP gives; 0: nothing yet. */
void desk_ethernet_lease(uint32_t address);

/** As open, the line's settings: data bits, parity ('N' or 'E'), and the enable pin's mode. */
int desk_line_data_bits(void);
char desk_line_parity(void);
bool desk_line_drives_enable(void);

#endif
