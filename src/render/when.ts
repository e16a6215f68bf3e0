import { formatInstant, type Instant } from "../model/instant.js";

/** `2026-11-22 18:00 UTC`. Seconds are left out: what people read is never later than what holds. */
export function when(value: Instant): string {
  return `${formatInstant(value).slice(0, 16).replace("T", " ")} UTC`;
}

/** From the present: `in 1h 59m`, `3m ago`, `now`. */
export function fromNow(value: Instant, now: Instant): string {
  const seconds = Math.trunc((value - now) / 1000);
  if (seconds === 0) return "now";
  return seconds > 0 ? `in ${lasting(seconds)}` : `${lasting(-seconds)} ago`;
}

/** The two largest units: `1h 59m`, `3d 4h`, `40s`; what is left over is dropped. */
export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const units: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor((whole % 86_400) / 3600), "h"],
    [Math.floor((whole % 3600) / 60), "m"],
    [whole % 60, "s"],
  ];
  const first = units.findIndex(([amount]) => amount > 0);
  if (first === -1) return "0s";
  // Seconds beside minutes tell nobody anything.
  const last = first === 3 ? 4 : Math.min(first + 2, 3);
  return units
    .slice(first, last)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join(" ");
}
