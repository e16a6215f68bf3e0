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
    const length = SECONDS.get(unit.slice(0, 1));
    if (count === undefined || length === undefined) return undefined;
    seconds += Number(count) * length;
  }
  const suggestion = formatDuration(seconds);
  return seconds % 60 === 0 && parseDuration(suggestion) === seconds ? suggestion : undefined;
}
