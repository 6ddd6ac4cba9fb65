/** The command line of the soak: what it takes, and what it says to what it does not. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HELP, parseArguments } from '../host-sim/soak/arguments';
import { SOAK_SCENARIOS } from '../host-sim/soak/scenarios';

const soak = suite('soak-arguments');

const given = (line: string) => parseArguments(line === '' ? [] : line.split(' '));

soak('arguments: without any it is 2,000 seeds of all scenarios in Node', () => {
  const parsed = given('');
  assert.is(parsed.kind, 'run');
  if (parsed.kind !== 'run') return;
  const { workers, ...rest } = parsed.arguments;
  assert.ok(workers >= 1);
  assert.equal(rest, {
    seeds: 2_000,
    from: 1,
    scenario: undefined,
    engine: 'node',
    json: undefined,
    log: undefined,
    replay: undefined,
    timeLimitMs: undefined,
  });
});

soak('arguments: each is read', () => {
  const parsed = given(
    '--seeds 7 --from 9 --scenario pair --engine xs --workers 3 --time-limit 2m',
  );
  assert.is(parsed.kind, 'run');
  if (parsed.kind !== 'run') return;
  const { seeds, from, scenario, engine, workers, timeLimitMs } = parsed.arguments;
  assert.equal(
    [seeds, from, scenario, engine, workers, timeLimitMs],
    [7, 9, 'pair', 'xs', 3, 120_000],
  );
});

const WRONG: readonly (readonly [line: string, says: string])[] = [
  ['--seeds 0', '--seeds 0'],
  ['--seeds 1.5', '--seeds 1.5'],
  ['--from -1', '--from'], // parseArgs takes it for an option
  ['--from x', '--from x'],
  ['--scenario yart', 'did you mean yard?'],
  ['--scenario zzzzzzzz', 'one of yard'],
  ['--engine v8', 'give node or xs'],
  ['--workers 0', '--workers 0'],
  ['--time-limit 5', 'give 90s, 30m or 2h'],
  ['--time-limit m', 'give 90s, 30m or 2h'],
  ['--json /nowhere/a.json', 'there is no folder /nowhere'],
  ['--log /nowhere/a.log', 'there is no folder /nowhere'],
  ['--replay /nowhere.json', 'there is no such file'],
  ['--speed 3', '--speed'],
  ['7', 'belongs to no option'],
];

for (const [line, says] of WRONG) {
  soak(`arguments: ${line} is refused with one line that helps`, () => {
    const parsed = given(line);
    assert.is(parsed.kind, 'wrong');
    if (parsed.kind !== 'wrong') return;
    assert.ok(parsed.line.includes(says), parsed.line);
    assert.ok(parsed.line.endsWith('See npm run soak -- --help.'));
    assert.not.ok(parsed.line.includes('\n'));
  });
}

soak('arguments: the help names every scenario', () => {
  assert.is(given('--help').kind, 'help');
  for (const name of SOAK_SCENARIOS) assert.ok(HELP.includes(name), name);
});

soak.run();
