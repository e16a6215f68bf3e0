import type { Stage } from "../stage.js";
import { accountOf } from "../world/accounts.js";
import { type Tree, withFiles } from "../world/git.js";
import { MAIN } from "../world/github.js";
import type { Pull } from "../world/nouns.js";

/** One thing that somebody does, or that happens; it says what, or that there was nothing to do it to. */
export type Act = (stage: Stage) => string | undefined | Promise<string | undefined>;

export function openPulls({ world }: Stage): readonly Pull[] {
  return [...world.github.pulls.values()].filter(({ open }) => open);
}

/** The latest are the likeliest: that is where something is going on. */
export function pickPull(stage: Stage): Pull | undefined {
  const open = openPulls(stage);
  if (open.length === 0) return undefined;
  return stage.world.random.pick(stage.world.random.chance(0.7) ? open.slice(-3) : open);
}

export function requestsAtHead({ world: { github } }: Stage): readonly string[] {
  return [...github.git.get(github.main()).tree.keys()].filter((path) => path.startsWith("access/requests/"));
}

export interface Written {
  readonly by: string;
  readonly message: string;
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly tree?: Tree;
  /** Its parents; what it is written on is the first of them. */
  readonly parents: readonly string[];
  readonly clean?: boolean;
}

export function write(
  { world: { github } }: Stage,
  { by, message, files = {}, tree, parents, clean = false }: Written,
): string {
  const { git, time } = github;
  const [first = github.main()] = parents;
  const made = withFiles(tree ?? git.get(first).tree, files);
  return git.commit({ parents, tree: made, author: by, message, at: time.now(), clean });
}

/** Whoever is nobody to the forge has somebody else push for them. */
export function pusherOf(login: string) {
  return accountOf(login === "nobody" ? "mallory" : login);
}

export function pushMain(stage: Stage, commit: string, by: string): void {
  stage.world.github.move(MAIN, commit, pusherOf(by));
}

/** When it is now, so many minutes later, as files write it. */
export function minutesLater({ world }: Stage, minutes: number): string {
  return new Date(world.time.now() + minutes * 60_000).toISOString().replace(".000Z", "Z");
}
