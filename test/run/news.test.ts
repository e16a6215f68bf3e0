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
