import { rightToEnd } from "../core/decide/decide-removals.js";
import { endBranch } from "../core/expire.js";
import type { EndedRequest } from "../model/desire.js";
import { removalText } from "../render/commit-message.js";
import { type Outcome, refuse, type Said } from "./answer-command.js";
import type { Context } from "./context.js";
import { namesNow } from "./gather-facts.js";
import { judgeHead } from "./judge-head.js";
import { mainBranch } from "./main-branch.js";
import { readLedger } from "./read-ledger.js";
import { readRequests } from "./read-requests.js";

/**
 * `/curfew done`: opens the pull requests that take out what this one gave, as far as whoever says it may end it. They
 * are judged like any other, on the comment itself: what is looked up here only saves opening what would be refused.
 */
export async function answerDone(context: Context, { comment, access, pull, now }: Said): Promise<Outcome> {
  if (!pull?.merged || comment.at < pull.merged.at) return refuse("done", { kind: "place" });
  const { lines } = await readLedger(context, now);
  const head = await judgeHead(context, lines, now);
  const given = head.requests.flatMap(({ path, blob, added, verdict }) =>
    verdict?.stands === true && verdict.facts.pull === pull.number && added !== undefined && verdict.window.until > now
      ? [{ path, blob, commit: added.commit, who: verdict.who, what: verdict.what, until: verdict.window.until }]
      : [],
  );
  if (given.length === 0) {
    if (head.short) throw head.short;
    const asked = lines.some((line) => line.kind === "judged" && line.verdict.facts?.pull === pull.number);
    return asked ? { reaction: "+1", answer: { kind: "over" } } : refuse("done", { kind: "place" });
  }

  const names = await namesNow(context, {
    access,
    paths: given.map(({ path }) => path),
    whats: given.flatMap(({ what }) => what),
    always: [{ kind: "codeowners" }],
  });
  const facts = { ...names, at: comment.at };
  const entries = given.map(({ path, blob }) => ({ path, mode: "100644", blob }));
  const { requests } = await readRequests(context, entries, access);
  const base = await mainBranch(context);
  const pulls: number[] = [];
  for (const { path, who, what, until, commit } of given) {
    const request = requests.find((one) => one.path === path);
    const right = rightToEnd(comment.by, { path, who, ...(request ? { request } : {}) }, { access, facts });
    if (right === undefined) continue;
    const cause = right === "returned" ? "returned" : "withdrawn";
    const ended: EndedRequest = { path, who, what, until, commit, pull: pull.number, cause };
    const removal = await context.forge.openRemoval({ branch: endBranch(path), path, base, ...removalText(ended) });
    if (removal) pulls.push(removal.number);
  }
  if (pulls.length > 0) return { reaction: "+1", answer: { kind: "ending", pulls }, checks: pulls };
  return refuse("done", { kind: "holder", who: [...new Set(given.map(({ who }) => who))] });
}
