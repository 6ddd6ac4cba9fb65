/** The settings that the native parts insist on. */
#pragma once
#define CONFIG_GPTIMER_ISR_CACHE_SAFE 1
#define CONFIG_ESP_TIMER_IN_IRAM 1
#define CONFIG_UART_ISR_IN_IRAM 1
