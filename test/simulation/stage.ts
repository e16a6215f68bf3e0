import { EVERYTHING } from "../../src/app/repository.js";
import type { MemoryEntry } from "../../src/testing/memory-world.js";
import { type Bend, createMachine, createReplica, type Machine, type Replica, type Watch } from "./machine.js";
import { createModel, type Model } from "./model/model.js";
import type { Pull } from "./world/nouns.js";
import type { VaultEntry } from "./world/systems.js";
import { createWorld, type World } from "./world/world.js";

/** One history as it is played: the world, what of ours runs in it, and what it is held against. */
export interface Stage {
  readonly world: World;
  readonly model: Model;
  readonly watch: Watch;
  readonly bend: Bend;
  readonly replicas: Replica[];
  /** One process that does one thing: a workflow's run, a person's command. */
  machine(name: string): Machine;
  start(): Replica;
  stop(replica: Replica): void;
  /** What others made at the systems, by name: nobody but they may change it. */
  readonly foreign: Map<string, VaultEntry | MemoryEntry>;
  /** What is wrong with us, in the order in which it was noticed. */
  readonly wrongs: Wrong[];
  /** Part of what is told of a failing history. */
  readonly trace: string[];
  /** Since when every process has been on time, as far as it is up to us. */
  late: number;
  /** Something that was begun before the last step goes on. */
  carriedOver: boolean;
  /** Wakes are lost on their way. */
  deaf: boolean;
  /** No App runs, only a workflow when GitHub comes to it. */
  scheduled: boolean;
  /** The runs of the App have no more time than they have outside. */
  limited: boolean;
  /** Everything is well, and stays so until all is brought about. */
  settling: boolean;
  /** Branches by who made them, as far as it was not we. */
  readonly made: Map<string, string>;
}

export interface Wrong {
  readonly invariant: string;
  readonly text: string;
}

export function createStage(seed: number, bend: Bend): Stage {
  const world = createWorld(seed);
  const { github, random, time } = world;
  const model = createModel(github);
  const wrongs: Wrong[] = [];
  const replicas: Replica[] = [];
  let count = 0;
  const watch: Watch = {
    bug(error) {
      wrongs.push({
        invariant: "no-bugs",
        text: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    },
    merging: (pull) => stage.merging(pull),
  };

  const stage: Stage & { merging: (pull: Pull) => void } = {
    world,
    model,
    watch,
    bend,
    replicas,
    machine(name) {
      return createMachine(world, name, watch, bend);
    },
    start() {
      count += 1;
      const replica = createReplica(world, `app ${count}`, watch, { bend, limited: stage.limited });
      replicas.push(replica);
      replica.repository.wake(EVERYTHING);
      return replica;
    },
    stop(replica) {
      replica.process.alive = false;
      time.forget(replica.clock);
      replicas.splice(replicas.indexOf(replica), 1);
    },
    foreign: new Map(),
    wrongs,
    trace: [],
    late: time.now(),
    carriedOver: false,
    deaf: false,
    scheduled: false,
    limited: false,
    settling: false,
    made: new Map(),
    merging(pull) {
      const problem = mergingProblem(stage, pull);
      if (problem !== undefined) wrongs.push({ invariant: "merges-only-what-is-allowed", text: problem });
    },
  };

  github.onMain((commits) => model.see(commits));
  github.onWake((wakes) => {
    const alive = replicas.filter(({ process }) => process.alive);
    // A webhook goes to one of those that listen, and may be lost.
    if (alive.length === 0 || (stage.deaf && random.chance(0.5))) return;
    random.pick(alive).repository.wake(wakes);
  });
  return stage;
}

/** In the middle of other things we may merge what was allowed a moment ago: only what is done at once is judged here. */
function mergingProblem({ world, model, replicas, carriedOver }: Stage, pull: Pull): string | undefined {
  if (!world.scheduler.free || world.faults.landing || carriedOver || replicas.some(({ clock }) => clock.offset !== 0))
    return undefined;
  const { git } = world.github;
  const changes = git.mergeBases(world.github.main(), pull.head).flatMap((base) => {
    const [before, after] = [git.get(base).tree, git.get(pull.head).tree];
    return [...after].some(([path, file]) => before.get(path)?.blob !== file.blob) ? ["adds"] : ["removes"];
  });
  if (!changes.includes("adds")) return undefined;
  const opinion = model.opinionOn(pull);
  return opinion.is === "no" ? `#${pull.number} is merged by us: ${opinion.why}` : undefined;
}
