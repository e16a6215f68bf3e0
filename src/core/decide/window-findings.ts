import { type Finding, finding } from "../../model/finding.js";
import { formatInstant, type Instant, later } from "../../model/instant.js";
import { type Request, windowOf } from "../../model/request.js";
import { placeIn } from "./place-in.js";

/** How far ahead a grant may be asked to begin. */
export const LATEST_FROM = 7 * 86_400;

/** What is wrong with when a request would hold, were it merged at `at`. */
export function windowFindings(request: Request, at: Instant): readonly Finding[] {
  const { from, until } = windowOf(request, at);
  const limit = later(at, LATEST_FROM);
  const findings: Finding[] = [];
  if (from > limit) {
    const args = { from: formatInstant(from), limit: formatInstant(limit) };
    findings.push(finding("from-too-late", placeIn(request, "/from"), args));
  }
  if (until <= at) {
    const args = { until: formatInstant(until), now: formatInstant(at) };
    findings.push(finding("until-passed", placeIn(request, "/until"), args));
  } else if (until <= from) {
    const args = { from: formatInstant(from), until: formatInstant(until) };
    findings.push(finding("empty-window", placeIn(request, "/until"), args));
  }
  return findings;
}
