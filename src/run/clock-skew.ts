import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { Context } from "./context.js";

/** Seconds. Beyond it we do not know what time it is: nothing is granted, and what ends is ended. */
const LIMIT = 30;

/** Compares our clock with the forge's, as its last answer told it. */
export function clockSkew(context: Context, now: Instant): Finding | undefined {
  const theirs = context.forge.time();
  if (theirs === undefined) return undefined;
  const seconds = Math.round(Math.abs(now - theirs) / 1000);
  return seconds > LIMIT ? finding("clock-skew", {}, { seconds, limit: LIMIT }) : undefined;
}
