import { createLog } from "../wire.js";
import { howToTry } from "./keep.js";
import { tellStory } from "./story.js";
import { tellPeople, tellPrograms } from "./tell.js";
import { createWorld } from "./world.js";

/** Runs the story. Its exit code is 1 where any step was not as expected. */
export async function runDemo(options: {
  readonly json: boolean;
  readonly keep: boolean;
}): Promise<{ readonly text: string; readonly exit: number }> {
  const write = (line: string) => process.stdout.write(`${line}\n`);
  // Whenever it is told to stop, its servers and folders go.
  const stopped = new Promise<"stopped">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve("stopped"));
  });
  const world = await createWorld({
    start: startOfDay(),
    running: options.keep,
    // GitHub asks for a second between writes; this one is our own.
    retryDelay: 0,
    log: createLog({ level: "silent", destination: process.stderr }),
  });
  try {
    const told = await Promise.race([
      tellStory(world, options.json ? tellPrograms(write) : tellPeople(write)),
      stopped,
    ]);
    if (told === "stopped") return { text: "", exit: INTERRUPTED };
    if (!options.json) write(ending(told.ok));
    if (options.keep) {
      // A program reads steps, and nothing but steps, on standard output.
      const instructions = `\nThe servers are running; Ctrl-C stops them.\n\n${howToTry(world, told)}`;
      if (options.json) process.stderr.write(`${instructions}\n`);
      else write(instructions);
      await stopped;
    }
    return { text: "", exit: told.ok ? 0 : 1 };
  } finally {
    await world.close();
  }
}

/** What a shell makes of a program that SIGINT ended. */
const INTERRUPTED = 130;

/** 14:00 UTC today: the story's hours read well, and its request is filed under today's date. */
function startOfDay(): number {
  return new Date().setUTCHours(14, 0, 0, 0);
}

function ending(ok: boolean): string {
  return ok
    ? "\nEvery step was as expected. Nobody had to remember anything."
    : "\nSome steps were not as expected: see the marks above.";
}
