/**
 * The native parts as JavaScript sees them, for the editor and `npm run check`; a build generates
 * the same from manifest.json. Buffers are ArrayBuffers, read and written from their first byte: C
 * cannot see how long one is, so `length` must not exceed it. Codes: the header of each part.
 */
declare module 'mc/ffi' {
  export default class FFI {
    // guard.h
    dc_guard_begin(pin: number, activeHigh: number): number;
    dc_guard_lease(ms: number, decision: number): number;
    dc_guard_open(): number;
    dc_guard_open_by(decision: number): number;
    dc_guard_state(): number;

    // rs485.h
    dc_rs485_open(
      port: number,
      rx: number,
      tx: number,
      de: number,
      baud: number,
      format: string,
    ): number;
    dc_rs485_read(buffer: ArrayBuffer, length: number): number;
    dc_rs485_write(buffer: ArrayBuffer, length: number): number;
    dc_rs485_lost(): number;
    dc_rs485_garbled(): number;
    dc_rs485_close(): void;

    // pulses.h
    dc_pulses_begin(pin: number, filterNs: number): number;
    dc_pulses_count(): number;
    dc_pulses_level(): number;

    // open-eth.h
    dc_open_eth_begin(): number;
    dc_open_eth_status(): number;

    // board-system.h
    dc_reset_reason(): string;
    /** 1: the radio is on. 2: it is off for good. 0: nobody knows, and `dc_random` refuses. */
    dc_random_from(source: number): number;
    dc_random(buffer: ArrayBuffer, length: number): number;
    dc_image_is_confirmed(): number;
    dc_image_confirm(): number;
    dc_image_roll_back(): number;
    dc_watchdog_feed(): number;
    dc_chip_id(): string;

    // journal-flash.h
    dc_flash_open(label: string): number;
    dc_flash_read(at: number, buffer: ArrayBuffer, length: number): number;
    dc_flash_erase(sector: number): number;
    dc_flash_write(at: number, buffer: ArrayBuffer, length: number): number;

    // tls.h
    dc_tls_open(
      slot: number,
      host: string,
      port: number,
      serverName: string,
      trust: string,
      allowPrivate: number,
      deadlineMs: number,
    ): number;
    dc_tls_status(slot: number): number;
    dc_tls_read(slot: number, buffer: ArrayBuffer, length: number): number;
    dc_tls_write(slot: number, buffer: ArrayBuffer, length: number): number;
    dc_tls_close(slot: number): void;
    dc_tls_fault(slot: number): string;
    /** Epoch seconds; 0: unknown. */
    dc_tls_pin_expires(slot: number): number;
  }
}
