import { ACTS } from "./acts.js";
import { check } from "./check.js";
import { settle } from "./settle.js";
import { type Bends, createStage, pass } from "./stage.js";

export interface History {
  readonly wrongs: readonly string[];
  readonly trace: readonly string[];
  /** Calls that processes of ours made, how many processes were stopped between two, and how often somebody could do something. */
  readonly calls: number;
  readonly stopped: number;
  readonly used: number;
}

/** Plays the history that a seed is, up to the first thing that is wrong. */
export async function playGroups(
  seed: number,
  { steps, bends }: { readonly steps: number; readonly bends: Bends },
): Promise<History> {
  const stage = createStage(seed, bends);
  for (let step = 0; step < steps && stage.wrongs.length === 0; step += 1) {
    stage.scheduler.free = stage.random.chance(0.3);
    pass(stage, 1000);
    const said = await stage.random.weighted(ACTS)(stage);
    stage.trace.push(`${new Date(stage.time.now()).toISOString().slice(11, 19)} ${said}`);
    if (stage.random.chance(0.5)) await stage.scheduler.quiet();
    else await stage.scheduler.run(stage.random.below(12));
    check(stage, said);
  }
  if (stage.wrongs.length === 0) await settle(stage);
  const { wrongs, trace, used, processes, scheduler } = stage;
  return { wrongs, trace, calls: scheduler.calls, stopped: processes.filter(({ alive }) => !alive).length, used };
}
