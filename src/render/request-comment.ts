import { type Decision, type Judgement, partOn, policiesIn } from "../model/decision.js";
import { formatDuration } from "../model/duration.js";
import type { Instant } from "../model/instant.js";
import { sameLogin } from "../model/person.js";
import type { Enforcement, Preview } from "../model/preview.js";
import type { Request, Window } from "../model/request.js";
import { systemOf, type What } from "../model/what.js";
import { decisionList } from "./decision.js";
import { cut, inline, quote } from "./escape.js";
import { holdingSentence } from "./holding.js";
import { approvalBlocks, type Judged, standingBlocks, standingOf, statusLine } from "./judged.js";
import { markdown, name, names, prose, type Sentence, say, time, withValues } from "./sentence.js";
import { when } from "./when.js";

// GitHub takes 65,536 characters.
const LONGEST_BODY = 50_000;
const LONGEST_TREE = 10_000;
const LONGEST_WHY = 1200;

export interface RequestCommentInput extends Judged {
  readonly judgement: Judgement;
  /** Who opened the pull request. */
  readonly author: string;
  /** It is a draft: nobody is asked, and it is not merged. */
  readonly draft: boolean;
  readonly asked: readonly AskedRequest[];
  readonly removed: readonly RemovedRequest[];
}

/** A request, with what it would come to if it were merged now. */
export interface AskedRequest {
  readonly request: Request;
  readonly window: Window;
  readonly enforcement: Enforcement;
  /** What they have in the same system by requests merged before; undefined where that could not be read. */
  readonly holds: readonly Holding[] | undefined;
  readonly roles: readonly AskedRole[];
}

/** What somebody has, or will. */
export interface Holding {
  readonly what: What;
  readonly window: Window;
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
  const head = [`### ${markdown(statusLine(input))}`, ...draftBlocks(input), ...standingBlocks(input)];
  const tail = [...approvalBlocks(input), ...treeBlocks(input.judgement.decision)];
  const shown = fitting(sections, LONGEST_BODY);
  const left = sections.length - shown.length;
  return [...head, ...shown, ...(left === 0 ? [] : [`And ${left} more requests; see the files.`]), ...tail].join(
    "\n\n",
  );
}

function draftBlocks({ draft }: RequestCommentInput): readonly string[] {
  return draft ? ["This is a draft: nobody is asked to review it, and it is not merged, until it is ready."] : [];
}

function askedSection(asked: AskedRequest, input: RequestCommentInput, several: boolean): string {
  const { request } = asked;
  const denied = standingOf(input) === "denied";
  return [
    ...(several ? [`#### ${markdown(name(request.path))}`] : []),
    `${denied ? askingSentence(asked) : grantingSentence(asked)}${behalf(request, input.author)}`,
    quote(cut(request.why, LONGEST_WHY)),
    (denied ? ticketLines(request) : factLines(asked, input)).join("\n"),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
}

/** Who would get what, for how long, until when. */
function grantingSentence({ request, window }: AskedRequest): string {
  const until = `until **${when(window.until)}**`;
  const later = request.from === window.from;
  const from = later ? ` from **${when(window.from)}**` : "";
  const time =
    request.length.kind === "for"
      ? `for **${formatDuration(request.length.seconds)}**${from}, ${until}${later ? "" : " if it is merged now"}`
      : `${from} ${until}`.trim();
  return `${markdown(name(request.who))} would get ${markdown(names(request.what, "and"))} ${time}.`;
}

/** Of what is denied: no end is promised, since nothing begins. */
function askingSentence({ request }: AskedRequest): string {
  const { length } = request;
  const time = length.kind === "for" ? `for **${formatDuration(length.seconds)}**` : `until **${when(length.until)}**`;
  return `Asked for: ${markdown(names(request.what, "and"))} for ${markdown(name(request.who))}, ${time}.`;
}

function behalf({ who }: Request, author: string): string {
  return sameLogin(author, who) ? "" : ` ${markdown(say`${name(author)} asks on their behalf.`)}`;
}

/** What a careful reviewer asks, in that order. */
function factLines(asked: AskedRequest, { judgement }: RequestCommentInput): readonly string[] {
  const part = partOn(judgement.decision, asked.request.path) ?? judgement.decision;
  const policies = policiesIn(part).map((policy) => policy.name);
  const warnings = asked.roles.flatMap(({ preview }) => preview.filter(({ warning }) => warning));
  return [
    ...new Set(warnings.map(({ text }) => `- ⚠️ **${markdown(withValues(text))}**`)),
    `- **Has now**: ${markdown(holdingSentence(asked))}`,
    `- ${endSentence(asked)}`,
    ...ticketLines(asked.request),
    ...(policies.length === 0
      ? []
      : [`- **${policies.length === 1 ? "Policy" : "Policies"}**: ${markdown(names(policies, "and"))}`]),
    ...asked.roles.flatMap((role) => roleLines(role)),
  ];
}

/** Who enforces the end. */
function endSentence({ request, window, enforcement }: AskedRequest): string {
  const system = name(systemOf(request.what[0] ?? "the system/"));
  switch (enforcement) {
    case "hard":
      return `**Hard end**: ${markdown(say`${system} itself refuses every call from ${time(window.until)} on, also in open sessions.`)}`;
    case "scheduled":
      return `**Scheduled end**: ${markdown(say`Curfew takes it away from ${system} at ${time(window.until)}.`)}`;
    default:
      return enforcement satisfies never;
  }
}

function ticketLines({ ticket }: Request): readonly string[] {
  return ticket === undefined ? [] : [`- **Ticket**: ${inline(ticket)}`];
}

function roleLines({ what, about, identity, preview }: AskedRole): readonly string[] {
  const person = identity === undefined ? say`` : say`, as ${name(identity)}`;
  return [
    `- ${markdown(say`${name(what)}${person}: ${prose(about)}.`)}`,
    ...preview.filter(({ warning }) => !warning).map(({ text }) => `  - ${markdown(withValues(text))}`),
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

/** As many as fit, from the first. */
function fitting(sections: readonly string[], limit: number): readonly string[] {
  let length = 0;
  const tooLong = sections.findIndex((section) => {
    length += section.length;
    return length > limit;
  });
  return tooLong === -1 ? sections : sections.slice(0, tooLong);
}
