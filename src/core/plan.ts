import { type Binding, type Held, pairOf, systemOfPair } from "../model/binding.js";
import type { Instant } from "../model/instant.js";
import { type Change, type EndCause, type Plan, subjectOf } from "../model/plan.js";
import { compareTexts } from "./compare-texts.js";

export interface PlanInput {
  readonly system: string;
  readonly desired: readonly Binding[];
  readonly held: readonly Held[];
  readonly now: Instant;
  /** Why something held is not desired. */
  readonly ending: (held: Held) => EndCause;
  /** Requests that cannot be judged now: what cites one stays until its own end, if its holder does. */
  readonly kept: readonly string[];
  /** Nothing new is granted: `access/` cannot be read there, or nobody knows what time it is. */
  readonly frozen: boolean;
}

/**
 * The difference between what should be held and what is, for one system.
 *
 * | held                            | desired, `until` to come      | the change                               |
 * |---------------------------------|-------------------------------|------------------------------------------|
 * | nothing                         | yes                           | grant, `new`                             |
 * | whole, with the same end        | yes                           | none                                     |
 * | whole, with an earlier end      | yes                           | extend                                   |
 * | whole, with a later end         | yes                           | shorten; none if what it cites is kept   |
 * | not whole                       | yes                           | grant, extend or shorten, `incomplete`   |
 * | whole, and cites something else | yes                           | grant, `cited`                           |
 * | under another identity          | yes                           | revoke, `offboarded`; and grant          |
 * | a second time                   | yes                           | revoke the lesser one, `replaced`        |
 * | either of these, its end come   | yes                           | revoke, `expired`                        |
 * | its end has come                | no                            | revoke, `expired`                        |
 * | what it cites is kept           | no                            | none; revoke, `offboarded`               |
 * | anything else                   | no                            | revoke, with the cause it is given       |
 *
 * What is not whole, and lasts longer by what is kept, is granted until the end that is certain: nothing need be shortened,
 * and more is given again once its request can be read.
 *
 * Frozen, it grants, extends and repairs nothing. What ends and what is shortened by git ends and is shortened all the
 * same: by what is desired, which then rests on the last versions that could be read. What would end as `drift` stays:
 * it may only seem so. Revocations come first, then what gets less, then what gets more; each in order of pair and name.
 */
export function plan(input: PlanInput): Plan {
  const desired = new Map(
    input.desired
      .filter((binding) => systemOfPair(binding) === input.system && binding.until > input.now)
      .map((binding) => [pairOf(binding), binding]),
  );
  const held = new Map<string, readonly Held[]>();
  for (const one of input.held) held.set(pairOf(one), [...(held.get(pairOf(one)) ?? []), one]);
  const changes = [...new Set([...desired.keys(), ...held.keys()])].flatMap((pair) =>
    changesOf(desired.get(pair), held.get(pair) ?? [], input),
  );
  return { system: input.system, changes: changes.toSorted(inOrder) };
}

function changesOf(binding: Binding | undefined, held: readonly Held[], input: PlanInput): readonly Change[] {
  if (binding === undefined) return held.flatMap((one) => undesired(one, input));
  const [best, ...lesser] = held
    .filter(({ identity }) => identity === binding.identity)
    .toSorted(
      (one, other) =>
        likeness(other, binding, input.now) - likeness(one, binding, input.now) || compareTexts(one.name, other.name),
    );
  const others = held.filter(({ identity }) => identity !== binding.identity);
  return [
    ...others.flatMap((one) => revocation(one, "offboarded", input)),
    ...lesser.flatMap((one) => revocation(one, "replaced", input)),
    ...difference(binding, best, input),
  ];
}

function undesired(held: Held, input: PlanInput): readonly Change[] {
  const because = input.ending(held);
  const stays = held.until > input.now && input.kept.includes(held.request) && because !== "offboarded";
  return stays ? [] : revocation(held, because, input);
}

/** What has reached its end has expired, whatever else is said of it. */
function revocation(held: Held, otherwise: EndCause, { frozen, now }: PlanInput): readonly Change[] {
  const because = held.until <= now ? "expired" : otherwise;
  return frozen && because === "drift" ? [] : [{ action: "revoke", held, because }];
}

/** How near what is held is to what is desired: the nearest is the one that stays. */
function likeness(held: Held, binding: Binding, now: Instant): number {
  return (held.whole ? 4 : 0) + (held.until > now ? 2 : 0) + (held.until === binding.until ? 1 : 0);
}

/**
 * The plan without the changes that may not be made. What was to be extended and has reached the end that it was given
 * ends there.
 */
export function withhold({ system, changes }: Plan, withheld: (change: Change) => boolean, now: Instant): Plan {
  const left = changes.flatMap((change) => {
    if (!withheld(change)) return [change];
    return change.action === "extend" ? overdue(change.held, now) : [];
  });
  return { system, changes: left.toSorted(inOrder) };
}

function overdue(held: Held, now: Instant): readonly Change[] {
  return held.until <= now ? [{ action: "revoke", held, because: "expired" }] : [];
}

function difference(binding: Binding, held: Held | undefined, { frozen, kept, now }: PlanInput): readonly Change[] {
  if (held !== undefined && held.until > binding.until) {
    if (kept.includes(held.request))
      return held.whole || frozen ? [] : [{ action: "grant", binding, because: "incomplete" }];
    return [{ action: "shorten", binding, held, because: held.whole ? "grants" : "incomplete" }];
  }
  if (frozen) return held === undefined ? [] : overdue(held, now);
  if (held === undefined) return [{ action: "grant", binding, because: "new" }];
  // What nothing is said of was begun, and gave nothing that could be extended.
  if (held.until < binding.until && held.until > 0) {
    return [{ action: "extend", binding, held, because: held.whole ? "grants" : "incomplete" }];
  }
  if (!held.whole) return [{ action: "grant", binding, because: "incomplete" }];
  return cites(held, binding) ? [] : [{ action: "grant", binding, because: "cited" }];
}

/** Whoever looks at the provider for why somebody has access is to find the request, and the commit, that gives it. */
function cites(held: Held, { request, commit }: Binding): boolean {
  return held.request === request && held.commit === commit;
}

const ORDER = { revoke: 0, shorten: 1, extend: 2, grant: 3 } as const satisfies Record<Change["action"], number>;

function inOrder(one: Change, other: Change): number {
  return (
    ORDER[one.action] - ORDER[other.action] ||
    compareTexts(pairOf(subjectOf(one)), pairOf(subjectOf(other))) ||
    compareTexts(nameOf(one), nameOf(other))
  );
}

function nameOf(change: Change): string {
  return "held" in change ? change.held.name : "";
}
