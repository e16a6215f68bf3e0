import type { World } from "./world.js";

/** Milliseconds that the clock is moved where work waits to be tried again. */
const STEP = 30_000;
const TRIES = 40;

/**
 * Lets everything under way come to rest: webhooks delivered, what they woke done. What waits for a later try is helped
 * by moving the clock, until the goal is reached or nothing helps.
 */
export async function settle(world: World, goal: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    await rest(world);
    if (await goal()) return true;
    world.clock.moveTo(world.clock.now() + STEP);
  }
  return false;
}

export async function rest(world: World): Promise<void> {
  for (let before = -1; before !== world.github.deliveries.length; ) {
    before = world.github.deliveries.length;
    await world.github.delivered();
    await world.curfew.idle();
  }
}
