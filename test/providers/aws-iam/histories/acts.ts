import { Failure } from "../../../../src/ports/failure.js";
import { groupHome } from "../../../../src/providers/aws-iam/group-place.js";
import { reconcile } from "../../../../src/run/reconcile.js";
import type { Health } from "../../../simulation/faults.js";
import { nameOf } from "../groups.js";
import { begin, LIMITS } from "./processes.js";
import { settle } from "./settle.js";
import { iso, makeForeign, ours, PEOPLE, pass, ROLE_NAMES, type Stage } from "./stage.js";

const MINUTE = 60_000;

type Act = (stage: Stage) => string | Promise<string>;

export const ACTS: readonly (readonly [weight: number, act: Act])[] = [
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

/** To the very moment at which something begins or ends, or the second before. */
function passToEnd(stage: Stage): string {
  const now = stage.time.now();
  const moments = stage.company.present().flatMap(({ from, until }) => [from, until].filter((one) => one > now));
  if (moments.length === 0) return "nothing happens";
  return pass(stage, Math.max(0, Math.min(...moments) - now - (stage.random.chance(0.3) ? 1000 : 0)));
}

function run(stage: Stage): string {
  const { random, time } = stage;
  const { process, context } = begin(stage, "run");
  if (random.chance(0.5)) {
    process.stopIn = { calls: random.below(14), when: random.pick(["before", "after"] as const) };
  }
  reconcile(context, time.now(), LIMITS).catch((error: unknown) => {
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
