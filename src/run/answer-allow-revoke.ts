import { membersOf } from "../core/decide/members-of.js";
import { isAllowed } from "../core/permit.js";
import type { AllowedLine, LedgerLine } from "../model/ledger-line.js";
import { sameLogin } from "../model/person.js";
import type { RevokeChange } from "../model/plan.js";
import { systemOf } from "../model/what.js";
import { Failure } from "../ports/failure.js";
import { type Outcome, refuse, type Said } from "./answer-command.js";
import { recordTime } from "./clock-skew.js";
import type { Context } from "./context.js";
import { namesNow } from "./gather-facts.js";
import { type Prepared, prepare } from "./prepare.js";
import { readLedger } from "./read-ledger.js";
import { reconcile } from "./reconcile.js";

/**
 * `/curfew allow-revoke <plan>`: does what is held back under exactly that name, and nothing that has come since. For a
 * code owner of every request whose access it would end. That it is allowed is written to the ledger first: what is
 * interrupted after that is gone on with, by whatever run comes next, and this answer is found again.
 */
export async function answerAllowRevoke(context: Context, said: Said, plan: string): Promise<Outcome> {
  const prepared = await prepare(context, said.now, { allowMassRevoke: false });
  const before = allowedIn(prepared.lines, said, plan);
  if (before.length > 0) return carryOut(context, said, before);

  const holding = prepared.systems.flatMap((system) =>
    system.kind === "observed" && system.heldBack.length > 0 ? [system] : [],
  );
  const meant = holding.find(({ planId }) => planId === plan);
  if (meant === undefined) {
    // What cannot be known in passing may be exactly this plan.
    if (prepared.retry) throw new Failure("what is held back cannot be known now", { transient: true });
    // Another process may have done it while we looked: it wrote that it was allowed before it did anything.
    await context.history.fetch();
    const meanwhile = allowedIn((await readLedger(context, said.now)).lines, said, plan);
    if (meanwhile.length > 0) return carryOut(context, said, meanwhile);
    return refuse("allow-revoke", { kind: "plan", received: plan, held: holding.map(({ planId }) => planId) });
  }
  const revocations = meant.heldBack.filter((change): change is RevokeChange => change.action === "revoke");
  const paths = [...new Set(revocations.map(({ held }) => held.request))];
  const foreign = await pathsOfOthers(context, said, paths);
  if (foreign.length > 0) return refuse("allow-revoke", { kind: "owner", paths: foreign });

  const at = recordTime(context, said.now);
  const by = said.comment.by.login;
  const allowed = revocations.map(({ held: { who, what, request, commit } }): AllowedLine => {
    return { kind: "allowed", at, who, what, request, commit, plan, by };
  });
  await context.ledger.append(allowed, at);
  return carryOut(context, said, allowed);
}

/** What they allowed under that name. */
function allowedIn(lines: readonly LedgerLine[], { comment }: Said, plan: string): readonly AllowedLine[] {
  return lines.filter(
    (line): line is AllowedLine =>
      line.kind === "allowed" && line.plan === plan && sameLogin(line.by, comment.by.login),
  );
}

async function pathsOfOthers(
  context: Context,
  { comment, access }: Said,
  paths: readonly string[],
): Promise<readonly string[]> {
  const facts = await namesNow(context, { access, paths, whats: [], always: [{ kind: "codeowners" }] });
  const login = comment.by.login.toLowerCase();
  return paths.filter((path) => !membersOf({ kind: "codeowners" }, { access, path, facts }).logins.has(login));
}

async function carryOut(context: Context, { now }: Said, allowed: readonly AllowedLine[]): Promise<Outcome> {
  const system = systemOf(allowed[0]?.what ?? "?/?");
  const reconciled = await reconcile(context, now);
  const failed = leftOf(reconciled, system, allowed);
  // Then only what has reached its end was taken away: nothing has failed yet.
  if (failed > 0 && reconciled.stale) {
    throw new Failure("what was allowed cannot be done before git is fetched", { transient: reconciled.retry });
  }
  const answer = { kind: "revoked", system, done: allowed.length - failed, failed } as const;
  return { reaction: "+1", answer, reconcile: reconciled.retry };
}

/** How many of them are held still. */
function leftOf(
  { systems, receipts }: Prepared & Pick<Awaited<ReturnType<typeof reconcile>>, "receipts">,
  name: string,
  allowed: readonly AllowedLine[],
): number {
  const found = systems.find((one) => one.system.name === name);
  if (found?.kind === "unobserved") {
    if (found.transient) throw new Failure(`${name}: ${found.error}`, { transient: true });
    return allowed.length;
  }
  const gone = receipts.filter(({ action, result }) => action === "revoke" && result.outcome !== "failed");
  const held = found?.observed.held.filter((one) => isAllowed(one, allowed)) ?? [];
  return held.filter((one) => !gone.some((receipt) => receipt.what === one.what && sameLogin(receipt.who, one.who)))
    .length;
}
