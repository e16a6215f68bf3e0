import { expect, onTestFinished, test } from "vitest";
import type { Instant } from "../../src/model/instant.js";
import type { Context } from "../../src/run/context.js";
import { reconcile } from "../../src/run/reconcile.js";
import { ASK, minutesLater, REQUEST, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const LONGER = ASK.replace("alice-admin", "alice-longer");

test("the ledger's word lets nothing begin before its merge does", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant({ [ASK]: `${REQUEST}from: 2026-11-22T15:00:00Z\n` });
  await world.reconcile(START);
  expect(world.held()).toEqual([]);

  const lines = world.ledger.map((line) =>
    line.kind === "judged" && line.verdict.stands
      ? { ...line, verdict: { ...line.verdict, window: { ...line.verdict.window, from: START } } }
      : line,
  );
  expect(lines).not.toEqual(world.ledger);
  world.ledger.splice(0, world.ledger.length, ...lines);
  const { findings } = await world.reconcile(minutesLater(1));
  expect([world.held(), findings.map(({ code }) => code)]).toEqual([[], ["ledger-differs"]]);
  await world.reconcile(minutesLater(60));
  expect(world.held()).toEqual(["Alice aws-prod/admin"]);
});

/** Merged without an approval, and said in the ledger to have stood, from the start until so many minutes later. */
function forge(world: RepositoryWorld, path: string, minutes: number): void {
  const file = { [path]: REQUEST.replace("2h", `${minutes}m`) };
  const head = world.ask(file);
  const commit = world.repository.commit({ branch: "main", merge: head, write: file });
  world.merged(commit, head, { approved: false });
  const blob = world.repository.git(["rev-parse", `main:${path}`]).trim();
  const [line] = world.ledger.filter(({ kind }) => kind === "judged");
  if (line?.kind !== "judged" || !line.verdict.stands) throw new Error("nothing was judged that could be copied");
  const { verdict } = line;
  const window = { from: START, until: minutesLater(minutes) };
  world.ledger.push({ ...line, request: path, blob, commit, verdict: { ...verdict, window } });
}

function marks(world: RepositoryWorld): readonly unknown[] {
  return [...world.account().entries.values()].map(({ mark }) => [mark?.until, mark?.request]);
}

test("what the ledger alone says of one request takes nothing from another of the same pair", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant();
  await world.reconcile(START);
  const granted = [[minutesLater(120), ASK]];
  expect(marks(world)).toEqual(granted);

  forge(world, LONGER, 240);
  world.account().entries.clear();
  const { findings } = await world.reconcile(minutesLater(1));
  expect([world.held(), findings.map(({ code, path }) => [code, path])]).toEqual([
    ["Alice aws-prod/admin"],
    [["merge-undecided", LONGER]],
  ]);
  expect(marks(world)).toEqual(granted);

  // Nor is what is left of it given twice, or ended early.
  expect((await world.reconcile(minutesLater(2))).receipts).toEqual([]);
});

/** A system that answers for a minute as it was before, and what it was asked whether it shows. */
function settling(context: Context, looked: Instant[]): Context {
  const { providers } = context;
  return {
    ...context,
    providers: {
      ...providers,
      open: async (system) => ({
        ...(await providers.open(system)),
        settling: { seconds: 60, seen: async ({ until }) => looked.push(until) > 0 },
      }),
    },
  };
}

test("what the ledger alone says of one request is told to nobody, and not waited for, where another gives less", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant();
  await world.reconcile(START);
  forge(world, LONGER, 240);
  world.account().entries.clear();

  const told: string[] = [];
  const looked: Instant[] = [];
  const context = settling(world.context(), looked);
  world.putRight(minutesLater(2));
  const comment = async (pull: number, _: string, body: string) => void told.push(`${pull} ${body.split("\n")[0]}`);
  const { retry } = await reconcile({ ...context, forge: { ...context.forge, comment } }, minutesLater(2));
  expect(told).toEqual(["1 ### 🔓 `Alice` has `aws-prod/admin` until 2026-11-22 16:00 UTC"]);
  expect([looked, retry]).toEqual([[minutesLater(120)], false]);
});

test("what was made longer a moment ago does not end where a request that would last longer is denied", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant();
  await world.reconcile(START);
  forge(world, LONGER, 240);
  const now = minutesLater(60);
  for (const line of world.ledger.slice()) {
    if (line.kind === "receipt") world.ledger.push({ ...line, at: now, action: "extend" });
  }
  const { entries } = world.account();
  // As it was before.
  for (const [name, { mark, ...entry }] of entries)
    if (mark) entries.set(name, { ...entry, mark: { ...mark, until: now } });
  world.putRight(now);
  const { receipts, retry } = await reconcile(settling(world.context(), []), now);
  expect([receipts, world.held(), retry]).toEqual([[], ["Alice aws-prod/admin"], true]);
});

test("what the ledger alone says of several requests makes nothing whole, be it for longer or not", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant({ [ASK]: REQUEST.replace("2h", "1h") });
  await world.reconcile(START);
  forge(world, LONGER, 240);
  forge(world, ASK.replace("alice-admin", "alice-long"), 180);
  const { entries } = world.account();
  for (const [name, { mark, ...entry }] of entries) {
    if (mark) entries.set(name, { ...entry, member: false, mark: { ...mark, until: minutesLater(200) } });
  }
  const { receipts } = await world.reconcile(minutesLater(90));
  expect([receipts, world.held()]).toEqual([[], ["Alice aws-prod/admin (in part)"]]);
});

test("what the ledger alone says makes nothing whole of which nobody knows until when it was given", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant();
  await world.reconcile(START);
  forge(world, LONGER, 90);
  world.push({ [ASK]: "who: [" });
  const { entries } = world.account();
  for (const [name, entry] of entries) entries.set(name, { ...entry, member: false });
  const { receipts, findings } = await world.reconcile(minutesLater(1));
  expect([receipts, world.held()]).toEqual([[], ["Alice aws-prod/admin (in part)"]]);
  expect(findings.map(({ code }) => code)).toEqual(["yaml-syntax", "merge-undecided"]);
});

test("who is told until when they have access is told what was given, and not what could not be", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant();
  await world.reconcile(START);
  world.grant({ [LONGER]: REQUEST.replace("2h", "4h") });
  world.skewed(0, 7200);
  const told: string[] = [];
  const context = world.context();
  const comment = async (pull: number, _: string, body: string) => void told.push(`${pull} ${body.split("\n")[0]}`);
  const { findings } = await reconcile({ ...context, forge: { ...context.forge, comment } }, minutesLater(1));
  expect(findings.map(({ code }) => code)).toEqual(["clock-skew"]);
  expect(told).toContain("1 ### 🔓 `Alice` has `aws-prod/admin` until 2026-11-22 16:00 UTC");
});
