/**
 * A UART on the terminal that DC_RS485_TTY names, a pseudo-terminal or a real adapter. What a
 * pseudo-terminal cannot do, 7 bits with parity, is done here: on the line 7E1 and 8N1 are both
 * ten bits, and the parity bit is the eighth.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "desk.h"
#include "driver/gpio.h"
#include "driver/uart.h"
#include "hal/gpio_ll.h"

enum { RING_MAX = 4096, TO_SEND_MAX = 512, EVENTS_MAX = 64, LINE_PINS_MAX = 40 };

struct desk_queue {
  uart_event_t events[EVENTS_MAX];
  unsigned count;
  unsigned capacity;
};

static struct {
  bool is_installed;
  int terminal;
  uart_config_t config;
  bool has_soft_parity;
  uart_mode_t mode;
  int enable;
  uint8_t ring[RING_MAX];
  size_t used;
  size_t capacity;
  bool is_overflowing;
  uint8_t to_send[TO_SEND_MAX];
  size_t waiting;
  size_t to_send_max;
  struct desk_queue queue;
} uart = {.terminal = -1, .enable = -1};

int desk_line_data_bits(void) { return uart.config.data_bits == UART_DATA_7_BITS ? 7 : 8; }
char desk_line_parity(void) { return uart.config.parity == UART_PARITY_EVEN ? 'E' : 'N'; }
bool desk_line_drives_enable(void) { return uart.mode == UART_MODE_RS485_HALF_DUPLEX; }

static void post(uart_event_type_t type) {
  struct desk_queue *queue = &uart.queue;
  if (queue->count == queue->capacity) return;
  queue->events[queue->count++] = (uart_event_t){.type = type};
}

static uint8_t with_parity(uint8_t byte) {
  uint8_t low = byte & 0x7f;
  return (uint8_t)(low | (__builtin_parity(low) ? 0x80 : 0));
}

static void keep(uint8_t byte) {
  if (uart.used == uart.capacity) {
    if (!uart.is_overflowing) post(UART_FIFO_OVF);
    uart.is_overflowing = true;
    return;
  }
  if (uart.has_soft_parity) {
    if (with_parity(byte) != byte) post(UART_PARITY_ERR);
    byte &= 0x7f;
  }
  uart.ring[uart.used++] = byte;
}

static void enable(uint32_t level) {
  if (desk_line_drives_enable() && uart.enable >= 0) desk_pin_write((uint32_t)uart.enable, level);
}

/** What interrupts do on the chip, here whenever somebody looks: the enable pin is up meanwhile. */
static void send(void) {
  if (uart.waiting == 0) return;
  enable(1);
  ssize_t went = write(uart.terminal, uart.to_send, uart.waiting);
  if (went <= 0) return;
  uart.waiting -= (size_t)went;
  memmove(uart.to_send, uart.to_send + went, uart.waiting);
  if (uart.waiting == 0) enable(0);
}

static void receive(void) {
  uint8_t bytes[64];
  uart.is_overflowing = false;
  send();
  for (;;) {
    ssize_t came = read(uart.terminal, bytes, sizeof(bytes));
    if (came <= 0) return;
    post(UART_DATA);
    for (ssize_t i = 0; i < came; i++) keep(bytes[i]);
  }
}

BaseType_t xQueueReceive(QueueHandle_t queue, void *item, unsigned ticks) {
  (void)ticks;
  if (queue->count == 0) return pdFALSE;
  memcpy(item, &queue->events[0], sizeof(uart_event_t));
  queue->count--;
  memmove(&queue->events[0], &queue->events[1], queue->count * sizeof(uart_event_t));
  return pdTRUE;
}

UBaseType_t uxQueueSpacesAvailable(QueueHandle_t queue) {
  receive();
  return queue->capacity - queue->count;
}

esp_err_t uart_driver_install(uart_port_t port, int received_max, int to_send_max, int events_max,
                              QueueHandle_t *events, int flags) {
  (void)port, (void)flags;
  const char *path = getenv("DC_RS485_TTY");
  bool fits = received_max <= RING_MAX && to_send_max <= TO_SEND_MAX && events_max <= EVENTS_MAX;
  if (uart.is_installed || path == NULL || !fits) return ESP_FAIL;
  uart.terminal = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (uart.terminal < 0) return ESP_FAIL;
  uart.is_installed = true;
  uart.used = 0;
  uart.waiting = 0;
  uart.capacity = (size_t)received_max;
  uart.to_send_max = (size_t)to_send_max;
  uart.queue.count = 0;
  uart.queue.capacity = (unsigned)events_max;
  *events = &uart.queue;
  return ESP_OK;
}

