import type { LedgerLine } from "../../src/model/ledger-line.js";
import type { Forum } from "./memory-forge.js";
import { fenced } from "./screen.js";

/** What has come since. */
export interface News {
  /** As people see it. */
  readonly blocks: readonly string[];
  /** Branches of the pull requests that were opened. */
  readonly opens: readonly string[];
  /** What was written to the ledger. */
  readonly writes: readonly string[];
}

export function newsOf(before: Forum, after: Forum): News {
  const posts = [...after.posts].filter(([where, body]) => before.posts.get(where) !== body);
  const opened = [...after.opened].filter(([branch]) => !before.opened.has(branch));
  const writes = after.lines.slice(before.lines.length).map(lineOf);
  return {
    blocks: [
      ...issuesOf(before, after),
      ...posts.flatMap(([where, body]) => [
        `**Curfew** ${before.posts.has(where) ? "revises its comment" : "comments"} on ${where.split(" ")[0]}:`,
        body,
      ]),
      ...opened.flatMap(([branch, { number, title, body, files }]) => [
        `**Curfew** opens #${number}, _${title}_, on \`${branch}\`:`,
        body,
        ...files.map(({ path, text }) =>
          text === undefined ? `It removes \`${path}\`.` : `It adds \`${path}\`:\n\n${fenced(text)}`,
        ),
      ]),
      ...(writes.length === 0 ? [] : ["Written to the ledger:", fenced(writes.join("\n"))]),
    ],
    opens: opened.map(([branch]) => branch),
    writes,
  };
}

function issuesOf(before: Forum, after: Forum): readonly string[] {
  return after.issues.flatMap((issue) => {
    const { number, open, title, body } = issue;
    const old = before.issues.find((one) => one.number === number);
    if (old === undefined) return [`**Curfew** opens the issue #${number}, _${title}_:`, body];
    return [
      ...(old.open === open ? [] : [`**Curfew** ${open ? "opens" : "closes"} the issue #${number}.`]),
      ...(old.title === title && old.body === body ? [] : [`**Curfew** edits the issue #${number}, _${title}_:`, body]),
    ];
  });
}

function lineOf(line: LedgerLine): string {
  switch (line.kind) {
    case "judged":
      return `judged ${line.request}: ${line.verdict.stands ? "stands" : line.verdict.finding.code}`;
    case "intent":
    case "void":
      return `${line.kind} ${line.who} ${line.what}`;
    case "receipt":
      return [line.action, line.who, line.what, line.cause, line.result.outcome].filter(Boolean).join(" ");
    case "allowed":
      return `allowed ${line.who} ${line.what} by ${line.by}`;
    case "reviewed":
      return `reviewed ${line.request} by ${line.by}${line.note === "" ? "" : `: ${line.note}`}`;
    case "policy":
      return `policy ${line.commit}: ${line.offences.length === 0 ? "stands" : "does not stand"}`;
    default:
      return line satisfies never;
  }
}
