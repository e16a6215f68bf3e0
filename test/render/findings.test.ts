import { describe, expect, test } from "vitest";
import { type Finding, type FindingCode, finding } from "../../src/model/finding.js";
import { annotationTitle, findingLine, findingsTable, renderFinding } from "../../src/render/findings.js";
import { FINDING_EXAMPLES } from "./finding-examples.js";
import { PATH } from "./samples.js";
import { screen } from "./screen.js";

const CODES = Object.keys(FINDING_EXAMPLES) as FindingCode[];
const ALL: readonly Finding[] = CODES.flatMap((code) =>
  FINDING_EXAMPLES[code].map((args) => finding(code, { path: PATH, at: { line: 3, column: 6 } }, args)),
);

describe("the sentence of a finding", () => {
  test("every code has one, as people read it in a terminal", async () => {
    await screen("findings.txt", CODES.map((code) => `${code}\n${sentencesOf(code)}`).join("\n"));
  });

  test("every code has one, as people read it on GitHub", async () => {
    await screen("findings.md", findingsTable(ALL));
  });

  test.each(ALL.map((one) => [renderFinding(one)]))(
    "is one line that begins and ends as a sentence: %s",
    (sentence) => {
      expect(sentence).toMatch(/^[A-Z`0-9#].*[.?]$/);
      expect(sentence).not.toMatch(/\n|undefined|\[object|\(empty\)| {2}|\.\.|``/);
    },
  );

  test("a wrong duration says what to write", () => {
    const wrong = finding(
      "bad-duration",
      { path: PATH, at: { line: 3, column: 6 } },
      { key: "for", received: "2 hours" },
    );
    expect(findingLine(wrong)).toBe(
      `${PATH}:3:6: error bad-duration  \`for\` is not a length of time: \`2 hours\`. Write \`2h\`, \`45m\`, \`1h30m\`, \`3d\` or ISO 8601 \`PT2H\`.`,
    );
    expect(annotationTitle(wrong)).toBe("Bad duration");
  });

  test("a finding about no file has no place", () => {
    const skew = finding("clock-skew", {}, { seconds: 45, limit: 30 }, "warning");
    expect(findingLine(skew)).toMatch(/^warning clock-skew {2}This machine's clock/);
    expect(findingsTable([skew])).toMatch(/^\| {2}\| What is wrong \|\n\| --- \| --- \|\n\| ⚠️ \| This/);
  });
});

function sentencesOf(code: FindingCode): string {
  return FINDING_EXAMPLES[code].map((args) => `  ${renderFinding(finding(code, {}, args))}`).join("\n");
}
