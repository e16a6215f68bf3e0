import type { Access } from "../model/access.js";
import type { Binding } from "../model/binding.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { personOf } from "../model/person.js";
import { type Request, windowOf } from "../model/request.js";
import { identityOf } from "../model/system.js";
import { systemOf } from "../model/what.js";
import { Failure } from "../ports/failure.js";
import type { Check, PullRequest } from "../ports/forge.js";
import { candidatesIn } from "../render/approvals.js";
import { type CheckText, checkText, NOTHING_TO_JUDGE } from "../render/check.js";
import { filesCheck } from "../render/findings-check.js";
import { standingOf } from "../render/judged.js";
import { type AskedRequest, type Gives, type RequestCommentInput, requestComment } from "../render/request-comment.js";
import type { Context } from "./context.js";
import type { View } from "./judge-pull-request.js";
import type { Removed } from "./removed-requests.js";

/** The check's name: the one that branch protection requires, pinned to this App. */
export const CHECK = "curfew";
/** Marks our one comment about the judgement. */
export const REQUEST_COMMENT = "request";

const CONCLUSIONS = { allowed: "success", waiting: "action_required", denied: "failure" } as const;

/** Says in the pull request what judging it came to: the check with its annotations, one comment, who should review. */
export async function publishView(context: Context, pull: PullRequest, view: View, now: Instant): Promise<void> {
  const { forge } = context;
  const publish = (conclusion: Check["conclusion"], text: CheckText, findings: readonly Finding[]) =>
    forge.publishCheck(CHECK, pull.head.commit, checkOf(conclusion, text, findings));

  switch (view.kind) {
    case "none":
      return publish("success", NOTHING_TO_JUDGE, []);
    case "mixed":
    case "unjudged":
    case "access": {
      const denied = view.findings.some(({ severity }) => severity === "error");
      return publish(denied ? "failure" : "success", filesCheck(view.kind, view.findings), view.findings);
    }
    case "requests":
    case "removals": {
      const input = await commentInput(context, pull, view, now);
      const standing = standingOf(input);
      // The comment first: whoever sees the check concluded finds what it speaks of.
      await tell(context, () => forge.comment(pull.number, REQUEST_COMMENT, requestComment(input)));
      await publish(CONCLUSIONS[standing], checkText(input), view.findings);
      if (standing === "waiting") {
        await tell(context, () => forge.requestReviews(pull, candidatesIn(view.judgement.decision)));
      }
      return;
    }
    default:
      view satisfies never;
  }
}

/** What the forge will not take, since the conversation is locked, holds up no judgement: the check says the same. */
async function tell({ log }: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.transient) throw error;
    log.warn("not told", { error });
  }
}

export function checkOf(conclusion: Check["conclusion"], text: CheckText, findings: readonly Finding[]): Check {
  const { title, summary, annotations } = text;
  return { conclusion, title, summary, annotations: findings, messages: annotations.map(({ message }) => message) };
}

async function commentInput(
  context: Context,
  pull: PullRequest,
  view: Extract<View, { kind: "requests" | "removals" }>,
  now: Instant,
): Promise<RequestCommentInput> {
  const { judgement, findings } = view;
  const shared = { judgement, findings, author: pull.author.login };
  if (view.kind === "requests") {
    const asked = await Promise.all(view.requests.map((request) => askedRequest(context, request, view.access, now)));
    return { ...shared, asked, removed: [] };
  }
  const removed = view.removed.map((one) => ({
    path: one.path,
    who: one.who ?? "nobody",
    what: one.what,
    gives: givesOf(one, now),
  }));
  return { ...shared, asked: [], removed };
}

function givesOf({ window, ended }: Removed, now: Instant): Gives {
  if (window === undefined) return ended ? { kind: "nothing" } : { kind: "unknown" };
  const { from, until } = window;
  if (until <= now) return { kind: "ended", until };
  return from <= now ? { kind: "now", until } : { kind: "later", from };
}

/** A request as it would be granted if it were merged now. */
async function askedRequest(
  { forge, providers }: Context,
  request: Request,
  access: Access,
  now: Instant,
): Promise<AskedRequest> {
  const window = windowOf(request, now);
  const [first] = request.what;
  const system = first === undefined ? undefined : access.systems.get(systemOf(first));
  const kind = system && (await providers.kind(system.kind));
  const person = personOf(access.people, request.who);
  const identity = system && person && identityOf(system, person);
  const roles = request.what.map((what) => {
    const about = system?.roles.get(what.slice(systemOf(what).length + 1))?.about ?? "";
    if (!system || !kind || identity === undefined) return { what, about, preview: [] };
    const binding: Binding = {
      who: request.who,
      what,
      identity,
      from: window.from,
      until: window.until,
      request: request.path,
      commit: "",
      pulls: [],
    };
    return { what, about, identity, preview: kind.preview(system, binding, forge.repository) };
  });
  return { request, window, enforcement: kind?.curfew ?? "scheduled", roles };
}
