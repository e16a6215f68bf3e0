import { createHash } from "node:crypto";
import { type Finding, finding } from "../../model/finding.js";
import { formatInstant, type Instant, instantOf, parseInstant } from "../../model/instant.js";
import type { LedgerLine } from "../../model/ledger-line.js";
import type { LedgerRead } from "../../ports/ledger.js";
import { formatLedgerLine, parseLedgerLine } from "./ledger-json.js";

export interface LedgerFile {
  /** `YYYY/MM/DD/<HHMMSS>-<milliseconds>Z-<8 hex of the content's sha256>.jsonl` */
  readonly path: string;
  readonly content: string;
}

/** The most that a file holds, in characters: half of what a reader of blobs takes in. */
const FILE = 400_000;

/** Years after `since` that are looked for. */
const YEARS = 20;

/** The lines as a file, or as several where one would be too large to read. The same lines are always the same files. */
export function ledgerFiles(lines: readonly LedgerLine[], at: Instant): readonly LedgerFile[] {
  const contents: string[] = [];
  let content = "";
  for (const line of lines) {
    const text = `${formatLedgerLine(line)}\n`;
    if (content !== "" && content.length + text.length > FILE) {
      contents.push(content);
      content = "";
    }
    content += text;
  }
  if (content !== "") contents.push(content);
  const [day = "", time = ""] = formatInstant(at).split("T");
  const milliseconds = String(at % 1000).padStart(3, "0");
  const name = `${day.replaceAll("-", "/")}/${time.slice(0, 8).replaceAll(":", "")}-${milliseconds}Z`;
  return contents.map((each, index) => {
    // The number keeps the order of files of one moment; a single file has none.
    const part = contents.length === 1 ? "" : `-${String(index).padStart(4, "0")}`;
    const hash = createHash("sha256").update(each).digest("hex").slice(0, 8);
    return { path: `${name}${part}-${hash}.jsonl`, content: each };
  });
}

const NAMED = /^(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)(\d\d)(\d\d)-(\d{3})Z/;

/** Milliseconds: a clock that is set back by more writes under its own time again. */
const BACK = 60_000;

/**
 * The files that the lines are written as, after those that are there: they are read in the order of their names, and two
 * runs may be within the same millisecond, or another machine's clock a little ahead. Lines that are there already keep
 * their files.
 */
export function filesAfter(
  there: ReadonlySet<string>,
  lines: readonly LedgerLine[],
  at: Instant,
): readonly LedgerFile[] {
  const moments = [...there]
    .map(momentOf)
    .filter((moment) => moment !== undefined)
    .filter((moment) => moment >= at && moment < at + BACK);
  const before = moments.find((moment) => ledgerFiles(lines, moment).every(({ path }) => there.has(path)));
  return ledgerFiles(lines, before ?? (moments.length === 0 ? at : instantOf(Math.max(...moments) + 1)));
}

/** What is read whenever anything is, however long ago it was written: there is little of it. */
export const POLICY_FOLDER = "policy/";

/** The same, where what is known of policy has its own folder. */
export function filesByFolder(
  there: ReadonlySet<string>,
  lines: readonly LedgerLine[],
  at: Instant,
): readonly LedgerFile[] {
  const ofPolicy = [...there].filter((path) => path.startsWith(POLICY_FOLDER));
  const files = filesAfter(
    new Set(ofPolicy.map((path) => path.slice(POLICY_FOLDER.length))),
    lines.filter(({ kind }) => kind === "policy"),
    at,
  );
  const others = lines.filter(({ kind }) => kind !== "policy");
  return [
    ...filesAfter(there, others, at),
    ...files.map(({ path, content }) => ({ path: `${POLICY_FOLDER}${path}`, content })),
  ];
}

function momentOf(path: string): Instant | undefined {
  const [, year, month, day, hour, minute, second, milliseconds] = NAMED.exec(path) ?? [];
  return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
}

/** Which folders hold what was written on or after that day: the rest of its month, of its year, and the years after. */
export function foldersSince(since: Instant): readonly string[] {
  const [year = 0, month = 0, day = 0] = formatInstant(since).slice(0, 10).split("-").map(Number);
  const folders: string[] = [];
  for (let each = day; each <= 31; each += 1) folders.push(`${year}/${two(month)}/${two(each)}`);
  for (let each = month + 1; each <= 12; each += 1) folders.push(`${year}/${two(each)}`);
  for (let each = year + 1; each <= year + YEARS; each += 1) folders.push(String(each));
  return folders;
}

export function isLedgerFile(path: string): boolean {
  return /^(?:policy\/)?\d{4}\/\d\d\/\d\d\/[\w-]+\.jsonl$/.test(path);
}

/** Reads what can be read; a line that cannot is told of by file and line. */
export function readLedgerFile(path: string, bytes: Uint8Array): LedgerRead {
  const lines: LedgerLine[] = [];
  const findings: Finding[] = [];
  const unreadable = (line: number, problem: string) => {
    const said = problem.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").slice(0, 200);
    findings.push(finding("ledger-unreadable", {}, { file: path, line, problem: said }));
  };
  for (const [index, source] of splitLines(bytes).entries()) {
    const text = decode(source);
    if (text === "") continue;
    const parsed = text === undefined ? NOT_UTF_8 : parseLedgerLine(text);
    if (!parsed.ok) unreadable(index + 1, parsed.problem);
    else if (parsed.line !== undefined) lines.push(parsed.line);
  }
  return { lines, findings };
}

const NOT_UTF_8 = { ok: false, problem: "not UTF-8" } as const;
const LINE_FEED = 0x0a;

function splitLines(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let to = bytes.indexOf(LINE_FEED); to !== -1; to = bytes.indexOf(LINE_FEED, from)) {
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return [...lines, bytes.subarray(from)];
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
