/** Stand-in for ESP-IDF's header of this name: the pin write that is inlined. */
#pragma once
#include <stdint.h>
typedef struct {
  int none;
} gpio_dev_t;
extern gpio_dev_t GPIO;
void desk_pin_write(uint32_t pin, uint32_t level);
__attribute__((always_inline)) static inline void gpio_ll_set_level(gpio_dev_t *gpio, uint32_t pin,
                                                                    uint32_t level) {
  (void)gpio;
  desk_pin_write(pin, level);
}
