/** What a replay brings, for either rule. */

export type Outcome = {
  /** Of settled pulls, from begun to settled, as the seller sees it. */
  readonly latencyMs: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  readonly pulls: number;
  /** Cancelled because they did not settle; the original gives none up. */
  readonly givenUp: number;
  /** Power was cut although the buyer could and would pay. */
  readonly interruptions: number;
  readonly meanSat: number;
  readonly worstSat: number;
  /** Of what was paid, on top of it. */
  readonly feePercent: number;
  readonly requestsPerPull: number;
  /** HTTP both ways, without TLS; null: not HTTP. */
  readonly bytesPerPull: number | null;
};
