import { instantOf } from "../../../src/model/instant.js";
import { checkStep } from "../invariants/step.js";
import type { Stage } from "../stage.js";
import { usableNow } from "../world/systems.js";
import type { Act } from "./act.js";

/** Time passes, and everybody is on time: at every moment at which a timer is due what it begins is done at once. */
export const pass: Act = async (stage) => {
  const { random, time } = stage.world;
  const minutes = random.weighted([
    [6, 1],
    [4, 4],
    [1, 15],
  ]);
  const seconds = Math.ceil(random.next() * minutes * 60);
  await passTo(stage, time.now() + seconds * 1000);
  return `${seconds} s pass`;
};

/** Long enough for everything to end, and for a workflow that GitHub forgot. */
export const passHours: Act = async (stage) => {
  const { random, time } = stage.world;
  const minutes = 20 + random.below(200);
  await passTo(stage, time.now() + minutes * 60_000);
  return `${minutes} min pass`;
};

/** Milliseconds: what ends later is met by passing. */
const FAR = 1_800_000;

/** To the very moment of an end, or a second beside it. */
export const passToEnd: Act = async (stage) => {
  const { random, time, systems } = stage.world;
  const ends = usableNow(systems, time.now()).flatMap(({ mark, until }) => [mark?.until ?? 0, until ?? 0]);
  const next = ends.filter((end) => end > time.now());
  const near = next.filter((end) => end < time.now() + FAR);
  if (near.length === 0) return undefined;
  const to = random.pick(near) + random.pick([-1000, 0, 1000, 59_000, 61_000]);
  await passTo(stage, to);
  return `it is ${new Date(time.now()).toISOString()}`;
};

export async function passTo(stage: Stage, to: number): Promise<void> {
  const { time, scheduler, faults } = stage.world;
  await scheduler.quiet();
  for (;;) {
    const next = time.nextTimer();
    if (next === undefined || next > to) break;
    time.moveTo(instantOf(Math.max(next, time.now())));
    faults.land();
    await scheduler.quiet();
    checkStep(stage);
    if (stage.wrongs.length > 0) return;
  }
  if (to > time.now()) time.moveTo(instantOf(to));
  await scheduler.quiet();
}

/** Every machine sleeps, or time passes in the middle of what they do. */
export const jump: Act = (stage) => {
  const { random, time } = stage.world;
  const seconds = random.pick([30, 300, 1500, 6000]);
  time.moveTo(instantOf(time.now() + seconds * 1000));
  stage.late = time.now();
  return `${seconds} s pass in a moment`;
};