esp_err_t uart_driver_delete(uart_port_t port) {
  (void)port;
  if (!uart.is_installed) return ESP_ERR_INVALID_STATE;
  (void)close(uart.terminal);
  uart.terminal = -1;
  uart.is_installed = false;
  return ESP_OK;
}

static speed_t speed_of(int baud) {
  static const struct {
    int baud;
    speed_t speed;
  } SPEEDS[] = {{300, B300},     {1200, B1200},   {2400, B2400},   {4800, B4800},
                {9600, B9600},   {19200, B19200}, {38400, B38400}, {57600, B57600},
                {115200, B115200}, {230400, B230400}, {460800, B460800}, {921600, B921600}};
  for (size_t i = 0; i < sizeof(SPEEDS) / sizeof(SPEEDS[0]); i++) {
    if (SPEEDS[i].baud == baud) return SPEEDS[i].speed;
  }
  return B0;
}

/** A pseudo-terminal knows 8 bits without parity only. */
static bool set_plain(struct termios *settings) {
  settings->c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
  settings->c_cflag |= CS8;
  return tcsetattr(uart.terminal, TCSANOW, settings) == 0;
}

esp_err_t uart_param_config(uart_port_t port, const uart_config_t *config) {
  (void)port;
  struct termios settings;
  speed_t speed = speed_of(config->baud_rate);
  if (speed == B0 || tcgetattr(uart.terminal, &settings) != 0) return ESP_ERR_INVALID_ARG;
  cfmakeraw(&settings);
  tcflag_t size = config->data_bits == UART_DATA_7_BITS ? CS7 : CS8;
  tcflag_t parity = config->parity == UART_PARITY_EVEN ? PARENB : 0;
  settings.c_cflag &= ~(tcflag_t)(CSIZE | PARENB | PARODD | CSTOPB | CRTSCTS);
  settings.c_cflag |= size | parity | CLOCAL | CREAD;
  (void)cfsetspeed(&settings, speed);
  bool is_real = tcsetattr(uart.terminal, TCSANOW, &settings) == 0 &&
                 tcgetattr(uart.terminal, &settings) == 0 && (settings.c_cflag & CSIZE) == size;
  if (!is_real && !set_plain(&settings)) return ESP_FAIL;
  uart.has_soft_parity = !is_real && size == CS7;
  uart.config = *config;
  return ESP_OK;
}

esp_err_t uart_set_pin(uart_port_t port, int tx, int rx, int rts, int cts) {
  (void)port, (void)cts;
  bool is_good = GPIO_IS_VALID_OUTPUT_GPIO(tx) && GPIO_IS_VALID_GPIO(rx) && rts < LINE_PINS_MAX;
  if (!is_good) return ESP_FAIL;
  uart.enable = rts;
  if (rts == UART_PIN_NO_CHANGE) return ESP_OK;
  gpio_config_t output = {.pin_bit_mask = 1ull << rts, .mode = GPIO_MODE_OUTPUT};
  desk_pin_write((uint32_t)rts, 0);
  return gpio_config(&output);
}

esp_err_t uart_set_mode(uart_port_t port, uart_mode_t mode) {
  (void)port;
  uart.mode = mode;
  return ESP_OK;
}

esp_err_t uart_set_rx_timeout(uart_port_t port, uint8_t characters) {
  (void)port, (void)characters;
  return ESP_OK;
}

esp_err_t uart_flush_input(uart_port_t port) {
  (void)port;
  (void)tcflush(uart.terminal, TCIFLUSH);
  uart.used = 0;
  uart.queue.count = 0;
  return ESP_OK;
}

esp_err_t uart_get_tx_buffer_free_size(uart_port_t port, size_t *size) {
  (void)port;
  send();
  *size = uart.to_send_max - uart.waiting;
  return ESP_OK;
}

int uart_read_bytes(uart_port_t port, void *buffer, uint32_t length, uint32_t ticks) {
  (void)port, (void)ticks;
  receive();
  size_t count = uart.used < length ? uart.used : length;
  memcpy(buffer, uart.ring, count);
  uart.used -= count;
  memmove(uart.ring, uart.ring + count, uart.used);
  return (int)count;
}

int uart_write_bytes(uart_port_t port, const void *buffer, size_t length) {
  (void)port;
  const uint8_t *bytes = buffer;
  // The chip's driver would wait here, which the VM may not.
  if (length > uart.to_send_max - uart.waiting) return -1;
  for (size_t i = 0; i < length; i++) {
    uart.to_send[uart.waiting++] = uart.has_soft_parity ? with_parity(bytes[i]) : bytes[i];
  }
  send();
  return (int)length;
}
