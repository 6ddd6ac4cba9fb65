/** Stand-in for ESP-IDF's header of this name. */
#pragma once
void bootloader_random_enable(void);
void bootloader_random_disable(void);
