import { bindingWithout } from "../core/binding-without.js";
import { desire } from "../core/desire.js";
import { overdueFindings } from "../core/emergencies.js";
import { endingOf } from "../core/ending.js";
import { furtherLines } from "../core/further-lines.js";
import { latelyEnded } from "../core/lately-ended.js";
import { liveByLedger } from "../core/missing-receipts.js";
import { withhold } from "../core/plan.js";
import type { Access } from "../model/access.js";
import { type Held, type Observed, pairOf } from "../model/binding.js";
import type { Desire } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { Change, Plan } from "../model/plan.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";
import type { Provider } from "../ports/provider.js";
import { type AskedTime, askedTime, clockSkew } from "./clock-skew.js";
import { givesMore } from "./confirm-grants.js";
import type { Context } from "./context.js";
import { type Problem, problemOf } from "./failing.js";
import { fetchIfPossible } from "./fetch.js";
import { findRemovals, type Removals } from "./find-removals.js";
import { inTime } from "./in-time.js";
import { type JudgedHead, judgeHead } from "./judge-head.js";
import { CERTAIN, type Doubt, ledgerDoubt } from "./ledger-doubt.js";
import { movedFinding, movedOn } from "./moved-on.js";
import { type PlannedSystem, planSystem } from "./plan-system.js";
import { readLedger } from "./read-ledger.js";
import { provenanceFindings } from "./read-provenance.js";
import { shallowFindings } from "./shallow.js";
import { standingAccess } from "./standing-access.js";
import { systemsToReconcile } from "./systems-to-reconcile.js";

/** One system as it was found, and what is to be done there. */
export type PreparedSystem =
  | {
      readonly kind: "observed";
      readonly system: System;
      readonly provider: Provider;
      readonly observed: Observed;
      readonly plan: Plan;
      readonly heldBack: readonly Change[];
      /** The name of what is held back. */
      readonly planId: string;
    }
  | { readonly kind: "unobserved"; readonly system: System; readonly error: string; readonly transient: boolean };

/** What git, the ledger and the forge say, before any system is looked at. */
export interface Survey {
  readonly now: Instant;
  readonly head: JudgedHead;
  /** The folder as it stands for what is held. */
  readonly access: Access;
  readonly desire: Desire;
  /** The ledger as it was read, as far back as it matters. */
  readonly lines: readonly LedgerLine[];
  /** The same with what this run judged. */
  readonly all: readonly LedgerLine[];
  readonly systems: readonly System[];
  /** Of what the ledger believes held. */
  readonly removals: Removals;
  readonly findings: readonly Finding[];
  /** The forge did not answer: git is as it was fetched last. */
  readonly stale: boolean;
  /** Nobody knows what time it is, as far as the forge has answered until now. */
  readonly skewed: boolean;
  /** The same by what it answers now. */
  readonly time: AskedTime;
  /** Lines of the ledger cannot be read, or policy came otherwise than it must. */
  readonly damaged: boolean;
  /** Whether the ledger can be believed: asked once, and only where something is to be given. */
  readonly doubt: () => Promise<Doubt>;
  /** Whether another process was quicker: it gave what git says since this run fetched. */
  readonly movedOn: (held: readonly Held[]) => Promise<boolean>;
  /** Whether something was not known that may be soon. */
  readonly retry: boolean;
}

/** One system, prepared, with what was learnt on the way. */
export interface Preparation {
  readonly system: PreparedSystem;
  /** What happened there and no run wrote down. */
  readonly missing: readonly Receipt[];
  readonly findings: readonly Finding[];
  /** Of each pair the requests that give none of it, whatever the ledger says. */
  readonly denied: PlannedSystem["denied"];
  readonly retry: boolean;
  /** Whether the system took what time there was to ask about merges. */
  readonly slow: boolean;
}

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

