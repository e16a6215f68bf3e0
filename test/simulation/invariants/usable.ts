import type { ModelGrant } from "../model/judge.js";
import { REPOSITORY } from "../ports/forge.js";
import { LONGEST_WAIT } from "../schedule.js";
import type { Stage } from "../stage.js";
import { SCHEDULED_SYSTEM, type Usable, usableNow } from "../world/systems.js";

/** Milliseconds: the promised lag of what is scheduled, with the App. */
const LAG = 60_000;
/** Milliseconds by which a clock that counts as right may be wrong. */
const SKEW = 30_000;
/** Milliseconds after which the App looks at everything: what a system does late of its own accord is seen then. */
const RESYNC = 600_000;

/** Nothing can be used that nobody approved, nor after its end. */
export function checkUsable(stage: Stage): void {
  const { world, model, wrongs } = stage;
  const now = world.time.now();
  for (const usable of usableNow(world.systems, now)) {
    if (usable.mark?.repository !== REPOSITORY || stage.foreign.has(usable.name)) continue;
    const what = `${usable.system}/${usable.role}`;
    const grants = model.given(usable.identity, what, usable.place);
    if (!model.mayGive(what, usable.place, usable.gives))
      wrongs.push({
        invariant: "gives-what-was-approved",
        text: `${usable.name} gives ${usable.gives}, which nobody approved`,
      });
    const wrong = wrongWith(stage, usable, grants, now);
    if (wrong)
      wrongs.push({
        ...wrong,
        text: `${wrong.text}: ${describe(usable)}; given: ${grants.map(describeGrant).join(", ")}`,
      });
  }
  for (const { name } of world.systems.taken) {
    wrongs.push({ invariant: "nobody-makes-it-last", text: `the holder of ${name} took along what needs no grant` });
  }
}

function wrongWith(
  stage: Stage,
  usable: Usable,
  grants: readonly ModelGrant[],
  now: number,
): { readonly invariant: string; readonly text: string } | undefined {
  const cited = grants.filter(({ path, commit }) => path === usable.mark?.request && commit === usable.mark.commit);
  if (cited.length === 0) return { invariant: "approved-for-that-commit", text: "can be used, and nobody approved it" };
  const begun = grants.filter(({ from }) => from - SKEW <= now);
  if (begun.length === 0) return { invariant: "approved-for-that-commit", text: "can be used before it begins" };
  const end = Math.max(...begun.map(({ until }) => until));
  if (usable.hard) {
    if (usable.until !== undefined && usable.until > end)
      return { invariant: "hard-curfew", text: "has a later end than was approved" };
    return now < end ? undefined : { invariant: "hard-curfew", text: "can be used after its curfew" };
  }
  return now <= latestEnd(stage, end)
    ? undefined
    : { invariant: "scheduled-curfew", text: `can be used ${(now - end) / 1000} s after its curfew` };
}

/** Until when something may be usable that was to end, as was promised. */
function latestEnd(stage: Stage, end: number): number {
  const landed = stage.world.faults.lastLanded(SCHEDULED_SYSTEM) ?? 0;
  if (stage.scheduled) return Math.max(end, landed, stage.late, lastWrong(stage)) + LONGEST_WAIT + LAG;
  return Math.max(
    end + (everyClockIsRight(stage) ? LAG : RESYNC + LAG),
    onTimeSince(stage) + LAG,
    landed + RESYNC + LAG,
  );
}

/** A webhook wakes one replica: where its clock is wrong, the others learn at their next look at everything. */
function everyClockIsRight({ replicas }: Stage): boolean {
  return replicas.every(({ clock }) => Math.abs(clock.offset) <= SKEW);
}

/** Since when some App has run, with a right clock, and everything that it asks has answered. */
function onTimeSince(stage: Stage): number {
  const { world, replicas, late } = stage;
  const good = replicas.filter(({ process, clock }) => process.alive && Math.abs(clock.offset) <= SKEW);
  if (good.length === 0) return world.time.now();
  const begun = Math.min(...good.map(({ since, clock }) => since - Math.min(0, clock.offset)));
  return Math.max(begun, late, lastWrong(stage));
}

/** Since when everything that a run asks has answered. */
function lastWrong({ world: { faults } }: Stage): number {
  return Math.max(...[SCHEDULED_SYSTEM, "git", "forge", "ledger"].map((place) => faults.lastWrong(place) ?? 0));
}

function describe({ name, mark, until }: Usable): string {
  const end = until === undefined ? "by nobody" : new Date(until).toISOString();
  return `${name} of ${mark?.request} by ${mark?.commit.slice(-6)}, ended ${end}`;
}

function describeGrant({ path, commit, from, until }: ModelGrant): string {
  return `${path.slice(-20)} ${commit.slice(-6)} ${new Date(from).toISOString().slice(11, 19)}–${new Date(until).toISOString().slice(11, 19)}`;
}
