import type { PolicyFile } from "../../generated/policy.js";
import { validatePolicy } from "../../generated/validate.js";
import { type Duration, parseDuration } from "../../model/duration.js";
import { type Finding, finding } from "../../model/finding.js";
import type { Approver, Emergency, Policy, Subject } from "../../model/policy.js";
import { faultOfExpression } from "../expressions/expressions.js";
import { suggestionOf } from "./suggest.js";
import { failed, type Reading, type SourceFile } from "./text-file.js";
import { problemOfPattern } from "./ticket-pattern.js";
import { badDuration, inOrder, keyName, receivedAt, schemaFindings } from "./validate.js";
import { readYaml, valueAt, type YamlFile } from "./yaml-file.js";

export interface PolicyRead {
  readonly policy: Policy;
  readonly file: YamlFile;
}

export function readPolicy(name: string, source: SourceFile & { readonly blob: string }): Reading<PolicyRead> {
  const { value: file, findings } = readYaml(source);
  if (file === undefined) return failed(...findings);
  const problems = validatePolicy(file.value);
  if (problems.length > 0) return failed(...schemaFindings(file, problems));
  const content = file.value as PolicyFile;

  const longest = parseDuration(content.for);
  const emergency = content.emergency && emergencyOf(content.emergency);
  const wrong = [
    ...durationFindings(file, content),
    ...patternFindings(file, content.ticket),
    ...expressionsIn(content).flatMap(([pointer, expression]) => expressionFindings(file, pointer, expression)),
  ];
  if (longest === undefined || wrong.length > 0) return failed(...inOrder(wrong));
  const policy: Policy = {
    name,
    path: source.path,
    blob: source.blob,
    what: content.what,
    who: content.who.map(subjectOf),
    for: longest,
    ...(content.ticket === undefined ? {} : { ticket: content.ticket }),
    approve: content.approve.map(({ by, count, when }) => ({
      by: by.map(approverOf),
      count: count ?? 1,
      ...(when === undefined ? {} : { when }),
    })),
    rules: (content.rules ?? []).map(({ expect, message }) => ({ expect, message: message.trim() })),
    ...(content.renewals === undefined ? {} : { renewals: content.renewals }),
    ...(emergency === undefined ? {} : { emergency }),
    behalf: content.behalf ?? false,
  };
  return { value: { policy, file }, findings: [] };
}

function emergencyOf(content: NonNullable<PolicyFile["emergency"]>): Emergency | undefined {
  const [longest, review] = [content.for, content.review].map(parseDuration) as (Duration | undefined)[];
  if (longest === undefined || review === undefined) return undefined;
  return { who: content.who.map(subjectOf), for: longest, review };
}

/** What has the form of a duration and is none: too short, or too long. */
function durationFindings(file: YamlFile, { for: longest, emergency }: PolicyFile): readonly Finding[] {
  const durations: readonly (readonly [string, string | undefined])[] = [
    ["/for", longest],
    ["/emergency/for", emergency?.for],
    ["/emergency/review", emergency?.review],
  ];
  return durations.flatMap(([pointer, text]) =>
    text !== undefined && parseDuration(text) === undefined ? [badDuration(file, pointer)] : [],
  );
}

function patternFindings(file: YamlFile, ticket: string | undefined): readonly Finding[] {
  const problem = ticket === undefined ? undefined : problemOfPattern(ticket);
  if (problem === undefined) return [];
  const received = receivedAt(file, "/ticket");
  const place = { path: file.path, at: valueAt(file, "/ticket") };
  return [finding("bad-pattern", place, { key: "ticket", received, problem })];
}

function expressionsIn({ approve, rules }: PolicyFile): readonly (readonly [pointer: string, expression: string])[] {
  return [
    ...approve.flatMap(({ when }, index) => (when === undefined ? [] : [[`/approve/${index}/when`, when] as const])),
    ...(rules ?? []).map(({ expect }, index) => [`/rules/${index}/expect`, expect] as const),
  ];
}

function expressionFindings(file: YamlFile, pointer: string, expression: string): readonly Finding[] {
  const fault = faultOfExpression(expression);
  if (fault === undefined) return [];
  const { because, detail, known } = fault;
  const place = { path: file.path, at: valueAt(file, pointer) };
  const meant = known === undefined ? {} : suggestionOf(detail, known);
  const args = { key: keyName(file, pointer), received: receivedAt(file, pointer), because, detail };
  return [finding("bad-expression", place, { ...args, known: known ?? [], ...meant })];
}

function approverOf(text: string): Approver {
  return text === "codeowners" ? { kind: "codeowners" } : subjectOf(text);
}

/** Of `team:<name>` or `user:<login>`, as the schema demands. */
function subjectOf(text: string): Subject {
  const name = text.slice(text.indexOf(":") + 1);
  return text.startsWith("team:") ? { kind: "team", name } : { kind: "user", login: name };
}
