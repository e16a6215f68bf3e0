/** `2026-11-22T10:00:00Z`: how answers and policies write an instant of epoch milliseconds, to the second. */
export function isoSeconds(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** `20261122T100000Z`: how signatures write it. */
export function basicSeconds(instant: number): string {
  return isoSeconds(instant).replaceAll(/[-:]/g, "");
}

/** Reads the form of signatures; undefined for anything else. */
export function parseBasicSeconds(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}
