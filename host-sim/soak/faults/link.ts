/** Faults of the buyers' withdraw links. None of what a link says moves money. */
import type { FaultTable } from '../stage';
import { armed, inWindow, upTo } from './bend-row';

const USES_MAX = 3;
const some = (size: number) => ({ times: upTo(USES_MAX, size) });

export const LINK_FAULTS: FaultTable = {
  'ok-and-never-pays': armed('ok-and-never-pays', 2),
  'error-and-pays': armed('error-and-pays', 2),
  'link-exhausted': armed('link-exhausted', 1.5, some),
  'link-too-early': armed('link-too-early', 2),
  'link-in-use': armed('link-in-use', 2),
  'limits-change': armed('limits-change', 2),
  'callback-elsewhere': armed('callback-elsewhere', 1.5, some),
  /** Strikes only where the scenario gives two boards one buyer. */
  'link-shared': inWindow('link-shared', 10, [30_000, 300_000], (size) => ({
    oneIn: upTo(USES_MAX, size),
  })),
  'pays-another': armed('pays-another', 4),
  'pays-slowly': armed('pays-slowly', 3),
  'link-html': armed('link-html', 1.5, some),
  'link-silence': armed('link-silence', 1.5, some),
  'link-flood': armed('link-flood', 1.5, some),
  'link-minimum-high': armed('link-minimum-high', 2),
};
