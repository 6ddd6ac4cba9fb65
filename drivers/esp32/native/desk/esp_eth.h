/** Stand-in for ESP-IDF's header of this name: one card, as the emulator has it. */
#pragma once
#include <stdint.h>
#include "esp_err.h"
typedef struct esp_eth_mac_s esp_eth_mac_t;
struct esp_eth_mac_s {
  esp_err_t (*del)(esp_eth_mac_t *mac);
};
typedef struct esp_eth_phy_s esp_eth_phy_t;
struct esp_eth_phy_s {
  esp_err_t (*del)(esp_eth_phy_t *phy);
};
typedef struct {
  uint32_t rx_task_stack_size;
} eth_mac_config_t;
typedef struct {
  int32_t phy_addr;
  uint32_t autonego_timeout_ms;
  int reset_gpio_num;
} eth_phy_config_t;
typedef struct {
  esp_eth_mac_t *mac;
  esp_eth_phy_t *phy;
} esp_eth_config_t;
typedef void *esp_eth_handle_t;
typedef struct esp_eth_netif_glue_t *esp_eth_netif_glue_handle_t;
#define ETH_MAC_DEFAULT_CONFIG() \
  { .rx_task_stack_size = 4096 }
#define ETH_PHY_DEFAULT_CONFIG() \
  { .phy_addr = -1, .autonego_timeout_ms = 4000, .reset_gpio_num = 5 }
#define ETH_DEFAULT_CONFIG(of_mac, of_phy) \
  { .mac = of_mac, .phy = of_phy }
esp_eth_phy_t *esp_eth_phy_new_generic(const eth_phy_config_t *config);
esp_err_t esp_eth_driver_install(const esp_eth_config_t *config, esp_eth_handle_t *handle);
esp_eth_netif_glue_handle_t esp_eth_new_netif_glue(esp_eth_handle_t handle);
esp_err_t esp_eth_start(esp_eth_handle_t handle);
