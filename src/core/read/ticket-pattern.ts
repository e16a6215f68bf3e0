/** Tickets are at most this long, so that this is as often as `*` can repeat. */
export const LONGEST_TICKET = 100;

/** In how many ways a pattern may be tried on one ticket, at most: a fraction of a second. */
const DEAREST = 5_000_000;

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
  const parts = partsOf(source);
  let choices = 1;
  // What repeats without an end shares the characters of one ticket with all else that does.
  let sharing = isAnchored(parts) ? 0 : 1;
  for (const part of parts) {
    if (/^\\[1-9k]/.test(part)) return "it refers back to a group";
    if (/^\(\?(?!:)/.test(part)) return "it looks ahead or behind, or names a group";
    if (/^\)(?:[*+]|\{)/.test(part)) return "it repeats a group";
    const own = choicesOf(part);
    if (own === "endless") sharing += 1;
    else choices *= own;
  }
  return choices * divisions(sharing) > DEAREST ? "it can be tried in too many ways: repeat fewer parts" : undefined;
}

/** Classes, escapes, groups and characters, each with what repeats it. */
function partsOf(source: string): readonly string[] {
  return source.match(/(?:\[(?:\\.|[^\]\\])*\]|\\.|\(\?.|.)(?:[*+?]\??|\{\d+(?:,\d*)?\}\??)?/gsu) ?? [];
}

/** Whether it is tried at the ticket's beginning alone, and not at each of its characters. */
function isAnchored(parts: readonly string[]): boolean {
  let depth = 0;
  for (const part of parts) {
    if (part.startsWith("(")) depth += 1;
    if (part.startsWith(")")) depth -= 1;
    if (part === "|" && depth === 0) return false;
  }
  return parts[0] === "^";
}

function choicesOf(part: string): number | "endless" {
  if (part === "|") return 2;
  const [, sign, least, comma, most] = /(?:([*+?])|\{(\d+)(,)?(\d*)\})\??$/.exec(part.slice(1)) ?? [];
  if (sign === "?") return 2;
  if (sign !== undefined || (comma !== undefined && most === "")) return "endless";
  if (comma === undefined) return 1;
  const range = Number(most) - Number(least) + 1;
  return range > LONGEST_TICKET ? "endless" : range;
}

/** In how many ways a ticket's characters can be divided among so many parts and the rest. */
function divisions(parts: number): number {
  let ways = 1;
  for (let part = 1; part <= parts; part += 1) ways *= (LONGEST_TICKET + part) / part;
  return ways;
}
