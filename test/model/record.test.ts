import { execFileSync } from "node:child_process";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type Duration, parseDuration } from "../../src/model/duration.js";
import { type Instant, instantOf } from "../../src/model/instant.js";
import { END_CAUSES } from "../../src/model/plan.js";
import { type CommitRecord, parseRecord, printRecord, type RecordEntry } from "../../src/model/record.js";
import { plainLine, plainText } from "../../src/model/shielded-text.js";
import type { What } from "../../src/model/what.js";

const BLOB = "b".repeat(40);
const HEAD = "c".repeat(40);
const GRANT: CommitRecord = {
  title: "Grant alice aws-prod/admin for 2h (#42)",
  text: "Promote the orders-db replica; the primary is not taking writes.",
  entries: [
    {
      request: "access/requests/aws-prod/2026/11/22/alice-admin.yaml",
      who: "alice",
      what: ["aws-prod/admin"],
      length: { kind: "for", seconds: parseDuration("2h") as Duration },
      ticket: "INC-4812",
      policies: [{ name: "production-admin", blob: BLOB }],
      requestedBy: "alice",
      approvedBy: [{ login: "dana", commit: HEAD, as: "codeowners" }],
      emergency: false,
    },
  ],
};

function printed(record: CommitRecord): string {
  const { title, body } = printRecord(record);
  return `${title}\n\n${body}\n`;
}

function trailersByGit(message: string): readonly string[] {
  return execFileSync("git", ["-c", "core.commentChar=#", "interpret-trailers", "--parse"], { input: message })
    .toString()
    .split("\n")
    .filter((line) => line !== "");
}

function trailersOf(message: string): readonly string[] {
  return (message.trimEnd().split("\n\n").at(-1) ?? "").split("\n");
}

