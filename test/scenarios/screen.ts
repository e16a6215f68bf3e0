import type { Decision } from "../../src/model/decision.js";
import { decisionTree } from "../../src/render/decision.js";
import { annotationTitle, findingLine } from "../../src/render/findings.js";
import type { Played } from "./play.js";
import type { Scenario } from "./scenario.js";

/** Everything that people see of the pull request, on one page. */
export function screenOf(scenario: Scenario, played: Played): string {
  const { check, comment, asks, merge } = played;
  const decision = decisionOf(played);
  const blocks = [
    `# ${factOf(scenario)}`,
    `_${scenario.says}_`,
    "## Check",
    check === undefined ? "None." : `**${check.conclusion}**: ${check.title}`,
    ...(check === undefined || check.summary === comment ? [] : [check.summary]),
    ...(check === undefined ? [] : annotationsOf(check)),
    ...(comment === undefined ? [] : ["## Comment", comment]),
    ...(asks.length === 0 ? [] : ["## Reviews asked of", asks.join(", ")]),
    ...(decision === undefined ? [] : ["## On a terminal", fenced(decisionTree(decision))]),
    ...(merge === undefined ? [] : ["## Merged as", fenced(`${merge.title}\n\n${merge.body}`)]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** `the author does not count`, of the file's name. */
export function factOf({ name }: Scenario): string {
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

function fenced(text: string): string {
  return `~~~~\n${text.trimEnd()}\n~~~~`;
}
