import { afterEach, describe, expect, test } from "vitest";
import { audit } from "../../src/core/audit.js";
import { FILES } from "../core/read/sources.js";
import { ASK, minutesLater, REQUEST, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const SYSTEM = "access/systems/aws-prod.yaml";
const PEOPLE = "access/people.yaml";
const OTHER = "aws-iam 222222222222";
const MOVED = (FILES[SYSTEM] ?? "").replaceAll("123456789012", "222222222222");
const AGAIN = ASK.replace("alice-admin", "alice-again");

const made: RepositoryWorld[] = [];
afterEach(() => {
  for (const { repository } of made.splice(0)) repository.remove();
});

/** alice holds her role, and the ledger knows. */
async function granted(): Promise<RepositoryWorld> {
  const world = repositoryWorld();
  made.push(world);
  world.grant();
  await world.reconcile(START);
  expect(world.held()).toEqual(["Alice aws-prod/admin"]);
  return world;
}

function ends(world: RepositoryWorld): readonly string[] {
  return world.ledger.flatMap((line) => (line.kind === "receipt" && line.cause !== undefined ? [line.cause] : []));
}

describe("a system that became another account", () => {
  test("ends in the old one what was granted there, with the settings of then, and is never followed", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: MOVED });
    const { findings } = await world.reconcile(minutesLater(1));
    expect([world.held(), world.held(OTHER), ends(world)]).toEqual([[], [], ["offboarded"]]);
    expect(findings).toMatchObject([{ code: "offboarded", args: { because: "place" } }]);
  });

  test("grants in the new one what is asked for since, while the old one cannot be reached, and tells them apart", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: MOVED });
    world.account().fail({ from: 1, work: "undone", transient: true });
    world.grant({ [AGAIN]: REQUEST });
    const { findings } = await world.reconcile(minutesLater(1));
    expect([world.held(), world.held(OTHER)]).toEqual([["Alice aws-prod/admin"], ["Alice aws-prod/admin"]]);
    expect(findings.map(({ code }) => code)).toEqual(["offboarded", "system-unobserved"]);

    world.account().heal();
    await world.reconcile(minutesLater(2));
    expect([world.held(), world.held(OTHER)]).toEqual([[], ["Alice aws-prod/admin"]]);
    // The end of the one is none of the other, for whoever reads the ledger too.
    const stretches = audit(world.ledger, new Map()).map(({ ended, cause }) => [ended !== undefined, cause]);
    expect(stretches).toEqual([
      [true, "offboarded"],
      [false, undefined],
    ]);
    const before = world.ledger.length;
    const again = await world.reconcile(minutesLater(3));
    expect([again.systems.map(({ system }) => system.settings["account"]), world.ledger.length]).toEqual([
      ["222222222222", "123456789012"],
      before,
    ]);
  });

  test("is late in the old one since its end failed there first, whatever is done in the new one", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: MOVED });
    const failing = (minute: number) => {
      world.account().fail({ from: 2, work: "undone", transient: false });
      return world.reconcile(minutesLater(minute));
    };
    await failing(1);
    world.grant({ [AGAIN]: REQUEST });
    await failing(4);
    expect(world.held(OTHER)).toEqual(["Alice aws-prod/admin"]);
    const { overdue } = await failing(6);
    expect(overdue).toMatchObject([{ since: minutesLater(1) }]);
    const failed = world.ledger.filter((line) => line.kind === "receipt" && line.result.outcome === "failed");
    expect(failed).toHaveLength(1);
  });

  test("tells who asked since that they have it, whatever becomes of what was granted in the old one", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: MOVED });
    world.account().fail({ from: 2, work: "undone", transient: false });
    world.grant({ [AGAIN]: REQUEST });
    await world.reconcile(minutesLater(1));
    await world.reconcile(minutesLater(2));
    expect([world.held().length, world.told.get(2)]).toEqual([1, expect.stringContaining("🔓")]);

    world.account().heal();
    await world.reconcile(minutesLater(3));
    expect([world.held(), world.held(OTHER)]).toEqual([[], ["Alice aws-prod/admin"]]);
    expect([world.told.get(1), world.told.get(2)]).toEqual([
      expect.stringContaining("🔒"),
      expect.stringContaining("🔓"),
    ]);
  });

  test("is looked at where it was for a while after all of it ended, since a call may come there that nobody waits for", async () => {
    const world = await granted();
    const late = [...world.account().entries];
    world.push({ [SYSTEM]: MOVED }, [ASK]);
    await world.reconcile(minutesLater(1));
    expect(world.held()).toEqual([]);
    for (const [name, entry] of late) world.account().entries.set(name, entry);
    await world.reconcile(minutesLater(2));
    expect(world.held()).toEqual([]);
    const { systems } = await world.reconcile(minutesLater(63));
    expect(systems.map(({ system }) => system.settings["account"])).toEqual(["222222222222"]);
  });

  test("is looked for where it was, though no run lived to write down what it had granted", async () => {
    const world = await granted();
    world.ledger.splice(0);
    world.push({ [SYSTEM]: MOVED });
    await world.reconcile(minutesLater(1));
    expect([world.held(), world.held(OTHER)]).toEqual([[], []]);
    expect(ends(world)).toEqual(["offboarded"]);
  });

  test("and back before a run saw it has changed nothing", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: MOVED });
    world.push({ [SYSTEM]: FILES[SYSTEM] ?? "" });
    const { receipts } = await world.reconcile(minutesLater(1));
    expect([receipts, world.held()]).toEqual([[], ["Alice aws-prod/admin"]]);
  });

  test("gives nothing of what was granted for the old one and is still to begin", async () => {
    const world = repositoryWorld();
    made.push(world);
    world.grant({ [ASK]: `${REQUEST}from: 2026-11-22T15:00:00Z\n` });
    await world.reconcile(START);
    world.push({ [SYSTEM]: MOVED });
    await world.reconcile(minutesLater(61));
    expect([world.held(), world.held(OTHER)]).toEqual([[], []]);
  });
});

