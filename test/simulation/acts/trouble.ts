import { Failure } from "../../../src/ports/failure.js";
import { reconcile } from "../../../src/run/reconcile.js";
import type { Health } from "../faults.js";
import { HARD_SYSTEM, SCHEDULED_SYSTEM } from "../world/systems.js";
import type { Act } from "./act.js";

const PLACES = ["forge", "git", "ledger", HARD_SYSTEM, SCHEDULED_SYSTEM];

/** Something answers badly from now on, or well again. */
export const changeHealth: Act = (stage) => {
  const { random, faults } = stage.world;
  const sick = PLACES.filter((place) => faults.healthOf(place).kind !== "well");
  if (sick.length > 0 && random.chance(0.65)) {
    const place = random.pick(sick);
    faults.set(place, { kind: "well" });
    return `${place} is well again`;
  }
  const place = random.pick(PLACES);
  const health = random.weighted<Health>([
    [3, { kind: "down" }],
    [5, { kind: "flaky", often: random.pick([0.1, 0.3, 0.6]) }],
    [1, { kind: "refusing" }],
  ]);
  faults.set(place, health);
  return `${place} is ${health.kind}`;
};

/** A system, or the ledger, answers some calls only when nobody waits for them any more. */
export const hang: Act = (stage) => {
  const { random, faults } = stage.world;
  const place = random.pick([HARD_SYSTEM, HARD_SYSTEM, SCHEDULED_SYSTEM, "ledger"]);
  faults.set(place, { kind: "hanging", often: random.pick([0.1, 0.3, 1]) });
  return `calls of ${place} hang`;
};

export const heal: Act = (stage) => {
  stage.world.faults.heal();
  stage.deaf = false;
  return "everything is well again";
};

/** A process is stopped: now, or some calls from now. */
export const stopReplica: Act = (stage) => {
  const { random } = stage.world;
  if (stage.replicas.length === 0) return undefined;
  const replica = random.pick(stage.replicas);
  if (random.chance(0.4)) {
    stage.stop(replica);
    return `${replica.process.name} is stopped`;
  }
  const calls = random.below(25);
  const when = random.pick(["before", "after"] as const);
  replica.process.stopIn = { calls, when };
  return `${replica.process.name} will be stopped ${when} its call ${calls + 1} from now`;
};

export const startReplica: Act = (stage) => {
  if (stage.replicas.length >= 2 && !stage.world.random.chance(0.2)) return undefined;
  return `${stage.start().process.name} is started`;
};

/** Somebody runs `curfew apply`, or a workflow does: once, beside whatever else runs. */
export const runOnce: Act = (stage) => {
  const { random } = stage.world;
  const { process, context, clock } = stage.machine("once");
  if (random.chance(0.4)) process.stopIn = { calls: random.below(40), when: random.pick(["before", "after"] as const) };
  reconcile(context, clock.now(), { allowMassRevoke: random.chance(0.1) }).catch((error: unknown) => {
    if (!(error instanceof Failure)) stage.watch.bug(error);
  });
  return `a run is started beside the others${process.stopIn ? `, and stopped ${process.stopIn.when} its call ${process.stopIn.calls + 1}` : ""}`;
};

/** A machine's clock is wrong from now on, or right again. */
export const skewClock: Act = (stage) => {
  const { random } = stage.world;
  if (stage.replicas.length === 0) return undefined;
  const replica = random.pick(stage.replicas);
  const seconds = replica.clock.offset === 0 ? random.pick([5, -5, 29, 120, -120, 7200, -7200]) : 0;
  replica.clock.offset = seconds * 1000;
  // Until now nobody may have known what time it was.
  if (seconds === 0) stage.late = stage.world.time.now();
  return `the clock of ${replica.process.name} is ${seconds} s ahead`;
};

export const loseWakes: Act = (stage) => {
  stage.deaf = !stage.deaf;
  return stage.deaf ? "webhooks are lost" : "webhooks arrive";
};
