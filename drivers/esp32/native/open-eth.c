/**
 * See open-eth.h. ESP-IDF's own event handlers bring the interface up and its DHCP client with it:
 * what is polled here is what they left behind.
 */
#include "open-eth.h"

#include "sdkconfig.h"

#if CONFIG_ETH_USE_OPENETH
#include <stdbool.h>
#include <stddef.h>

#include "esp_eth.h"
#include "esp_event.h"
#include "esp_netif.h"
#if defined(__has_include) && __has_include("esp_eth_mac_openeth.h")
#include "esp_eth_mac_openeth.h"
#endif

/** There is no real PHY to agree with: the emulator answers at once. */
enum { AGREED_MS = 100, NO_PIN = -1 };

static esp_netif_t *network;

static bool is_stack_up(void) {
  if (esp_netif_init() != ESP_OK) return false;
  esp_err_t loop = esp_event_loop_create_default();
  return loop == ESP_OK || loop == ESP_ERR_INVALID_STATE; // it may be there already
}

static esp_eth_handle_t install(void) {
  eth_mac_config_t mac_config = ETH_MAC_DEFAULT_CONFIG();
  eth_phy_config_t phy_config = ETH_PHY_DEFAULT_CONFIG();
  phy_config.reset_gpio_num = NO_PIN;
  phy_config.autonego_timeout_ms = AGREED_MS;
  esp_eth_mac_t *mac = esp_eth_mac_new_openeth(&mac_config);
  esp_eth_phy_t *phy = esp_eth_phy_new_generic(&phy_config);
  esp_eth_handle_t card = NULL;
  if (mac != NULL && phy != NULL) {
    esp_eth_config_t config = ETH_DEFAULT_CONFIG(mac, phy);
    if (esp_eth_driver_install(&config, &card) == ESP_OK) return card;
  }
  if (mac != NULL) (void)mac->del(mac);
  if (phy != NULL) (void)phy->del(phy);
  return NULL;
}

int32_t dc_open_eth_begin(void) {
  if (network != NULL) return DC_OPEN_ETH_IS_BEGUN;
  if (!is_stack_up()) return DC_OPEN_ETH_NO_NETWORK;
  esp_netif_config_t config = ESP_NETIF_DEFAULT_ETH();
  esp_netif_t *added = esp_netif_new(&config);
  if (added == NULL) return DC_OPEN_ETH_NO_NETWORK;
  esp_eth_handle_t card = install();
  if (card == NULL) {
    esp_netif_destroy(added);
    return DC_OPEN_ETH_NO_CARD;
  }
  // From here on it stays, started or not: what is attached is not taken apart again.
  network = added;
  bool is_started = esp_netif_attach(added, esp_eth_new_netif_glue(card)) == ESP_OK &&
                    esp_eth_start(card) == ESP_OK;
  return is_started ? 0 : DC_OPEN_ETH_NOT_STARTED;
}

int32_t dc_open_eth_status(void) {
  if (network == NULL || !esp_netif_is_netif_up(network)) return DC_OPEN_ETH_DOWN;
  esp_netif_ip_info_t found = {0};
  bool has_address = esp_netif_get_ip_info(network, &found) == ESP_OK && found.ip.addr != 0;
  return has_address ? DC_OPEN_ETH_ADDRESS : DC_OPEN_ETH_LINK;
}

#else

int32_t dc_open_eth_begin(void) { return DC_OPEN_ETH_NOT_HERE; }

int32_t dc_open_eth_status(void) { return DC_OPEN_ETH_DOWN; }

#endif