describe("what is gone", () => {
  test("a system that was renamed is ended where it was, under its old name", async () => {
    const world = await granted();
    world.push({ "access/systems/production.yaml": FILES[SYSTEM] ?? "" }, [SYSTEM]);
    const { findings } = await world.reconcile(minutesLater(1));
    expect([world.held(), ends(world)]).toEqual([[], ["offboarded"]]);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "offboarded", args: expect.objectContaining({ because: "system" }) }),
    );
  });

  test("a role that was renamed is ended, and the new name is not granted", async () => {
    const world = await granted();
    world.push({ [SYSTEM]: (FILES[SYSTEM] ?? "").replace("  admin:", "  root:") });
    await world.reconcile(minutesLater(1));
    expect([world.held(), ends(world)]).toEqual([[], ["offboarded"]]);
  });

  test.each([
    ["left", (text: string) => text.replace(/^ {2}Alice:.*\n/m, "").replace("[alice, bob]", "[bob]")],
    ["was renamed", (text: string) => text.replace("  Alice:", "  alice-ng:").replace("[alice, bob]", "[alice-ng]")],
    ["is another account", (text: string) => text.replace("id: 1,", "id: 99,")],
    [
      "has another name in the system",
      (text: string) =>
        text.replace("email: alice@example.com", 'ids: { aws-prod: "arn:aws:iam::123456789012:user/al" }'),
    ],
  ])("whoever %s is offboarded, and nobody gets it instead", async (_, change) => {
    const world = await granted();
    const people = change(FILES[PEOPLE] ?? "");
    expect(people).not.toBe(FILES[PEOPLE]);
    world.push({ [PEOPLE]: people });
    await world.reconcile(minutesLater(1));
    expect([world.held(), ends(world)]).toEqual([[], ["offboarded"]]);
    await world.reconcile(minutesLater(2));
    expect(world.held()).toEqual([]);
  });
});
