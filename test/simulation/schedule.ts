import { type Instant, instantOf } from "../../src/model/instant.js";
import { Failure } from "../../src/ports/failure.js";
import { answerComments } from "../../src/run/answer-comments.js";
import { checkPullRequest } from "../../src/run/check-pull-request.js";
import { clearBranches } from "../../src/run/clear-branches.js";
import type { Context } from "../../src/run/context.js";
import { expire } from "../../src/run/expire.js";
import { openPullRequests } from "../../src/run/open-pull-requests.js";
import { reconcile } from "../../src/run/reconcile.js";
import type { Machine } from "./machine.js";
import type { Stage } from "./stage.js";

/** Milliseconds: how often the workflow is to run, and by how much GitHub may be late. */
const EVERY = 15 * 60_000;
const LATE = 2 * 3_600_000;

/** Milliseconds: nothing that has ended lasts longer where nothing but the schedule runs. */
export const LONGEST_WAIT = EVERY + LATE;

/** A run in so many is stopped in its middle. */
const STOPPED = 0.08;

/** The workflow's steps, each a process of its own that begins whatever became of the one before: the commands' use cases. */
const STEPS: readonly ((context: Context, now: Instant) => Promise<unknown>)[] = [
  (context, now) => reconcile(context, now, { allowMassRevoke: false }),
  async (context, now) => {
    await expire(context, now);
    for (const pull of await openPullRequests(context)) await checkPullRequest(context, pull, now);
    await clearBranches(context);
  },
  async (context, now) => {
    const { checks, reconcile: ends } = await answerComments(context, undefined, now);
    for (const pull of checks) await checkPullRequest(context, pull, now);
    if (ends) await reconcile(context, now, { allowMassRevoke: false });
  },
];

/** Lets the workflow run from now on, when GitHub comes to it. */
export function runOnSchedule(stage: Stage): void {
  const { random, time } = stage.world;
  const clock = time.machine();

  function wait(): void {
    const late = random.chance(0.7) ? random.below(10 * 60_000) : random.below(LATE);
    clock.wakeAt(instantOf(time.now() + EVERY + late), () => {
      wait();
      void runWorkflow(stage);
    });
  }

  wait();
}

/** One run, to its end. */
export async function runWorkflow(stage: Stage): Promise<void> {
  for (const step of STEPS) {
    const machine = stage.machine("workflow");
    await runStep(stage, machine, step);
  }
}

async function runStep(stage: Stage, machine: Machine, step: (typeof STEPS)[number]): Promise<void> {
  const { random, time } = stage.world;
  const { context, clock, process } = machine;
  if (!stage.settling && random.chance(STOPPED)) {
    process.stopIn = { calls: random.below(40), when: random.pick(["before", "after"] as const) };
    // Whatever this run would have done, the next does.
    stage.late = time.now();
  }
  try {
    await step(context, clock.now());
  } catch (error) {
    if (!(error instanceof Failure)) stage.watch.bug(error);
  }
}
