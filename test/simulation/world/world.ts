import type { Access } from "../../../src/model/access.js";
import { createFaults, type Faults } from "../faults.js";
import { createLedgerBranch, type LedgerBranch } from "../ports/ledger.js";
import { createRandom, type Random } from "../random.js";
import { createScheduler, type Scheduler } from "../scheduler.js";
import { firstFiles } from "./access-files.js";
import { createGit, withFiles } from "./git.js";
import { createGitHub, type GitHub } from "./github.js";
import { createSystems, type Systems } from "./systems.js";
import { createTime, type Time } from "./time.js";

/** Everything outside Curfew, as one seed makes it. */
export interface World {
  readonly seed: number;
  readonly random: Random;
  readonly time: Time;
  readonly github: GitHub;
  readonly ledger: LedgerBranch;
  readonly systems: Systems;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** What was read of commits: they never change. */
  readonly accessRead: Map<string, Access>;
}

const START = Date.UTC(2026, 10, 22, 9);

export function createWorld(seed: number): World {
  const random = createRandom(seed);
  const time = createTime(START);
  const scheduler = createScheduler(random);
  const faults = createFaults(random, scheduler, time);
  const github = createGitHub(createGit(), time, withFiles(new Map(), firstFiles()));
  // Whoever goes on after a call that hung does so when their run is over.
  const unwritable = () =>
    Math.max(faults.lastAnswered ?? 0, ...["ledger", "forge", "git"].map((place) => faults.lastWrong(place) ?? 0));
  const systems = createSystems(time.now, () => faults.landing, unwritable);
  return {
    seed,
    random,
    time,
    github,
    ledger: createLedgerBranch(() => systems.effects.length),
    systems,
    scheduler,
    faults,
    accessRead: new Map(),
  };
}
