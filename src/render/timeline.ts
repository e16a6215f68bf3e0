import type { RequestTrace, TimelineEntry } from "../model/timeline.js";
import { code, inline } from "./escape.js";
import { markdownTable, table } from "./table.js";
import { when } from "./when.js";

const HEADER = ["who", "what", "granted", "ended", "cause", "approved by", "pull", "why"];

/** The audit for a terminal: a line for each stretch of access, the oldest first. */
export function timelineText(entries: readonly TimelineEntry[]): string {
  if (entries.length === 0) return "Nothing was granted.";
  return table(HEADER, entries.map(cellsOf));
}

export function timelineTable(entries: readonly TimelineEntry[]): string {
  if (entries.length === 0) return "Nothing was granted.";
  const header = HEADER.map((head) => head.charAt(0).toUpperCase() + head.slice(1));
  return markdownTable(
    header,
    entries.map((entry) =>
      cellsOf(entry).map((cell, column) => (column < 2 ? code(cell) : column === 6 ? cell : inline(cell))),
    ),
  );
}

function cellsOf(entry: TimelineEntry): readonly string[] {
  const approvers = entry.requests.flatMap(({ approvedBy }) => approvedBy.map(({ login }) => login));
  const emergencies = entry.requests.flatMap(({ emergency }) =>
    emergency === undefined ? [] : [`emergency, ${reviewOf(emergency)}`],
  );
  const pulls = entry.requests.flatMap(({ pull }) => (pull === undefined ? [] : [`#${pull}`]));
  const reasons = entry.requests.flatMap(({ why, ticket }) => [ticket, why].filter((part) => part !== undefined));
  return [
    entry.who,
    entry.what,
    entry.found ? `found ${when(entry.granted)}` : when(entry.granted),
    entry.ended === undefined ? `holds it until ${when(entry.until)}` : when(entry.ended),
    entry.cause ?? "",
    [once(approvers) || "nobody", ...emergencies].join("; "),
    once(pulls),
    once(reasons),
  ];
}

function reviewOf({ due, reviewed }: NonNullable<RequestTrace["emergency"]>): string {
  return reviewed === undefined ? `to be reviewed by ${when(due)}` : `reviewed by ${reviewed.by}`;
}

function once(texts: readonly string[]): string {
  return [...new Set(texts)].join(", ");
}
