/**
 * The buyer's exposure: what was paid and not yet used. Its mean is over the energy sold, which at
 * constant power is the mean over the time that power flows.
 */

export class Exposure {
  #milliSat = 0;
  #area = 0;
  #used = 0;
  #worst = 0;

  /** Now, in mSat. */
  get milliSat(): number {
    return this.#milliSat;
  }

  paid(milliSat: number): void {
    this.#milliSat += milliSat;
    this.#worst = Math.max(this.#worst, this.#milliSat);
  }

  /** Falls on a straight line while the energy flows. */
  used(milliSat: number): void {
    this.#area += (this.#milliSat - milliSat / 2) * milliSat;
    this.#used += milliSat;
    this.#milliSat -= milliSat;
  }

  /** In whole sat to one decimal, as a person reads it. */
  figures(): { readonly meanSat: number; readonly worstSat: number } {
    const tenths = (milliSat: number) => Math.round(milliSat / 100) / 10;
    return { meanSat: tenths(this.#area / this.#used), worstSat: tenths(this.#worst) };
  }
}
