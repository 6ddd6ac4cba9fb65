/** The serial ports of this machine, for a message that names what could be meant. */

/** Sorted; empty where they cannot be listed. */
export async function presentPorts(): Promise<readonly string[]> {
  const serialport = await import('serialport').catch(() => undefined);
  const ports = (await serialport?.SerialPort.list().catch(() => undefined)) ?? [];
  return ports.map(({ path }) => path).sort();
}
