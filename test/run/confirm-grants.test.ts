import { expect, onTestFinished, test } from "vitest";
import { ASK, minutesLater, REQUEST, repositoryWorld, START } from "./repository-world.js";

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

test("what the ledger alone says of one request takes nothing from another of the same pair", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  const longer = ASK.replace("alice-admin", "alice-longer");
  world.grant();
  await world.reconcile(START);
  const { entries } = world.account();
  const [granted] = [...entries.values()].map(({ mark }) => mark?.until);
  expect(granted).toBe(minutesLater(120));

  const file = { [longer]: REQUEST.replace("2h", "4h") };
  const head = world.ask(file);
  const commit = world.repository.commit({ branch: "main", merge: head, write: file });
  world.merged(commit, head, { approved: false });
  const blob = world.repository.git(["rev-parse", `main:${longer}`]).trim();
  const forged = world.ledger.flatMap((line) =>
    line.kind === "judged" && line.verdict.stands
      ? [
          {
            ...line,
            request: longer,
            blob,
            commit,
            verdict: { ...line.verdict, window: { ...line.verdict.window, until: minutesLater(240) } },
          },
        ]
      : [],
  );
  expect(forged).toHaveLength(1);
  world.ledger.push(...forged);
  entries.clear();
  const { findings } = await world.reconcile(minutesLater(1));
  expect([world.held(), findings.map(({ code, path }) => [code, path])]).toEqual([
    ["Alice aws-prod/admin"],
    [["merge-undecided", longer]],
  ]);
  expect([...entries.values()].map(({ mark }) => [mark?.until, mark?.request])).toEqual([[granted, ASK]]);

  // Nor is what is left of it given twice, or ended early.
  expect((await world.reconcile(minutesLater(2))).receipts).toEqual([]);
});
