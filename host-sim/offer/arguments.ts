/** The command line of `npm run offer`: parsed once, a mistake named in one helpful line. */
import { parseArgs } from 'node:util';
import { complaintOf } from '../usage';

export type OfferArguments = {
  readonly kind: 'run';
  readonly seller: string;
  readonly buyer: string;
  readonly isJson: boolean;
};
export type OfferCommand =
  | OfferArguments
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

export const HELP = `\
npm run offer -- SELLER.json BUYER.json [--json]

  Would these two agree? Holds the buyer's demand against the seller's offer, as their boards do:
  every reason with both numbers, what the buyer would take instead, and both prices over the time.

  SELLER.json   what is offered, as docs/offer/seller.json
  BUYER.json    what is accepted at most and at least, as docs/offer/buyer.json
  --json        the answer of the buyer's board, for programs
  --help

  Exit 0 they agree, 1 they do not, 64 a wrong argument or file.
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export function parseOfferArguments(argv: readonly string[]): OfferCommand {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, 'SELLER.json'));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  const [seller, buyer, ...more] = positionals;
  if (seller === undefined || buyer === undefined) {
    return wrong(`Give two files, the seller's and the buyer's; there are ${positionals.length}.`);
  }
  if (more.length > 0) return wrong(`Give two files, not ${positionals.length}.`);
  return { kind: 'run', seller, buyer, isJson: values.json };
}

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: true });

const wrong = (line: string): OfferCommand => ({
  kind: 'wrong',
  line: `${line} See npm run offer -- --help.`,
});
