import { instantOf } from "../../src/model/instant.js";
import { beginChanging } from "./acts/editing.js";
import { settle } from "./invariants/settled.js";
import { checkStep } from "./invariants/step.js";
import type { Bend } from "./machine.js";
import { runOnSchedule } from "./schedule.js";
import { SEASONS, type Season } from "./seasons.js";
import { createStage, type Stage, type Wrong } from "./stage.js";
import { forgetTexts } from "./world/texts.js";

export interface History {
  readonly seed: number;
  readonly season: Season;
  readonly steps: number;
  /** Calls that processes of ours made. */
  readonly calls: number;
  readonly wrongs: readonly Wrong[];
  readonly trace: readonly string[];
}

export interface HistoryOptions {
  readonly season: Season;
  readonly steps: number;
  readonly bend: Bend;
}

export const STRAIGHT: Bend = (context) => context;

/** Plays the history that a seed is in a season, and stops at the first step after which something is wrong. */
export async function playHistory(seed: number, { season, steps, bend }: HistoryOptions): Promise<History> {
  forgetTexts();
  const stage = createStage(seed, bend);
  begin(stage, season);
  let step = 0;
  while (step < steps && stage.wrongs.length === 0) {
    step += 1;
    await playStep(stage, step, season);
  }
  if (stage.wrongs.length === 0) {
    stage.trace.push("at the end everything settles");
    await attempt(stage, () => settle(stage));
  }
  const { wrongs, trace, world } = stage;
  return { seed, season, steps: step, calls: world.scheduler.calls, wrongs, trace };
}

function begin(stage: Stage, season: Season): void {
  if (season === "scheduled") {
    stage.scheduled = true;
    runOnSchedule(stage);
    return;
  }
  if (season === "changing") {
    stage.limited = true;
    beginChanging(stage);
  }
  stage.start();
}

async function playStep(stage: Stage, step: number, season: Season): Promise<void> {
  const { random, time, scheduler } = stage.world;
  for (const replica of stage.replicas.filter(({ process }) => !process.alive)) stage.stop(replica);
  scheduler.free = random.chance(0.65);
  await attempt(stage, async () => {
    const act = random.weighted(SEASONS[season]);
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
