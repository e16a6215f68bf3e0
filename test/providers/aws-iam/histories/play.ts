import { pairOf } from "../../../../src/model/binding.js";
import { type Instant, instantOf } from "../../../../src/model/instant.js";
import { Failure } from "../../../../src/ports/failure.js";
import type { Aws } from "../../../../src/providers/aws-iam/aws.js";
import { groupHome } from "../../../../src/providers/aws-iam/group-place.js";
import type { Context } from "../../../../src/run/context.js";
import { prepare } from "../../../../src/run/prepare.js";
import { reconcile } from "../../../../src/run/reconcile.js";
import { createFaults, type Faults, type Health } from "../../../simulation/faults.js";
import { createRandom, type Random } from "../../../simulation/random.js";
import { createScheduler, type Process, type Scheduler } from "../../../simulation/scheduler.js";
import { createTime, type Time } from "../../../simulation/world/time.js";
import { nameOf } from "../groups.js";
import { type Bend, createMemoryAccount, type MemoryAccount, USERS } from "./account.js";
import { type Company, createCompany, GROUPS, ROLES, type RoleName } from "./company.js";

const START = Date.UTC(2026, 10, 22, 9);
const MINUTE = 60_000;
const PEOPLE = ["Alice", "bob"] as const;
const ROLE_NAMES = Object.keys(ROLES) as RoleName[];
const OURS = "/curfew/aws-prod/acme/access/";
const LIMITS = { allowMassRevoke: true };

/** Where a test puts something wrong: between us and AWS, or anything else. */
export interface Bends {
  readonly aws: Bend;
  readonly context: (context: Context) => Context;
}

export interface History {
  readonly wrongs: readonly string[];
  readonly trace: readonly string[];
  /** Calls that processes of ours made, how many processes were stopped between two, and how often somebody could do something. */
  readonly calls: number;
  readonly stopped: number;
  readonly used: number;
}

interface Stage {
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
  process(name: string): Process;
  contextOf(process: Process): Context;
}

/** Plays the history that a seed is, up to the first thing that is wrong. `connections` are given to the provider by the process's name. */
export async function playGroups(
  seed: number,
  {
    steps,
    bends,
    connections,
  }: { readonly steps: number; readonly bends: Bends; readonly connections: Map<string, Aws> },
): Promise<History> {
  const processes: Process[] = [];
  const stage = createStage(seed, bends, (process, of) => {
    processes.push(process);
    connections.set(
      process.name,
      of.account.connect(
        (name, work) =>
          of.faults.call(process, "aws", name, () => {
            const value = work();
            check(of, `after ${name} of ${process.name}`);
            return value;
          }),
        bends.aws,
      ),
    );
  });
  for (let step = 0; step < steps && stage.wrongs.length === 0; step += 1) {
    stage.scheduler.free = stage.random.chance(0.3);
    pass(stage, 1000);
    const said = await stage.random.weighted(ACTS)(stage);
    stage.trace.push(`${new Date(stage.time.now()).toISOString().slice(11, 19)} ${said}`);
    if (stage.random.chance(0.5)) await stage.scheduler.quiet();
    else await stage.scheduler.run(stage.random.below(12));
    check(stage, said);
  }
  if (stage.wrongs.length === 0) await settle(stage);
  connections.clear();
  const { wrongs, trace, used } = stage;
  return { wrongs, trace, calls: stage.scheduler.calls, stopped: processes.filter(({ alive }) => !alive).length, used };
}

function createStage(seed: number, bends: Bends, onProcess: (process: Process, stage: Stage) => void): Stage {
  const random = createRandom(seed);
  const time = createTime(START);
  const scheduler = createScheduler(random);
  let count = 0;
  const stage: Stage = {
    company: createCompany(),
    account: createMemoryAccount(START, GROUPS),
    random,
    time,
    scheduler,
    faults: createFaults(random, scheduler, time),
    foreign: new Map(),
    had: new Set(),
    wrongs: [],
    trace: [],
    used: 0,
    process(name) {
      count += 1;
      const process: Process = { name: `${name} ${count}`, alive: true };
      onProcess(process, stage);
      return process;
    },
    contextOf: (process) => bends.context(stage.company.contextOf(process, stage.faults)),
  };
  makeForeign(stage, "/", "engineers", "Alice");
  return stage;
}

type Act = (stage: Stage) => string | Promise<string>;

const ACTS: readonly (readonly [weight: number, act: Act])[] = [
  [8, ask],
  [3, takeAway],
  [6, (stage) => pass(stage, stage.random.below(15) * MINUTE)],
  [5, passToEnd],
  [24, run],
  [4, changeHealth],
  [1.5, heal],
  [2, damage],
  [1.5, interfere],
  [1, settle],
];

function heal({ faults }: Stage): string {
  faults.heal();
  return "everything is well again";
}

