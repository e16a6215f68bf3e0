import { formatDuration, parseDuration } from "./duration.js";
import { formatInstant, type Instant, parseInstant } from "./instant.js";
import { END_CAUSES, type EndCause } from "./plan.js";
import type { Length } from "./request.js";
import { disarm, plainLine, plainText, rearm, shield, unshield } from "./shielded-text.js";
import { isWhat, type What } from "./what.js";

/** What a commit of ours says, for people and for `git interpret-trailers`. For reading: it is never evidence. */
export interface CommitRecord {
  readonly title: string;
  /** Paragraphs for people: of a grant, its `why`. */
  readonly text: string;
  /** The commit whose addition this one takes back. */
  readonly reverts?: string;
  readonly entries: readonly RecordEntry[];
}

/** One request of the commit: a group of trailers that begins with `Access-Request`. */
export interface RecordEntry {
  readonly request: string;
  readonly who: string;
  readonly what: readonly What[];
  readonly from?: Instant;
  readonly length?: Length;
  readonly ticket?: string;
  readonly policies: readonly { readonly name: string; readonly blob: string }[];
  readonly requestedBy?: string;
  readonly approvedBy: readonly RecordApproval[];
  /** Nobody had to approve it: the glass was broken. */
  readonly emergency: boolean;
  /** Of a commit that takes a request away. */
  readonly ended?: EndCause;
}

export interface RecordApproval {
  readonly login: string;
  /** The commit that was reviewed. */
  readonly commit: string;
  /** The name by which it counted: `codeowners`, `team:security`, `user:dana`. */
  readonly as: string;
  /** Whose approval a delegate gave. */
  readonly for?: string;
}

const REVERTS = /^This reverts commit ([0-9a-f]{40,64})\.$/;
const TRAILER = /^([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*)$/;

/** The message in the two halves that a forge asks for. The trailers are its last paragraph, whatever the text says. */
export function printRecord(record: CommitRecord): { readonly title: string; readonly body: string } {
  const paragraphs = [
    ...(record.reverts === undefined ? [] : [`This reverts commit ${record.reverts}.`]),
    shield(disarm(plainText(record.text))),
    record.entries.flatMap(trailersOf).join("\n"),
  ];
  return {
    title: plainLine(record.title),
    body: paragraphs.filter((paragraph) => paragraph !== "").join("\n\n"),
  };
}

function trailersOf(entry: RecordEntry): readonly string[] {
  const trailers: readonly (readonly [key: string, value: string | undefined])[] = [
    ["Request", entry.request],
    ["Who", entry.who],
    ...entry.what.map((what) => ["What", what] as const),
    ["From", entry.from === undefined ? undefined : formatInstant(entry.from)],
    ["For", entry.length?.kind === "for" ? formatDuration(entry.length.seconds) : undefined],
    ["Until", entry.length?.kind === "until" ? formatInstant(entry.length.until) : undefined],
    ["Ticket", entry.ticket],
    ...entry.policies.map(({ name, blob }) => ["Policy", `${name} ${blob}`] as const),
    ["Requested-By", entry.requestedBy],
    ...entry.approvedBy.map((approval) => ["Approved-By", printApproval(approval)] as const),
    ["Emergency", entry.emergency ? "yes" : undefined],
    ["Ended", entry.ended],
  ];
  return trailers.flatMap(([key, value]) => {
    if (value === undefined) return [];
    const line = plainLine(value);
    // All other values are names and ids of ours.
    return [`Access-${key}: ${key === "Ticket" ? disarm(line) : line}`];
  });
}

/** `erin 1f0c… (codeowners, for dana)` */
function printApproval({ login, commit, as, for: delegator }: RecordApproval): string {
  return `${login} ${commit} (${as}${delegator === undefined ? "" : `, for ${delegator}`})`;
}

function approvalIn(value: string): readonly RecordApproval[] {
  const [, login, commit, as, delegator] = /^(\S+) ([0-9a-f]+) \((.+?)(?:, for (\S+))?\)$/.exec(value) ?? [];
  if (!login || !commit || !as) return [];
  return [{ login, commit, as, ...(delegator === undefined ? {} : { for: delegator }) }];
}

/** Reads what `printRecord` wrote; undefined where the message is no record. What does not read as it should is left out. */
export function parseRecord(message: string): CommitRecord | undefined {
  const paragraphs = message.replace(/\r\n?/g, "\n").trimEnd().split(/\n\n+/);
  const [title = "", ...rest] = paragraphs;
  const entries = groupsOf(rest.at(-1) ?? "").flatMap(entryOf);
  if (entries.length === 0) return undefined;
  const body = rest.slice(0, -1);
  const reverts = REVERTS.exec(body[0] ?? "")?.[1];
  return {
    title,
    text: rearm(unshield((reverts === undefined ? body : body.slice(1)).join("\n\n"))),
    ...(reverts === undefined ? {} : { reverts }),
    entries,
  };
}

type Group = ReadonlyMap<string, readonly string[]>;

function groupsOf(paragraph: string): readonly Group[] {
  const groups: Map<string, string[]>[] = [];
  for (const line of paragraph.split("\n")) {
    const [, key = "", value = ""] = TRAILER.exec(line) ?? [];
    if (key === "Access-Request") groups.push(new Map());
    const group = groups.at(-1);
    group?.set(key, [...(group.get(key) ?? []), value.trim()]);
  }
  return groups;
}

function entryOf(group: Group): readonly RecordEntry[] {
  const all = (key: string): readonly string[] => group.get(`Access-${key}`) ?? [];
  const [request] = all("Request");
  const [who] = all("Who");
  const what = all("What").filter(isWhat);
  if (!request || !who || what.length === 0) return [];
  const from = parseInstant(all("From")[0] ?? "");
  const length = lengthOf(all("For")[0], all("Until")[0]);
  const [ticket] = all("Ticket");
  const [requestedBy] = all("Requested-By");
  const ended = END_CAUSES.find((cause) => cause === all("Ended")[0]);
  return [
    {
      request,
      who,
      what,
      ...(from === undefined ? {} : { from }),
      ...(length === undefined ? {} : { length }),
      ...(ticket === undefined ? {} : { ticket: rearm(ticket) }),
      policies: all("Policy").flatMap((value) => {
        const [, name, blob] = /^(\S+) ([0-9a-f]+)$/.exec(value) ?? [];
        return name && blob ? [{ name, blob }] : [];
      }),
      ...(requestedBy === undefined ? {} : { requestedBy }),
      approvedBy: all("Approved-By").flatMap(approvalIn),
      emergency: all("Emergency")[0] === "yes",
      ...(ended === undefined ? {} : { ended }),
    },
  ];
}

function lengthOf(seconds: string | undefined, until: string | undefined): Length | undefined {
  const duration = parseDuration(seconds ?? "");
  if (duration !== undefined) return { kind: "for", seconds: duration };
  const instant = parseInstant(until ?? "");
  return instant === undefined ? undefined : { kind: "until", until: instant };
}
