/**
 * Stand-in for ESP-IDF's header of this name. The sections are named as there, so that a test can
 * see what an interrupt needs.
 */
#pragma once
#define IRAM_ATTR __attribute__((section(".iram1")))
#define DRAM_ATTR __attribute__((section(".dram1")))
