import { once } from "node:events";
import { createLog } from "../wire.js";
import { howToTry } from "./keep.js";
import { tellStory } from "./story.js";
import { tellPeople, tellPrograms } from "./tell.js";
import { createWorld } from "./world.js";

/**
 * Runs the story. Its exit code is 1 where any step was not as expected, and undefined where it was told to stop on its
 * way: the step under way comes to its end first, so that whatever it wrote is removed with the rest.
 */
export async function runDemo(options: {
  readonly json: boolean;
  readonly keep: boolean;
  readonly stop: AbortSignal;
}): Promise<number | undefined> {
  const { json, keep, stop } = options;
  const write = (line: string) => process.stdout.write(`${line}\n`);
  const world = await createWorld({
    start: startOfDay(),
    running: keep,
    // GitHub asks for a second between writes; this one is our own.
    retryDelay: 0,
    log: createLog({ level: "silent", destination: process.stderr }),
  });
  try {
    const told = await tellStory(world, json ? tellPrograms(write) : tellPeople(write), stop);
    if (!json) write(ending(told.ok));
    if (keep) {
      // A program reads steps, and nothing but steps, on standard output.
      const instructions = `\nThe servers are running; Ctrl-C stops them.\n\n${howToTry(world, told)}`;
      if (json) process.stderr.write(`${instructions}\n`);
      else write(instructions);
      if (!stop.aborted) await once(stop, "abort");
    }
    return told.ok ? 0 : 1;
  } catch (error) {
    if (error !== stop.reason) throw error;
    return undefined;
  } finally {
    await world.close();
  }
}

/** 14:00 UTC today: the story's hours read well, and its request is filed under today's date. */
function startOfDay(): number {
  return new Date().setUTCHours(14, 0, 0, 0);
}

function ending(ok: boolean): string {
  return ok
    ? "\nEvery step was as expected. Nobody had to remember anything."
    : "\nSome steps were not as expected: see the marks above.";
}
