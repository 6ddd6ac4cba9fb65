/**
 * Answers of LND's REST face. CREATED and OPEN: verbatim, a Polar node. SETTLED: the verbatim
 * answer of LND 0.18.4 for a hold invoice, its hash and preimage in base64 as REST writes them,
 * `expiry` added. Errors: lnd at 90ea05d,
 * invoices/errors.go and macaroons/service.go; the bakery's as in RTL issue 1516.
 */
export const HASH = '46ee7c45bddabf659b7bb5602797a9dc6995b290330b53645b91de1061572670';
export const PREIMAGE = 'e2c2e7ac53029a9e179d3b095f06ad1653d2e51d6f5fb85aeaa498e981c8d1a2';

export const CREATED = `{
    "r_hash": "Ru58Rb3av2Wbe7VgJ5ep3GmVspAzC1NkW5HeEGFXJnA=",
    "payment_request": "lnbcrt1u1p3lwf79pp5gmh8c3dam2lktxmmk4sz09afm35etv5sxv94xezmj80pqc2hyecqdqqcqzpgsp5vwnhkpl956w58cw9wy2ugz0d8vf8ldwz2459hvdn8puw39w5qkms9qyyssqh5ty2cd5f4yvxyvfy2p0xlglfcvz76jw6g5qw2h6x668ye52u2ch02rcgx8h5tvnp7kkawxvfpuzz0xz764v6wjnpvzazzrqns2qgkqp5vzuu8",
    "add_index": "5",
    "payment_addr": "Y6d7B+WmnUPhxXEVxAntOxJ/tcJVaFuxszh46JXUBbc="
}`;

export const OPEN = `{
    "memo": "",
    "r_preimage": "4sLnrFMCmp4XnTsJXwatFlPS5R1vX7ha6qSY6YHI0aI=",
    "r_hash": "Ru58Rb3av2Wbe7VgJ5ep3GmVspAzC1NkW5HeEGFXJnA=",
    "value": "100",
    "value_msat": "100000",
    "settled": false,
    "creation_date": "1677141957",
    "settle_date": "0",
    "payment_request": "lnbcrt1u1p3lwf79pp5gmh8c3dam2lktxmmk4sz09afm35etv5sxv94xezmj80pqc2hyecqdqqcqzpgsp5vwnhkpl956w58cw9wy2ugz0d8vf8ldwz2459hvdn8puw39w5qkms9qyyssqh5ty2cd5f4yvxyvfy2p0xlglfcvz76jw6g5qw2h6x668ye52u2ch02rcgx8h5tvnp7kkawxvfpuzz0xz764v6wjnpvzazzrqns2qgkqp5vzuu8",
    "description_hash": null,
    "expiry": "3600",
    "fallback_addr": "",
    "cltv_expiry": "40",
    "route_hints": [],
    "private": false,
    "add_index": "5",
    "settle_index": "0",
    "amt_paid": "0",
    "amt_paid_sat": "0",
    "amt_paid_msat": "0",
    "state": "OPEN",
    "htlcs": [],
    "features": {
      "9": { "name": "tlv-onion", "is_required": false, "is_known": true },
      "14": { "name": "payment-addr", "is_required": true, "is_known": true },
      "17": { "name": "multi-path-payments", "is_required": false, "is_known": true }
    },
    "is_keysend": false,
    "payment_addr": "Y6d7B+WmnUPhxXEVxAntOxJ/tcJVaFuxszh46JXUBbc="
}`;

export const SETTLED_HASH = '1b812c64655e9ca5e002c16a6f932b6ce95eee29a4f7b7227b371f005b027626';
export const SETTLED =
  '{"memo":"SPARKLE Atomic Swap - Private Route","r_preimage":"sPCvkbNgISnDjz24/r3uy55VB8qBYRZhbjYHOLWIMOk=","r_hash":"G4EsZGVenKXgAsFqb5MrbOle7imk97ciezcfAFsCdiY=","value":"5000","value_msat":"5000000","settled":true,"creation_date":"1765635016","settle_date":"1765636546","payment_request":"lnbc50u1p5n6u7gpp5rwqjcer9t6w2tcqzc94xlyetdn54am3f5nmmwgnmxu0sqkczwcnqdpc2dgyz5jtf3zjqst5dakkjceq2dmkzupq95s9qunfweshgefq2fhh2ar9cqzzsxqyz5vqsp5c9kjwx473jvvk66lmjzseajak7x87937hnzs6jwk8kc4jujracwq9qxpqysgq28w6mux9axcylwjrlzhvytrwhz4zt0vu4ncx8g59dgagxu6q30jkgqmxptyqxgl8x2pf8f2vp9240qe4utzg9xmqj4eg3nm358y9hhspa3ksc0","state":"SETTLED","htlcs":[{"chan_id":"1020034529314078720","htlc_index":"0","amt_msat":"5000000","accept_height":927731,"accept_time":"1765636412","resolve_time":"1765636546","expiry_height":927951,"state":"SETTLED"}],"amt_paid_sat":"5000","amt_paid_msat":"5000000","expiry":"86400"}';

export const error = (code: number, message: string): string =>
  JSON.stringify({ code, message, details: [] });

export const ALREADY_EXISTS = error(2, 'invoice with payment hash already exists');
export const NOT_FOUND = error(5, 'unable to locate invoice');
/** The same error out of a call that wraps it in no status: HTTP 500. */
export const NOT_FOUND_PLAIN = error(2, 'unable to locate invoice');
export const NONE_YET = error(5, 'there are no existing invoices');
/** The gateway's own word for a path it does not serve. */
export const NO_SUCH_PATH = error(5, 'Not Found');
export const ALREADY_SETTLED = error(2, 'invoice already settled');
export const ALREADY_CANCELED = error(2, 'invoice already canceled');

export const REFUSALS: readonly (readonly [httpStatus: number, body: string])[] = [
  [500, error(2, 'expected 1 macaroon, got 0')],
  [500, error(2, 'verification failed: signature mismatch after caveat verification')],
  [500, error(2, 'cannot get macaroon: root key with id 7 does not exist')],
  [500, error(2, 'permission denied')],
  [500, error(2, 'unknown macaroon version: 1')],
  [500, error(2, 'invalid ID')],
  [500, error(2, 'encoding/hex: invalid byte: U+007A')],
  [500, error(2, 'unable to get metadata from context')],
  [403, error(7, 'permission denied')],
  [401, error(16, 'unauthenticated')],
  [401, '<html>401</html>'],
  [403, ''],
];

export const UNREACHABLE: readonly (readonly [httpStatus: number, body: string])[] = [
  [500, error(2, 'wallet locked, unlock it to enable full RPC access')],
  [500, error(2, 'waiting to start, RPC services not available')],
  [500, error(13, 'internal server error')],
  [503, error(14, 'transport is closing')],
  [502, '<html><body>502 Bad Gateway</body></html>'],
  [504, ''],
  [429, 'slow down'],
];

export const MALFORMED: readonly (readonly [httpStatus: number, body: string])[] = [
  [200, ''],
  [200, '<html>Welcome to our Wi-Fi</html>'],
  [200, error(2, 'permission denied')],
  [302, ''],
  [404, '<html>404</html>'],
  [404, NO_SUCH_PATH],
  [400, error(3, 'proto: syntax error')],
];
