import type { Decision, Reason } from "../../model/decision.js";
import type { Finding } from "../../model/finding.js";

/** A part that denies by itself. */
export function deny(finding: Finding): Decision {
  return { outcome: "denied", reason: { kind: "finding", finding }, parts: [] };
}

/** A part that is allowed, or else denied, for this one reason. */
export function leaf(allowed: boolean, reason: Reason): Decision {
  return { outcome: allowed ? "allowed" : "denied", reason, parts: [] };
}
