declare const duration: unique symbol;

/** A length of time, in whole seconds, at least 60 and at most a year. */
export type Duration = number & { readonly [duration]: true };

const YEAR = 365 * 86_400;
const SHORT = /^(?=\d)(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?$/;
// ISO 8601 without years, months and weeks, whose lengths depend on where they are counted from, and without seconds.
const ISO_8601 = /^P(?=[\dT])(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,5})M)?)?$/;

/** Reads `45m`, `2h`, `1h30m`, `3d` or ISO 8601 `PT2H`; undefined for anything else, for less than a minute and for more than a year. */
export function parseDuration(text: string): Duration | undefined {
  const match = SHORT.exec(text) ?? ISO_8601.exec(text);
  if (!match) return undefined;
  const [, days = "0", hours = "0", minutes = "0"] = match;
  const seconds = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60;
  return seconds >= 60 && seconds <= YEAR ? (seconds as Duration) : undefined;
}

/** The short form that `parseDuration` reads: `1h30m`; what is less than a minute is rounded up to one. */
export function formatDuration(seconds: number): string {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor((minutes % 1440) / 60), "h"],
    [minutes % 60, "m"],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join("");
}
