import { createHash } from "node:crypto";
import { formatInstant, type Instant } from "../../model/instant.js";
import type { LedgerLine } from "../../model/ledger-line.js";
import { Failure } from "../../ports/failure.js";
import { formatLedgerLine, parseLedgerLine } from "./ledger-json.js";

export interface LedgerFile {
  /** `YYYY/MM/DD/<HHMMSS>Z-<8 hex of the content's sha256>.jsonl` */
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
  const name = `${day.replaceAll("-", "/")}/${time.slice(0, 8).replaceAll(":", "")}Z`;
  return contents.map((each, index) => {
    // The number keeps the order of files of one moment; a single file has none.
    const part = contents.length === 1 ? "" : `-${String(index).padStart(4, "0")}`;
    const hash = createHash("sha256").update(each).digest("hex").slice(0, 8);
    return { path: `${name}${part}-${hash}.jsonl`, content: each };
  });
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
  return /^\d{4}\/\d\d\/\d\d\/[\w-]+\.jsonl$/.test(path);
}

/** Throws a Failure that names file and line where one cannot be read: what the ledger says must be known in full. */
export function readLedgerFile(path: string, bytes: Uint8Array): readonly LedgerLine[] {
  const lines: LedgerLine[] = [];
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let content: string;
  try {
    content = decoder.decode(bytes);
  } catch (cause) {
    throw new Failure(`ledger: ${path} is not UTF-8`, { transient: false, cause });
  }
  for (const [index, source] of content.split("\n").entries()) {
    if (source === "") continue;
    const parsed = parseLedgerLine(source);
    if (!parsed.ok) {
      const problem = parsed.problem.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").slice(0, 200);
      throw new Failure(`ledger: ${path}, line ${index + 1} cannot be read: ${problem}`, { transient: false });
    }
    if (parsed.line !== undefined) lines.push(parsed.line);
  }
  return lines;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
