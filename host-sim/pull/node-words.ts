/**
 * Each kind of node in the words of a command line: how it is named, what its credential is and
 * how one is made, where its own address and certificate are found.
 */
import { isStore, isUser } from '../../src/config/node-config';
import type { NodeKind } from '../../src/payment/nodes/kinds';

export type NodeWords = {
  readonly name: string;
  readonly example: string;
  /** Which of several behind one origin: its word in the configuration, and on the command line. */
  readonly account?: {
    readonly field: 'store' | 'user';
    readonly shown: string;
    is(text: string): boolean;
  };
  /** `macaroon` or `rune`, and what its file may hold; empty where none is asked for. */
  readonly credential: string;
  readonly credentialForms: string;
  /** On the node: a credential that is enough for a pull. */
  readonly makeCredential: string;
  readonly restAddress: string;
  /** What the node shows, and what it can be trusted by. */
  readonly certificateFile: string;
  readonly caFile: string;
  /** Where a look-up says when the money came: in s since 1970, or in such parts of one. */
  readonly settleDate?: string;
  readonly settleParts?: number;
  /** As the header carries it. Undefined: the file holds no such credential. */
  credentialOf(bytes: Buffer): string | undefined;
};

/** The version byte of every macaroon that LND writes. */
const MACAROON_V2 = 0x02;

function macaroonOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1').trim();
  if (/^([0-9a-f]{2})+$/i.test(text)) return text.toLowerCase();
  return bytes[0] === MACAROON_V2 ? bytes.toString('hex') : undefined;
}

/** As it is, or as `createrune` printed it. What is hex throughout is a macaroon. */
function runeOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1').trim();
  const rune = text.startsWith('{') ? /"rune"\s*:\s*"([^"]*)"/.exec(text)?.[1] : text;
  if (rune === undefined || /^[0-9a-f]+$/i.test(rune)) return undefined;
  return /^[\w-]{40,}={0,2}$/.test(rune) ? rune : undefined;
}

/** By itself, or with its name in front as in phoenix.conf; never that which can spend. */
function passwordOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1').trim();
  const named = /^http-password-limited-access\s*=\s*(\S+)$/m.exec(text)?.[1] ?? text;
  return /^[\x21-\x7e]{16,}$/.test(named) && !named.includes('=') ? named : undefined;
}

/** 32 hex digits. That it is not the admin key cannot be seen. */
function keyOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1').trim();
  return /^[0-9a-f]{32}$/i.test(text) ? text : undefined;
}

function apiKeyOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1').trim();
  return /^[0-9a-z]{40}$/i.test(text) ? text : undefined;
}

export const NODE_WORDS: Readonly<Record<NodeKind, NodeWords>> = Object.freeze({
  lnd: {
    name: 'LND',
    example: 'lnd:https://HOST:8080',
    credential: 'macaroon',
    credentialForms: 'neither binary nor hex',
    makeCredential: 'lncli bakemacaroon invoices:read invoices:write --save_to pull.macaroon',
    restAddress: "the address of LND's REST (restlisten in lnd.conf, often port 8080)",
    certificateFile: 'tls.cert',
    caFile: 'tls.cert',
    settleDate: 'settle_date',
    credentialOf: macaroonOf,
  },
  'core-lightning': {
    name: 'Core Lightning',
    example: 'core-lightning:https://HOST:3010',
    credential: 'rune',
    credentialForms: 'neither by itself nor as createrune printed it',
    makeCredential:
      'lightning-cli -k createrune ' +
      `restrictions='[["method=invoice","method=listinvoices","method=delinvoice"]]' > pull.rune`,
    restAddress: 'the address of clnrest (clnrest-host and clnrest-port, often port 3010)',
    certificateFile: 'server.pem',
    caFile: 'ca.pem',
    settleDate: 'invoices.0.paid_at',
    credentialOf: runeOf,
  },
  phoenixd: {
    name: 'phoenixd',
    example: 'phoenixd:https://HOST',
    credential: 'password',
    credentialForms: 'one line of hex digits, as phoenix.conf has it',
    makeCredential: 'http-password-limited-access in ~/.phoenix/phoenix.conf',
    restAddress: 'the address of the proxy with TLS in front of phoenixd (it has none itself)',
    certificateFile: 'the certificate of the proxy',
    caFile: 'the certificate of the proxy',
    settleDate: 'completedAt',
    settleParts: 1_000,
    credentialOf: passwordOf,
  },
  lnbits: {
    name: 'LNbits',
    example: 'lnbits:https://HOST',
    credential: 'invoice key',
    credentialForms: 'the 32 hex digits of "Invoice/read key"',
    makeCredential: 'a wallet of its own; its "Invoice/read key" is under "API info"',
    restAddress: 'the address of the LNbits server',
    certificateFile: 'the certificate of the server',
    caFile: 'the certificate of the server',
    credentialOf: keyOf,
  },
  btcpay: {
    name: 'BTCPay Server',
    example: 'btcpay:STORE@https://HOST',
    account: { field: 'store', shown: 'the id of the store', is: isStore },
    credential: 'API key',
    credentialForms: '40 letters and digits as Account > API Keys shows them',
    makeCredential:
      'an API key with btcpay.store.cancreatelightninginvoice and ' +
      'btcpay.store.canviewlightninginvoice for that store alone',
    restAddress: 'the address of the BTCPay Server',
    certificateFile: 'the certificate of the server',
    caFile: 'the certificate of the server',
    settleDate: 'paidAt',
    credentialOf: apiKeyOf,
  },
  'lightning-address': {
    name: 'a Lightning address',
    example: 'lightning-address:USER@HOST',
    account: { field: 'user', shown: 'the user of the address', is: isUser },
    credential: '',
    credentialForms: '',
    makeCredential: 'nothing: an address asks for no credential',
    restAddress: 'the host of the address',
    certificateFile: 'the certificate of the host',
    caFile: 'the certificate of the host',
    credentialOf: () => undefined,
  },
});
