// What two texts have in common, in their order: of words for the eye, of lines for joining lists.

/** With more steps than this nothing is looked for: all counts as replaced. */
const STEPS_MAX = 4_000_000;

/** The longest run that both have: places in `a` with their places in `b`, ascending. */
export function common(a: string[], b: string[]): Map<number, number> {
  const found = new Map<number, number>();
  if (a.length * b.length > STEPS_MAX) return found;
  const wide = b.length + 1;
  // Lengths of the longest common runs from each place to the end.
  const longest = new Uint32Array((a.length + 1) * wide);
  const at = (i: number, j: number) => longest[i * wide + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * wide + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) found.set(i++, j++);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return found;
}
