import type { World } from "../../src/demo/world.js";
import type { Call } from "../../src/sandbox/faults.js";
import { type Ended, environmentIn, start } from "../cli/curfew.js";
import { isCurfews } from "../story/faults.js";
import { interpose } from "../together/interposed.js";

export interface Stopped extends Ended {
  /** Undefined where it had ended before it came so far. */
  readonly at?: {
    /** The names of the calls that were answered before it was told, and of those after. */
    readonly before: readonly string[];
    readonly after: readonly string[];
  };
}

/** When a process is told to stop: at its k-th call, which is answered only once it knows; `twice`, never. */
export interface Telling {
  readonly call: number;
  readonly signal: "SIGTERM" | "SIGINT";
  readonly twice?: true;
}

/** Starts the built `curfew` and tells it to stop. */
export async function stopped(world: World, words: readonly string[], telling: Telling): Promise<Stopped> {
  const between = await interpose(world.github.url, world.cloudUrl);
  const [url, cloudUrl = ""] = between.urls;
  const own = environmentIn(world);
  const announcing = `--import=${new URL("announce-signals.mjs", import.meta.url).href}`;
  const { process, printed, ended } = start(words, {
    env: {
      ...own,
      NODE_OPTIONS: `${own["NODE_OPTIONS"]} ${announcing}`,
      TMPDIR: world.directory,
      GITHUB_API_URL: `${url}/api/v3`,
      GITHUB_SERVER_URL: between.url,
      AWS_ENDPOINT_URL: cloudUrl,
    },
  });
  const from = world.faults.calls.length;
  let told: number | undefined;
  between.before(telling.call, async () => {
    told = world.faults.calls.length;
    process.kill(telling.signal);
    await printed(/told/);
    if (!telling.twice) return;
    process.kill(telling.signal);
    await ended;
  });
  const end = await ended;
  await between.close();
  if (told === undefined) return end;
  const names = (calls: readonly Call[]) => calls.filter(isCurfews).map(({ name }) => name);
  const { calls } = world.faults;
  return { ...end, at: { before: names(calls.slice(from, told)), after: names(calls.slice(told)) } };
}