function ask({ company, random, time }: Stage): string {
  const [who, role] = [random.pick(PEOPLE), random.pick(ROLE_NAMES)];
  const at = time.now();
  const from = at + (random.chance(0.7) ? 0 : random.below(20) * MINUTE);
  const until = from + (5 + random.below(60)) * MINUTE;
  company.merge({ who, role, at, from, until });
  return `${who} is given ${role} from ${iso(from)} to ${iso(until)}`;
}

function takeAway({ company, random }: Stage): string {
  const present = company.present();
  if (present.length === 0) return "nothing happens";
  const one = random.pick(present);
  company.takeAway(one);
  return `${one.role} is taken away from ${one.who}`;
}

function pass({ account, time }: Stage, milliseconds: number): string {
  time.moveTo(instantOf(time.now() + milliseconds));
  account.moveTo(time.now());
  return `${milliseconds / 1000} s pass`;
}

/** To the very moment at which something begins or ends, or the second before. */
function passToEnd(stage: Stage): string {
  const now = stage.time.now();
  const moments = stage.company.present().flatMap(({ from, until }) => [from, until].filter((one) => one > now));
  if (moments.length === 0) return "nothing happens";
  return pass(stage, Math.max(0, Math.min(...moments) - now - (stage.random.chance(0.3) ? 1000 : 0)));
}

function run(stage: Stage): string {
  const { random, time } = stage;
  const process = stage.process("run");
  if (random.chance(0.5)) {
    process.stopIn = { calls: random.below(14), when: random.pick(["before", "after"] as const) };
  }
  reconcile(stage.contextOf(process), time.now(), LIMITS).catch((error: unknown) => {
    if (!(error instanceof Failure)) stage.wrongs.push(`a bug: ${(error as Error).stack}`);
  });
  const stop = process.stopIn;
  return `${process.name} begins${stop ? `, to be stopped ${stop.when} its call ${stop.calls + 1}` : ""}`;
}

function changeHealth({ faults, random }: Stage): string {
  const place = random.pick(["aws", "aws", "ledger", "git"]);
  const health = random.weighted<Health>([
    [3, { kind: "well" }],
    [1, { kind: "down" }],
    [4, { kind: "flaky", often: random.pick([0.1, 0.3, 0.6]) }],
    [1, { kind: "refusing" }],
  ]);
  faults.set(place, health);
  return `${place} is ${health.kind}`;
}

/** An administrator of the account changes something of ours: by none of it anybody could do more. */
function damage(stage: Stage): string {
  const { account, random } = stage;
  const group = random.pick([undefined, ...ours(stage)]);
  if (group === undefined) return "nothing happens";
  const GroupName = group.name;
  const names = [...group.users].map(({ name }) => name);
  const leave = (UserName: string) => account.root("RemoveUserFromGroup", { GroupName, UserName });
  const dropPolicy = (PolicyName: string) => account.root("DeleteGroupPolicy", { GroupName, PolicyName });
  const how = random.pick(["members", "joins", "policy", "all"] as const);
  if (how === "joins") account.root("AddUserToGroup", { GroupName, UserName: "mallory" });
  if (how === "members" || how === "all") for (const name of names) leave(name);
  if (how === "policy" || how === "all") for (const name of [...group.inline.keys()]) dropPolicy(name);
  if (how === "all") account.root("DeleteGroup", { GroupName });
  return `somebody damages ${GroupName}: ${how}`;
}

/** Somebody makes a group beside ours, or by the very name that ours would have: elsewhere, or where we may change it. */
function interfere(stage: Stage): string {
  const { account, foreign, random } = stage;
  const who = random.pick(PEOPLE);
  const pair = { who, what: `aws-prod/${random.pick(ROLE_NAMES)}` } as const;
  const [path, name] = random.pick([
    ["/curfew/aws-prod/", "made-by-hand"],
    ["/", nameOf(pair)],
    [groupHome("acme/other", pair), nameOf(pair)],
  ] as const);
  if (account.groups().some((group) => group.name === name)) {
    if (!foreign.delete(name)) return "nothing happens";
    account.root("RemoveUserFromGroup", { GroupName: name, UserName: "mallory" });
    account.root("DeleteGroup", { GroupName: name });
    return `${name} is taken away by whoever made it`;
  }
  makeForeign(stage, path, name, "mallory");
  return `somebody makes ${path}${name}`;
}

function makeForeign({ account, foreign }: Stage, Path: string, GroupName: string, UserName: string): void {
  account.root("CreateGroup", { Path, GroupName });
  account.root("AddUserToGroup", { GroupName, UserName });
  foreign.set(GroupName, faceOf(account, GroupName) ?? "");
}

function faceOf(account: MemoryAccount, name: string): string | undefined {
  const group = account.groups().find((one) => one.name === name);
  if (!group) return undefined;
  const members = [...group.users].map((user) => user.name).sort();
  return JSON.stringify([group.arn, members, [...group.inline.keys()], [...group.attached.keys()]]);
}

