/** What a pull prints: its stages as they happen, its end as a message and as JSON. */
import { formatMessage } from '../message';
import { EXIT, type Verdict } from './verdict';
import type { Stage } from './witness';

export type TimedStage = Stage & { readonly afterMs: number };

export type ReportContext = {
  readonly id: string;
  readonly network: string;
  readonly nodeHost: string;
  readonly linkHost: string;
  readonly sat: number;
  readonly paymentHash: string;
};

export const stageLine = ({ afterMs, text }: TimedStage): string =>
  `${(afterMs / 1_000).toFixed(2).padStart(7)} s  ${text}`;

/** A settled pull in one line; anything else also says what was done and what to do. */
export const endText = ({ outcome, message }: Verdict): string =>
  outcome === 'settled' ? message.happened : formatMessage(message);

export function reportJson(
  context: ReportContext,
  verdict: Verdict,
  stages: readonly TimedStage[],
): object {
  const { id, network, nodeHost, linkHost, sat, paymentHash } = context;
  return {
    schema: 1,
    id,
    outcome: verdict.outcome,
    exitCode: EXIT[verdict.outcome],
    network,
    node: nodeHost,
    link: linkHost,
    askedMilliSat: sat * 1_000,
    receivedMilliSat: verdict.receivedMilliSat,
    paymentHash: paymentHash === '' ? null : paymentHash,
    durationMs: stages.at(-1)?.afterMs ?? 0,
    stages,
    ...verdict.message,
  };
}
