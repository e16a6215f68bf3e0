import type { Access } from "../model/access.js";
import type { Binding } from "../model/binding.js";
import { type Finding, isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { personOf } from "../model/person.js";
import { type Request, windowOf } from "../model/request.js";
import { identityOf } from "../model/system.js";
import { systemOf } from "../model/what.js";
import type { Check, PullRequest } from "../ports/forge.js";
import { candidatesIn } from "../render/approvals.js";
import { type CheckText, checkText, NOTHING_TO_JUDGE } from "../render/check.js";
import { accessCheck, filesCheck } from "../render/findings-check.js";
import { standingOf } from "../render/judged.js";
import { type AskedRequest, type RequestCommentInput, requestComment } from "../render/request-comment.js";
import type { Context } from "./context.js";
import type { View } from "./judge-pull-request.js";
import { tell } from "./tell.js";

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
      await tell(context, () => forge.reviseComment(pull.number, REQUEST_COMMENT, NOTHING_TO_JUDGE.summary));
      return publish("success", NOTHING_TO_JUDGE, []);
    case "mixed":
    case "unjudged":
    case "access": {
      const { findings } = view;
      const text = view.kind === "access" ? accessCheck(findings, view.effect, now) : filesCheck(view.kind, findings);
      await tell(context, () => forge.comment(pull.number, REQUEST_COMMENT, text.summary));
      return publish(findings.some(isError) ? "failure" : "success", text, findings);
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
  const removed = view.removed.map(({ path, who, what, window }) => ({
    path,
    who: who ?? "nobody",
    what,
    until: window?.until ?? now,
    active: window !== undefined && window.from <= now && now < window.until,
  }));
  return { ...shared, asked: [], removed };
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
