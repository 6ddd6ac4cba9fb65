/** An amount in the configuration: written in whole sat, kept in mSat. */
import { type MilliSat, milliSat } from '../units';
import { type Fields, whole } from './fields';

/** 1 bitcoin: nobody prepays more electricity than that by mistake. */
export const SAT_MAX = 100_000_000;

export const readSat = (of: Fields, name: string, min: number, standard?: number): MilliSat =>
  milliSat(whole(of, name, min, SAT_MAX, standard) * 1_000);
