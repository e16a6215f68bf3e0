import type { Decision } from "../../src/model/decision.js";
import { decisionTree } from "../../src/render/decision.js";
import { annotationTitle, findingLine } from "../../src/render/findings.js";
import type { Played } from "./play-pull-request.js";
import type { PullRequestScenario } from "./scenario.js";

/** Everything that people see of the pull request, on one page. */
export function screenOf(scenario: PullRequestScenario, played: Played): string {
  const { check, comments, asks, merge } = played;
  const comment = comments.get("request");
  const unmerged = comments.get("unmerged");
  const decision = decisionOf(played);
  const blocks = [
    ...headingOf(scenario),
    "## Check",
    check === undefined ? "None." : `**${check.conclusion}**: ${check.title}`,
    ...(check === undefined || check.summary === comment ? [] : [check.summary]),
    ...(check === undefined ? [] : annotationsOf(check)),
    ...(comment === undefined ? [] : ["## Comment", comment]),
    ...(unmerged === undefined ? [] : ["## Another comment", unmerged]),
    ...(asks.length === 0 ? [] : ["## Reviews asked of", asks.join(", ")]),
    ...(decision === undefined ? [] : ["## On a terminal", fenced(decisionTree(decision))]),
    ...(merge === undefined ? [] : ["## Merged as", fenced(`${merge.title}\n\n${merge.body}`)]),
  ];
  return pageOf(blocks);
}

export function pageOf(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}

/** What begins every screen. */
export function headingOf(scenario: { readonly name: string; readonly says: string }): readonly string[] {
  return [`# ${factOf(scenario)}`, `_${scenario.says}_`];
}

/** `the author does not count`, of the file's name. */
export function factOf({ name }: { readonly name: string }): string {
  return name.slice(name.lastIndexOf("/") + 1).replaceAll("-", " ");
}

export function decisionOf({ checked }: Played): Decision | undefined {
  const { view } = checked;
  return view?.kind === "requests" || view?.kind === "removals" ? view.judgement.decision : undefined;
}

function annotationsOf({ annotations }: NonNullable<Played["check"]>): readonly string[] {
  if (annotations.length === 0) return [];
  return [
    "## Annotations",
    fenced(annotations.map((one) => `${annotationTitle(one)}\n  ${findingLine(one)}`).join("\n")),
  ];
}

export function fenced(text: string): string {
  return `~~~~\n${text.trimEnd()}\n~~~~`;
}
