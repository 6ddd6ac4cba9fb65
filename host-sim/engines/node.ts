/**
 * The cell in this process, at the speed of plain code; values cross as they are.
 *
 * Every global that is not a built-in of the language is shadowed by a parameter, and `globalThis`
 * is the cell's own object. A `vm` context would hide the same names but each look-up of `Math` or
 * `Object` then goes through an interceptor. This is a fence against mistakes, not a prison.
 */
import { BUILT_INS } from './built-ins';
import { type Cell, type CellOptions, cellError, type Engine } from './engine';

type Turn<In, Out> = (input: In) => Out;

export const nodeEngine: Engine = {
  name: 'node',
  start: (script, options) => Promise.resolve(startCell(script, options)),
};

function startCell<In, Out>(script: string, options: CellOptions = {}): Cell<In, Out> {
  const { name = 'cell' } = options;
  const own: Record<string, unknown> = {};
  for (const known of BUILT_INS) own[known] = Reflect.get(globalThis, known);
  own['globalThis'] = own;

  const hidden = Object.getOwnPropertyNames(globalThis).filter((each) => !BUILT_INS.includes(each));
  new Function('globalThis', ...hidden.filter(isIdentifier), script)(own);
  const turn = own['turn'];
  if (typeof turn !== 'function') throw cellError(name, 'died', 'the script sets no turn');

  let isStopped = false;
  return {
    turn(input) {
      if (isStopped) throw cellError(name, 'stopped', 'stopped');
      try {
        return (turn as Turn<In, Out>)(input);
      } catch (error) {
        throw cellError(name, 'threw', error instanceof Error ? describe(error) : String(error));
      }
    },
    memory: () => null,
    stop: () => {
      isStopped = true;
    },
  };
}

const describe = (error: Error): string => error.stack ?? error.message;

const isIdentifier = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);
