import type { Judgement } from "../model/decision.js";
import { formatDuration } from "../model/duration.js";
import { isError } from "../model/finding.js";
import { outstanding } from "./approvals.js";
import { denials } from "./decision.js";
import { cut } from "./escape.js";
import { annotationTitle, renderFinding } from "./findings.js";
import { standingOf } from "./judged.js";
import { type RequestCommentInput, requestComment } from "./request-comment.js";
import { plain } from "./sentence.js";

/** Characters that a list of checks shows. */
export const LONGEST_TITLE = 60;

export interface CheckText {
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** The head and the sentence of each finding, in their order. */
  readonly annotations: readonly { readonly title: string; readonly message: string }[];
}

/** What the check `curfew` says of a pull request with requests or removals. */
export function checkText(input: RequestCommentInput): CheckText {
  return {
    title: cut(checkTitle(input), LONGEST_TITLE),
    summary: requestComment(input),
    annotations: input.findings.map((finding) => ({
      title: annotationTitle(finding),
      message: renderFinding(finding),
    })),
  };
}

/** Of a pull request that Curfew has nothing to say about. */
export const NOTHING_TO_JUDGE: CheckText = {
  title: "No request here",
  summary: "This pull request changes nothing in `access/`.",
  annotations: [],
};

function checkTitle(input: RequestCommentInput): string {
  const standing = standingOf(input);
  switch (standing) {
    case "allowed":
      return `Allowed: ${subject(input)}`;
    case "waiting":
      return waitingTitle(input.judgement);
    case "denied":
      return deniedTitle(input);
    default:
      return standing satisfies never;
  }
}

function subject({ asked, removed }: RequestCommentInput): string {
  const [first] = asked;
  const [gone] = removed;
  if (first === undefined) {
    return removed.length === 1 && gone !== undefined
      ? `end of ${gone.who}, ${rolesOf(gone.what)}`
      : `${removed.length} removals`;
  }
  if (asked.length > 1) return `${asked.length} requests`;
  const seconds = (first.window.until - first.window.from) / 1000;
  return `${first.request.who}, ${rolesOf(first.request.what)}, ${formatDuration(seconds)}`;
}

function rolesOf(what: readonly string[]): string {
  return what.length === 1 ? (what[0] ?? "") : `${what.length} roles`;
}

function waitingTitle({ decision }: Judgement): string {
  const clauses = outstanding(decision);
  const [only] = clauses;
  return clauses.length === 1 && only !== undefined ? `Waiting for ${plain(only)}` : "Waiting for approvals";
}

function deniedTitle({ findings, judgement }: RequestCommentInput): string {
  const errors = findings.filter(isError);
  const reasons = errors.length > 0 ? errors.map(renderFinding) : denials(judgement.decision).map(plain);
  const [only] = reasons;
  if (only === undefined) return "Denied";
  return reasons.length === 1 ? `Denied: ${only}` : `Denied: ${reasons.length} findings`;
}
