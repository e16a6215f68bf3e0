import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLedger, LEDGER_BRANCH } from "../../../src/adapters/github/ledger.js";
import { foldersSince, isLedgerFile, ledgerFiles, readLedgerFile } from "../../../src/adapters/github/ledger-files.js";
import { formatLedgerLine, parseLedgerLine } from "../../../src/adapters/github/ledger-json.js";
import { finding } from "../../../src/model/finding.js";
import { instantOf, later } from "../../../src/model/instant.js";
import type { LedgerLine } from "../../../src/model/ledger-line.js";
import { Failure } from "../../../src/ports/failure.js";
import { START, type Stage, setStage } from "../../sandbox/github/stage.js";
import { openPlace, type Place, receiptAt } from "./place.js";

const at = instantOf(START);
const alice = { login: "alice", id: 1, bot: false };

const judged: LedgerLine = {
  kind: "judged",
  at,
  request: "access/requests/aws-prod/2026/11/22/alice.yaml",
  blob: "b".repeat(40),
  commit: "c".repeat(40),
  verdict: {
    stands: true,
    who: "alice",
    what: ["aws-prod/admin"],
    id: 1,
    identity: "arn:aws:iam::123456789012:user/alice",
    place: "aws-iam 123456789012",
    window: { from: at, until: later(at, 3600) },
    renews: "access/requests/aws-prod/2026/11/21/alice.yaml",
    emergency: { due: later(at, 86_400) },
    facts: {
      pull: 7,
      author: alice,
      head: "d".repeat(40),
      writings: [{ commit: "d".repeat(40), writers: [alice], unknown: ["x@example.com"] }],
      pushers: [alice],
      reviews: [{ by: { login: "dana", id: 2, bot: false }, state: "approved", commit: "d".repeat(40), at }],
      readers: ["erin"],
      teams: { "acme/sre": ["alice", "bob"] },
      rejected: ["@acme/secret"],
      past: {
        grants: [
          {
            request: "access/requests/aws-prod/2026/11/21/alice.yaml",
            who: "alice",
            what: "aws-prod/admin",
            from: at,
            until: later(at, 60),
            emergency: true,
            renews: "access/requests/aws-prod/2026/11/20/alice.yaml",
          },
        ],
        unreviewed: [{ request: "access/requests/aws-prod/2026/11/21/alice.yaml", who: "alice" }],
      },
      at,
    },
    decision: {
      outcome: "denied",
      reason: {
        kind: "finding",
        finding: finding("until-passed", {}, { until: "2026-11-22T10:00:00Z", now: "2026-11-22T11:00:00Z" }),
      },
      parts: [
        {
          outcome: "allowed",
          reason: {
            kind: "approve",
            by: ["codeowners"],
            count: 1,
            approvals: [{ login: "dana", commit: "d".repeat(40), as: "codeowners", at }],
            candidates: [],
          },
          parts: [],
        },
      ],
    },
  },
};

