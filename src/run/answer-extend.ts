import { sameLogin } from "../model/person.js";
import { extensionText } from "../render/extension.js";
import { requestFile } from "../render/request-file.js";
import { type Outcome, refuse, type Said } from "./answer-command.js";
import { askedExtension } from "./asked-extension.js";
import { extendBranch } from "./author-of.js";
import type { Context } from "./context.js";
import { judgeHead } from "./judge-head.js";
import { mainBranch } from "./main-branch.js";
import { readLedger } from "./read-ledger.js";

/**
 * `/curfew extend 2h`: opens the pull request that asks for it in the name of who said it. It is judged like any other,
 * with the comment as its evidence: nothing is given by opening it.
 */
export async function answerExtend(context: Context, { comment, pull, now }: Said): Promise<Outcome> {
  if (!pull?.merged || comment.at < pull.merged.at) return refuse("extend", { kind: "place" });
  const { lines } = await readLedger(context, now);
  const head = await judgeHead(context, lines, now);
  const given = head.requests.flatMap(({ path, verdict }) =>
    verdict?.stands === true && verdict.facts.pull === pull.number ? [{ path, verdict }] : [],
  );
  const own = given.filter(({ verdict }) => sameLogin(verdict.who, comment.by.login));
  if (given.length === 0) {
    if (head.short) throw head.short;
    const known = lines.some((line) => line.kind === "judged" && line.verdict.facts?.pull === pull.number);
    return refuse("extend", { kind: known ? "over" : "place" });
  }
  if (own.length === 0) {
    return refuse("extend", { kind: "holder", who: [...new Set(given.map(({ verdict }) => verdict.who))] });
  }
  if (own.some(({ verdict }) => verdict.emergency !== undefined)) return refuse("extend", { kind: "emergency" });
  const standing = new Set(own.map(({ path }) => path));
  const extensions = (await askedExtension(context, comment)).filter(({ renews }) => standing.has(renews));
  const [first] = extensions;
  if (first === undefined) return refuse("extend", { kind: "over" });

  const files = extensions.map((extension) => ({ path: extension.path, text: requestFile(extension) }));
  const proposal = { branch: extendBranch(comment.id), files, base: await mainBranch(context) };
  const opened = await context.conversation.propose({
    ...proposal,
    ...extensionText({ extensions, pull: pull.number, comment: comment.id, by: comment.by.login }),
  });
  const what = extensions.flatMap((extension) => extension.what);
  return {
    reaction: "+1",
    answer: { kind: "extending", pull: opened.number, until: first.until, what },
    checks: [opened.number],
  };
}
