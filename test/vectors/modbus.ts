/**
 * Modbus RTU frames. `SDM`: seen on a pseudo-terminal between pymodbus 3.0 (slave) and mbpoll 1.4.11
 * (master). `exception`: same line. `DDS238`: registers from the README of dzlabing/dds238.
 * `EM340`: data of mbmd's table. `SDM630`: logged in SmartEVSE issue 35, checksum put back.
 * `PZEM`: esphome (pzemac comment) and Tasmota issue 11817, with three frames damaged on the wire.
 */
export type FrameVector = {
  readonly name: string;
  readonly address: number;
  readonly functionCode: 0x03 | 0x04;
  readonly start: number;
  readonly count: number;
  readonly request: string;
  readonly reply: string;
};

export const SDM_FRAMES: readonly (FrameVector & { readonly value: number })[] = [
  { name: 'volts', address: 1, functionCode: 4, start: 0x00, count: 2, request: '01040000000271cb', reply: '010404436633335afa', value: 230.2 },
  { name: 'current', address: 1, functionCode: 4, start: 0x06, count: 2, request: '01040006000291ca', reply: '010404408b1aa09576', value: 4.347 },
  { name: 'power', address: 1, functionCode: 4, start: 0x0c, count: 2, request: '0104000c0002b1c8', reply: '010404c47a2000fead', value: -1000.5 },
  { name: 'power factor', address: 1, functionCode: 4, start: 0x1e, count: 2, request: '0104001e000211cd', reply: '010404bf7fbe77de0e', value: -0.999 },
  { name: 'frequency', address: 1, functionCode: 4, start: 0x46, count: 2, request: '010400460002901e', reply: '0104044247eb85d0ba', value: 49.98 },
  { name: 'import', address: 1, functionCode: 4, start: 0x48, count: 2, request: '010400480002f1dd', reply: '010404449a522533e0', value: 1234.567 },
  { name: 'export', address: 1, functionCode: 4, start: 0x4a, count: 2, request: '0104004a0002501d', reply: '01040442b2051f0d43', value: 89.01 },
  { name: 'total', address: 1, functionCode: 4, start: 0x156, count: 2, request: '0104015600029027', reply: '01040444a572779bd1', value: 1323.577 },
];

/** Illegal data address, as the answer to any read with function 04 at address 1. */
export const EXCEPTION_FRAME = '018402c2c1';

export const OTHER_FRAMES: readonly FrameVector[] = [
  { name: 'DDS238', address: 1, functionCode: 3, start: 0x00, count: 18, request: '010300000012c5c7', reply: '01032400001bdd0201000000000000000000000000095f0000127d0902003e0084fffe039513875d60' },
  { name: 'EM340 import', address: 1, functionCode: 4, start: 0x34, count: 2, request: '0104003400023005', reply: '010404e24000010de8' },
  { name: 'EM340 power', address: 1, functionCode: 4, start: 0x28, count: 2, request: '010400280002f1c3', reply: '010404d8ebffffb0a0' },
  { name: 'SDM630 currents', address: 11, functionCode: 4, start: 0x06, count: 12, request: '0b040006000c10a4', reply: '0b041800000000 3d376918 3f2be84e 00000000 40966c92 42ba2fe9 c774'.replaceAll(' ', '') },
  { name: 'PZEM esphome', address: 1, functionCode: 4, start: 0, count: 10, request: '01040000000a700d', reply: '01041408d1006c000000f400000026000001f4006400005134' },
  { name: 'PZEM 8188 Wh', address: 1, functionCode: 4, start: 0, count: 10, request: '01040000000a700d', reply: '010414097c343c0000766800001ffc000001f4005d00003798' },
  { name: 'PZEM 8189 Wh', address: 1, functionCode: 4, start: 0, count: 10, request: '01040000000a700d', reply: '010414097c34200000764a00001ffd000001f4005d00008aec' },
  { name: 'PZEM 8192 Wh', address: 1, functionCode: 4, start: 0, count: 10, request: '01040000000a700d', reply: '010414097b341a0000762700002000000001f4005d0000f383' },
];

/** Damaged on a real wire; the checksum must refuse them. */
export const DAMAGED_PZEM_FRAMES: readonly string[] = [
  '010414097c34160000761d00001ffc000001f4005c0000bbc5',
  '010414097d34180000763800001fff000001f4005d0000d45f',
  '010414087b34440000768900002001000001f4005d000061de',
];