describe("a line", () => {
  it("is read as it was written, its instants in words that people read", () => {
    const text = formatLedgerLine(judged);
    expect(text).not.toContain("\n");
    expect(text).toContain('"window":{"from":"2026-11-22T10:00:00Z","until":"2026-11-22T11:00:00Z"}');
    expect(parseLedgerLine(text)).toEqual({ ok: true, line: judged });
    const receipt = receiptAt(at, "a\nb\u2028\ud800");
    expect(parseLedgerLine(formatLedgerLine(receipt))).toMatchObject({
      ok: true,
      line: { kind: "receipt", until: later(at, 3600) },
    });
  });

  it("about a review is read as it was written", () => {
    const { request, commit } = judged;
    const line = { kind: "reviewed", at, request, commit, by: "dana", note: "Right.\n`x`" } as const;
    expect(parseLedgerLine(formatLedgerLine(line))).toEqual({ ok: true, line });
    for (const key of ["at", "request", "commit", "by", "note"]) {
      const { [key]: _, ...rest } = JSON.parse(formatLedgerLine(line));
      expect(parseLedgerLine(JSON.stringify(rest))).toMatchObject({ ok: false });
    }
  });

  it("about what somebody allowed is read as it was written", () => {
    const { request, commit } = judged;
    const of = { who: "alice", what: "aws-prod/admin", request, commit } as const;
    const line = { kind: "allowed", at, ...of, plan: "0f1e2d3c4b5a6978", by: "dana" } as const;
    expect(parseLedgerLine(formatLedgerLine(line))).toEqual({ ok: true, line });
    for (const key of ["at", "who", "what", "request", "commit", "plan", "by"]) {
      const { [key]: _, ...rest } = JSON.parse(formatLedgerLine(line));
      expect(parseLedgerLine(JSON.stringify(rest))).toMatchObject({ ok: false });
    }
  });

  it.each(["intent", "void"] as const)("about what was to be given is read as it was written: %s", (kind) => {
    const { request, commit } = judged;
    const of = { who: "alice", what: "aws-prod/admin", until: at, request, commit } as const;
    const line = { kind, at, ...of, place: "aws-iam 123456789012", identity: "Alice" } as const;
    expect(parseLedgerLine(formatLedgerLine(line))).toEqual({ ok: true, line });
    for (const key of ["at", "who", "what", "until", "request", "commit", "place", "identity"]) {
      const { [key]: _, ...rest } = JSON.parse(formatLedgerLine(line));
      expect(parseLedgerLine(JSON.stringify(rest))).toMatchObject({ ok: false });
    }
  });

  it("from before the past was gathered has none", () => {
    const old = JSON.parse(formatLedgerLine(judged));
    delete old.verdict.facts.past;
    expect(parseLedgerLine(JSON.stringify(old))).toMatchObject({
      ok: true,
      line: { verdict: { facts: { past: { grants: [], unreviewed: [] } } } },
    });
  });

  it("of a kind that is not known is skipped", () => {
    expect(parseLedgerLine('{"kind":"rumour","at":1}')).toEqual({ ok: true, line: undefined, kind: "rumour" });
  });

  const { verdict, ...rest } = JSON.parse(formatLedgerLine(judged));
  it.each([
    ["no JSON", "{", /JSON/],
    ["a list", "[]", /expected an object with a `kind`/],
    ["no kind", '{"__proto__":{"kind":"receipt"}}', /expected an object with a `kind`/],
    ["an instant without a zone", formatLedgerLine(receiptAt(at, "x")).replace("00:00Z", "00:00"), /`\/at`/],
    ["a role that is none", formatLedgerLine(receiptAt(at, "x")).replace("aws-prod/admin", "admin"), /`\/what`/],
    ["an unknown outcome", formatLedgerLine(receiptAt(at, "x")).replace('"done"', '"maybe"'), /`\/result\/outcome`/],
    ["no verdict", JSON.stringify(rest), /`\/verdict`/],
    ["no facts", JSON.stringify({ ...rest, verdict: { ...verdict, facts: undefined } }), /`\/verdict\/facts`/],
    [
      "a verdict that may stand",
      JSON.stringify({ ...rest, verdict: { ...verdict, stands: "true" } }),
      /`\/verdict\/stands`/,
    ],
    ["endless nesting", `${"[".repeat(50_000)}${"]".repeat(50_000)}`, /too deeply/],
  ])("with %s is refused, and says where", (_, text, problem) => {
    const parsed = parseLedgerLine(text);
    expect(parsed).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
  });
});

describe("files", () => {
  it("are named by time and content, and split before they are too large to read", () => {
    const [file, ...others] = ledgerFiles([judged], at);
    expect(others).toEqual([]);
    expect(file?.path).toMatch(/^2026\/11\/22\/100000-000Z-[0-9a-f]{8}\.jsonl$/);
    const many = Array.from({ length: 3000 }, (_, index) => receiptAt(at, `person-${index}`));
    const files = ledgerFiles(many, at);
    expect(files.length).toBeGreaterThan(1);
    expect(files.every(({ path, content }) => isLedgerFile(path) && content.length <= 400_000)).toBe(true);
    const paths = files.map(({ path }) => path);
    expect([...paths].sort()).toEqual(paths);
    expect(files.flatMap(({ path, content }) => readLedgerFile(path, Buffer.from(content)).lines)).toEqual(many);
  });

  it("that cannot be read are named with their number, and hide no other", () => {
    const line = `${formatLedgerLine(judged)}\n`;
    const bytes = Buffer.concat([
      Buffer.from(`${line}\nnonsense\u001b[31m\n`),
      Buffer.from([0xff, 0x0a]),
      Buffer.from(line),
    ]);
    const { lines, findings } = readLedgerFile("2026/11/22/x.jsonl", bytes);
    expect(lines).toEqual([judged, judged]);
    expect(findings.map(({ code, args }) => [code, args])).toEqual([
      ["ledger-unreadable", { file: "2026/11/22/x.jsonl", line: 3, problem: expect.not.stringContaining("\u001b") }],
      ["ledger-unreadable", { file: "2026/11/22/x.jsonl", line: 4, problem: "not UTF-8" }],
    ]);
  });

  it("since a day are those of the rest of its month, of its year, and of the years after", () => {
    const folders = foldersSince(at);
    expect(folders.slice(0, 11)).toEqual([
      ...Array.from({ length: 10 }, (_, index) => `2026/11/${index + 22}`),
      "2026/12",
    ]);
    expect(folders[11]).toBe("2027");
  });
});

