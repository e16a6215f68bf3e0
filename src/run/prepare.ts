import { bindingWithout } from "../core/binding-without.js";
import { pairOf } from "../model/binding.js";
import type { Desire } from "../model/desire.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { Receipt } from "../model/receipt.js";
import type { Context } from "./context.js";
import { type Limits, type Preparation, type PreparedSystem, prepareSystem } from "./prepare-system.js";
import { type Survey, survey } from "./survey.js";

/** Everything up to applying: a dry run stops here. */
export interface Prepared extends Pick<Survey, "now" | "head" | "lines" | "findings" | "stale"> {
  /** What git says should be held, as far as nobody denied it since it was judged first. */
  readonly desire: Desire;
  readonly systems: readonly PreparedSystem[];
  /** What happened at the providers and no run wrote down. */
  readonly missing: readonly Receipt[];
  /** Whether something was not done or not known that may be soon. */
  readonly retry: boolean;
}

export async function prepare(context: Context, now: Instant, limits: Limits): Promise<Prepared> {
  const known = await survey(context, now);
  return preparedOf(
    known,
    await Promise.all(known.systems.map((system) => prepareSystem(context, known, system, limits))),
  );
}

export function preparedOf(known: Survey, parts: readonly Preparation[]): Prepared {
  const { now, head, lines, stale } = known;
  return {
    now,
    head,
    desire: confirmedDesire(
      known,
      parts.flatMap(({ denied }) => [...denied]),
    ),
    lines,
    stale,
    systems: parts.map(({ system }) => system),
    missing: parts.flatMap(({ missing }) => missing),
    findings: saidOnce([...known.findings, ...parts.flatMap(({ findings }) => findings)]),
    retry: known.retry || parts.some(({ retry }) => retry),
  };
}

/** What was desired, without what was denied when it was judged again. */
function confirmedDesire(
  { desire: wanted, head, access, now }: Survey,
  denied: readonly (readonly [pair: string, without: ReadonlySet<string>])[],
): Desire {
  if (denied.length === 0) return wanted;
  const without = new Map(denied);
  const bindings = wanted.bindings.flatMap((binding) => {
    const pair = pairOf(binding);
    const paths = without.get(pair);
    if (paths === undefined) return [binding];
    return bindingWithout({ requests: head.requests, access, now }, { pair, without: paths }) ?? [];
  });
  return { ...wanted, bindings };
}

/** What several systems came by is one thing wrong; so is a clone that is shallow, however many questions it leaves open. */
function saidOnce(findings: readonly Finding[]): readonly Finding[] {
  const short = findings.find(({ code }) => code === "history-shallow");
  return [...new Set(findings)].filter((one) => one.code !== "history-shallow" || one === short);
}
