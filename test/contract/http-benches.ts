/** HTTP as the desk does it, with Node's; and as the device does, over the SDK's client. */
import { connect } from 'node:net';
import { HttpPort } from '../../drivers/http/http-port';
import type { OpenSocket } from '../../drivers/http/socket';
import { createHttpAdapter } from '../../host-sim/http-adapter';
import type { Pace } from '../../host-sim/pace';
import type { CallSink, Clock } from '../../src/ports';
import { secret } from '../../src/secret';
import { durationMs, monotonicMs } from '../../src/units';
import type { ManualClock } from '../manual-clock';
import { loadClient } from '../sdk-client';
import type { Heard, HttpBench } from './http';

const HOST = '127.0.0.1';
const PIECE_BYTES = 1_024;

const sinkOf = (heard: Heard): CallSink => ({
  part: (_status, bytes) => {
    heard.body += Buffer.from(bytes).toString('latin1');
  },
  end: (status, dateSec) => void heard.ends.push(`${status} ${dateSec}`),
  failed: (fault) => void heard.ends.push(fault),
});

export async function adapterBench(): Promise<HttpBench> {
  const pace = { inject: (run: () => unknown) => void run() } as unknown as Pace;
  const adapter = createHttpAdapter({ pace, speed: 1, localHosts: [HOST] });
  return {
    ask: (port, timeoutMs, heard) =>
      adapter.request(
        {
          ...{ id: 'a', target: 'link', method: 'GET', url: `http://${HOST}:${port}/a` },
          ...{ headers: {}, body: '', timeoutMs },
        },
        sinkOf(heard),
      ),
    close: () => adapter.stop(),
  };
}

/** As the device's plain socket is, with Node's below. */
const openSocket: OpenSocket = ({ host, port }, events) => {
  let received = Buffer.alloc(0);
  let isOpen = false;
  let isClosed = false;
  const socket = connect({ host, port });
  const fail = () => {
    if (isClosed) return;
    isClosed = true;
    socket.destroy();
    events.onFault(isOpen ? 'broken' : 'not-connected');
  };
  socket.on('connect', () => {
    isOpen = true;
    if (!isClosed) events.onWritable(PIECE_BYTES);
  });
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    if (!isClosed) events.onReadable(received.length);
  });
  socket.on('error', fail);
  socket.on('close', fail);
  return {
    read: (count) => {
      const bytes = new Uint8Array(received.subarray(0, count));
      received = received.subarray(bytes.length);
      return bytes;
    },
    write: (bytes) => {
      socket.write(bytes.slice());
      return PIECE_BYTES;
    },
    close: () => {
      isClosed = true;
      socket.destroy();
    },
  };
};

export async function portBench(): Promise<HttpBench> {
  let isClosed = false;
  const clock: Clock = {
    now: () => monotonicMs(Math.floor(performance.now())),
    after: (delay, run) => {
      const timer = setTimeout(() => (isClosed ? undefined : run()), delay);
      return { cancel: () => clearTimeout(timer) };
    },
  };
  // The client asks of its clock what any clock can.
  const client = await loadClient(clock as unknown as ManualClock);
  const http = new HttpPort({ clock, client, openSocket });
  return {
    ask: (port, timeoutMs, heard) =>
      http.request(
        {
          ...{ isSecure: false, host: HOST, port, trust: 'bundle', allowPrivate: true },
          ...{ method: 'GET', path: secret('/a'), headers: [], body: '' },
          timeoutMs: durationMs(timeoutMs),
        },
        sinkOf(heard),
      ),
    close: () => {
      isClosed = true;
    },
  };
}
