import { fc, test as property } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { coAuthors } from "../../src/adapters/github/commits.js";
import { readLedgerFile } from "../../src/adapters/github/ledger-files.js";
import { formatLedgerLine, parseLedgerLine } from "../../src/adapters/github/ledger-json.js";
import { wakesOf } from "../../src/app/wakes.js";
import { classify } from "../../src/core/read/classify.js";
import { matchesPath, parseCodeOwners } from "../../src/core/read/code-owners.js";
import { suggestDuration } from "../../src/core/read/durations.js";
import { matchesWhat } from "../../src/core/read/globs.js";
import { accessPathOf, pathFindings } from "../../src/core/read/paths.js";
import { problemOfPattern } from "../../src/core/read/ticket-pattern.js";
import { readYaml } from "../../src/core/read/yaml-file.js";
import { formatDuration, parseDuration } from "../../src/model/duration.js";
import { formatInstant, parseInstant } from "../../src/model/instant.js";
import { parseRecord, printRecord } from "../../src/model/record.js";
import { disarm, plainText, rearm, shield, unshield } from "../../src/model/shielded-text.js";
import { firstUnseen, withoutUnseen } from "../../src/model/unseen.js";
import { isWhat } from "../../src/model/what.js";
import { FILES, fileOf } from "../core/read/sources.js";
import { NOW, standing } from "../core/world.js";
import { list, textOf } from "./corpus.js";
import { accessOf, judgeText } from "./judge.js";

/** Whatever JavaScript calls text, with what the corpus says beside. */
const KNOWN = ["durations", "instants", "whats", "paths", "patterns", "logins"].flatMap((name) =>
  list(name).map(textOf),
);
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(..."0123456789-+:.TZPDHMhmd ") }),
  fc.string({ unit: fc.constantFrom(..."@#/*\\.[](){}|^$+?:;=\n\t aGH-1w") }),
  fc.constantFrom(...KNOWN),
);
const lines = fc.array(text, { maxLength: 8 }).map((all) => all.join("\n"));

describe("whatever text", () => {
  property.prop([text])("is a duration that is written as it is read, or none", (value) => {
    const seconds = parseDuration(value);
    if (seconds !== undefined) expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    const suggestion = suggestDuration(value);
    if (suggestion !== undefined) expect(parseDuration(suggestion)).toBeGreaterThanOrEqual(60);
  });

  property.prop([text])("is an instant that is written as it is read, or none", (value) => {
    const instant = parseInstant(value);
    if (instant !== undefined) expect(parseInstant(formatInstant(instant))).toBe(instant);
  });

  property.prop([text])("is a role, or not, in the parts that it says", (value) => {
    if (isWhat(value)) expect(value).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
    expect(matchesWhat("*/*", value)).toBe(value.split("/").length === 2);
  });

  property.prop([text])("is a path of one kind, and of a request only where it looks like one", (path) => {
    const { kind } = accessPathOf(path);
    const shape = classify([{ status: "added", path }]).kind;
    expect(shape === "none").toBe(kind === "outside");
    if (kind === "request") expect(path).toMatch(/^access\/requests\/[a-z0-9-]+\/[0-9/]+\/[a-z0-9-]+\.yaml$/);
    expect(pathFindings([path, path]).every((one) => one.code === "file-name")).toBe(true);
  });

  property.prop([lines])("is a file of code owners that finds a place for every fault", (owners) => {
    const { value, findings } = parseCodeOwners(owners, "CODEOWNERS");
    const count = owners.split("\n").length;
    for (const { line } of [...value, ...findings]) expect(line).toBeLessThanOrEqual(count);
    for (const { pattern } of value) expect(typeof matchesPath(pattern, "access/requests/a/b.yaml")).toBe("boolean");
  });

  property.prop([text])("is a pattern that may stand only if it is one", (pattern) => {
    if (problemOfPattern(pattern) === undefined) expect(() => new RegExp(pattern, "u")).not.toThrow();
  });

  property.prop([lines])("is a record only if it says who and what", (message) => {
    for (const { who, what } of parseRecord(message)?.entries ?? []) {
      expect(who).not.toBe("");
      expect(what.every(isWhat)).toBe(true);
    }
    expect(Array.isArray(coAuthors(message))).toBe(true);
  });

  property.prop([lines])("is shielded and disarmed, and comes back as it was", (value) => {
    const plain = plainText(value);
    expect(rearm(disarm(plain))).toBe(plain);
    expect(unshield(shield(plain))).toBe(plain);
    expect(plainText(plain)).toBe(plain);
    expect(printRecord({ title: value, text: value, entries: [] }).title).not.toContain("\n");
  });

  property.prop([text])("holds nothing unseen once that is taken out", (value) => {
    expect(firstUnseen(withoutUnseen(withoutUnseen(value, "\u0020"), "\u0020").replaceAll("\r", ""))).toBeUndefined();
  });
});

