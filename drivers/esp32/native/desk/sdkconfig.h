/** The settings that the native parts insist on. */
#pragma once
#define CONFIG_GPTIMER_ISR_CACHE_SAFE 1
#define CONFIG_ESP_TIMER_IN_IRAM 1
#define CONFIG_UART_ISR_IN_IRAM 1
#ifndef DC_DESK_WITHOUT_OPEN_ETH
#define CONFIG_ETH_USE_OPENETH 1
#endif
