import { afterEach, expect, test, vi } from "vitest";
import { createBudget } from "../../src/adapters/budget.js";
import { Failure } from "../../src/ports/failure.js";
import type { Context } from "../../src/run/context.js";
import { reconcile } from "../../src/run/reconcile.js";
import { FILES } from "../core/read/sources.js";
import { createMovingClock } from "./moving-clock.js";
import { ASK, minutesLater, REQUEST, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const SYSTEM = "access/systems/aws-prod.yaml";
const MOVED = (FILES[SYSTEM] ?? "").replaceAll("123456789012", "222222222222");
const OPERATOR = ASK.replace("alice-admin", "alice-operator");
const POLICY = "access/policies/production-admin.yaml";

const made: RepositoryWorld[] = [];
afterEach(() => {
  for (const { repository } of made.splice(0)) repository.remove();
});

function worldOf(files = FILES): RepositoryWorld {
  const world = repositoryWorld(files);
  made.push(world);
  return world;
}

function kinds(world: RepositoryWorld): readonly string[] {
  return world.ledger.map((line) => (line.kind === "receipt" ? `${line.action} ${line.result.outcome}` : line.kind));
}

function places({ systems }: Awaited<ReturnType<RepositoryWorld["reconcile"]>>): readonly unknown[] {
  return systems.map(({ system }) => system.settings["account"]);
}

/** The use cases of a world in which nothing can be written to the ledger, or not yet. */
function withLedger(world: RepositoryWorld, append: Context["ledger"]["append"]): Context {
  const context = world.context();
  return { ...context, ledger: { ...context.ledger, append } };
}

test("what is given is in the ledger before it is begun, with the judgement that it rests on", async () => {
  const world = worldOf();
  world.grant();
  const seen: string[][] = [];
  const context = world.context();
  const open: Context["providers"]["open"] = async (system) => {
    const provider = await context.providers.open(system);
    return {
      ...provider,
      grant: async (change) => {
        seen.push([...kinds(world)]);
        return provider.grant(change);
      },
    };
  };
  await reconcile({ ...context, providers: { ...context.providers, open } }, START);
  expect([seen, kinds(world)]).toEqual([[["judged", "intent"]], ["judged", "intent", "grant done"]]);
  // What the ledger knows of is written no second time.
  await world.reconcile(minutesLater(1));
  expect(kinds(world)).toEqual(["judged", "intent", "grant done"]);
});

test("what a run gave that was stopped is found, though its request and its system have left the folder since", async () => {
  const world = worldOf();
  world.grant();
  await world.reconcile(START);
  world.ledger.splice(2);
  world.push({ [SYSTEM]: MOVED }, [ASK]);
  await world.reconcile(minutesLater(1));
  expect([world.held(), kinds(world)]).toEqual([[], ["judged", "intent", "grant unchanged", "revoke done"]]);
});

test("what a call gave that came late is found, though the run that began it failed, and all of it has left the folder", async () => {
  const world = worldOf();
  world.grant();
  world.account().fail({ from: 4, work: "done", transient: false });
  await world.reconcile(START);
  expect([world.held(), kinds(world)]).toEqual([["Alice aws-prod/admin"], ["judged", "intent", "grant failed"]]);
  world.account().heal();
  world.push({ [SYSTEM]: MOVED }, [ASK]);
  await world.reconcile(minutesLater(1));
  expect(world.held()).toEqual([]);
});

test("what cannot be written down before is given all the same, and written down when that is possible", async () => {
  const world = worldOf();
  world.grant();
  const failing = withLedger(world, async () => {
    throw new Failure("GitHub answered 503", { transient: true });
  });
  const { findings, retry } = await reconcile(failing, START);
  expect([world.held(), findings.map(({ code }) => code), retry]).toEqual([
    ["Alice aws-prod/admin"],
    ["ledger-unwritten"],
    true,
  ]);
  await world.reconcile(minutesLater(1));
  expect(kinds(world)).toEqual(["judged", "grant unchanged"]);
});

test("what is given waits no longer for the ledger than the run has time to ask", async () => {
  const world = worldOf();
  world.grant();
  const clock = createMovingClock();
  const hanging = withLedger(world, async () => {
    clock.advance(world.held().length === 0 ? 11_000 : 60_000);
    return new Promise(() => undefined);
  });
  const { findings } = await reconcile({ ...hanging, budget: createBudget(clock, 30_000, undefined) }, START);
  expect([world.held(), findings.map(({ code }) => code)]).toEqual([["Alice aws-prod/admin"], ["ledger-unwritten"]]);
});

test("what ends does not wait until what is given is written down", async () => {
  const world = worldOf({
    ...FILES,
    [POLICY]: (FILES[POLICY] ?? "").replace("admin]", "admin, aws-prod/rds-operator]"),
  });
  world.grant();
  await world.reconcile(START);
  world.push({}, [ASK]);
  world.grant({ [OPERATOR]: REQUEST.replace("admin", "rds-operator") });
  const waiting = withLedger(world, async (lines) => {
    await vi.waitFor(() => expect(world.held()).not.toContain("Alice aws-prod/admin"));
    world.ledger.push(...lines);
  });
  await reconcile(waiting, START);
  expect(world.held()).toEqual(["Alice aws-prod/rds-operator"]);
});

test("what came to nothing is written down as that an hour later, and is looked for an hour more", async () => {
  const world = worldOf();
  world.grant();
  world.account().fail({ from: 2, work: "undone", transient: false });
  await world.reconcile(START);
  world.account().heal();
  world.push({}, [ASK]);
  await world.reconcile(minutesLater(59));
  expect(kinds(world)).toEqual(["judged", "intent", "grant failed"]);
  await world.reconcile(minutesLater(60));
  expect(kinds(world)).toEqual(["judged", "intent", "grant failed", "void"]);
  world.push({ [SYSTEM]: MOVED });
  expect(places(await world.reconcile(minutesLater(119)))).toEqual(["222222222222", "123456789012"]);
  expect(places(await world.reconcile(minutesLater(120)))).toEqual(["222222222222"]);
  expect(kinds(world)).toHaveLength(4);
});

test("what came to nothing is given all the same where it is still asked for, and written down anew", async () => {
  const world = worldOf();
  world.grant();
  world.account().fail({ from: 2, work: "undone", transient: false });
  await world.reconcile(START);
  world.account().heal();
  await world.reconcile(minutesLater(70));
  expect(kinds(world)).toEqual(["judged", "intent", "grant failed", "grant done"]);
});
