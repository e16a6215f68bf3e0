import { type Finding, isError } from "../../model/finding.js";
import { decisionTree } from "../../render/decision.js";
import { oneLine } from "../../render/escape.js";
import { findingLine } from "../../render/findings.js";
import { unknownLines } from "../../render/unknowns.js";
import { type Asker, type CheckedRange, checkRange } from "../../run/check-range.js";
import type { View } from "../../run/judge-pull-request.js";
import { type Clone, createClock, DEEPEN, KIND_SCHEMAS, kindOf, openClone } from "../../wire.js";
import { type Ending, UsageError } from "../ending.js";
import { endAs, type Format, findingJson } from "../format.js";
import { rootOf } from "../root.js";
import { outcomeOfView } from "./check-pulls.js";

/** Judges what a pull request of `base..head` would come to, from this clone alone: no network, no credentials. */
export async function checkRangeHere(range: string, author: string | undefined, format: Format): Promise<Ending> {
  const [, base = "", head = ""] = /^(.*?)\.{2,3}(.*)$/s.exec(range) ?? [];
  if (!range.includes("..")) throw new UsageError(`a range is base..head, as main..HEAD, not ${oneLine(range)}`);
  const clone = await openClone(rootOf(process.cwd()));
  const [from, to] = [await commitOf(clone, base || "HEAD"), await commitOf(clone, head || "HEAD")];
  const userAddress = await clone.userAddress();
  const checked = await checkRange(
    {
      history: clone.history,
      base: from,
      head: to,
      commits: await clone.commitsBetween(from, to),
      ...(author === undefined ? {} : { author }),
      ...(userAddress === undefined ? {} : { userAddress }),
    },
    { schemas: KIND_SCHEMAS, kind: kindOf },
    createClock().now(),
  );
  return endingOf(checked, from, to, format);
}

/** What judging the range came to, and how that is said. */
export function endingOf(checked: CheckedRange, from: string, to: string, format: Format): Ending {
  if ("judgement" in checked.view && checked.author.kind === "unknown") throw unknownAuthor(checked.author);
  const findings = findingsOf(checked.view);
  const denied = outcomeOfView(checked.view) === "denied" || findings.some(isError);
  return endAs(format, {
    findings,
    value: jsonOf(checked, from, to),
    lines: linesOf(checked),
    line: findingLine,
    fine: !denied,
  });
}

async function commitOf(clone: Clone, revision: string): Promise<string> {
  const commit = await clone.commitOf(revision);
  if (commit !== undefined) return commit;
  const deepen = (await clone.isShallow()) ? ` (the clone is shallow: ${DEEPEN} makes it whole)` : "";
  throw new UsageError(`this clone has no commit ${oneLine(revision)}: fetch it, or correct it${deepen}`);
}

function unknownAuthor({ addresses }: Extract<Asker, { kind: "unknown" }>): UsageError {
  const whose = addresses.length === 0 ? "nobody" : addresses.map(oneLine).join(", ");
  return new UsageError(`nobody in access/people.yaml has the address of the commits (${whose}): say --author <login>`);
}

function findingsOf(view: View): readonly Finding[] {
  return "findings" in view ? view.findings : [];
}

function linesOf({ view, author, unknown }: CheckedRange): readonly string[] {
  const outcome = outcomeOfView(view);
  if (!("judgement" in view)) return [...unknownLines(unknown), outcome];
  const denied = view.findings.some(isError) ? "denied" : outcome;
  return [decisionTree(view.judgement.decision), ...askedBy(author), ...unknownLines(unknown), denied];
}

function askedBy(author: Asker): readonly string[] {
  if (author.kind === "unknown" || author.from === "option") return [];
  const source = { commits: "who wrote its commits", user: "git's user.email" }[author.from];
  return [`Judged as asked by ${oneLine(author.login)}, by ${source}; --author says otherwise.`];
}

function jsonOf({ view, author, unknown }: CheckedRange, base: string, head: string): object {
  return {
    base,
    head,
    kind: view.kind,
    ...("judgement" in view && author.kind === "known" ? { author: author.login, ...view.judgement } : {}),
    unknown,
    findings: findingsOf(view).map(findingJson),
  };
}
