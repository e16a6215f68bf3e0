import { expect, test } from "vitest";
import type { FindingCode } from "../../src/model/finding.js";
import { FINDING_MEANINGS } from "../../src/render/finding-meanings.js";
import { FINDING_CAUSES } from "./causes.js";

const CODES = Object.keys(FINDING_MEANINGS) as FindingCode[];

test.each(CODES)("the example of %s gives exactly that", async (code) => {
  const findings = await FINDING_CAUSES[code].findings();
  expect(findings.map((finding) => finding.code)).not.toEqual([]);
  expect([...new Set(findings.map((finding) => finding.code))]).toEqual([code]);
});

test.each(CODES)("%s has a meaning and a remedy that are sentences, and an example that can be read", (code) => {
  const { meaning, remedy } = FINDING_MEANINGS[code];
  for (const text of [meaning, remedy]) expect(text).toMatch(/^[A-Z`].*[.]$/);
  expect(FINDING_CAUSES[code].shows).toMatch(/\S/);
});
