/**
 * What the firmware takes from Moddable, for the type checker of this repository. The firmware
 * build takes the types of the SDK it is built with; npm has those of an older one.
 */
declare module 'timer' {
  class Timer {
    private constructor();
    static set(callback: () => void, interval?: number): Timer;
    static repeat(callback: () => void, interval: number): Timer;
    static clear(timer: Timer): void;
    private brand: boolean;
  }
  export default Timer;
}
declare module 'time' {
  const Time: { readonly ticks: number };
  export default Time;
}
declare module 'modules' {
  const Modules: { importNow(name: string): unknown };
  export default Modules;
}
/** On `lin`, and on ESP32; all others: drivers/esp32/native/native.d.ts. */
declare module 'mc/ffi' {
  export default interface FFI {
    dc_end(code: number): void;
    esp_restart(): void;
  }
}
declare module 'mc/config' {
  const config: Readonly<Record<string, unknown>>;
  export default config;
}
declare module 'embedded:storage/key-value' {
  const storage: { open(options: { path: string; mode?: 'r' | 'r+' }): object };
  export default storage;
}
declare module 'embedded:io/socket/tcp' {
  export default class TCP {
    constructor(options: {
      address: string;
      port: number;
      onReadable?: (count: number) => void;
      onWritable?: (count: number) => void;
      onError?: () => void;
    });
    read(count: number): number | ArrayBuffer;
    write(bytes: Uint8Array): void;
    close(): void;
  }
}
declare module 'embedded:io/digital' {
  export default class Digital {
    static readonly Input: number;
    static readonly Output: number;
    constructor(options: { pin: number; mode: number; initialValue?: 0 | 1 });
    read(): 0 | 1;
    write(level: 0 | 1): void;
  }
}
declare module 'embedded:io/serial' {
  export default class Serial {
    constructor(options: object);
    read(): number | ArrayBuffer | undefined;
    write(bytes: ArrayBufferLike): void;
  }
}
declare module 'embedded:network/http/client' {
  export default class HTTPClient {
    constructor(options: object);
    close(): void;
  }
}
declare function trace(text: string): void;
interface StringConstructor {
  fromArrayBuffer(bytes: ArrayBuffer): string;
}
