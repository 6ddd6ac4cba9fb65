/**
 * Stand-in for ESP-IDF's esp_crt_bundle.h: the authorities come from the file that DC_CA_FILE
 * names, else from the machine's own.
 */
#ifndef DC_DESK_ESP_CRT_BUNDLE_H
#define DC_DESK_ESP_CRT_BUNDLE_H

/** For a mbedtls_ssl_config; 0 or an error. */
int esp_crt_bundle_attach(void *config);

#endif
