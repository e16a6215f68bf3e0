import { approvalsIn, type Decision, partOn, policiesIn } from "../model/decision.js";
import type { EndedRequest } from "../model/desire.js";
import { formatDuration } from "../model/duration.js";
import type { EndCause } from "../model/plan.js";
import { printRecord, type RecordEntry } from "../model/record.js";
import type { Length, Request } from "../model/request.js";
import type { What } from "../model/what.js";
import { endReason } from "./access-comment.js";
import { markdown, name, names, plain, pull, type Sentence, say, time } from "./sentence.js";
import { when } from "./when.js";

/** What a forge asks for to commit: the first line, and the rest. */
export interface CommitMessageText {
  readonly title: string;
  readonly body: string;
}

/** A merge that grants: read by `git log`, parsed by `git interpret-trailers`. */
export interface GrantMessageInput {
  readonly pull: number;
  readonly author: string;
  readonly requests: readonly Request[];
  readonly decision: Decision;
}

export function grantMessage(input: GrantMessageInput): CommitMessageText {
  const { requests } = input;
  const several = requests.length > 1;
  return printRecord({
    title: `Grant ${several ? people(requests) : subjectOf(requests)} (#${input.pull})`,
    text: requests
      .map((request) => (several ? `${pairs(request)}\n${request.why.trim()}` : request.why.trim()))
      .join("\n\n"),
    entries: requests.map((request) => entryOf(request, input)),
  });
}

/** A removal: of what has ended, or of what somebody gives back or takes away. */
export interface Removed {
  readonly path: string;
  readonly who: string;
  readonly what: readonly What[];
  readonly cause: EndCause;
  /** The merge commit that added it. */
  readonly commit: string;
}

export function endMessage(input: { readonly pull?: number; readonly removed: readonly Removed[] }): CommitMessageText {
  const { removed } = input;
  const [first] = removed;
  const number = input.pull === undefined ? "" : ` (#${input.pull})`;
  const reverts = removed.length === 1 && first !== undefined ? { reverts: first.commit } : {};
  return printRecord({
    title: `End ${removed.length === 1 && first !== undefined ? `${first.who} ${roles(first.what)}` : people(removed)}${number}`,
    text: "",
    ...reverts,
    entries: removed.map(({ path, who, what, cause }) => ({
      request: path,
      who,
      what,
      policies: [],
      approvedBy: [],
      emergency: false,
      ended: cause,
    })),
  });
}

/** The auto-revert pull request: takes one ended request out of the default branch. */
export interface RemovalText {
  readonly title: string;
  readonly body: string;
  /** Of its one commit. */
  readonly message: string;
}

export function removalText(ended: EndedRequest): RemovalText {
  const { title, body } = endMessage({ removed: [ended] });
  return {
    title,
    body: removalParagraphs(ended).map(markdown).join("\n\n"),
    message: `${title}\n\n${body}\n`,
  };
}

/** What has ended, or what is to end before its time: whoever reads it should not take the one for the other. */
function removalParagraphs({ path, who, what, pull: granted, until, cause }: EndedRequest): readonly Sentence[] {
  const those = say`${names(what, "and")} of ${name(who)}, granted by ${pull(granted)},`;
  const stays = say`The request stays in the history: ${path}.`;
  switch (cause) {
    case "expired":
      return [
        say`${those} ended at ${time(until)}. ${endReason(cause, who)}`,
        say`This takes its request out of the branch and changes nobody's access, so it needs no reviewer and merges itself. ${stays}`,
      ];
    case "returned":
      return [
        say`Merging this ends ${those} at once, before its end at ${time(until)}.`,
        say`${name(who)} gives it back, and said so in ${pull(granted)}. It needs no reviewer and merges itself. ${stays}`,
      ];
    case "withdrawn":
      return [
        say`Merging this ends ${those} at once, before its end at ${time(until)}.`,
        say`Somebody who could have approved it asked for that in ${pull(granted)}. It needs no reviewer and merges itself. ${stays}`,
      ];
    default:
      return cause satisfies never;
  }
}

function entryOf(request: Request, { author, decision }: GrantMessageInput): RecordEntry {
  const part = partOn(decision, request.path) ?? decision;
  return {
    request: request.path,
    who: request.who,
    what: request.what,
    ...(request.from === undefined ? {} : { from: request.from }),
    length: request.length,
    ...(request.ticket === undefined ? {} : { ticket: request.ticket }),
    policies: policiesIn(part),
    requestedBy: author,
    approvedBy: approvalsIn(part).map(({ at: _, ...approval }) => approval),
    emergency: request.emergency,
  };
}

function subjectOf(requests: readonly Request[]): string {
  return requests.map((request) => pairs(request)).join(", ");
}

function pairs({ who, what, length }: Request): string {
  return `${who} ${roles(what)} ${lengthOf(length)}`;
}

function roles(what: readonly What[]): string {
  return what.length > 3 ? `${what.length} roles` : what.join(", ");
}

function lengthOf(length: Length): string {
  return length.kind === "for" ? `for ${formatDuration(length.seconds)}` : `until ${when(length.until)}`;
}

function people(requests: readonly { readonly who: string }[]): string {
  const logins = [...new Set(requests.map(({ who }) => who))];
  return `${requests.length} requests of ${plain(names(logins, "and"))}`;
}
