import { decideRequests } from "../core/decide/decide-requests.js";
import { denialFindings } from "../core/decide/denials.js";
import type { Access } from "../model/access.js";
import type { Judgement } from "../model/decision.js";
import type { Facts } from "../model/facts.js";
import { type Finding, finding } from "../model/finding.js";
import type { TreeChange } from "../model/history.js";
import type { Request } from "../model/request.js";
import { askedOnce } from "./asked-once.js";
import type { Context } from "./context.js";
import { countRoom } from "./count-room.js";
import { gatherPast } from "./gather-past.js";
import { judgeStanding } from "./judge-standing.js";
import { groundIn, requestQuotaFindings } from "./quota-findings.js";
import { readRequests } from "./read-requests.js";

/** What judging the requests of a pull request comes to, under an `access/` that need not be the one of its base. */
export interface Asked {
  readonly requests: readonly Request[];
  readonly access: Access;
  /** With what those who ask had before, as far as these policies depend on it. */
  readonly facts: Facts;
  readonly judgement: Judgement;
  readonly findings: readonly Finding[];
}

export async function judgeAsked(
  context: Context,
  of: {
    readonly base: string;
    readonly added: readonly TreeChange[];
    readonly access: Access;
    readonly facts: Facts;
  },
): Promise<Asked> {
  const { access } = of;
  const read = await readRequests(context, of.added, access);
  const { requests } = read;
  const now = of.facts.at;
  const standing = askedOnce(() => judgeStanding(context, now));
  const before = await gatherPast(of.facts.pull, { requests, access, now, standing });
  const facts: Facts = { ...of.facts, past: before.past };
  const judgement = decideRequests({ requests, access, facts });
  const paths = of.added.map((change) => change.path);
  const findings = [
    ...read.findings,
    // What was before is not known in full: nobody knows that this may be.
    ...before.findings,
    ...(await existing(context, of.base, paths)),
    ...denialFindings(judgement.decision, requests),
    ...(await requestQuotaFindings(groundIn(context), requests, access, now)),
    ...(await countRoom(context, { requests, access, now, standing })),
  ];
  return { requests, access, facts, judgement, findings };
}

/** Merging what is there already would add nothing, though its pull request seemed to give something. */
async function existing({ history }: Context, base: string, paths: readonly string[]): Promise<readonly Finding[]> {
  const entries = await history.tree(base, paths);
  return entries.map(({ path }) => finding("request-exists", { path }, {}));
}
