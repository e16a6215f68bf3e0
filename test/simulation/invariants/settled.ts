import { EVERYTHING } from "../../../src/app/repository.js";
import type { Reconciliation } from "../../../src/run/bring-about.js";
import type { Prepared } from "../../../src/run/prepare.js";
import { prepare } from "../../../src/run/prepare.js";
import { reconcile } from "../../../src/run/reconcile.js";
import { runWorkflow } from "../schedule.js";
import { driven } from "../scheduler.js";
import type { Stage } from "../stage.js";
import { nameAt } from "../world/systems.js";
import { checkEffects } from "./effects.js";
import { checkRecords } from "./records.js";
import { checkStep } from "./step.js";
import { checkTidy } from "./tidy.js";
import { checkWanted } from "./wanted.js";

/** Faults stop: one run brings everything about, the next finds nothing to do, and all agree on what is. */
export async function settle(stage: Stage): Promise<void> {
  const { world, replicas } = stage;
  world.faults.heal();
  stage.deaf = false;
  stage.settling = true;
  for (const { clock } of replicas) clock.offset = 0;
  for (const replica of [...replicas]) {
    if (!replica.process.alive) stage.stop(replica);
    else delete replica.process.stopIn;
  }
  if (replicas.length === 0 && !stage.scheduled) stage.start();
  world.scheduler.free = world.random.chance(0.7);
  await world.scheduler.quiet();
  world.time.moveTo(world.time.now());
  await world.scheduler.quiet();
  checkStep(stage);

  const machine = stage.machine("settling");
  const first = await driven(
    world.scheduler,
    reconcile(machine.context, machine.clock.now(), { allowMassRevoke: false }),
  );
  const heldBack = first.systems.some((system) => system.kind === "observed" && system.heldBack.length > 0);
  if (heldBack)
    await driven(world.scheduler, reconcile(machine.context, machine.clock.now(), { allowMassRevoke: true }));
  const second = await driven(
    world.scheduler,
    prepare(machine.context, machine.clock.now(), { allowMassRevoke: false }),
  );
  checkConverged(stage, first, second);
  checkWanted(stage);
  checkRecords(stage);
  checkEffects(stage);
  checkStep(stage);
  if (stage.wrongs.length > 0) return;

  await lookAround(stage);
  await lookAround(stage);
  checkStep(stage);
  checkTidy(stage);
  stage.settling = false;
}

/** Everybody who brings things about looks at everything. */
async function lookAround(stage: Stage): Promise<void> {
  const { world, replicas } = stage;
  for (const { repository } of replicas) repository.wake(EVERYTHING);
  if (stage.scheduled) void runWorkflow(stage);
  await world.scheduler.quiet();
}

function checkConverged({ wrongs, foreign }: Stage, first: Reconciliation, second: Prepared): void {
  const wrong = (text: string) => wrongs.push({ invariant: "one-run-converges", text });
  if (first.retry)
    wrong(`without a fault the run wants to be repeated: ${first.findings.map(({ code }) => code).join(", ")}`);
  for (const system of second.systems) {
    if (system.kind === "unobserved") {
      wrong(`${system.system.name} cannot be observed: ${system.error}`);
      continue;
    }
    for (const change of system.plan.changes) {
      const held = change.action === "revoke" ? change.held : change.binding;
      const [of = "", role = ""] = held.what.split("/");
      const name = nameAt(system.system.kind, { system: of, identity: held.identity, role });
      if (!foreign.has(name)) wrong(`the second run would ${change.action} ${name} since ${change.because}`);
    }
  }
  for (const { action, who, what } of second.missing)
    wrong(`the second run would write down: ${action} ${who} ${what}`);
  for (const { request } of second.head.judged) wrong(`the second run would judge ${request}`);
}
