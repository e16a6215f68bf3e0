import type { Effect } from "../model/effect.js";
import { type Finding, isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { type CheckText, LONGEST_TITLE } from "./check.js";
import { effectBlocks, effectTitle } from "./effect-comment.js";
import { cut } from "./escape.js";
import { annotationMessage, annotationTitle, findingsBlocks } from "./findings.js";

/** What the check, and our comment, say of a pull request that mixes requests with something else, or could not be judged. */
export function filesCheck(kind: "mixed" | "unjudged", findings: readonly Finding[]): CheckText {
  const title = {
    mixed: "Denied: a request goes into a pull request of its own",
    unjudged: "Denied: it could not be judged",
  }[kind];
  const summary = {
    mixed: "Curfew judges pull requests that only add requests, or only remove them. Split this one.",
    unjudged: "Once the cause is removed, ask for this check again.",
  }[kind];
  return withFindings(`### ⛔ ${title}`, title, [summary], findings);
}

/** The same of one that changes what judgements rest on: what is wrong with it, or else what merging it would do. */
export function accessCheck(
  findings: readonly Finding[],
  effect: Effect | "unreadable" | "conflicting",
  now: Instant,
): CheckText {
  const errors = findings.filter(isError);
  if (effect === "unreadable") {
    const title = `Unreadable: ${counted(errors.length)}`;
    return withFindings(`### ⛔ ${title}`, title, [PEOPLE_MERGE], findings);
  }
  // What can be read can still fail its own tests, or say too much: what it would do is to be seen all the same.
  const failing = failingTitle(errors);
  const heads = failing === undefined ? [] : [`### ⛔ ${failing}`];
  if (effect === "conflicting") {
    const conflict = "It conflicts with the default branch: what merging it would change shows once that is resolved.";
    const [head = "### 🔎 It conflicts"] = heads;
    return withFindings(head, failing ?? "It conflicts; its effect is not known", [PEOPLE_MERGE, conflict], findings);
  }
  const [head = "", ...below] = [...heads, "### 🔎 What merging this would change"];
  const title = [failing, effectTitle(effect)].filter(Boolean).join(". ");
  return withFindings(
    head,
    cut(title, LONGEST_TITLE),
    [...below, PEOPLE_MERGE, ...effectBlocks(effect, now)],
    findings,
  );
}

function failingTitle(errors: readonly Finding[]): string | undefined {
  const tooMuch = errors.filter(({ code }) => code === "over-quota").length;
  const failed = errors.length - tooMuch;
  const parts = [
    ...(failed === 0 ? [] : [`Policy tests fail: ${counted(failed)}`]),
    ...(tooMuch === 0 ? [] : [`Over a quota: ${counted(tooMuch)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(". ");
}

const PEOPLE_MERGE =
  "This changes who may get what. Curfew never merges it: its code owners approve it, and people merge it.";

/** What the check on a commit of the default branch says of the run that it woke. */
export function reconcileCheck(findings: readonly Finding[]): CheckText {
  const errors = findings.filter(isError).length;
  return withFindings(
    "",
    errors === 0 ? "What is held is what git says" : counted(errors),
    ["After every push, what the systems hold is made what this branch says."],
    findings,
  );
}

/** The findings first: what is wrong is what somebody has to do something about. */
function withFindings(head: string, title: string, blocks: readonly string[], findings: readonly Finding[]): CheckText {
  return {
    title,
    summary: [head, ...findingsBlocks(findings), ...blocks].filter(Boolean).join("\n\n"),
    annotations: findings.map((finding) => ({ title: annotationTitle(finding), message: annotationMessage(finding) })),
  };
}

function counted(count: number): string {
  return count === 1 ? "1 finding" : `${count} findings`;
}
