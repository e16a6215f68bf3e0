import type { Decision } from "../../model/decision.js";
import type { Finding } from "../../model/finding.js";

/** A part that denies by itself. */
export function deny(finding: Finding): Decision {
  return { outcome: "denied", reason: { kind: "finding", finding }, parts: [] };
}
