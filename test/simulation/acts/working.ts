import type { Stage } from "../stage.js";
import { accountOf, WRITERS } from "../world/accounts.js";
import type { Pull } from "../world/nouns.js";
import { openPull, review, say } from "../world/pulls.js";
import { type Act, minutesLater, openPulls, pickPull, write } from "./act.js";
import { systemsAtHead } from "./editing.js";

/** What the first policies let somebody have, and for how long at most. */
const ALLOWED = [
  ["prod/admin", ["alice", "bob"], ["4m", "10m", "40m"]],
  ["prod/operator", ["alice", "bob", "carol", "frank"], ["6m", "15m", "1h", "1h20m"]],
  ["db/writer", ["bob", "carol", "frank"], ["5m", "15m", "20m"]],
  ["db/reader", ["alice", "bob", "carol", "frank"], ["5m", "15m", "20m"]],
] as const;

/** Those of whom policies want approvals. */
const APPROVERS = ["dana", "frank", "bob", "carol", "erin"] as const;

/** Somebody asks for what they may have, and everybody who should approve does. */
export const work: Act = (stage) => {
  const [what, people, lengths] = stage.world.random.pick(ALLOWED);
  return workFor(stage, what, people, lengths);
};

/** The same, whatever the systems are called now. */
export const workThere: Act = (stage) => {
  const { random } = stage.world;
  const [what, people, lengths] = random.pick(ALLOWED);
  const [first, role] = what.split("/");
  const systems = systemsAtHead(stage).filter((system) => system.first === first);
  if (systems.length === 0) return undefined;
  return workFor(stage, `${random.pick(systems).name}/${role}`, people, lengths);
};

function workFor(
  stage: Stage,
  what: string,
  people: readonly string[],
  lengths: readonly string[],
): string | undefined {
  const { random, github } = stage.world;
  const who = random.pick(people);
  const number = github.branches.size + github.pulls.size;
  const request = { who, what, why: "Something is to be done there.", ...windowOf(stage, random.pick(lengths)) };
  const path = `access/requests/${what.split("/")[0]}/2026/11/22/${who}-${number}.yaml`;
  const branch = `work-${number}`;
  const files = { [path]: JSON.stringify(request) };
  github.move(branch, write(stage, { by: who, message: "Ask", files, parents: [github.main()] }), accountOf(who));
  const pull = openPull(github, { by: accountOf(who), branch, title: "Ask" });
  if (pull === undefined) return undefined;
  approveAll(stage, pull);
  return `${who} asks in #${pull.number}, and has the approvals: ${files[path]}`;
}

function windowOf(
  stage: Stage,
  length: string,
): { readonly for?: string; readonly from?: string; readonly until?: string } {
  const { random } = stage.world;
  const turn = random.next();
  if (turn < 0.1) return { for: length, from: minutesLater(stage, random.pick([1, 5, 20])) };
  if (turn < 0.2) return { until: minutesLater(stage, random.pick([3, 10, 18])) };
  return { for: length };
}

function approveAll({ world: { github } }: Stage, pull: Pull): void {
  for (const login of APPROVERS) review(github, pull, accountOf(login), "approved");
}

/** Everybody who should approve does, of what waits. */
export const approveWaiting: Act = (stage) => {
  const pull = pickPull(stage);
  if (pull === undefined) return undefined;
  approveAll(stage, pull);
  return `#${pull.number} at ${pull.head.slice(-6)} has the approvals`;
};

/** Somebody who was given something wants it for longer, or is done with it. */
export const holderSays: Act = (stage) => {
  const { random, github } = stage.world;
  const merged = [...github.pulls.values()].filter(({ merged, author }) => merged !== undefined && !author.bot);
  if (merged.length === 0) return undefined;
  const pull = random.pick(merged.slice(-5));
  const by = random.chance(0.9) ? pull.author.login : random.pick([...WRITERS]);
  const body = random.weighted([
    [4, "/curfew extend 5m"],
    [2, "/curfew extend 15m It takes longer."],
    [3, "/curfew done"],
    [1, "/curfew allow-revoke"],
  ]);
  say(github, { on: pull.number, by: accountOf(by), body });
  return `${by} says on #${pull.number}: ${body}`;
};

/** Whoever opened a pull request and waits for nobody gives it up. */
export const giveUp: Act = (stage) => {
  const { github } = stage.world;
  const [oldest, ...others] = openPulls(stage);
  if (oldest === undefined || others.length < 3) return undefined;
  oldest.open = false;
  github.wake([{ kind: "reconcile" }]);
  return `nobody wants #${oldest.number} any more`;
};
