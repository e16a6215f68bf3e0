import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { type Finding, type FindingCode, finding } from "../../src/model/finding.js";
import { sarif } from "../../src/render/sarif.js";
import { FINDING_EXAMPLES } from "./finding-examples.js";

/** A slice of the official schema (SARIF 2.1.0, OASIS): every part that we write, as strict as it is there. */
const SCHEMA = JSON.parse(readFileSync(new URL("sarif-2.1.0.fixture.json", import.meta.url), "utf8")) as object;
const ajv = new Ajv({ strict: false, formats: { uri: isUri, "uri-reference": isReference } });
const validate = ajv.compile(SCHEMA);

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region?: { readonly startLine: number; readonly startColumn?: number };
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] } };
  readonly results: readonly Result[];
}

function isUri(text: string): boolean {
  return URL.canParse(text);
}

function isReference(text: string): boolean {
  return /^[\w.~%!$&'()*+,;=:@/?#[\]-]*$/.test(text) && URL.canParse(text, "https://example.com/");
}

function runOf(findings: readonly Finding[]): Run {
  const log = sarif(findings, { version: "1.2.3", homepage: "https://example.com", digest: (text) => `<${text}>` });
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  const { runs } = log as { readonly runs: readonly [Run] };
  return runs[0];
}

const PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
const all = (Object.keys(FINDING_EXAMPLES) as FindingCode[]).flatMap((code) =>
  FINDING_EXAMPLES[code].map((args) => finding(code, { path: PATH, at: { line: 3, column: 6 } }, args)),
);

describe("SARIF", () => {
  test("is valid for every finding there is, and for none", () => {
    expect(runOf(all).results).toHaveLength(all.length);
    expect(runOf([])).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
  });

  test("the fixture refuses what is not SARIF", () => {
    expect(validate({ version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, result: [] }] })).toBe(false);
    expect(validate({ version: "2.1.0", runs: [{ tool: { driver: {} } }] })).toBe(false);
  });

  test("each result names its rule, whose help is the catalogue's", () => {
    const { results, tool } = runOf(all);
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex]).toMatchObject({ id: ruleId, helpUri: expect.stringMatching(`#${ruleId}$`) });
    }
  });

  test("severities are error, warning and note", () => {
    const of = (severity: Finding["severity"]) => finding("request-changed", { path: PATH }, {}, severity);
    const { results } = runOf([of("error"), of("warning"), of("notice")]);
    expect(results.map(({ level }) => level)).toEqual(["error", "warning", "note"]);
  });

  test("a result is the same one when its lines move, and two of a kind are two", () => {
    const at = (line: number) => finding("unknown-person", { path: PATH, at: { line, column: 1 } }, { login: "zoe" });
    const prints = ({ results }: Run) =>
      results.map(({ partialFingerprints }) => partialFingerprints["curfewFinding/v1"]);
    const before = prints(runOf([at(3), at(9)]));
    expect(prints(runOf([at(5), at(11)]))).toEqual(before);
    expect(new Set(before).size).toBe(2);
  });

  test("a path is a reference, whatever stands in it, and what has none is about the folder", () => {
    const { results } = runOf([
      finding("file-name", { path: "access/a b#ä?%:\u202e.yaml" }, { expected: "x" }),
      finding("denied-error", {}, { cause: "x" }),
    ]);
    expect(results.map(({ locations }) => locations[0]?.physicalLocation)).toEqual([
      { artifactLocation: { uri: "access/a%20b%23%C3%A4%3F%25%3A%5Cu%7B202E%7D.yaml", uriBaseId: "%SRCROOT%" } },
      { artifactLocation: { uri: "access", uriBaseId: "%SRCROOT%" } },
    ]);
  });
});