function ours({ account, foreign }: Stage) {
  return account.groups().filter(({ name, path }) => path.startsWith(OURS) && !foreign.has(name));
}

/** Who is in a group of ours, with what, and until when its policy lets them. */
function heldIn(stage: Stage): ReadonlyMap<string, number> {
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

/** What must hold after every call, whatever else is wrong in the world. */
function check(stage: Stage, when: string): void {
  const { account, company, foreign, had, time, wrongs } = stage;
  const now = time.now();
  for (const user of USERS) {
    for (const role of ROLE_NAMES) {
      if (!account.allows(user, ROLES[role])) continue;
      stage.used += 1;
      const given = company.merged.some(
        (one) => one.who === user && one.role === role && one.from <= now && now < one.until,
      );
      if (!given) wrongs.push(`${user} can use ${role} at ${iso(now)}, ${when}`);
    }
  }
  for (const [name, face] of foreign) {
    if (faceOf(account, name) !== face) wrongs.push(`${name} is another's, and was changed, ${when}`);
  }
  for (const [pair, until] of heldIn(stage)) if (until > 0) had.add(pair);
}

/** Once nothing is in the way, two runs make everything as it should be, and a third would do nothing. */
async function settle(stage: Stage): Promise<string> {
  const { company, faults, scheduler, foreign, wrongs, had } = stage;
  faults.heal();
  await scheduler.quiet();
  faults.heal();
  for (const _ of ["first", "second"]) {
    // As long as AWS may show what it was before.
    pass(stage, 61_000);
    await drive(stage, (context, now) => reconcile(context, now, LIMITS));
  }
  const left = await drive(stage, (context, now) => prepare(context, now, LIMITS));
  const now = stage.time.now();
  const wanted = new Map<string, number>();
  for (const { who, role, from, until } of company.present()) {
    const pair = pairOf({ who, what: `aws-prod/${role}` });
    if (from <= now && now < until) wanted.set(pair, Math.max(wanted.get(pair) ?? 0, until));
  }
  const isTaken = (pair: string): boolean =>
    foreign.has(nameOf({ who: pair.split(" ")[0] ?? "", what: (pair.split(" ")[1] ?? "") as `${string}/${string}` }));
  for (const pair of [...wanted.keys()].filter(isTaken)) wanted.delete(pair);
  for (const system of left.systems) {
    const changes = system.kind === "observed" ? system.plan.changes : [];
    if (system.kind === "unobserved") wrongs.push(`${system.system.name} is not observed: ${system.error}`);
    for (const change of changes) {
      const subject = change.action === "revoke" ? change.held : change.binding;
      if (!isTaken(pairOf(subject)))
        wrongs.push(`a third run would ${change.action} ${pairOf(subject)}: ${change.because}`);
    }
  }
  for (const { action, who, what } of left.missing)
    wrongs.push(`a third run would write down: ${action} ${who} ${what}`);
  same(wrongs, "is held", heldIn(stage), wanted);
  same(wrongs, "is live by the ledger", liveIn(company), wanted);
  const received = new Set(
    company.lines.flatMap((line) => (line.kind === "receipt" && isGiven(line) ? pairOf(line) : [])),
  );
  for (const pair of had) if (!received.has(pair)) wrongs.push(`${pair} was held, and no receipt says so`);
  check(stage, "when everything settles");
  return "everything settles";
}

async function drive<Value>(stage: Stage, work: (context: Context, now: Instant) => Promise<Value>): Promise<Value> {
  const context = stage.contextOf(stage.process("settling"));
  let failed: unknown;
  const ended = work(context, stage.time.now()).catch((error: unknown) => {
    failed = error;
    return undefined;
  });
  await stage.scheduler.quiet();
  const value = await ended;
  if (value === undefined) throw failed;
  return value;
}

type Receipt = Extract<Company["lines"][number], { kind: "receipt" }>;

function isGiven({ action, result }: Receipt): boolean {
  return action !== "revoke" && result.outcome !== "failed";
}

function liveIn({ lines }: Company): ReadonlyMap<string, number> {
  const live = new Map<string, number>();
  for (const line of lines) {
    if (line.kind !== "receipt" || line.result.outcome === "failed") continue;
    if (line.action === "revoke") live.delete(pairOf(line));
    else live.set(pairOf(line), line.until);
  }
  return live;
}

function same(
  wrongs: string[],
  how: string,
  is: ReadonlyMap<string, number>,
  should: ReadonlyMap<string, number>,
): void {
  for (const pair of new Set([...is.keys(), ...should.keys()])) {
    if (is.get(pair) !== should.get(pair)) {
      wrongs.push(`${pair} ${how} until ${iso(is.get(pair))}, and should be until ${iso(should.get(pair))}`);
    }
  }
}

function iso(instant: number | undefined): string {
  return instant === undefined ? "never" : new Date(instant).toISOString().slice(11, 19);
}