describe("whatever bytes", () => {
  property.prop([fc.uint8Array({ maxLength: 400 })])("are YAML, or have a finding", (bytes) => {
    const { value, findings } = readYaml(fileOf("a.yaml", bytes));
    expect(value === undefined).toBe(findings.length > 0);
  });

  property.prop([fc.uint8Array({ maxLength: 400 })])("are no request that is allowed", (bytes) => {
    const { findings, outcome } = judgeText(bytes);
    expect(outcome).toBe("denied");
    expect(findings.length).toBeGreaterThan(0);
  });

  property.prop([fc.constantFrom(...Object.keys(FILES)), fc.uint8Array({ maxLength: 200 })])(
    "are no people, policy, system or owners that allow",
    (path, bytes) => {
      const access = accessOf({ [path]: bytes });
      expect(access.findings.length > 0 || access.owners.length === 0 || path === ".github/CODEOWNERS").toBe(true);
    },
  );

  property.prop([fc.uint8Array({ maxLength: 400 })])("are a ledger's lines, or findings in place", (bytes) => {
    const { lines: read, findings } = readLedgerFile("2026/11/22/000000-000Z.jsonl", bytes);
    const rows = Buffer.from(bytes)
      .toString("latin1")
      .split("\n")
      .filter((row) => row !== "").length;
    expect(read.length + findings.length).toBeLessThanOrEqual(rows);
  });
});

describe("whatever JSON", () => {
  const GOOD = [
    { kind: "judged", at: NOW, request: "a", blob: "b", commit: "c", verdict: standing({ from: NOW, until: NOW }) },
    {
      kind: "receipt",
      at: NOW,
      action: "grant",
      who: "alice",
      what: "a/b",
      until: NOW,
      request: "a",
      commit: "c",
      result: { outcome: "done" },
    },
  ].map((line) => JSON.parse(formatLedgerLine(line as never)) as Readonly<Record<string, unknown>>);

  property.prop([fc.oneof(fc.json(), text)])("is a line of the ledger, or says what it is not", (source) => {
    const parsed = parseLedgerLine(source);
    if (!parsed.ok) expect(parsed.problem).not.toBe("");
  });

  property.prop([fc.constantFrom(...GOOD), fc.nat(12), fc.jsonValue({ maxDepth: 2 })])(
    "in the place of a value of a line leaves that line as good as it was, or none",
    (line, index, value) => {
      const keys = Object.keys(line);
      const damaged = { ...line, [keys[index % keys.length] ?? ""]: value };
      const parsed = parseLedgerLine(JSON.stringify(damaged));
      // What is read is what can be written again: its instants are instants, and its roles are roles.
      if (parsed.ok && parsed.line) expect(parseLedgerLine(formatLedgerLine(parsed.line))).toEqual(parsed);
    },
  );

  const names = fc.constantFrom("pull_request", "pull_request_review", "check_run", "check_suite", "push", "__proto__");
  const keys = fc.constantFrom(
    "repository",
    "installation",
    "pull_request",
    "action",
    "commits",
    "ref",
    "check_run",
    "__proto__",
  );
  const body = fc.dictionary(
    keys,
    fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant({ id: 7, full_name: "a/b", number: 1 })),
  );

  property.prop([names, fc.oneof(body, fc.jsonValue())])(
    "of a webhook wakes what it names, or nothing",
    (event, payload) => {
      const woken = wakesOf(event, payload);
      if (!woken) return;
      expect(woken.repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
      expect(Number.isSafeInteger(woken.installation) && woken.installation > 0).toBe(true);
      for (const wake of woken.wakes)
        if (wake.kind === "check") expect(Number.isSafeInteger(wake.pull) && wake.pull > 0).toBe(true);
    },
  );
});
