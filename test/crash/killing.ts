import { setTimeout as wait } from "node:timers/promises";
import type { World } from "../../src/demo/world.js";
import { environmentIn, start } from "../cli/curfew.js";
import { isCurfews } from "../story/faults.js";

/** When a process is killed: after the k-th call that anybody sees of it, and so many milliseconds later. */
export interface Instant {
  readonly call: number;
  readonly jitter: number;
}

/** Starts the built `curfew` and kills it with SIGKILL at the instant. Whether it was killed before it ended by itself. */
export async function killed(
  world: World,
  words: readonly string[],
  { call, jitter }: Instant,
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const started = start(words, { env: { ...environmentIn(world), TMPDIR: world.directory, ...env } });
  const seen = callsSeen(world, call);
  const first = await Promise.race([seen.reached.then(() => "reached"), started.ended.then(() => "ended")]);
  seen.stop();
  if (first === "reached") {
    // The call is being answered meanwhile: by what it has come to when the process is gone, the instants differ.
    if (jitter > 0) await wait(jitter);
    started.process.kill("SIGKILL");
  }
  const { exit } = await started.ended;
  return exit === null;
}

/** Milliseconds without a call after which a process that goes on has nothing more to do. */
const QUIET = 2_000;

/** Resolves at Curfew's k-th call from now, or when it has made some and makes no more. */
function callsSeen(world: World, call: number): { readonly reached: Promise<void>; stop(): void } {
  let stop = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    let count = 0;
    let quiet: NodeJS.Timeout | undefined;
    const remove = world.faults.inject({
      mode: "error",
      // It only looks: no call matches, so none fails.
      match(one) {
        if (!isCurfews(one)) return false;
        count += 1;
        clearTimeout(quiet);
        quiet = setTimeout(resolve, QUIET);
        if (count >= call) resolve();
        return false;
      },
    });
    stop = () => {
      clearTimeout(quiet);
      remove();
    };
  });
  return { reached, stop: () => stop() };
}
