import { pairOf } from "../../../../src/model/binding.js";
import { instantOf } from "../../../../src/model/instant.js";
import type { Context } from "../../../../src/run/context.js";
import { createFaults, type Faults } from "../../../simulation/faults.js";
import { createRandom, type Random } from "../../../simulation/random.js";
import { createScheduler, type Process, type Scheduler } from "../../../simulation/scheduler.js";
import { createTime, type Time } from "../../../simulation/world/time.js";
import { type Bend, createMemoryAccount, type MemoryAccount } from "./account.js";
import { type Company, createCompany, GROUPS, ROLES, type RoleName } from "./company.js";

const START = Date.UTC(2026, 10, 22, 9);

export const PEOPLE = ["Alice", "bob"] as const;
export const ROLE_NAMES = Object.keys(ROLES) as RoleName[];
/** Where our groups lie. */
const OURS = "/curfew/aws-prod/acme/access/";

/** Where a test puts something wrong: between us and AWS, or anything else. */
export interface Bends {
  readonly aws: Bend;
  readonly context: (context: Context) => Context;
}

export interface Stage {
  readonly bends: Bends;
  readonly processes: Process[];
  readonly company: Company;
  readonly account: MemoryAccount;
  readonly random: Random;
  readonly time: Time;
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  /** What others made, as they made it, by its name. */
  readonly foreign: Map<string, string>;
  /** Who had what at any moment. */
  readonly had: Set<string>;
  readonly wrongs: string[];
  readonly trace: string[];
  used: number;
}

export function createStage(seed: number, bends: Bends): Stage {
  const random = createRandom(seed);
  const time = createTime(START);
  const scheduler = createScheduler(random);
  const stage: Stage = {
    bends,
    company: createCompany(),
    account: createMemoryAccount(START, GROUPS),
    random,
    time,
    scheduler,
    faults: createFaults(random, scheduler, time),
    foreign: new Map(),
    had: new Set(),
    processes: [],
    wrongs: [],
    trace: [],
    used: 0,
  };
  makeForeign(stage, "/", "engineers", "Alice");
  return stage;
}

export function makeForeign({ account, foreign }: Stage, Path: string, GroupName: string, UserName: string): void {
  account.root("CreateGroup", { Path, GroupName });
  account.root("AddUserToGroup", { GroupName, UserName });
  foreign.set(GroupName, faceOf(account, GroupName) ?? "");
}

export function faceOf(account: MemoryAccount, name: string): string | undefined {
  const group = account.groups().find((one) => one.name === name);
  if (!group) return undefined;
  const members = [...group.users].map((user) => user.name).sort();
  return JSON.stringify([group.arn, members, [...group.inline.keys()], [...group.attached.keys()]]);
}

export function ours({ account, foreign }: Stage) {
  return account.groups().filter(({ name, path }) => path.startsWith(OURS) && !foreign.has(name));
}

/** Who is in a group of ours, with what, and until when its policy lets them. */
export function heldIn(stage: Stage): ReadonlyMap<string, number> {
  return new Map(
    ours(stage).map((group): [string, number] => {
      const [who = "", role = ""] = group.path.slice(OURS.length).split("/");
      const members = [...group.users].map(({ name }) => name.toLowerCase());
      const [policy, ...more] = [...group.inline.values()];
      const end = /"DateLessThan":\{"aws:CurrentTime":"([^"]+)"/.exec(policy?.text ?? "")?.[1];
      const isWhole = members.join() === who && more.length === 0 && end !== undefined;
      return [pairOf({ who, what: `aws-prod/${role}` }), isWhole ? Date.parse(end) : 0];
    }),
  );
}

export function pass({ account, time }: Stage, milliseconds: number): string {
  time.moveTo(instantOf(time.now() + milliseconds));
  account.moveTo(time.now());
  return `${milliseconds / 1000} s pass`;
}

export function iso(instant: number | undefined): string {
  return instant === undefined ? "never" : new Date(instant).toISOString().slice(11, 19);
}
