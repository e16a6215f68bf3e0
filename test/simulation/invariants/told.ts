import { pairOf } from "../../../src/model/binding.js";
import { subjectOf } from "../../../src/model/plan.js";
import type { Receipt } from "../../../src/model/receipt.js";
import { prepare } from "../../../src/run/prepare.js";
import { driven } from "../scheduler.js";
import type { Stage } from "../stage.js";

type Subject = Pick<Receipt, "who" | "what" | "request" | "commit">;

/** A plan that is made where everything was settled, and a role was edited since, says so of all that it makes anew. */
export async function checkTold(stage: Stage): Promise<void> {
  const { world, wrongs } = stage;
  const { context, clock } = stage.machine("looking");
  const { systems } = await driven(world.scheduler, prepare(context, clock.now(), { allowMassRevoke: false }));
  const changes = systems.flatMap((system) => (system.kind === "observed" ? system.plan.changes : []));
  for (const change of changes.filter(({ because }) => because === "incomplete" || because === "edited")) {
    const subject = subjectOf(change);
    const because = knowsGift(stage, subject) ? "edited" : "incomplete";
    if (change.because === because) continue;
    const text = `${pairOf(subject)} is made anew since it is ${change.because}`;
    wrongs.push({ invariant: "an-edit-is-told", text });
  }
}

/** Whether the ledger says what its role gave when something was last done for it there: what was found, it does not know. */
function knowsGift({ world: { ledger }, model }: Stage, subject: Subject): boolean {
  function holdingOf({ who, what, request, commit }: Subject): string {
    const opinion = model.opinionOf(commit, request);
    const grant = opinion.is === "no" ? undefined : opinion.grants.find((one) => one.path === request);
    return `${pairOf({ who, what })} as ${grant?.identity} in ${grant?.place}`;
  }

  const last = ledger.files
    .toSorted((one, other) => one.moment - other.moment || (one.hash < other.hash ? -1 : 1))
    .flatMap((file) => file.lines)
    .flatMap((line) => (line.kind === "receipt" && line.result.outcome !== "failed" ? [line] : []))
    .findLast((line) => holdingOf(line) === holdingOf(subject));
  return last?.gives !== undefined;
}