export interface Limits {
  readonly allowMassRevoke: boolean;
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

/** Nothing that goes wrong with one request stops another: what gave access before is kept until its end. */
export async function survey(context: Context, now: Instant): Promise<Survey> {
  const stale = await fetchIfPossible(context);
  const ledger = await readLedger(context, now);
  const head = await judgeHead(context, ledger.lines, now);
  const standing = await standingAccess(context, head.access);
  const { access } = standing;
  const wanted = desire({ requests: head.requests, access, now });
  const all = furtherLines(ledger.lines, head.judged);
  const live = liveByLedger(all);
  const given = [...live, ...latelyEnded(all, now)];
  const reconciled = await systemsToReconcile(context, access, { given, requests: head.requests });
  const removals = await findRemovals(context, head, live, now);
  const time = askedTime(context, now);
  const skew = clockSkew(context) && (await time.skew());
  const doubts = provenanceFindings(head.provenance);
  return {
    now,
    head,
    access,
    desire: wanted,
    lines: ledger.lines,
    all,
    systems: reconciled.systems,
    removals,
    findings: [
      ...(stale ? [stale.finding] : []),
      ...ledger.findings,
      ...doubts,
      ...head.access.findings,
      ...standing.findings,
      ...shallowFindings(head.short),
      ...wanted.findings,
      ...reconciled.findings,
      ...removals.findings,
      ...(skew ? [skew] : []),
      ...overdueFindings(all, now),
    ],
    stale: stale !== undefined,
    skewed: skew !== undefined,
    time,
    damaged: ledger.findings.length > 0 || doubts.length > 0,
    doubt: ledgerDoubt(context, head),
    movedOn: movedOn(context, head, all),
    retry: stale?.transient === true || head.retry || removals.retry,
  };
}

/** What several systems came by is one thing wrong; so is a clone that is shallow, however many questions it leaves open. */
function saidOnce(findings: readonly Finding[]): readonly Finding[] {
  const short = findings.find(({ code }) => code === "history-shallow");
  return [...new Set(findings)].filter((one) => one.code !== "history-shallow" || one === short);
}

/**
 * Looks at one system and plans what is to be done there. One that fails, or does not answer, has its finding and is left
 * as it is: what is not known is not changed.
 */
export async function prepareSystem(
  context: Context,
  known: Survey,
  system: System,
  limits: Limits,
): Promise<Preparation> {
  const { budget } = context;
  const had = !budget.over("judge");
  let seen: Seen;
  try {
    seen = await observe(context, system, known.now);
  } catch (error) {
    return unobserved(system, problemOf(context, `the provider ${system.kind}`, error));
  }
  const slow = had && budget.over("judge");
  return { ...(await planObserved(context, known, { ...seen, system }, limits)), slow };
}

/** Plans what is to be done in a system as it was observed. */
export async function planObserved(
  context: Context,
  known: Survey,
  seen: Seen & { readonly system: System },
  limits: Limits,
): Promise<Preparation> {
  try {
    return await planFor(context, known, seen, limits);
  } catch (error) {
    return unobserved(seen.system, problemOf(context, `planning for ${seen.system.name}`, error));
  }
}

interface Seen {
  readonly provider: Provider;
  readonly observed: Observed;
}

async function planFor(
  context: Context,
  known: Survey,
  { system, provider, observed }: Seen & { readonly system: System },
  limits: Limits,
): Promise<Preparation> {
  const moved = !known.stale && (await known.movedOn(observed.held.filter(({ until }) => until > known.now)));
  const removals = moved ? known.removals : await removalsOf(context, known, observed);
  const requests = new Map(known.head.requests.map((request) => [request.path, request]));
  const { access } = known;
  const planWhere = (skewed: boolean): Promise<PlannedSystem> =>
    planSystem(context, {
      ...known,
      stale: known.stale || moved,
      skewed,
      lines: known.all,
      system,
      observed,
      settles: provider.settling?.seconds ?? 0,
      removals,
      ending: (one) => endingOf(one, { ...removals, requests, access, now: known.now }),
      allowMassRevoke: limits.allowMassRevoke,
    });
  const first = await planWhere(known.skewed);
  const acts = first.plan.changes.length > 0 || first.missing.length > 0;
  const skew = acts && !known.skewed ? await known.time.skew() : undefined;
  const planned = skew === undefined ? first : await planWhere(true);
  const { heldBack, planId, missing, denied } = planned;
  const findings = moved ? [...planned.findings, movedFinding(system)] : planned.findings;
  const gives = planned.plan.changes.some(givesMore);
  const doubt = gives ? await known.doubt() : CERTAIN;
  const plan = doubt.findings.length === 0 ? planned.plan : withhold(planned.plan, givesMore, known.now);
  return {
    system: { kind: "observed", system, provider, observed, plan, heldBack, planId },
    missing,
    findings: [...removals.findings, ...findings, ...doubt.findings, ...(skew ? [skew] : [])],
    denied,
    retry: moved || planned.retry || doubt.retry || removals.retry,
    slow: false,
  };
}

function unobserved(system: System, { error, transient }: Problem): Preparation {
  return {
    system: { kind: "unobserved", system, error, transient },
    missing: [],
    findings: [finding("system-unobserved", {}, { system: system.name, error })],
    denied: new Map(),
    retry: transient,
    slow: false,
  };
}

async function observe(context: Context, system: System, now: Instant): Promise<Seen> {
  return inTime(context, "change", `the provider ${system.kind} has not answered`, async () => {
    const provider = await context.providers.open(system);
    return { provider, observed: await provider.observe(now) };
  });
}

/** What is held and the ledger does not know of is looked up as well; mostly there is none. */
async function removalsOf(
  context: Context,
  { head, removals, all, now }: Survey,
  { held }: Observed,
): Promise<Removals> {
  const live = liveByLedger(all).filter(({ until }) => until > now);
  const known = new Set(live.map(({ request }) => request));
  const unknown = held.filter(({ request }) => !known.has(request));
  if (unknown.length === 0) return removals;
  const more = await findRemovals(context, head, unknown, now);
  return {
    removed: new Map([...removals.removed, ...more.removed]),
    unknown: [...removals.unknown, ...more.unknown],
    retry: removals.retry || more.retry,
    findings: [...removals.findings, ...more.findings],
  };
}
