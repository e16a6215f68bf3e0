import { expect, onTestFinished, test } from "vitest";
import { minutesLater, repositoryWorld, START } from "./repository-world.js";

test("what was gone, and is given again by another while we are at it, is held by the ledger too", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant();
  await world.reconcile(START);

  const { entries } = world.account();
  const [[name, entry] = ["", undefined]] = entries;
  if (entry === undefined) throw new Error("nothing is held");
  entries.clear();
  const { get } = entries;
  entries.get = (key) => {
    entries.set(name, entry);
    return get.call(entries, key);
  };
  await world.reconcile(minutesLater(1));
  expect(world.held()).toEqual(["Alice aws-prod/admin"]);
  const receipts = world.ledger.flatMap((line) => (line.kind === "receipt" ? [line] : []));
  expect(receipts.map(({ action, result }) => `${action} ${result.outcome}`)).toEqual([
    "grant done",
    "revoke unchanged",
    "grant unchanged",
  ]);
});

test("a repair that was not answered, and was done, is written down as done, and told, once that is seen", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  world.grant();
  await world.reconcile(START);
  const { entries } = world.account();
  for (const [name, entry] of entries) entries.set(name, { ...entry, member: false });
  world.account().fail({ from: 4, work: "done", transient: true });
  await world.reconcile(minutesLater(1));
  expect([world.held(), world.told.get(1)]).toEqual([["Alice aws-prod/admin"], expect.stringContaining("no answer")]);
  world.account().heal();
  for (const minute of [2, 3]) await world.reconcile(minutesLater(minute));
  const receipts = world.ledger.flatMap((line) => (line.kind === "receipt" ? [line] : []));
  expect(receipts.map(({ action, result, found }) => `${action} ${result.outcome} ${found ?? ""}`.trim())).toEqual([
    "grant done",
    "grant failed",
    "grant unchanged true",
  ]);
  expect(receipts.map(({ gives }) => gives !== undefined)).toEqual([true, false, true]);
  expect(world.told.get(1)).toContain("🔓");
});
