import { pairOf } from "../../../../src/model/binding.js";
import type { Instant } from "../../../../src/model/instant.js";
import type { Context } from "../../../../src/run/context.js";
import { prepare } from "../../../../src/run/prepare.js";
import { reconcile } from "../../../../src/run/reconcile.js";
import { driven } from "../../../simulation/scheduler.js";
import { nameOf } from "../groups.js";
import { check } from "./check.js";
import type { Company } from "./company.js";
import { begin, LIMITS } from "./processes.js";
import { heldIn, iso, pass, type Stage } from "./stage.js";

/** Once nothing is in the way, two runs make everything as it should be, and a third would do nothing. */
export async function settle(stage: Stage): Promise<string> {
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
  const { context } = begin(stage, "settling");
  return driven(stage.scheduler, work(context, stage.time.now()));
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
