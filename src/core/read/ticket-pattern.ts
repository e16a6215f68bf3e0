/** Tickets are at most this long, so that this is as often as `*` can repeat. */
export const LONGEST_TICKET = 100;

/** In how many ways a pattern may be tried on one ticket, at most. */
const DEAREST = 2_000_000;

/**
 * Why a regular expression may not stand in a policy; undefined if it may. A pattern is tried on what a stranger wrote,
 * and JavaScript's can take for ever. So those are refused whose choices multiply beyond a bound: what repeats may not
 * be a group, and nothing may look around or back.
 */
export function problemOfPattern(source: string): string | undefined {
  try {
    new RegExp(source, "u");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  let choices = 1;
  for (const part of partsOf(source)) {
    if (/^\\[1-9k]/.test(part)) return "it refers back to a group";
    if (/^\(\?(?!:)/.test(part)) return "it looks ahead or behind, or names a group";
    if (/^\)(?:[*+]|\{)/.test(part)) return "it repeats a group";
    choices *= choicesOf(part);
  }
  return choices > DEAREST ? "it can be tried in too many ways: repeat fewer parts" : undefined;
}

/** Classes, escapes, groups and characters, each with what repeats it. */
function partsOf(source: string): readonly string[] {
  return source.match(/(?:\[(?:\\.|[^\]\\])*\]|\\.|\(\?.|.)(?:[*+?]\??|\{\d+(?:,\d*)?\}\??)?/gsu) ?? [];
}

function choicesOf(part: string): number {
  if (part === "|") return 2;
  const [, sign, least, comma, most] = /(?:([*+?])|\{(\d+)(,)?(\d*)\})\??$/.exec(part.slice(1)) ?? [];
  if (sign === "?") return 2;
  if (sign !== undefined) return LONGEST_TICKET;
  if (comma === undefined) return 1;
  return Math.min(LONGEST_TICKET, most === "" ? LONGEST_TICKET : Number(most) - Number(least) + 1);
}
