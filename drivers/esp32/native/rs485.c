/** See rs485.h. The buffers and the enable pin are the UART driver's; here is only the policy. */
#include "rs485.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "driver/uart.h"
#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"
#include "sdkconfig.h"

#if !CONFIG_UART_ISR_IN_IRAM
#error "rs485: a flash erase would lose bytes and leave DE up: set CONFIG_UART_ISR_IN_IRAM=y"
#endif

enum {
  /** Above the hardware's 128 bytes, as the driver asks, and above one frame with its headers. */
  TO_SEND_MAX = 512,
  /** A full ring is 18 events; the rest is room for frames that end in between. */
  EVENTS_MAX = 64,
  BAUD_MIN = 300,
  BAUD_MAX = 921600,
  /** Silence, in characters, after which what has come is handed over. */
  SILENT_CHARACTERS = 2,
};

static struct {
  bool is_open;
  uart_port_t port;
  QueueHandle_t events;
  uint32_t lost;
  uint32_t garbled;
} line;

static bool parse(const char *format, uart_config_t *config) {
  if (format == NULL) return false;
  bool is_7e1 = strcmp(format, "7E1") == 0;
  bool is_8e1 = strcmp(format, "8E1") == 0;
  if (!is_7e1 && !is_8e1 && strcmp(format, "8N1") != 0) return false;
  config->data_bits = is_7e1 ? UART_DATA_7_BITS : UART_DATA_8_BITS;
  config->parity = is_7e1 || is_8e1 ? UART_PARITY_EVEN : UART_PARITY_DISABLE;
  config->stop_bits = UART_STOP_BITS_1;
  return true;
}

int32_t dc_rs485_open(int32_t port, int32_t rx, int32_t tx, int32_t de, int32_t baud,
                      const char *format) {
  if (line.is_open) return DC_RS485_IS_OPEN;
  uart_config_t config = {
      .baud_rate = baud,
      .flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
      .source_clk = UART_SCLK_DEFAULT,
  };
  if (!parse(format, &config)) return DC_RS485_BAD_FORMAT;
  if (port < 0 || port >= UART_NUM_MAX || baud < BAUD_MIN || baud > BAUD_MAX) {
    return DC_RS485_BAD_LINE;
  }
  line.port = (uart_port_t)port;
  line.lost = 0;
  line.garbled = 0;
  esp_err_t installed = uart_driver_install(line.port, DC_RS485_RECEIVED_MAX, TO_SEND_MAX,
                                            EVENTS_MAX, &line.events, 0);
  if (installed != ESP_OK) return DC_RS485_FAILED;
  uart_mode_t mode = de < 0 ? UART_MODE_UART : UART_MODE_RS485_HALF_DUPLEX;
  int enable = de < 0 ? UART_PIN_NO_CHANGE : de;
  bool is_ready = uart_param_config(line.port, &config) == ESP_OK &&
                  uart_set_pin(line.port, tx, rx, enable, UART_PIN_NO_CHANGE) == ESP_OK &&
                  uart_set_mode(line.port, mode) == ESP_OK &&
                  uart_set_rx_timeout(line.port, SILENT_CHARACTERS) == ESP_OK;
  if (!is_ready) {
    (void)uart_driver_delete(line.port);
    return DC_RS485_BAD_LINE;
  }
  line.is_open = true;
  return 0;
}

/** True when bytes were lost since the last call. */
static bool take_events(void) {
  // Of a full queue the event that matters may have been dropped.
  bool has_lost = uxQueueSpacesAvailable(line.events) == 0;
  uart_event_t event;
  while (xQueueReceive(line.events, &event, 0) == pdTRUE) {
    if (event.type == UART_FIFO_OVF) has_lost = true;
    if (event.type == UART_PARITY_ERR || event.type == UART_FRAME_ERR) line.garbled++;
  }
  if (has_lost) line.lost++;
  return has_lost;
}

int32_t dc_rs485_read(uint8_t *buffer, uint32_t length) {
  if (!line.is_open) return DC_RS485_NOT_OPEN;
  if (take_events()) {
    // With a hole in it, all of it is worthless: the next frame must not be glued to it.
    (void)uart_flush_input(line.port);
    return DC_RS485_LOST;
  }
  if (buffer == NULL || length == 0) return 0;
  int read = uart_read_bytes(line.port, buffer, length, 0);
  return read < 0 ? DC_RS485_FAILED : read;
}

int32_t dc_rs485_write(const uint8_t *buffer, uint32_t length) {
  if (!line.is_open) return DC_RS485_NOT_OPEN;
  if (length > DC_RS485_WRITE_MAX) return DC_RS485_TOO_LONG;
  if (buffer == NULL || length == 0) return 0;
  size_t room = 0;
  if (uart_get_tx_buffer_free_size(line.port, &room) != ESP_OK) return DC_RS485_FAILED;
  // More than fits would wait for the line; half a frame would be two.
  if (room < length) return 0;
  int written = uart_write_bytes(line.port, buffer, length);
  return written == (int)length ? written : DC_RS485_FAILED;
}

uint32_t dc_rs485_lost(void) { return line.lost; }

uint32_t dc_rs485_garbled(void) { return line.garbled; }

void dc_rs485_close(void) {
  if (!line.is_open) return;
  (void)uart_driver_delete(line.port);
  line.is_open = false;
}
