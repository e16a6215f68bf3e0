import { formatDuration, parseDuration } from "../../model/duration.js";

const PART = /^(\d{1,6}(?:\.\d{1,3})?)(weeks?|w|days?|d|hours?|hrs?|hr?|minutes?|mins?|m|seconds?|secs?|s)$/;
const SECONDS = new Map([
  ["w", 604_800],
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
]);

/** What somebody who wrote `2 hours`, `90 min` or `1.5h` should write; undefined where that is not plain. */
export function suggestDuration(text: string): string | undefined {
  if (text.length > 40) return undefined;
  const parts = text
    .toLowerCase()
    .replaceAll(/["',]|\band\b/g, " ")
    .replaceAll(/(\d)\s+(?=[a-z])/g, "$1")
    .replaceAll(/([a-z])(?=\d)/g, "$1 ")
    .trim()
    .split(/\s+/);
  let seconds = 0;
  for (const part of parts) {
    const [, count, unit = ""] = PART.exec(part) ?? [];
    // One part that is none makes the sum no number, which no suggestion equals.
    seconds += Number(count) * (SECONDS.get(unit.slice(0, 1)) ?? Number.NaN);
  }
  const suggestion = formatDuration(seconds);
  return parseDuration(suggestion) === seconds ? suggestion : undefined;
}
