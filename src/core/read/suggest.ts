const LONGEST = 64;

/** The word that was probably meant: the nearest one, if it is near enough to be no coincidence. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > LONGEST) return undefined;
  const lower = word.toLowerCase();
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of words) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { word: candidate, distance };
  }
  return best?.word;
}

/** How many words are compared for the suggestions of one file: what costs more is not what somebody mistyped. */
const COMPARISONS = 10_000;

/** Suggestions for a file that may be wrong in thousands of places: its first ones have them. */
export function suggester(words: readonly string[]): (word: string) => { readonly suggestion?: string } {
  let left = COMPARISONS;
  return (word) => {
    if (left <= 0) return {};
    left -= words.length;
    return suggestionOf(word, words);
  };
}

/** As an argument of a finding: absent where there is none. */
export function suggestionOf(word: string, words: Iterable<string>): { readonly suggestion?: string } {
  const suggestion = nearest(word, words);
  return suggestion === undefined ? {} : { suggestion };
}

/** How many letters to insert, drop, replace or swap with their neighbour to make one word the other. */
export function editDistance(one: string, other: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    let left = row;
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let best = cell(last, column - 1) + (same ? 0 : 1);
      if (left + 1 < best) best = left + 1;
      if (cell(last, column) + 1 < best) best = cell(last, column) + 1;
      if (one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        const swapped = cell(beforeLast, column - 2) + 1;
        if (swapped < best) best = swapped;
      }
      current[column] = best;
      left = best;
    }
    beforeLast = last;
    last = current;
  }
  return cell(last, other.length);
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
