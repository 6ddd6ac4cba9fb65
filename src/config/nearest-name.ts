/** The known name that a mistyped one most likely meant. */

/** Edits (insert, delete, replace, each 1) that turn one text into the other, case ignored. */
export function editDistance(from: string, to: string): number {
  const left = from.toLowerCase();
  const right = to.toLowerCase();
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = above[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, above[column]! + 1, current[column - 1]! + 1));
    }
    above = current;
  }
  return above[right.length]!;
}

/** Longer names are compared in part: nobody mistypes a name of this length. */
const LENGTH_MAX = 64;

/** Undefined when nothing is near: more than half of the name would have to change. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const typed = name.slice(0, LENGTH_MAX);
  let nearest: string | undefined;
  let distanceMin = Math.floor(typed.length / 2) + 1;
  for (const candidate of known) {
    // `price` for `priceMilliSatPerKilowattHour`: the unit was left out.
    const isStart = typed.length >= 3 && candidate.toLowerCase().startsWith(typed.toLowerCase());
    const distance = isStart ? 1 : editDistance(typed, candidate);
    if (distance >= distanceMin) continue;
    distanceMin = distance;
    nearest = candidate;
  }
  return nearest;
}
