import type { Instant } from "../../model/instant.js";

/** What can be asked of a moment, as CEL names it: days of the week and months count from 0, `getDate` from 1. */
export const ZONED_METHODS = [
  "getFullYear",
  "getMonth",
  "getDate",
  "getDayOfMonth",
  "getDayOfWeek",
  "getHours",
  "getMinutes",
] as const;

export type ZonedMethod = (typeof ZONED_METHODS)[number];

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Names of the time zone database; an offset such as `+02:00` knows no summer, and is none. */
const NAMED = /^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/;

const formats = new Map<string, Intl.DateTimeFormat>();

export function isZone(name: string): boolean {
  if (name.length > 60 || !NAMED.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** A part of what a clock and a calendar in the zone show at that moment. Throws a RangeError for no zone. */
export function partOfTime(method: ZonedMethod, at: Instant, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  switch (method) {
    case "getFullYear":
      return number("year");
    case "getMonth":
      return number("month") - 1;
    case "getDate":
      return number("day");
    case "getDayOfMonth":
      return number("day") - 1;
    case "getDayOfWeek":
      return DAYS.indexOf(parts.get("weekday") ?? "");
    case "getHours":
      return number("hour");
    case "getMinutes":
      return number("minute");
    default:
      return method satisfies never;
  }
}

/** Making one takes long; there are few zones. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    weekday: "short",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}
