/** Stand-in for ESP-IDF's header of this name. With DC_DESK_WITHOUT_PCNT the chip is a C3. */
#pragma once
#ifndef DC_DESK_WITHOUT_PCNT
#define SOC_PCNT_SUPPORTED 1
#endif
