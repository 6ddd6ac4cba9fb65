/**
 * The card of the emulator and its network, for one test of one module: each step can be made to
 * fail, and what is made and unmade is counted.
 */
#include <stddef.h>

#include "desk.h"
#include "esp_eth.h"
#include "esp_eth_mac_openeth.h"
#include "esp_event.h"
#include "esp_netif.h"

struct esp_netif_obj {
  bool has_dhcp;
};

static struct {
  int failing;
  int alive;
  bool has_loop;
  bool is_started;
  bool is_linked;
  uint32_t address;
} desk;

void desk_ethernet_fail(int step) { desk.failing = step; }
int desk_ethernet_alive(void) { return desk.alive; }
void desk_ethernet_link(bool is_linked) { desk.is_linked = is_linked; }
void desk_ethernet_lease(uint32_t address) { desk.address = address; }

static bool fails(int step) { return desk.failing == step; }

static void *make(int step, void *made) {
  if (fails(step)) return NULL;
  desk.alive++;
  return made;
}

static esp_netif_t the_netif;
static esp_eth_mac_t the_mac;
static esp_eth_phy_t the_phy;

esp_err_t esp_netif_init(void) { return fails(DESK_ETHERNET_INIT) ? ESP_FAIL : ESP_OK; }

esp_err_t esp_event_loop_create_default(void) {
  if (fails(DESK_ETHERNET_LOOP)) return ESP_ERR_NO_MEM;
  if (desk.has_loop) return ESP_ERR_INVALID_STATE;
  desk.has_loop = true;
  return ESP_OK;
}

esp_netif_t *esp_netif_new(const esp_netif_config_t *config) {
  esp_netif_t *netif = make(DESK_ETHERNET_NETIF, &the_netif);
  if (netif != NULL) netif->has_dhcp = config->has_dhcp;
  return netif;
}

void esp_netif_destroy(esp_netif_t *netif) {
  (void)netif;
  desk.alive--;
}

static esp_err_t del_mac(esp_eth_mac_t *mac) {
  (void)mac;
  desk.alive--;
  return ESP_OK;
}

static esp_err_t del_phy(esp_eth_phy_t *phy) {
  (void)phy;
  desk.alive--;
  return ESP_OK;
}

esp_eth_mac_t *esp_eth_mac_new_openeth(const eth_mac_config_t *config) {
  esp_eth_mac_t *mac = config != NULL ? make(DESK_ETHERNET_MAC, &the_mac) : NULL;
  if (mac != NULL) mac->del = del_mac;
  return mac;
}

/** A reset pin of the default would be driven: on this board it is somebody else's. */
esp_eth_phy_t *esp_eth_phy_new_generic(const eth_phy_config_t *config) {
  if (config->reset_gpio_num >= 0) return NULL;
  esp_eth_phy_t *phy = make(DESK_ETHERNET_PHY, &the_phy);
  if (phy != NULL) phy->del = del_phy;
  return phy;
}

esp_err_t esp_eth_driver_install(const esp_eth_config_t *config, esp_eth_handle_t *handle) {
  if (fails(DESK_ETHERNET_INSTALL)) return ESP_ERR_NO_MEM;
  *handle = config->mac;
  return ESP_OK;
}

esp_eth_netif_glue_handle_t esp_eth_new_netif_glue(esp_eth_handle_t handle) {
  return (esp_eth_netif_glue_handle_t)handle;
}

esp_err_t esp_netif_attach(esp_netif_t *netif, void *glue) {
  bool is_good = netif != NULL && glue != NULL && !fails(DESK_ETHERNET_ATTACH);
  return is_good ? ESP_OK : ESP_FAIL;
}

esp_err_t esp_eth_start(esp_eth_handle_t handle) {
  if (handle == NULL || fails(DESK_ETHERNET_START)) return ESP_FAIL;
  desk.is_started = true;
  return ESP_OK;
}

bool esp_netif_is_netif_up(esp_netif_t *netif) {
  return netif != NULL && desk.is_started && desk.is_linked;
}

esp_err_t esp_netif_get_ip_info(esp_netif_t *netif, esp_netif_ip_info_t *info) {
  info->ip.addr = netif->has_dhcp ? desk.address : 0;
  return ESP_OK;
}
