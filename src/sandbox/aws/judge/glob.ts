/**
 * Whether a pattern with `*` (any run of characters) and `?` (any one character) matches the whole text. It takes time
 * in proportion to both lengths: no pattern can make it hang, as a regular expression could.
 */
export function glob(pattern: readonly GlobPart[], text: string): boolean {
  let at = 0;
  let part = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    const wanted = pattern[part];
    if (wanted === anyRun) {
      star = part;
      retry = at;
      part += 1;
    } else if (wanted !== undefined && (wanted === anyOne || wanted === text[at])) {
      part += 1;
      at += 1;
    } else if (star >= 0) {
      part = star + 1;
      retry += 1;
      at = retry;
    } else {
      return false;
    }
  }
  while (pattern[part] === anyRun) part += 1;
  return part === pattern.length;
}

export const anyRun = Symbol("any run of characters");
export const anyOne = Symbol("any one character");
export type GlobPart = string | typeof anyRun | typeof anyOne;

/** Reads `*` and `?` as wildcards and every other UTF-16 unit as itself. */
export function globParts(pattern: string): readonly GlobPart[] {
  return pattern.split("").map((character) => (character === "*" ? anyRun : character === "?" ? anyOne : character));
}

/** Splits at the first `count - 1` colons: what is left stays in the last piece. */
export function splitParts(parts: readonly GlobPart[], count: number): readonly (readonly GlobPart[])[] {
  const pieces: GlobPart[][] = [[]];
  for (const part of parts) {
    if (part === ":" && pieces.length < count) pieces.push([]);
    else pieces.at(-1)?.push(part);
  }
  return pieces;
}
