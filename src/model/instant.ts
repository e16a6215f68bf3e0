declare const instant: unique symbol;

/** A moment, in epoch milliseconds. */
export type Instant = number & { readonly [instant]: true };

// RFC 3339, section 5.6, with seconds; the zone is required, a leap second is not accepted.
const RFC_3339 =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

// Beyond these years in UTC there is no RFC 3339 to write: a zone must not carry an instant over them.
const FIRST = -62_167_219_200_000;
const LAST = 253_402_300_799_999;

/**
 * Reads an RFC 3339 instant with its zone; undefined for anything else, also for a day that its month does not have.
 * Whatever is read can be written by `formatInstant`, and is then read as the same.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = match;
  const milliseconds = Number((fraction ?? "").slice(0, 3).padEnd(3, "0"));
  const local = new Date(0);
  local.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (local.getUTCDate() !== Number(day)) return undefined;
  local.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  const offset = sign === undefined ? 0 : (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === "-" ? -1 : 1);
  const value = local.getTime() - offset * 60_000;
  return value < FIRST || value > LAST ? undefined : (value as Instant);
}

/** Takes epoch milliseconds; throws a RangeError for what is not a whole number a Date can hold. */
export function instantOf(epochMilliseconds: number): Instant {
  if (!Number.isInteger(epochMilliseconds) || Math.abs(epochMilliseconds) > 8.64e15) {
    throw new RangeError(`not an instant: ${epochMilliseconds}`);
  }
  return epochMilliseconds as Instant;
}

/** RFC 3339 in UTC; milliseconds only where there are any: `2026-11-22T18:00:00Z`. */
export function formatInstant(value: Instant): string {
  return new Date(value).toISOString().replace(".000Z", "Z");
}

export function later(value: Instant, seconds: number): Instant {
  return instantOf(value + Math.round(seconds * 1000));
}

const DAY = 86_400_000;

/** Midnight in UTC, so many days before: the same all day long, so that what is asked since then is asked the same way. */
export function startOfDay(value: Instant, daysBefore: number): Instant {
  return instantOf((Math.floor(value / DAY) - daysBefore) * DAY);
}

/** For libraries that know no other moment. */
export function dateOf(value: Instant): Date {
  return new Date(value);
}
