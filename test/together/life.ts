import { REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { renderFinding } from "../../src/render/findings.js";
import { isDuplicate } from "../story/end.js";
import { approveAs, openPullRequest, PATH } from "../story/stage.js";
import { addRoles, FIVE_ROLES, issuesOf, planIn, say } from "../story/stories.js";
import { type Company, foundCompany, type Process, type ProcessKind, runOf } from "./company.js";
import { interleave, type Order } from "./interleave.js";
import { type Look, lookAt } from "./look.js";

const HOUR = 3_600_000;

/** How the two processes come together at each moment; alone where it is absent. */
export interface Meeting {
  readonly kind: ProcessKind;
  readonly order: Order;
  /** Counted from 1: the call of each moment at which they meet. */
  readonly call: number;
}

/** What happened in a company. */
export interface Told {
  /** How the company looked after each moment. */
  readonly looks: Readonly<Record<string, Look>>;
  /** How many calls the one had made at each moment. */
  readonly calls: Readonly<Record<string, number>>;
  /** The moments at which the one came to that call. */
  readonly met: readonly string[];
  /** What the audit finds wrong in the end. */
  readonly findings: readonly string[];
}

interface Stage {
  readonly world: World;
  readonly one: Process;
  /** Both processes do this at once. */
  moment(name: string, work: (process: Process) => Promise<void>): Promise<void>;
  /** Commands something; the number of the comment, by which what comes of it may be named, differs from life to life. */
  command(who: "alice" | "dana", issue: number, body: string): Promise<void>;
}

/** What people do in a company, and what its processes do then. */
export type Life = (stage: Stage) => Promise<void>;

/** alice asks and has it, asks for more and has it for longer, and it ends. */
export const prolonged: Life = async ({ world, one, moment, command }) => {
  const first = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await moment("asked", (process) => process.check(first));
  await approveAs(world, "dana", first);
  await moment("approved", (process) => process.check(first));
  await moment("granted", (process) => process.bringAbout());
  await command("alice", first, "/curfew extend 1h The replica is still behind.");
  await moment("more asked", (process) => process.answer(first));
  await one.check(2);
  await approveAs(world, "dana", 2);
  await one.check(2);
  await moment("extended", (process) => process.bringAbout());
  world.clock.moveTo(world.clock.now() + 3 * HOUR);
  await moment("ended", (process) => process.end());
  await moment("after the end", (process) => process.bringAbout());
};

/** alice asks and has it, and gives it back. */
export const returned: Life = async ({ world, one, moment, command }) => {
  const pull = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
  await approveAs(world, "dana", pull);
  await one.check(pull);
  await one.bringAbout();
  await command("alice", pull, "/curfew done");
  await moment("given back", (process) => process.answer(pull));
  await moment("taken out", (process) => process.check(2));
  await moment("after the end", (process) => process.bringAbout());
};

/** alice breaks the glass; nobody answers for it in time, somebody closes its issue, and at last dana answers. */
export const emergency: Life = async ({ world, moment, command }) => {
  const text = REQUEST.replace("for: 2h", "for: 1h").concat("emergency: true\n");
  const pull = await openPullRequest(world, "alice", { branch: "now", path: PATH, text });
  await moment("asked", (process) => process.check(pull));
  await moment("granted", (process) => process.bringAbout());
  world.clock.moveTo(world.clock.now() + 25 * HOUR);
  await moment("overdue", (process) => process.end());
  const issue = await answerable(world);
  const number = issue?.number ?? 0;
  await world.people.erin.api.rest.issues.update({ ...REPOSITORY, issue_number: number, state: "closed" });
  await moment("closed", (process) => process.bringAbout());
  await command("dana", number, "/curfew reviewed The failover was needed.");
  await moment("answered", (process) => process.answer(number));
  await moment("after the end", (process) => process.bringAbout());
};

/** erin takes away what five bindings stand on, by a push; dana, who owns the requests, allows it. */
export const heldBack: Life = async ({ world, one, moment, command }) => {
  await addRoles(world);
  const pull = await openPullRequest(world, "alice", { branch: "five", path: PATH, text: FIVE_ROLES });
  await one.check(pull);
  await moment("granted", (process) => process.bringAbout());
  await world.people.erin.push("main", PATH, undefined, "Clear away");
  await moment("held back", (process) => process.bringAbout());
  const issue = await answerable(world);
  const number = issue?.number ?? 0;
  await command("dana", number, `/curfew allow-revoke ${planIn(issue?.body ?? "")}`);
  await moment("allowed", (process) => process.answer(number));
  await moment("after the end", (process) => process.bringAbout());
};

async function answerable(world: World) {
  const [issue] = (await issuesOf(world)).filter((one) => !isDuplicate(one));
  return issue;
}

/** A life, at each moment of which two processes are at work at once. */
export async function live(life: Life, meeting: Meeting | undefined): Promise<Told> {
  const company = await foundCompany(meeting?.kind ?? "app");
  const looks: Record<string, Look> = {};
  const calls: Record<string, number> = {};
  const met: string[] = [];
  const { world, one } = company;
  const commands: number[] = [];

  async function moment(name: string, work: (process: Process) => Promise<void>): Promise<void> {
    const before = one.between.count();
    if (await meet(company, meeting, work)) met.push(name);
    calls[name] = one.between.count() - before;
    looks[name] = await lookAt(world, commands);
  }

  const command: Stage["command"] = async (who, issue, body) => void commands.push(await say(world, who, issue, body));

  try {
    await life({ world, one, moment, command });
    const { findings } = await one.audit();
    return { looks, calls, met, findings: findings.map(renderFinding) };
  } finally {
    await company.close();
  }
}

async function meet(
  { one, other }: Company,
  meeting: Meeting | undefined,
  work: (process: Process) => Promise<void>,
): Promise<boolean> {
  if (meeting !== undefined) {
    return interleave(runOf(one, work), runOf(other, work), meeting.order, meeting.call);
  }
  await work(one);
  return false;
}
