import { pairOf } from "../../../src/model/binding.js";
import { subjectOf } from "../../../src/model/plan.js";
import { prepare } from "../../../src/run/prepare.js";
import { driven } from "../scheduler.js";
import type { Stage } from "../stage.js";

/** A plan that is made where everything was settled, and a role was edited since, says so of all that it makes anew. */
export async function checkTold(stage: Stage): Promise<void> {
  const { world, wrongs } = stage;
  const { context, clock } = stage.machine("looking");
  const { systems } = await driven(world.scheduler, prepare(context, clock.now(), { allowMassRevoke: false }));
  const changes = systems.flatMap((system) => (system.kind === "observed" ? system.plan.changes : []));
  for (const change of changes.filter(({ because }) => because === "incomplete" || because === "edited")) {
    const pair = pairOf(subjectOf(change));
    const because = knowsGift(stage, pair) ? "edited" : "incomplete";
    if (change.because === because) continue;
    wrongs.push({ invariant: "an-edit-is-told", text: `${pair} is made anew since it is ${change.because}` });
  }
}

/** Whether the ledger says what the role of the pair gave when something was last done for it: what was found, it does not know. */
function knowsGift({ world: { ledger } }: Stage, pair: string): boolean {
  const lines = ledger.files
    .toSorted((one, other) => one.moment - other.moment || (one.hash < other.hash ? -1 : 1))
    .flatMap((file) => file.lines)
    .filter((line) => line.kind === "receipt" && line.result.outcome !== "failed" && pairOf(line) === pair);
  const last = lines.at(-1);
  return last?.kind === "receipt" && last.gives !== undefined;
}
