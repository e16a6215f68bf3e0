import { expect, test } from "vitest";
import { readSettings } from "../../../src/core/read/settings.js";
import { DEFAULT_SETTINGS } from "../../../src/model/settings.js";
import { lasting } from "../world.js";
import { accessWith, fileOf, glance } from "./sources.js";

const PATH = "access/curfew.yaml";
const COMMIT = "c1f0a6dd31c2a6a0f4ab0b1a2e6b4d3f5a7b8c9d";

function read(text: string) {
  return readSettings(fileOf(PATH, text));
}

test("all that it says is read", () => {
  const text = `anchor: ${COMMIT}\nledger: "${"1".repeat(40)}"\nwaits: 12h\n`;
  expect(read(text)).toEqual({
    value: { anchor: COMMIT, ledger: "1".repeat(40), waits: lasting("12h") },
    findings: [],
  });
});

test("where there is no such file, or it says nothing of it, a request may wait for 7 days and no anchor is set", () => {
  expect(accessWith().settings).toEqual({ waits: lasting("7d") });
  expect(read(`anchor: ${COMMIT}\n`).value).toEqual({ ...DEFAULT_SETTINGS, anchor: COMMIT });
});

test.each([
  ["anchor: main\n", "wrong-value 1:9"],
  [`anchor: ${COMMIT.slice(0, 12)}\n`, "wrong-value 1:9"],
  [`anchor: ${COMMIT.toUpperCase()}\n`, "wrong-value 1:9"],
  [`anchor: ${"1".repeat(40)}\n`, "wrong-value 1:9"],
  ["waits: a week\n", "bad-duration 1:8"],
  ["waits: 400d\n", "bad-duration 1:8"],
  ["anker: x\n", "unknown-key 1:1"],
  ["- anchor\n", "wrong-value 1:1"],
  ["anchor: [\n", "yaml-syntax 2:1"],
])("%j is a finding with its place", (text, expected) => {
  expect(glance(read(text).findings)).toEqual([expected]);
});

test("settings that cannot be read deny every judgement, as all of access/ does", () => {
  const { findings, settings } = accessWith({ [PATH]: "waits: soon\n" });
  expect([glance(findings), settings]).toEqual([["bad-duration 1:8"], DEFAULT_SETTINGS]);
});
