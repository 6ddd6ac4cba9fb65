/** How `npm run pull` fails against nodes and services on loopback, and what it must say. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Command } from './command-bench';
import type { MessageRow } from './message-row';
import type { PullBench } from './pull-bench';

const OTHER_PIN = 'ab'.repeat(32);

/** `bench`, `pull`: made before the first row is provoked. */
export function pullRows(bench: () => PullBench, pull: () => Command): readonly MessageRow[] {
  const pullWith = (changed: Readonly<Record<string, string | undefined>>) =>
    pull().run(bench().arguments(changed));
  /** Nothing that these say may leave a doubt about the money. */
  const NO_MONEY = /no money can move|[Nn]othing was asked/;

  return [
    {
      name: 'a pin that is not the certificate shows both fingerprints',
      provoke: async () => {
        const ended = await pullWith({ pin: OTHER_PIN });
        assert.match(ended.output, `shown   ${bench().node.fingerprint}`);
        return ended;
      },
      code: 69,
      happened: new RegExp(`another certificate than the pinned one.\\n  pinned  ${OTHER_PIN}`),
      done: /The credential was not sent. Nothing was handed to the link: no money can move/,
      todo: /openssl x509 -in tls.cert[\s\S]*do not go on/,
    },
    {
      name: 'a certificate that nobody vouches for shows its fingerprint',
      provoke: () => pullWith({ pin: undefined }),
      code: 69,
      happened: /No trusted authority vouches .* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
      done: /The credential was not sent/,
      todo: /--pin with it, or --ca/,
    },
    {
      name: 'a macaroon that the node refuses, in its words',
      provoke: () => {
        const credential = join(bench().folder, 'other.macaroon');
        writeFileSync(credential, '0201deadbeef');
        return pullWith({ credential });
      },
      code: 1,
      happened: /refuses the macaroon. It said: "verification failed: signature mismatch/,
      done: NO_MONEY,
      todo: /lncli bakemacaroon invoices:read invoices:write/,
    },
    {
      name: 'a rune that the node refuses, in its words',
      provoke: () => {
        const credential = join(bench().folder, 'other.rune');
        writeFileSync(credential, 'tU-RLjMiDpY2U0o3W1oFowar36RFGpWloPbW9-RuZdo9MA==');
        const { origin, fingerprint } = bench().clnNode;
        return pullWith({ node: `core-lightning:${origin}`, pin: fingerprint, credential });
      },
      code: 1,
      happened: /refuses the rune. It said: "Not authorized: Not derived from master/,
      done: NO_MONEY,
      todo: /lightning-cli -k createrune restrictions=/,
    },
    {
      name: 'a text that is not an LNURL',
      provoke: () => pullWith({ link: 'hello', 'local-host': undefined }),
      code: 64,
      happened: /--link: this is not an LNURL/,
      done: NO_MONEY,
      todo: /lnurlw:/,
    },
    {
      name: 'an LNURL with a wrong letter',
      provoke: () => pullWith({ link: 'LNURL1DP68GURN8GHJ7', 'local-host': undefined }),
      code: 64,
      happened: /wrong checksum/,
      done: /a letter is wrong or missing/,
      todo: /copy it again/,
    },
    {
      name: 'a link whose maximum is below the payment, with both numbers',
      provoke: () => pullWith({ sat: '500' }),
      code: 1,
      happened: /The link pays at most 200 sat, and 500 sat were asked for/,
      done: NO_MONEY,
      todo: /pull less: --sat 200/,
    },
    {
      name: 'a node on another network, with both names',
      provoke: () => pullWith({ network: 'signet' }),
      code: 1,
      happened: /Wrong network: 127.0.0.1:\d+ is on regtest, not on signet/,
      done: /Its invoice was not handed over, and it was told to cancel it/,
      todo: /--network regtest/,
    },
    {
      name: 'a service that answers 20 MB',
      provoke: async () => {
        bench().service.misbehave('flood');
        const ended = await pullWith({});
        bench().service.misbehave(undefined);
        return ended;
      },
      code: 1,
      happened: /breaks the rules of LNURL \(too-long\)/,
      done: NO_MONEY,
      todo: /report it to whoever runs the service/,
    },
    {
      name: 'an LND that was called Core Lightning',
      provoke: () => {
        const node = `core-lightning:${bench().node.origin}`;
        return pullWith({ node, credential: bench().runeFile });
      },
      code: 69,
      happened: /does not answer as Core Lightning does/,
      done: NO_MONEY,
      todo: /address of clnrest/,
    },
    {
      name: 'a node that is no LND',
      provoke: () => {
        const { origin, fingerprint } = bench().strangeNode;
        return pullWith({ node: `lnd:${origin}`, pin: fingerprint });
      },
      code: 69,
      happened: /does not answer as LND does/,
      done: NO_MONEY,
      todo: /address of LND's REST/,
    },
  ];
}
