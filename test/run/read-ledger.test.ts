import { expect, onTestFinished, test } from "vitest";
import { FILES } from "../core/read/sources.js";
import { ASK, minutesLater, REQUEST, repositoryWorld, START } from "./repository-world.js";

const POLICY = "access/policies/production-admin.yaml";
const DAY = 24 * 60;

test("a first judgement is final for as long as its grant lasts, though policies allow less since", async () => {
  const lasting = (text: string) => (FILES[POLICY] ?? "").replace("for: 4h", `for: ${text}`);
  const world = repositoryWorld({ ...FILES, [POLICY]: lasting("90d") });
  onTestFinished(() => world.repository.remove());
  world.grant({ [ASK]: REQUEST.replace("for: 2h", "for: 90d") });
  await world.reconcile(START);
  world.push({ [POLICY]: lasting("1h") });
  await world.reconcile(minutesLater(80 * DAY));
  expect(world.held()).toEqual(["Alice aws-prod/admin"]);
  expect(world.ledger.map(({ kind, at }) => [kind, at])).toEqual([
    ["judged", START],
    ["intent", START],
    ["receipt", START],
  ]);
});