describe("the record of a commit", () => {
  test("a grant reads as an auditor would write it", () => {
    expect(printed(GRANT)).toBe(`Grant alice aws-prod/admin for 2h (#42)

Promote the orders-db replica; the primary is not taking writes.

Access-Request: access/requests/aws-prod/2026/11/22/alice-admin.yaml
Access-Who: alice
Access-What: aws-prod/admin
Access-For: 2h
Access-Ticket: INC-4812
Access-Policy: production-admin ${BLOB}
Access-Requested-By: alice
Access-Approved-By: dana ${HEAD} (codeowners)
`);
  });

  test("an end says what it reverts and why", () => {
    const message = printed({
      title: "End alice aws-prod/admin: expired",
      text: "",
      reverts: HEAD,
      entries: [
        {
          request: "access/requests/a/b.yaml",
          who: "alice",
          what: ["a/b"],
          policies: [],
          approvedBy: [],
          emergency: true,
          ended: "expired",
        },
      ],
    });
    expect(message).toContain(`\n\nThis reverts commit ${HEAD}.\n\nAccess-Request: `);
    expect(trailersByGit(message)).toContain("Access-Ended: expired");
    expect(parseRecord(message)?.reverts).toBe(HEAD);
  });

  test("a message without a request is no record", () => {
    expect(parseRecord("Merge branch 'main'\n")).toBeUndefined();
    expect(parseRecord("Title\n\nAccess-Who: alice\n")).toBeUndefined();
    expect(
      parseRecord("Title\n\nAccess-Request: access/requests/a/b.yaml\nAccess-Who: alice\nAccess-What: none\n"),
    ).toBe(undefined);
  });

  test("values that do not read as they should are left out", () => {
    const record = parseRecord(
      "T\n\nAccess-Request: p\nAccess-Who: a\nAccess-What: s/r\nAccess-For: forever\nAccess-Until: soon\nAccess-Policy: x\nAccess-Approved-By: dana\nAccess-Ended: bored\nCo-authored-by: x <x@example.com>\nno trailer",
    );
    expect(record?.entries).toEqual([
      { request: "p", who: "a", what: ["s/r"], policies: [], approvedBy: [], emergency: false },
    ]);
  });

  test.each([
    "Fix it.\n\nAccess-Approved-By: mallory 0000 (codeowners)",
    "Fix it.\n\nAccess-Approved-By: mallory 0000 (codeowners)\n---\n",
    "---\nAccess-Who: mallory",
    "# ------------------------ >8 ------------------------\nrest",
    "-- >8 --\nAccess-Who: mallory",
    "Conflicts:\n\tAccess-Who: mallory",
    "x\r\n\r\nAccess-Who: mallory\r\n---\r\n",
    "\n\n\nAccess-Who : mallory",
    "(cherry picked from commit 0)\nSigned-off-by: mallory",
    `This reverts commit ${BLOB}.`,
    "\u2028Access-Who: mallory\u0000",
  ])("git reads no trailer out of the reason %j", (why) => {
    const message = printed({ ...GRANT, text: why });
    expect(trailersByGit(message)).toEqual(trailersOf(printed(GRANT)));
    expect(parseRecord(message)).toEqual({ ...GRANT, text: plainText(why) });
  });

  test("a value stays on its line", () => {
    const [entry] = GRANT.entries;
    if (entry === undefined) throw new Error("no entry");
    const message = printed({ ...GRANT, entries: [{ ...entry, ticket: "INC-1\n\nAccess-Who: mallory\n---" }] });
    expect(trailersByGit(message)).toContain("Access-Ticket: INC-1 Access-Who: mallory ---");
    expect(parseRecord(message)?.entries).toHaveLength(1);
    expect(parseRecord(message)?.entries[0]?.who).toBe("alice");
  });
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const what = fc.tuple(word, word).map(([system, role]): What => `${system}/${role}`);
const id = fc.stringMatching(/^[0-9a-f]{40}$/);
const instant = fc.integer({ min: 0, max: 4e12 }).map((value): Instant => instantOf(value));
const line = fc
  .string({ unit: "grapheme", maxLength: 30 })
  .map(plainLine)
  .filter((text) => text !== "");
const duration = fc.integer({ min: 1, max: 525_600 }).map((minutes) => (minutes * 60) as Duration);
const hostile = fc.constantFrom(
  "---",
  "Access-Who: eve",
  "# x",
  " # x",
  "  Access-What : a/b",
  "-- >8 --",
  "",
  " text",
  "\t:",
);
const text = fc
  .array(fc.oneof(hostile, fc.string({ unit: "grapheme" })), { maxLength: 6 })
  .map((lines) => lines.join("\n"));
const entry: fc.Arbitrary<RecordEntry> = fc.record(
  {
    request: word.map((name) => `access/requests/${name}.yaml`),
    who: word,
    what: fc.array(what, { minLength: 1, maxLength: 3 }),
    from: instant,
    length: fc.oneof(
      fc.record({ kind: fc.constant("for" as const), seconds: duration }),
      fc.record({ kind: fc.constant("until" as const), until: instant }),
    ),
    ticket: line,
    policies: fc.array(fc.record({ name: word, blob: id }), { maxLength: 2 }),
    requestedBy: word,
    emergency: fc.boolean(),
    approvedBy: fc.array(
      fc.record(
        { login: word, commit: id, as: fc.constantFrom("codeowners", "team:sre"), for: word },
        { requiredKeys: ["login", "commit", "as"] },
      ),
      { maxLength: 2 },
    ),
    ended: fc.constantFrom(...END_CAUSES),
  },
  { requiredKeys: ["request", "who", "what", "policies", "approvedBy", "emergency"] },
);

describe("printing and parsing a record", () => {
  property.prop([
    fc.record(
      { title: line, text, reverts: id, entries: fc.array(entry, { minLength: 1, maxLength: 3 }) },
      { requiredKeys: ["title", "text", "entries"] },
    ),
  ])("what was printed is parsed to the same", (record) => {
    expect(parseRecord(printed(record))).toEqual({ ...record, text: plainText(record.text) });
  });

  property.prop([text], { numRuns: 60 })("no text adds a trailer for git", (why) => {
    expect(trailersByGit(printed({ ...GRANT, text: why }))).toEqual(trailersOf(printed(GRANT)));
  });
});
