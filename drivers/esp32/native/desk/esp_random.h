/** Stand-in for ESP-IDF's header of this name. */
#pragma once
#include <stddef.h>
void esp_fill_random(void *buffer, size_t length);
