/**
 * Price lists as public servers answer. aWATTar: a reply of 22 June 2023, kept by a user of its API in
 * gist.github.com/wwerther/259b433418fee04906504cd14c50c972; the shape as in the schema of
 * github.com/api-evangelist/awattar. Energy-Charts (Fraunhofer ISE; prices of SMARD.de, CC BY 4.0):
 * the begin of the reply to price?bzn=NL&start=2025-12-31&end=2026-01-02, as users of it published it.
 */

export const AWATTAR = `{
  "object": "list",
  "data": [
    {"start_timestamp":1687392000000,"end_timestamp":1687395600000,"marketprice":115.49,"unit":"Eur/MWh"},
    {"start_timestamp":1687395600000,"end_timestamp":1687399200000,"marketprice":111.34,"unit":"Eur/MWh"},
    {"start_timestamp":1687399200000,"end_timestamp":1687402800000,"marketprice":107.02,"unit":"Eur/MWh"},
    {"start_timestamp":1687402800000,"end_timestamp":1687406400000,"marketprice":115.75,"unit":"Eur/MWh"},
    {"start_timestamp":1687406400000,"end_timestamp":1687410000000,"marketprice":137.62,"unit":"Eur/MWh"},
    {"start_timestamp":1687410000000,"end_timestamp":1687413600000,"marketprice":152.72,"unit":"Eur/MWh"},
    {"start_timestamp":1687413600000,"end_timestamp":1687417200000,"marketprice":153.94,"unit":"Eur/MWh"}
  ],
  "url": "/de/v1/marketdata"
}`;

/** Millionths of a euro per kWh. */
export const AWATTAR_PRICES: readonly (readonly [number, number?])[] = [
  [1_687_392_000, 115_490],
  [1_687_395_600, 111_340],
  [1_687_399_200, 107_020],
  [1_687_402_800, 115_750],
  [1_687_406_400, 137_620],
  [1_687_410_000, 152_720],
  [1_687_413_600, 153_940],
  [1_687_417_200],
];

export const ENERGY_CHARTS =
  '{"license_info":"CC BY 4.0 (creativecommons.org/licenses/by/4.0) from Bundesnetzagentur | SMARD.de",' +
  '"unix_seconds":[1767135600,1767136500,1767137400,1767138300,1767139200,1767140100,1767141000,' +
  '1767141900,1767142800,1767143700],"price":[94.87,90.31,86.19,81.04,90.11,83.48,82.69,81.15,' +
  '83.54,81.06],"unit":"EUR / MWh","deprecated":false}';

export const ENERGY_CHARTS_PRICES: readonly (readonly [number, number?])[] = [
  [1_767_135_600, 94_870],
  [1_767_136_500, 90_310],
  [1_767_137_400, 86_190],
  [1_767_138_300, 81_040],
  [1_767_139_200, 90_110],
  [1_767_140_100, 83_480],
  [1_767_141_000, 82_690],
  [1_767_141_900, 81_150],
  [1_767_142_800, 83_540],
  [1_767_143_700, 81_060],
  [1_767_144_600],
];

/** Our own: in mSat, with a negative price and a time left out. docs/protocol.md has it. */
export const OWN = `{"unit": "mSat/kWh", "prices": [
  {"fromSec": 1767225600, "untilSec": 1767229200, "price": 250000},
  {"fromSec": 1767229200, "untilSec": 1767232800, "price": -12000},
  {"fromSec": 1767236400, "untilSec": 1767240000, "price": 90000.5}
]}`;

export const OWN_PRICES: readonly (readonly [number, number?])[] = [
  [1_767_225_600, 250_000_000_000],
  [1_767_229_200, -12_000_000_000],
  [1_767_232_800],
  [1_767_236_400, 90_000_500_000],
  [1_767_240_000],
];

/** As mempool.space answers at /api/v1/prices. */
export const MEMPOOL_PRICES =
  '{"time":1703252411,"USD":43753,"EUR":39761,"GBP":34440,"CAD":58023,"CHF":37443,"AUD":64499,' +
  '"JPY":6218915}';
