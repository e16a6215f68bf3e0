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
