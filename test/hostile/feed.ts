import { classify } from "../../src/core/read/classify.js";
import type { TreeChange } from "../../src/model/history.js";
import { FILES, fileOf, glance, REQUEST_PATH } from "../core/read/sources.js";
import { type Entry, folder, list, textOf } from "./corpus.js";
import { APPROVED, accessOf, GOOD, judge, judgeText, said } from "./judge.js";

/** A part of the corpus, and what reads it. */
export interface Part {
  readonly entries: readonly Entry[];
  /** What came of an entry, as its expectation says it. */
  readonly outcome: (entry: Entry) => string;
}

const POLICY = "access/policies/production-admin.yaml";
const STATUS = { A: "added", M: "modified", D: "deleted", T: "type-changed" } as const;

/** To add a kind of input, add its folder or list to `corpus/`, and here what reads it. */
export const PARTS: Readonly<Record<string, Part>> = {
  requests: { entries: folder("requests"), outcome: ({ bytes }) => said(judgeText(bytes)) },
  texts: { entries: folder("texts"), outcome: (entry) => withLine("why", JSON.stringify(textOf(entry).trimEnd())) },
  people: { entries: folder("people"), outcome: ({ bytes }) => under("access/people.yaml", bytes) },
  policies: { entries: folder("policies"), outcome: ({ bytes }) => under(POLICY, bytes) },
  systems: { entries: folder("systems"), outcome: ({ bytes }) => under("access/systems/aws-prod.yaml", bytes) },
  "code-owners": { entries: folder("code-owners"), outcome: ({ bytes }) => under(".github/CODEOWNERS", bytes) },
  durations: { entries: list("durations"), outcome: (entry) => withLine("for", textOf(entry)) },
  instants: { entries: list("instants"), outcome: (entry) => withLine("until", textOf(entry)) },
  logins: { entries: list("logins"), outcome: (entry) => withLine("who", textOf(entry)) },
  whats: { entries: list("whats"), outcome: (entry) => withLine("what", textOf(entry)) },
  tickets: { entries: list("tickets"), outcome: (entry) => withLine("ticket", textOf(entry)) },
  patterns: {
    entries: list("patterns"),
    outcome: (entry) => under(POLICY, `${FILES[POLICY] ?? ""}ticket: ${JSON.stringify(textOf(entry))}\n`),
  },
  paths: { entries: list("paths"), outcome: asOnlyFile },
  changes: { entries: list("changes"), outcome: (entry) => kindOf(changesIn(textOf(entry))) },
};

/** A good request with one of its lines replaced. */
function withLine(key: string, value: string): string {
  const replaced = key === "until" ? "for" : key;
  const lines = GOOD.trimEnd().split("\n");
  return said(judgeText(lines.map((line) => (line.startsWith(`${replaced}:`) ? `${key}: ${value}` : line)).join("\n")));
}

/** A good request, approved, under an access folder with that file. */
function under(path: string, content: string | Uint8Array): string {
  const access = accessOf({ [path]: content });
  const { findings, outcome } = judge(fileOf(REQUEST_PATH, GOOD), access, APPROVED);
  return said({ findings: [...access.findings, ...findings], outcome });
}

/** `100644 <path>`: a pull request that adds the good request there, with that mode. */
function asOnlyFile(entry: Entry): string {
  const [, mode = "", path = ""] = /^(\S+) ([\s\S]*)$/.exec(textOf(entry)) ?? [];
  const shape = classify([{ status: "added", path }]);
  return shape.kind === "requests" ? said(judgeText(GOOD, mode, path)) : kindOf([{ status: "added", path }]);
}

function changesIn(text: string): readonly Pick<TreeChange, "status" | "path">[] {
  return text
    .split(", ")
    .map((change) => ({ status: STATUS[change[0] as keyof typeof STATUS], path: change.slice(2) }));
}

function kindOf(changes: readonly Pick<TreeChange, "status" | "path">[]): string {
  const shape = classify(changes);
  return [shape.kind, ...(shape.kind === "mixed" ? glance(shape.findings) : [])].join(", ");
}
