import { REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import type { World } from "../../src/demo/world.js";
import { renderFinding } from "../../src/render/findings.js";
import { approveAs, openPullRequest, PATH } from "../story/stage.js";
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

export interface Life {
  /** How the company looked after each moment. */
  readonly looks: Readonly<Record<string, Look>>;
  /** How many calls the one had made at each moment. */
  readonly calls: Readonly<Record<string, number>>;
  /** The moments at which the one came to that call. */
  readonly met: readonly string[];
  /** What the audit finds wrong in the end. */
  readonly findings: readonly string[];
}

/** alice asks and has it, asks for more and has it for longer, and it ends: each moment with two processes at once. */
export async function live(meeting: Meeting | undefined): Promise<Life> {
  const company = await foundCompany(meeting?.kind ?? "app");
  const looks: Record<string, Look> = {};
  const calls: Record<string, number> = {};
  const met: string[] = [];
  const { world } = company;
  let comment = 0;

  async function moment(name: string, work: (process: Process) => Promise<void>): Promise<void> {
    const before = company.one.between.count();
    if (await meet(company, meeting, work)) met.push(name);
    calls[name] = company.one.between.count() - before;
    looks[name] = await lookAt(world, comment);
  }

  try {
    const first = await openPullRequest(world, "alice", { branch: "ask", path: PATH, text: REQUEST });
    await moment("asked", (process) => process.check(first));
    await approveAs(world, "dana", first);
    await moment("approved", (process) => process.check(first));
    await moment("granted", (process) => process.bringAbout());
    comment = await say(world, first, "/curfew extend 1h The replica is still behind.");
    await moment("more asked", (process) => process.answer(first));
    await company.one.check(2);
    await approveAs(world, "dana", 2);
    await company.one.check(2);
    await moment("extended", (process) => process.bringAbout());
    world.clock.moveTo(world.clock.now() + 3 * HOUR);
    await moment("ended", (process) => process.end());
    await moment("after the end", (process) => process.bringAbout());
    const { findings } = await company.one.audit();
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

async function say(world: World, issue: number, body: string): Promise<number> {
  const { data } = await world.people.alice.api.rest.issues.createComment({ ...REPOSITORY, issue_number: issue, body });
  return data.id;
}
