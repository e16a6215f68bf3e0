import { type Finding, isError } from "../../model/finding.js";
import type { Instant } from "../../model/instant.js";
import { oneLine } from "../../render/escape.js";
import { findingLine } from "../../render/findings.js";
import { type Checked, checkPullRequest } from "../../run/check-pull-request.js";
import { clearBranches } from "../../run/clear-branches.js";
import type { View } from "../../run/judge-pull-request.js";
import { openPullRequests } from "../../run/open-pull-requests.js";
import { type Context, Failure } from "../../wire.js";
import { findingJson } from "../format.js";

/** What came of one pull request; of one that could not be judged, why. */
export type CheckedPull =
  | { readonly kind: "checked"; readonly checked: Checked }
  | { readonly kind: "failed"; readonly pull: number; readonly error: string };

export async function checkOne(context: Context, pull: number, now: Instant): Promise<CheckedPull> {
  return { kind: "checked", checked: await checkPullRequest(context, pull, now) };
}

/** Judges every open pull request, one after the other: they are merged one at a time. One that fails stops no other. */
export async function checkAll(context: Context, now: Instant): Promise<readonly CheckedPull[]> {
  const all: CheckedPull[] = [];
  for (const pull of await openPullRequests(context)) {
    try {
      all.push(await checkOne(context, pull, now));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      all.push({ kind: "failed", pull, error: error.message });
    }
  }
  await clearBranches(context);
  return all;
}

/** A line for the pull request, and one for each finding on it. */
export function pullText(pull: CheckedPull): string {
  if (pull.kind === "failed") return `#${pull.pull} could not be judged: ${oneLine(pull.error)}`;
  const { checked } = pull;
  const refused = checked.refused === undefined ? "" : `, but GitHub refused to merge it: ${oneLine(checked.refused)}`;
  const outcome = checked.merged ? "merged" : `${outcomeOf(checked)}${refused}`;
  return [`#${checked.pull.number} ${outcome}`, ...findingsOf(checked).map(findingLine)].join("\n");
}

function outcomeOf({ view, closed }: Checked): string {
  if (closed) return "closed: nobody decided it in time";
  return view ? outcomeOfView(view) : "not ours to judge";
}

export function outcomeOfView(view: View): string {
  if ("judgement" in view) return view.judgement.decision.outcome;
  switch (view.kind) {
    case "none":
      return "changes nothing of ours";
    case "mixed":
    case "unjudged":
      return "denied";
    case "access":
      return view.findings.some(isError) ? "denied" : "for its code owners to judge";
    default:
      return view satisfies never;
  }
}

/** What is printed as JSON: what was judged, without the folder and the facts it was judged on. */
export function pullJson(pull: CheckedPull): object {
  if (pull.kind === "failed") return { pull: pull.pull, error: pull.error };
  const { checked } = pull;
  const { view, merged, refused, closed } = checked;
  return {
    pull: checked.pull.number,
    title: checked.pull.title,
    author: checked.pull.author.login,
    head: checked.pull.head.commit,
    kind: view?.kind ?? "other",
    merged,
    ...(closed ? { closed } : {}),
    ...(refused === undefined ? {} : { refused }),
    ...(view && "judgement" in view ? view.judgement : {}),
    findings: findingsOf(checked).map(findingJson),
  };
}

/** Whether it was judged, and what was decided could be done. */
export function wasDone(pull: CheckedPull): boolean {
  return pull.kind === "checked" && pull.checked.refused === undefined;
}

export function isDenied(pull: CheckedPull): boolean {
  if (pull.kind === "failed") return false;
  const { view } = pull.checked;
  const denied = view !== undefined && "judgement" in view && view.judgement.decision.outcome === "denied";
  return denied || findingsOf(pull.checked).some(isError);
}

export function findingsOfPull(pull: CheckedPull): readonly Finding[] {
  return pull.kind === "failed" ? [] : findingsOf(pull.checked);
}

function findingsOf({ view }: Checked): readonly Finding[] {
  return view && "findings" in view ? view.findings : [];
}
