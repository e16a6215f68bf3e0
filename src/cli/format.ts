import { createHash } from "node:crypto";
import type { Finding } from "../model/finding.js";
import { findingHelp } from "../render/finding-meanings.js";
import { sarif } from "../render/sarif.js";
import { workflowCommand } from "../render/workflow-command.js";
import { type Ending, end, UsageError } from "./ending.js";
import type { Shared } from "./main.js";
import { PACKAGE } from "./package.js";

/** `github`: commands of a workflow's log; `sarif`: for code scanning. */
export const FORMATS = ["text", "json", "github", "sarif"] as const;

export type Format = (typeof FORMATS)[number];

/** `--json` is `--format json`; both cannot say something else. */
export function formatOf({ json }: Shared, asked: Format | undefined): Format {
  if (json && asked !== undefined && asked !== "json") {
    throw new UsageError(`--json and --format ${asked} contradict each other: give one of them`);
  }
  return json ? "json" : (asked ?? "text");
}

/** What a check found, and how it is said in each format. */
export interface Report {
  readonly findings: readonly Finding[];
  /** Of JSON. */
  readonly value: object;
  /** Of text, and the end of the log of a workflow: what is no finding. */
  readonly lines: readonly string[];
  /** A finding as a line of text. */
  readonly line: (finding: Finding) => string;
  readonly fine: boolean;
}

export function endAs(format: Format, report: Report): Ending {
  const { findings, fine } = report;
  switch (format) {
    case "json":
      return end(true, report.value, "", fine);
    case "sarif":
      return end(true, sarif(findings, { ...PACKAGE, digest }), "", fine);
    case "github":
      return end(false, {}, lines(findings, workflowCommand, report.lines), fine);
    case "text":
      return end(false, {}, lines(findings, report.line, report.lines), fine);
    default:
      return format satisfies never;
  }
}

/** A finding as JSON has it, with where its code is explained. */
export function findingJson(finding: Finding): object {
  return { ...finding, help: findingHelp(finding.code) };
}

function* lines(
  findings: readonly Finding[],
  line: (finding: Finding) => string,
  rest: readonly string[],
): Generator<string, void, undefined> {
  for (const finding of findings) yield line(finding);
  yield* rest;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
