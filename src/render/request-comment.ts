import { type Decision, type Judgement, partOn, policiesIn } from "../model/decision.js";
import { formatDuration } from "../model/duration.js";
import type { Instant } from "../model/instant.js";
import { sameLogin } from "../model/person.js";
import type { Enforcement, Preview } from "../model/preview.js";
import type { Request, Window } from "../model/request.js";
import { systemOf, type What } from "../model/what.js";
import { decisionList } from "./decision.js";
import { cut, inline, quote } from "./escape.js";
import { approvalBlocks, type Judged, standingBlocks, statusLine } from "./judged.js";
import { markdown, name, names, prose, type Sentence, say, time } from "./sentence.js";
import { when } from "./when.js";

// GitHub takes 65,536 characters.
const LONGEST_BODY = 50_000;
const LONGEST_TREE = 10_000;
const LONGEST_WHY = 1200;

export interface RequestCommentInput extends Judged {
  readonly judgement: Judgement;
  /** Who opened the pull request. */
  readonly author: string;
  readonly asked: readonly AskedRequest[];
  readonly removed: readonly RemovedRequest[];
}

/** A request, with what it would come to if it were merged now. */
export interface AskedRequest {
  readonly request: Request;
  readonly window: Window;
  readonly enforcement: Enforcement;
  readonly roles: readonly AskedRole[];
}

export interface AskedRole {
  readonly what: What;
  readonly about: string;
  /** How the system names the person; absent where it cannot. */
  readonly identity?: string;
  readonly preview: readonly Preview[];
}

/** A merged request that the pull request takes out. */
export interface RemovedRequest {
  readonly path: string;
  readonly who: string;
  readonly what: readonly What[];
  readonly until: Instant;
  /** Its window holds now: removing it ends access. */
  readonly active: boolean;
}

/** The one comment that a reviewer reads, from the top: may it be, who would get what, and why. */
export function requestComment(input: RequestCommentInput): string {
  const several = input.asked.length > 1;
  const sections = [
    ...input.asked.map((asked) => askedSection(asked, input, several)),
    ...input.removed.map(removedSection),
  ];
  const head = [`### ${markdown(statusLine(input))}`, ...standingBlocks(input)];
  const tail = [...approvalBlocks(input), ...treeBlocks(input.judgement.decision)];
  const shown = fitting(sections, LONGEST_BODY);
  const left = sections.length - shown.length;
  return [...head, ...shown, ...(left === 0 ? [] : [`And ${left} more requests; see the files.`]), ...tail].join(
    "\n\n",
  );
}

function askedSection(asked: AskedRequest, input: RequestCommentInput, several: boolean): string {
  const { request, roles } = asked;
  const title = several ? [`#### ${markdown(name(request.path))}`] : [];
  const part = partOn(input.judgement.decision, request.path) ?? input.judgement.decision;
  return [
    ...title,
    leadSentence(asked, input.author),
    quote(cut(request.why, LONGEST_WHY)),
    [
      `- ${endSentence(asked)}`,
      ...(request.ticket === undefined ? [] : [`- **Ticket** ${inline(request.ticket)}`]),
      ...policyLines(part),
      ...roles.flatMap((role) => roleLines(role)),
    ].join("\n"),
  ].join("\n\n");
}

/** Who would get what, for how long, until when. */
function leadSentence({ request, window }: AskedRequest, author: string): string {
  const who = `**${markdown(name(request.who))}**`;
  const what = `**${markdown(names(request.what, "and"))}**`;
  const until = `until **${when(window.until)}**`;
  const from = request.from === window.from ? ` from **${when(window.from)}**` : "";
  const length =
    request.length.kind === "for"
      ? ` for **${formatDuration(request.length.seconds)}**${from}, ${until}${from === "" ? " if it is merged now" : ""}.`
      : `${from} ${until}.`;
  const asks = sameLogin(author, request.who) ? "" : ` ${markdown(say`${name(author)} asks for them.`)}`;
  return `${who} would get ${what}${length}${asks}`;
}

/** Who enforces the end: the first thing that a careful reviewer asks. */
function endSentence({ request, window, enforcement }: AskedRequest): string {
  const system = name(systemOf(request.what[0] ?? "the system/"));
  switch (enforcement) {
    case "hard":
      return `**Hard end** ${markdown(say`${system} itself refuses every call from ${time(window.until)} on, also in open sessions.`)}`;
    case "scheduled":
      return `**Scheduled end** ${markdown(say`Curfew takes it away from ${system} at ${time(window.until)}.`)}`;
    default:
      return enforcement satisfies never;
  }
}

function policyLines(part: Decision): readonly string[] {
  const policies = policiesIn(part).map((policy) => policy.name);
  return policies.length === 0
    ? []
    : [`- **${policies.length === 1 ? "Policy" : "Policies"}** ${markdown(names(policies, "and"))}`];
}

function roleLines({ what, about, identity, preview }: AskedRole): readonly string[] {
  const person = identity === undefined ? say`` : say`, as ${name(identity)}`;
  const ordered = [...preview.filter(({ warning }) => warning), ...preview.filter(({ warning }) => !warning)];
  return [
    `- ${markdown(say`${name(what)}: ${prose(about)}${person}`)}`,
    ...ordered.map(({ text, warning }) => `  - ${warning ? `⚠️ **${inline(text)}**` : inline(text)}`),
  ];
}

function removedSection({ who, what, until, active, path }: RemovedRequest): string {
  const those = names(what, "and");
  const sentence: Sentence = active
    ? say`Merging this takes ${those} from ${name(who)} at once, before its end at ${time(until)}: it removes ${name(path)}.`
    : say`Merging this changes nobody's access: ${those} of ${name(who)} ended at ${time(until)}. It removes ${name(path)}.`;
  return markdown(sentence);
}

function treeBlocks(decision: Decision): readonly string[] {
  if (decision.parts.length === 0) return [];
  const tree = decisionList(decision);
  if (tree.length > LONGEST_TREE) return [];
  return [`<details><summary>How this was decided</summary>\n\n${tree}\n\n</details>`];
}

function fitting(sections: readonly string[], limit: number): readonly string[] {
  const lengths = sections.map((_, index) => sections.slice(0, index + 1).join("\n\n").length);
  return sections.filter((_, index) => (lengths[index] ?? 0) <= limit);
}
