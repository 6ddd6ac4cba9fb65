/**
 * One half-duplex RS-485 line (or a plain UART, where `de` is -1). The UART's driver raises and
 * drops the driver-enable pin itself, at the last bit. Both directions are buffered, and nothing
 * here waits.
 */
#ifndef DC_RS485_H
#define DC_RS485_H

#include <stdint.h>

enum {
  DC_RS485_NOT_OPEN = -1,
  DC_RS485_IS_OPEN = -2,
  /** Not "8N1", "8E1" or "7E1". */
  DC_RS485_BAD_FORMAT = -3,
  /** Port, pin or baud that the chip does not have. */
  DC_RS485_BAD_LINE = -4,
  /** Bytes were lost: what the line sent since the last read is dropped. */
  DC_RS485_LOST = -5,
  DC_RS485_TOO_LONG = -6,
  DC_RS485_FAILED = -7,
};

/** A Modbus frame has 256 bytes; a P1 telegram is read while it comes. */
#define DC_RS485_RECEIVED_MAX 2048
#define DC_RS485_WRITE_MAX 256

int32_t dc_rs485_open(int32_t port, int32_t rx, int32_t tx, int32_t de, int32_t baud,
                      const char *format);

/** Bytes taken over, 0 when none are there, or a fault. */
int32_t dc_rs485_read(uint8_t *buffer, uint32_t length);

/** All of it or, while the last frame is not out, nothing: `length`, 0 or a fault. */
int32_t dc_rs485_write(const uint8_t *buffer, uint32_t length);

/** How often bytes were lost since open, because nobody read in time. */
uint32_t dc_rs485_lost(void);

/** Bytes since open with a wrong parity or stop bit: a wrong format, or a disturbed line. */
uint32_t dc_rs485_garbled(void);

void dc_rs485_close(void);

#endif
