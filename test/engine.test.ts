/** Both engines, with a cell of a few lines. In XS only where its worker was built. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cellFault, type Engine } from '../host-sim/engines/engine';
import { nodeEngine } from '../host-sim/engines/node';
import { XS_MISSING, xsBinary, xsEngine } from '../host-sim/engines/xs';

type Ask = { readonly do: string; readonly text?: string };

const CELL = `(() => {
  let turns = 0;
  globalThis.turn = (ask) => {
    turns += 1;
    switch (ask.do) {
      case 'echo': return { turns, text: ask.text, list: [1, -2.5, null, true] };
      case 'throw': throw new TypeError('on purpose');
      case 'loop': for (;;);
      case 'recurse': { const again = () => again() + 1; return again(); }
      case 'absent': return [
        typeof setTimeout, typeof WebAssembly, typeof process, typeof console, typeof fetch,
        typeof performance, typeof globalThis.setTimeout, typeof globalThis.print,
      ];
      case 'library': return [typeof [].toSorted, typeof [].at, typeof Object.groupBy];
      case 'hoard': globalThis.hoard = Array.from({ length: 5000 }, (_, i) => ({ i })); return null;
    }
  };
})();`;

const isXsBuilt = xsBinary() !== undefined;
const ENGINES: readonly Engine[] = isXsBuilt ? [nodeEngine, xsEngine] : [nodeEngine];
if (!isXsBuilt) process.stdout.write(`skipped: ${XS_MISSING}\n`);

const engines = suite('engines');

async function faultOf(run: () => unknown): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return cellFault(error) ?? `not a cell fault: ${String(error)}`;
  }
}

for (const engine of ENGINES) {
  const start = (options = {}) => engine.start<Ask, unknown>(CELL, options);
  const test = (name: string, run: () => Promise<void>) => engines(`${engine.name}: ${name}`, run);

  test('a value comes back as it went in, and state lives on between turns', async () => {
    const cell = await start();
    for (const [index, text] of ['', 'ü€😀', '\u0001\u0000,:', 'x'.repeat(70_000)].entries()) {
      const answer = await cell.turn({ do: 'echo', text });
      assert.equal(answer, { turns: index + 1, text, list: [1, -2.5, null, true] });
    }
    cell.stop();
  });

  test('turns asked for at once are answered in order', async () => {
    const cell = await start();
    const asks = Array.from({ length: 50 }, (_, index) => ({ do: 'echo', text: String(index) }));
    const answers = await Promise.all(asks.map((ask) => cell.turn(ask)));
    const texts = (answers as { text: string }[]).map((answer) => answer.text);
    assert.equal(
      texts,
      asks.map((ask) => ask.text),
    );
    cell.stop();
  });

  test('setTimeout, WebAssembly and all else that a board lacks do not exist', async () => {
    const cell = await start();
    assert.equal(await cell.turn({ do: 'absent' }), Array(8).fill('undefined'));
    cell.stop();
  });

  test('a throwing turn is a fault with its message, and the cell goes on', async () => {
    const cell = await start();
    assert.is(await faultOf(() => cell.turn({ do: 'throw' })), 'threw');
    const message = await Promise.resolve()
      .then(() => cell.turn({ do: 'throw' }))
      .catch(String);
    assert.match(String(message), 'TypeError: on purpose');
    assert.equal((await cell.turn({ do: 'echo' })) as object, {
      turns: 3,
      list: [1, -2.5, null, true],
      ...(engine.name === 'node' && { text: undefined }),
    });
    cell.stop();
  });

  test('a script without turn, and one that does not parse, do not start', async () => {
    for (const script of ['globalThis.other = 1;', 'const = 3;']) {
      assert.ok(await faultOf(async () => engine.start(script)), script);
    }
  });

  test('after stop every turn fails with stopped', async () => {
    const cell = await start();
    cell.stop();
    cell.stop();
    assert.is(await faultOf(() => cell.turn({ do: 'echo' })), 'stopped');
  });
}

if (isXsBuilt) {
  /** Our own children, from the kernel: the ids of running XS workers. */
  const workers = (): readonly string[] => {
    const task = `/proc/${process.pid}/task/${process.pid}/children`;
    const children = readFileSync(task, 'utf8').trim().split(' ').filter(Boolean);
    return children.filter((id) => {
      try {
        return readFileSync(`/proc/${id}/stat`, 'utf8').includes('(xsnap-worker) ');
      } catch {
        return false;
      }
    });
  };
  const gone = async () => {
    for (let tries = 0; tries < 100 && workers().length > 0; tries++) {
      await new Promise((done) => setTimeout(done, 10));
    }
    return process.platform !== 'linux' || workers().length === 0;
  };
  const start = (deadlineMs = 5_000) =>
    xsEngine.start<Ask, unknown>(CELL, { name: 'board', deadlineMs });

  engines('xs: its library is that of ES2022, so this is not the engine of Node', async () => {
    const cell = await start();
    const [toSorted, at, groupBy] = (await cell.turn({ do: 'library' })) as string[];
    assert.equal([toSorted, at, groupBy], ['undefined', 'function', 'undefined']);
    cell.stop();
    assert.ok(await gone());
  });

  engines('xs: an endless loop ends at the deadline, with its process', async () => {
    const cell = await start(300);
    const answers = ['loop', 'echo'].map((each) => faultOf(() => cell.turn({ do: each })));
    assert.equal(await Promise.all(answers), ['deadline', 'deadline']);
    assert.is(await faultOf(() => cell.turn({ do: 'echo' })), 'deadline');
    assert.ok(await gone());
  });

  engines('xs: a worker that dies says of what', async () => {
    const cell = await start();
    const message = await Promise.resolve(cell.turn({ do: 'recurse' })).catch(String);
    assert.is(message, 'Error: board: XS worker ended: stack overflow');
    assert.ok(await gone());
  });

  engines('xs: memory counts live slots and the steps of a turn', async () => {
    const cell = await start();
    await cell.turn({ do: 'hoard' });
    for (let turn = 0; turn < 300; turn++) await cell.turn({ do: 'echo' });
    const memory = cell.memory();
    assert.ok(memory);
    assert.is(memory.turns, 301);
    assert.ok(memory.slotsPeak >= memory.slotsLoaded + 10_000, JSON.stringify(memory));
    assert.ok(memory.stepsLast > 50 && memory.stepsPerTurn > memory.stepsLast);
    cell.stop();
    assert.ok(await gone());
  });
}

engines.run();
