/** The shipped board definitions, by file name; a test knows that none is missing. */
import esp32Devkit from '../../drivers/boards/esp32-devkit.json';
import esp32c3Emulator from '../../drivers/boards/esp32c3-emulator.json';
import esp32c3Mini from '../../drivers/boards/esp32c3-mini.json';
import lin from '../../drivers/boards/lin.json';
import shellyEmGen3 from '../../drivers/boards/shelly-em-gen3.json';
import wt32Eth01 from '../../drivers/boards/wt32-eth01.json';

export const BOARDS = {
  'esp32-devkit': esp32Devkit,
  'esp32c3-emulator': esp32c3Emulator,
  'esp32c3-mini': esp32c3Mini,
  lin,
  'shelly-em-gen3': shellyEmGen3,
  'wt32-eth01': wt32Eth01,
} as const;
