import { fc, test as property } from "@fast-check/vitest";
import { expect } from "vitest";
import { readAccess } from "../../../src/core/read/access-folder.js";
import { readRequest } from "../../../src/core/read/request.js";
import { KIND_SCHEMAS } from "../../../src/generated/kinds.js";
import { formatDuration } from "../../../src/model/duration.js";
import type { Finding } from "../../../src/model/finding.js";
import { accessWith, FILES, fileOf, REQUEST_PATH } from "./sources.js";

const access = accessWith();
const GOOD = "who: alice\nwhat: [aws-prod/admin]\nfor: 2h\nwhy: Promote the orders-db replica.\nticket: INC-4812\n";

/** A good text with a few of its places overwritten by signs that mean something to YAML. */
function damaged(text: string) {
  const sign = fc.constantFrom(..."[]{}:,-?#&*!|>'\"%@` \n\t~<0x\u0000é", "- ", ": ", "<<", "null", "true", "---\n");
  const damage = fc.record({ at: fc.nat(text.length), drop: fc.nat(6), sign });
  return fc
    .array(damage, { minLength: 1, maxLength: 4 })
    .map((damages) =>
      damages.reduce((result, { at, drop, sign }) => `${result.slice(0, at)}${sign}${result.slice(at + drop)}`, text),
    );
}

function expectPlaces(text: string, findings: readonly Finding[]): void {
  const lines = text.split("\n");
  for (const { line, column } of findings) {
    if (line === undefined || column === undefined) continue;
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
  }
}

property.prop([fc.uint8Array({ maxLength: 300 })])("no bytes crash the reader of requests", (bytes) => {
  const { request, findings } = readRequest(fileOf(REQUEST_PATH, bytes), access);
  expect(request === undefined).toBe((findings?.length ?? 0) > 0);
});

property.prop([damaged(GOOD)], { numRuns: 500 })(
  "a damaged request is read, or has findings whose places are in the file",
  (text) => {
    const { request, findings } = readRequest(fileOf(REQUEST_PATH, text), access);
    expect(request === undefined).toBe((findings?.length ?? 0) > 0);
    expectPlaces(text, findings ?? []);
  },
);

for (const [path, text] of Object.entries(FILES)) {
  property.prop([damaged(text)], { numRuns: 200 })(`a damaged ${path} is read, or has findings in place`, (damage) => {
    const files = Object.entries({ ...FILES, [path]: damage }).map(([name, content]) => ({
      ...fileOf(name, content),
      blob: "b",
    }));
    const read = readAccess("c", files, KIND_SCHEMAS);
    expectPlaces(
      damage,
      read.findings.filter((one) => one.path === path),
    );
  });
}

property.prop([
  fc.constantFrom("alice", "BOB", "dana"),
  fc.subarray(["aws-prod/admin", "aws-prod/rds-operator"], { minLength: 1 }),
  fc.integer({ min: 1, max: 365 * 1440 }),
  fc.stringMatching(/^[!-~][ -~]{8,200}[!-~]$/),
])("what is written in a request is what is read", (who, what, minutes, why) => {
  const text = `who: ${who}\nwhat: ${JSON.stringify(what)}\nfor: ${formatDuration(minutes * 60)}\nwhy: ${JSON.stringify(why)}\n`;
  const { request } = readRequest(fileOf(REQUEST_PATH, text), access);
  expect(request).toMatchObject({ what, length: { kind: "for", seconds: minutes * 60 }, why });
  expect(request?.who.toLowerCase()).toBe(who.toLowerCase());
});
