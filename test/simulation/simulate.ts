import { instantOf } from "../../src/model/instant.js";
import type { Act } from "./acts/act.js";
import { ask, command, editComment } from "./acts/asking.js";
import { damage, makeForeign, tryToMakeItLast } from "./acts/holding.js";
import { jump, pass, passToEnd } from "./acts/passing.js";
import {
  deleteBranch,
  mergeByHand,
  mergeByPush,
  proposeRemoval,
  pushDirectly,
  pushMore,
  rewriteMain,
  updateBranch,
} from "./acts/pushing.js";
import { approve, closeOrReopen, dismissReview, makeReady } from "./acts/reviewing.js";
import { changeRules } from "./acts/ruling.js";
import { changeHealth, heal, loseWakes, runOnce, skewClock, startReplica, stopReplica } from "./acts/trouble.js";
import { settle } from "./invariants/settled.js";
import { checkStep } from "./invariants/step.js";
import type { Bend } from "./machine.js";
import { createStage, type Stage, type Wrong } from "./stage.js";
import { forgetTexts } from "./world/texts.js";

export interface History {
  readonly seed: number;
  readonly steps: number;
  /** Calls that processes of ours made. */
  readonly calls: number;
  readonly wrongs: readonly Wrong[];
  readonly trace: readonly string[];
}

export interface HistoryOptions {
  readonly steps: number;
  readonly bend: Bend;
}

export const STRAIGHT: Bend = (context) => context;

const settled: Act = async (stage) => {
  await settle(stage);
  return "everything settles";
};

const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [16, ask],
  [20, approve],
  [2, dismissReview],
  [1, closeOrReopen],
  [1, makeReady],
  [3, pushMore],
  [2, updateBranch],
  [4, mergeByHand],
  [1.5, mergeByPush],
  [2, pushDirectly],
  [0.7, rewriteMain],
  [2, proposeRemoval],
  [0.5, deleteBranch],
  [3, changeRules],
  [5, command],
  [0.5, editComment],
  [4, tryToMakeItLast],
  [1.5, makeForeign],
  [1.5, damage],
  [14, pass],
  [8, passToEnd],
  [1, jump],
  [4, changeHealth],
  [2, heal],
  [2.5, stopReplica],
  [3, startReplica],
  [2, runOnce],
  [1, skewClock],
  [0.7, loseWakes],
  [1.2, settled],
];

/** Plays the history that a seed is, and stops at the first step after which something is wrong. */
export async function playHistory(seed: number, { steps, bend }: HistoryOptions): Promise<History> {
  forgetTexts();
  const stage = createStage(seed, bend);
  stage.start();
  let step = 0;
  while (step < steps && stage.wrongs.length === 0) {
    step += 1;
    await playStep(stage, step);
  }
  if (stage.wrongs.length === 0) {
    stage.trace.push("at the end everything settles");
    await attempt(stage, () => settle(stage));
  }
  const { wrongs, trace, world } = stage;
  return { seed, steps: step, calls: world.scheduler.calls, wrongs, trace };
}

async function playStep(stage: Stage, step: number): Promise<void> {
  const { random, time, scheduler } = stage.world;
  for (const replica of stage.replicas.filter(({ process }) => !process.alive)) stage.stop(replica);
  scheduler.free = random.chance(0.65);
  await attempt(stage, async () => {
    const act = random.weighted(ACTS);
    stage.carriedOver = scheduler.busy();
    time.moveTo(instantOf(time.now() + 1000));
    if (stage.carriedOver) stage.late = time.now();
    const said = await act(stage);
    if (said !== undefined) stage.trace.push(`${step}. ${new Date(time.now()).toISOString().slice(11, 19)} ${said}`);
    if (scheduler.free || random.chance(0.4)) await scheduler.quiet();
    else await scheduler.run(random.below(30));
    checkStep(stage);
  });
}

async function attempt(stage: Stage, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    stage.watch.bug(error);
  }
}
