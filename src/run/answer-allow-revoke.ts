import { membersOf } from "../core/decide/members-of.js";
import { type Change, subjectOf } from "../model/plan.js";
import { systemOf } from "../model/what.js";
import { type Outcome, refuse, type Said } from "./answer-command.js";
import type { Context } from "./context.js";
import { namesNow } from "./gather-facts.js";
import { prepare } from "./prepare.js";
import { reconcile } from "./reconcile.js";

/**
 * `/curfew allow-revoke <plan>`: does what is held back under exactly that name, and nothing that has come since. For a
 * code owner of every request whose access it would end.
 */
export async function answerAllowRevoke(
  context: Context,
  { comment, access, now }: Said,
  plan: string,
): Promise<Outcome> {
  const { systems } = await prepare(context, now, { allowMassRevoke: false });
  const holding = systems.flatMap((system) =>
    system.kind === "observed" && system.heldBack.length > 0 ? [system] : [],
  );
  const meant = holding.find(({ planId }) => planId === plan);
  if (meant === undefined) {
    const held = holding.map(({ planId }) => planId);
    return refuse("allow-revoke", { kind: "plan", received: plan, held });
  }
  const paths = [...new Set(meant.heldBack.flatMap(requestOf))];
  const always = [{ kind: "codeowners" } as const];
  const facts = await namesNow(context, { access, paths, whats: [], always });
  const login = comment.by.login.toLowerCase();
  const foreign = paths.filter((path) => !membersOf({ kind: "codeowners" }, { access, path, facts }).logins.has(login));
  if (foreign.length > 0) return refuse("allow-revoke", { kind: "owner", paths: foreign });

  const { receipts } = await reconcile(context, now, { allowMassRevoke: false, allowedPlans: [plan] });
  const system = meant.system.name;
  const held = new Set(meant.heldBack.map(pairOfChange));
  const results = receipts.filter(
    (receipt) => systemOf(receipt.what) === system && held.has(`${receipt.who} ${receipt.what}`),
  );
  const failed = results.filter(({ result }) => result.outcome === "failed").length;
  return { reaction: "+1", answer: { kind: "revoked", system, done: results.length - failed, failed } };
}

function requestOf(change: Change): readonly string[] {
  return change.action === "revoke" ? [change.held.request] : [];
}

function pairOfChange(change: Change): string {
  const { who, what } = subjectOf(change);
  return `${who} ${what}`;
}
