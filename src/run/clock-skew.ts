import { type Finding, finding } from "../model/finding.js";
import type { Context } from "./context.js";

/** Seconds. Beyond it we do not know what time it is: nothing is granted, and what ends is ended. */
const LIMIT = 30;

/** What our clock differs from the forge's, as its last answer told it. */
export function clockSkew({ forge }: Context): Finding | undefined {
  const seconds = Math.round(Math.abs(forge.skew() ?? 0));
  return seconds > LIMIT ? finding("clock-skew", {}, { seconds, limit: LIMIT }) : undefined;
}
