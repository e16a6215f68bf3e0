import { expect, test } from "vitest";
import { createMetrics } from "../../src/adapters/telemetry/metrics.js";
import { createServed } from "../../src/app/served.js";
import type { Held } from "../../src/model/binding.js";
import { receiptOf } from "../../src/model/receipt.js";
import { Failure } from "../../src/ports/failure.js";
import type { Provider } from "../../src/ports/provider.js";
import type { Connection } from "../../src/wire.js";
import { samplesOf } from "../adapters/telemetry/samples.js";
import { held, minutes, NOW } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";
import { createMovingClock, turns } from "../run/moving-clock.js";

const SILENT = { info() {}, warn() {}, error() {} };
const MINUTE = 60_000;
const NAME = "acme/access";

/** One repository of the installation 1, and what is held there. */
function worldOf(holds: readonly Held[]) {
  const clock = createMovingClock();
  const present = new Map(holds.map((one) => [one.name, one]));
  const trace: string[] = [];
  let installed = true;
  let fetches = 0;
  const say = (what: string) => void trace.push(`${what} at ${(clock.now() - NOW) / MINUTE}`);
  const provider: Provider = {
    kind: "memory",
    curfew: "scheduled",
    observe: async () => ({ held: [...present.values()], strangers: [] }),
    grant: async (change) => receiptOf(change, { outcome: "done" }),
    revoke: async (change) => {
      present.delete(change.held.name);
      say(`revoked ${change.held.name}`);
      return receiptOf(change, { outcome: "done" });
    },
    howTo: () => "",
    examine: async () => [],
  };
  const fetch = async () => {
    fetches += 1;
    if (!installed) throw new Failure("the installation is gone", { transient: false });
  };
  const context = contextOf(
    { mergedBranches: async () => [] },
    { fetch, additions: async () => new Map(), tree: async () => [] },
    {
      ledger: {
        read: async () => ({ lines: [], findings: [] }),
        lost: async () => undefined,
        append: async () => undefined,
      },
      providers: { kind: async () => undefined, open: async () => provider },
    },
  );
  const connect = async (_: string, installation: number): Promise<Connection> => {
    say(`${installation} opened`);
    return { context: () => context, close: async () => say(`${installation} closed`) };
  };
  const metrics = createMetrics(clock);
  const served = createServed(connect, { clock, log: SILENT, metrics });
  return {
    clock,
    served,
    trace,
    measured: async () => samplesOf(await metrics.text()),
    fetches: () => fetches,
    uninstall() {
      installed = false;
      served.keep(new Set(), new Set());
    },
    install() {
      installed = true;
    },
    async pass(minutes: number) {
      for (let passed = 0; passed < minutes; passed += 0.5) {
        await turns();
        clock.advance(MINUTE / 2);
      }
      await turns();
    },
  };
}

const UNTIL = minutes(30);

/** So many that nobody asked for are held back, until their own end. */
const MANY = Array.from({ length: 8 }, (_, index) => held({ who: `person-${index}`, name: `${index}`, until: UNTIL }));
const REVOKED = MANY.map(({ name }) => `revoked ${name} at 30`);

test("a repository that the App was taken from is asked for no more, and closed where nothing is to end", async () => {
  const world = worldOf([]);
  world.served.of(NAME, 1).wake([{ kind: "reconcile" }, { kind: "check-open" }]);
  await world.pass(2);
  const fetches = world.fetches();
  world.uninstall();
  await world.pass(30);
  expect(world.fetches()).toBe(fetches);
  expect(world.trace).toEqual(["1 opened at 0", "1 closed at 2"]);
  expect(world.served.installationOf(NAME)).toBeUndefined();
});

test("a repository that was renamed is served by one of its names, though git answers to both", async () => {
  const world = worldOf(MANY);
  world.served.of(NAME, 1).wake([{ kind: "reconcile" }]);
  await world.pass(2);
  const fetches = world.fetches();
  world.served.keep(new Set(["acme/elevation"]), new Set());
  await world.pass(40);
  expect(world.fetches()).toBe(fetches);
  expect(world.trace).toEqual(["1 opened at 0", ...REVOKED, "1 closed at 30"]);
});

test("whoever takes the App away from a repository keeps no access beyond its end", async () => {
  const world = worldOf(MANY);
  world.served.of(NAME, 1).wake([{ kind: "reconcile" }]);
  await world.pass(2);
  world.uninstall();
  await world.pass(40);
  expect(world.trace).toEqual(["1 opened at 0", ...REVOKED, "1 closed at 30"]);
});

test("of a repository that the App was taken from it is measured what is held, until it has ended, and nothing after that", async () => {
  const world = worldOf(MANY);
  world.served.of(NAME, 1).wake([{ kind: "reconcile" }, { kind: "check-open" }]);
  await world.pass(2);
  world.uninstall();
  await world.pass(2);
  const bindings = `curfew_bindings{repository="${NAME}",system="aws-prod"}`;
  expect(await world.measured()).toMatchObject({
    [bindings]: MANY.length,
    [`curfew_last_run_timestamp_seconds{repository="${NAME}"}`]: minutes(2) / 1000,
    [`curfew_pull_requests_waiting{repository="${NAME}"}`]: 0,
  });
  await world.pass(40);
  expect(await world.measured()).toEqual({});
});

test("a repository that the App is on again is served again, by the same installation or another", async () => {
  const world = worldOf([held({ until: UNTIL })]);
  for (const installation of [1, 1, 2]) {
    world.served.of(NAME, installation).wake([{ kind: "reconcile" }]);
    await world.pass(1);
    expect(world.served.installationOf(NAME)).toBe(installation);
    world.uninstall();
    expect(world.served.installationOf(NAME)).toBeUndefined();
    world.install();
  }
  await world.served.close();
});

test("of an installation that cannot be read nothing is known", async () => {
  const world = worldOf([]);
  world.served.of(NAME, 1).wake([{ kind: "reconcile" }]);
  world.served.keep(new Set(), new Set([1]));
  expect(world.served.installationOf(NAME)).toBe(1);
  await world.served.close();
});