describe("the branch", () => {
  let stage: Stage;
  let place: Place;
  beforeAll(async () => {
    stage = await setStage();
    place = await openPlace(stage, 0);
  });
  beforeEach(() => place.forge.deleteBranch(LEDGER_BRANCH));
  afterAll(() => stage.close());

  it("is empty before its first line, which begins it without a parent", async () => {
    const { ledger, history } = place;
    expect(await ledger.read(undefined)).toEqual({ lines: [], findings: [] });
    await ledger.append([], at);
    expect(await history.branch(LEDGER_BRANCH)).toBeUndefined();
    await ledger.append([judged], at);
    expect(await ledger.read(undefined)).toEqual({ lines: [judged], findings: [] });
    const head = (await history.branch(LEDGER_BRANCH)) ?? "";
    expect(await history.parents(head)).toEqual([]);
    expect((await history.tree(head, [""])).map(({ path }) => path)).toEqual([
      expect.stringMatching(/^2026\/11\/22\//),
      "README.md",
    ]);
  });

  it("reads only the days that are asked for, oldest first", async () => {
    const days = [0, 1, 40, 400].map((count) => later(at, count * 86_400));
    for (const day of [...days].reverse()) await place.ledger.append([receiptAt(day, "alice")], day);
    const read = async (days: number) =>
      (await place.ledger.read(later(at, days * 86_400))).lines.map((line) => (line.at - at) / 86_400_000);
    expect(await read(-1)).toEqual([0, 1, 40, 400]);
    expect(await read(1)).toEqual([1, 40, 400]);
    expect(await read(2)).toEqual([40, 400]);
    expect(await read(41)).toEqual([400]);
    expect(await read(401)).toEqual([]);
  });

  it("is the same lines to whoever reads it again before anything was written", async () => {
    const { ledger } = place;
    await ledger.append([receiptAt(at, "alice")], at);
    const read = await ledger.read(undefined);
    expect(await ledger.read(undefined)).toBe(read);
    expect((await ledger.read(later(at, 86_400))).lines).toEqual([]);
    await (await openPlace(stage, 0)).ledger.append([receiptAt(at, "bob")], at);
    await place.history.fetch();
    const { lines } = await ledger.read(undefined);
    expect(lines.map((line) => (line.kind === "receipt" ? line.who : ""))).toEqual(["alice", "bob"]);
  });

  it("loses no line when many write at once", async () => {
    const patient = await openPlace(stage, 2);
    const people = ["a", "b", "c", "d"];
    await Promise.all(people.map((who) => patient.ledger.append([receiptAt(at, who)], at)));
    const read = (await place.ledger.read(undefined)).lines.map((line) => (line.kind === "receipt" ? line.who : ""));
    expect([...read].sort()).toEqual(people);
    const head = (await place.history.branch(LEDGER_BRANCH)) ?? "";
    const parents = [];
    for await (const message of place.history.messages(head)) parents.push(message.parents.length);
    expect(parents).toEqual([1, 1, 1, 0]);
  });

  it("is read in the order in which it was written, however close together", async () => {
    const people = Array.from("abcdefgh");
    const first = await openPlace(stage, 0);
    for (const who of people) await first.ledger.append([receiptAt(at, who)], at);
    const again = await openPlace(stage, 0);
    await again.ledger.read(undefined);
    await again.ledger.append([receiptAt(at, "i")], at);
    const { lines } = await place.ledger.read(undefined);
    expect(lines.map((line) => (line.kind === "receipt" ? line.who : ""))).toEqual([...people, "i"]);
  });

  it("is read in that order also where a slower run writes what it began earlier", async () => {
    const slow = await openPlace(stage, 0);
    await slow.ledger.read(undefined);
    await place.ledger.append([receiptAt(later(at, 5), "quick")], later(at, 5));
    await slow.ledger.append([receiptAt(at, "slow")], at);
    await slow.ledger.append([receiptAt(at, "slower")], at);
    const { lines } = await place.ledger.read(undefined);
    expect(lines.map((line) => (line.kind === "receipt" ? line.who : ""))).toEqual(["quick", "slow", "slower"]);
  });

  it("is read in that order also where something is written while it is being read", async () => {
    let listed = Promise.resolve();
    const { repository, history } = await openPlace(stage, 0);
    const tree: typeof history.tree = async (commit, prefixes) => {
      await listed;
      return history.tree(commit, prefixes);
    };
    const ledger = createLedger(repository, { ...history, tree });
    const people = Array.from("abcdefgh");
    for (const who of people) {
      await ledger.read(undefined);
      let list = (): void => undefined;
      listed = new Promise((resolve) => {
        list = resolve;
      });
      const reading = ledger.read(undefined);
      await ledger.append([receiptAt(at, who)], at);
      list();
      await reading;
    }
    const { lines } = await place.ledger.read(undefined);
    expect(lines.map((line) => (line.kind === "receipt" ? line.who : ""))).toEqual(people);
  });

  it("is written also where git cannot be asked what others wrote meanwhile", async () => {
    const slow = await openPlace(stage, 0);
    await slow.ledger.read(undefined);
    await place.ledger.append([receiptAt(later(at, 5), "quick")], later(at, 5));
    const away = async () => Promise.reject(new Failure("git fetch failed", { transient: true }));
    await createLedger(slow.repository, { ...slow.history, fetch: away }).append([receiptAt(at, "slow")], at);
    const { lines } = await place.ledger.read(undefined);
    expect(lines.map((line) => (line.kind === "receipt" ? line.who : ""))).toEqual(["slow", "quick"]);
  });

  it("holds the same lines once when they are written again", async () => {
    await place.ledger.append([judged], at);
    const head = await place.history.branch(LEDGER_BRANCH);
    await place.ledger.append([judged], at);
    expect(await place.history.branch(LEDGER_BRANCH)).toBe(head);
  });
});
