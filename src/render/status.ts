import type { Held } from "../model/binding.js";
import type { Instant } from "../model/instant.js";
import { code } from "./escape.js";
import { markdownTable, table } from "./table.js";
import { fromNow, when } from "./when.js";

const HEADER = ["who", "what", "until", "ends", "held as"];

/** Who holds what now, for a terminal; what ends first is first. */
export function statusText(held: readonly Held[], now: Instant): string {
  if (held.length === 0) return "Nobody holds anything.";
  return table(
    HEADER,
    inOrder(held).map((one) => [one.who, one.what, when(one.until), endOf(one, now), one.name]),
  );
}

export function statusTable(held: readonly Held[], now: Instant): string {
  if (held.length === 0) return "Nobody holds anything.";
  return markdownTable(
    ["Who", "What", "Until", "Ends", "Held as"],
    inOrder(held).map((one) => [code(one.who), code(one.what), when(one.until), endOf(one, now), code(one.name)]),
  );
}

function inOrder(held: readonly Held[]): readonly Held[] {
  return held.toSorted((one, other) => one.until - other.until);
}

function endOf({ until, whole }: Held, now: Instant): string {
  const end = until <= now ? `overdue: ${fromNow(until, now)}` : fromNow(until, now);
  return whole ? end : `${end}, incomplete`;
}
