/** The lines that keep a board honest are there, in the one form that mcconfig carries on. */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const FOLDER = 'drivers/esp32/sdkconfig';
const linesOf = (name: string): readonly string[] =>
  readFileSync(`${FOLDER}/${name}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

const ALWAYS = linesOf('sdkconfig.defaults');
const RELEASE = linesOf('release-profile.defaults');

const NEEDS: readonly (readonly [what: string, lines: readonly string[], of: readonly string[]])[] =
  [
    [
      'the task watchdog watches from the start and panics',
      ['CONFIG_ESP_TASK_WDT_EN=y', 'CONFIG_ESP_TASK_WDT_INIT=y', 'CONFIG_ESP_TASK_WDT_PANIC=y'],
      ALWAYS,
    ],
    [
      'interrupt and bootloader are watched',
      ['CONFIG_ESP_INT_WDT=y', 'CONFIG_BOOTLOADER_WDT_ENABLE=y'],
      ALWAYS,
    ],
    ['a brown-out resets', ['CONFIG_ESP_BROWNOUT_DET=y'], ALWAYS],
    [
      'an image is checked at every start',
      [
        'CONFIG_BOOTLOADER_SKIP_VALIDATE_ALWAYS=n',
        'CONFIG_BOOTLOADER_SKIP_VALIDATE_ON_POWER_ON=n',
        'CONFIG_BOOTLOADER_SKIP_VALIDATE_IN_DEEP_SLEEP=n',
      ],
      ALWAYS,
    ],
    ['a bad image rolls back', ['CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE=y'], ALWAYS],
    ['the partition table is ours', ['CONFIG_PARTITION_TABLE_CUSTOM=y'], ALWAYS],
    [
      'a panic opens the contactor by its reset at once: nothing is printed or dumped before it',
      [
        'CONFIG_ESP_SYSTEM_PANIC_SILENT_REBOOT=y',
        'CONFIG_ESP_SYSTEM_PANIC_REBOOT_DELAY_SECONDS=0',
        'CONFIG_ESP_COREDUMP_ENABLE_TO_UART=n',
        'CONFIG_ESP_COREDUMP_ENABLE_TO_FLASH=n',
      ],
      ALWAYS,
    ],
    [
      'the guard is not held up by flash',
      ['CONFIG_GPTIMER_ISR_CACHE_SAFE=y', 'CONFIG_GPIO_CTRL_FUNC_IN_IRAM=y'],
      ALWAYS,
    ],
    [
      "secure boot v2, with the owner's signature from elsewhere",
      [
        'CONFIG_SECURE_BOOT=y',
        'CONFIG_SECURE_BOOT_V2_ENABLED=y',
        'CONFIG_SECURE_BOOT_BUILD_SIGNED_BINARIES=n',
        'CONFIG_SECURE_BOOT_INSECURE=n',
      ],
      RELEASE,
    ],
    [
      'flash encryption in release mode',
      [
        'CONFIG_SECURE_FLASH_ENC_ENABLED=y',
        'CONFIG_SECURE_FLASH_ENCRYPTION_MODE_RELEASE=y',
        'CONFIG_SECURE_FLASH_ENCRYPTION_MODE_DEVELOPMENT=n',
      ],
      RELEASE,
    ],
    ['NVS is encrypted', ['CONFIG_NVS_ENCRYPTION=y'], RELEASE],
    [
      'no JTAG, no serial download',
      ['CONFIG_SECURE_BOOT_ALLOW_JTAG=n', 'CONFIG_SECURE_DISABLE_ROM_DL_MODE=y'],
      RELEASE,
    ],
  ];

const sdkconfig = suite('sdkconfig');

for (const [what, lines, of] of NEEDS) {
  sdkconfig(what, () => {
    for (const line of lines) assert.ok(of.includes(line), line);
  });
}

sdkconfig('each option is said once a file, as NAME=value without blanks', () => {
  for (const lines of [ALWAYS, RELEASE]) {
    const names = lines.map((line) => line.split('=')[0]);
    assert.is(new Set(names).size, names.length);
    for (const line of lines) assert.match(line, /^CONFIG_[A-Z0-9_]+=[A-Za-z0-9]+$/);
  }
});

sdkconfig('no line says off as a comment, which mcconfig would drop', () => {
  for (const name of ['sdkconfig.defaults', 'release-profile.defaults']) {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    assert.not.match(text, /^# CONFIG_\w+ is not set/m);
  }
});

sdkconfig('no ordinary build burns a fuse: mcconfig finds no release file by itself', () => {
  assert.equal(readdirSync(FOLDER).sort(), ['release-profile.defaults', 'sdkconfig.defaults']);
  assert.not.match(ALWAYS.join('\n'), /SECURE|ENCRYPTION|EFUSE/);
});

sdkconfig('the release profile takes back nothing of safety', () => {
  const safety = /WDT|BROWNOUT|SKIP_VALIDATE|ROLLBACK|PARTITION|COREDUMP|GPTIMER|GPIO|UART_ISR/;
  assert.equal(
    RELEASE.filter((line) => safety.test(line)),
    [],
  );
});

sdkconfig.run();
