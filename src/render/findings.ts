import type { Finding, FindingArguments, FindingCode, Severity } from "../model/finding.js";
import { code, oneLine } from "./escape.js";
import { FINDING_SENTENCES } from "./finding-sentences.js";
import { markdown, plain, type Sentence } from "./sentence.js";
import { markdownTable } from "./table.js";

/** How many findings people are shown: a file can be wrong in thousands of places. */
const MOST_FINDINGS = 40;

const SIGNS: Readonly<Record<Severity, string>> = { error: "⛔", warning: "⚠️", notice: "ℹ️" };

export function findingSentence<Code extends FindingCode>(finding: {
  readonly code: Code;
  readonly args: FindingArguments[Code];
}): Sentence {
  return FINDING_SENTENCES[finding.code](finding.args);
}

/** The sentence alone: one line without Markdown, for a terminal, an annotation, a log. */
export function renderFinding(finding: Finding): string {
  return plain(findingSentence(finding));
}

/** For a terminal, and for editors that jump to `path:line:column`. */
export function findingLine(finding: Finding): string {
  const place = placeOf(finding);
  const rest = `${finding.severity} ${finding.code}  ${renderFinding(finding)}`;
  return place === "" ? rest : `${place}: ${rest}`;
}

/** `Bad duration`: the head of an annotation. */
export function annotationTitle(finding: Finding): string {
  const words = finding.code.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** For GitHub: a table a file, in the order in which the files first appear. */
export function findingsTable(findings: readonly Finding[]): string {
  const paths = [...new Set(findings.map((finding) => finding.path))];
  return paths.map((path) => tableOfFile(path, findings)).join("\n\n");
}

/** The first of them, and how many there are beside; nothing where there are none. */
export function findingsBlocks(findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const left = findings.length - MOST_FINDINGS;
  return [findingsTable(findings.slice(0, MOST_FINDINGS)), ...(left > 0 ? [`And ${left} more findings.`] : [])];
}

function tableOfFile(path: string | undefined, findings: readonly Finding[]): string {
  const own = findings.filter((finding) => finding.path === path);
  const rows = own.map((finding) => [SIGNS[finding.severity], lineOf(finding), markdown(findingSentence(finding))]);
  if (own.every((finding) => finding.line === undefined)) {
    return markdownTable(
      ["", headOf(path)],
      rows.map(([sign = "", , sentence = ""]) => [sign, sentence]),
    );
  }
  return markdownTable(["", "Line", headOf(path)], rows);
}

function headOf(path: string | undefined): string {
  return path === undefined ? "What is wrong" : code(path);
}

function lineOf(finding: Finding): string {
  return finding.line === undefined ? "" : String(finding.line);
}

function placeOf(finding: Finding): string {
  const { path, line, column } = finding;
  if (path === undefined) return "";
  return [oneLine(path), line, column].filter((part) => part !== undefined).join(":");
}
