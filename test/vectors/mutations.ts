/** Damage: every truncation of a text, and every single bit of it turned over. */

export function truncations(text: string): readonly string[] {
  return Array.from(text, (_, length) => text.slice(0, length));
}

/** Of ASCII text: seven bits each, so that the outcome is text again. */
export function bitFlips(text: string): readonly string[] {
  const damaged: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    for (let bit = 0; bit < 7; bit += 1) {
      const turned = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
      damaged.push(text.slice(0, at) + turned + text.slice(at + 1));
    }
  }
  return damaged;
}

/** One bit of every character: for long texts. */
export function flips(text: string): readonly string[] {
  return Array.from(text, (_, at) => {
    const turned = String.fromCharCode(text.charCodeAt(at) ^ (1 << (at % 7)));
    return text.slice(0, at) + turned + text.slice(at + 1);
  });
}
