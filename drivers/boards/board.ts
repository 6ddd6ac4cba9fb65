/**
 * A board definition: which pin does what, how the meter and the network are attached. One JSON
 * document a board, parsed once into a complete type; every error is named with its field.
 */
import { readDocument } from '../../src/config/document';
import {
  type ConfigError,
  choice,
  consistsOf,
  type Fields,
  isPrintableName,
  list,
  NAME_EXPECTED,
  openObject,
  refuse,
  report,
  showValue,
  text,
} from '../../src/config/fields';
import { fail, ok, type Result } from '../../src/result';
import { CHIP_NAMES, CHIPS } from './chip';
import type { BoardDefinition } from './definition';
import { readContactor, readLeds, readMeter, readNetwork } from './parts';
import { optionalPin, type PinBook } from './pins';

export const BOARD_DEFINITION_VERSION = 1;

const SDKCONFIG_LINES_MAX = 16;
const BOARD_FIELDS: readonly string[] = Object.freeze([
  'version',
  'name',
  'chip',
  'flashMegabytes',
  'network',
  'meter',
  'contactor',
  'leds',
  'button',
  'sdkconfig',
]);

/** Reads the document, as text or already parsed. Names every error in one answer. */
export function parseBoard(document: unknown): Result<BoardDefinition, readonly ConfigError[]> {
  const json = readDocument(document);
  if (!json.ok) return json;

  const errors: ConfigError[] = [];
  const top = openObject(json.value, '', BOARD_FIELDS, errors);
  if (top.values['version'] !== BOARD_DEFINITION_VERSION) {
    refuse(top, 'version', String(BOARD_DEFINITION_VERSION));
  }
  const chip = choice(top, 'chip', CHIP_NAMES);
  const isKnown = chip === top.values['chip'];
  const book: PinBook = { chip: isKnown ? CHIPS[chip] : undefined, takenBy: new Map() };
  const contactor = readContactor(top, book); // first, so that others are told it has the pin
  const meter = readMeter(top, book);
  const network = readNetwork(top, book);
  const button = optionalPin(top, 'button', 'input', book);
  const board: BoardDefinition = {
    name: text(top, 'name', isPrintableName, NAME_EXPECTED),
    chip,
    flashMegabytes: choice(top, 'flashMegabytes', [4, 8, 16]),
    network,
    meter,
    contactor,
    leds: readLeds(top, book),
    ...(button === undefined ? {} : { button }),
    sdkconfig: readSdkconfig(top),
  };
  return errors.length === 0 ? ok(board) : fail(errors);
}

function readSdkconfig(top: Fields): readonly string[] {
  const lines = list(top, 'sdkconfig', SDKCONFIG_LINES_MAX);
  lines.forEach((line, index) => {
    if (isSdkconfigLine(line)) return;
    report(top.errors, `sdkconfig.${index}`, showValue(line), 'a line such as CONFIG_NAME=y');
  });
  return lines.filter(isSdkconfigLine);
}

const SMALL = 'abcdefghijklmnopqrstuvwxyz';
const CAPITAL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789_';

/** mcconfig passes over `# CONFIG_X is not set`: such a line would be lost without a word. */
function isSdkconfigLine(line: unknown): line is string {
  if (typeof line !== 'string' || !line.startsWith('CONFIG_')) return false;
  const [name = '', value = '', ...rest] = line.split('=');
  if (rest.length > 0 || value === '') return false;
  return consistsOf(name, CAPITAL + DIGITS) && consistsOf(value, `${SMALL}${CAPITAL}${DIGITS}".-`);
}
