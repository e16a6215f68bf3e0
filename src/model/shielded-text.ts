import { withoutUnseen } from "./unseen.js";

/**
 * What git, or a reader of our messages, would take for something else at the beginning of a line: a divider or
 * scissors, a patch, a comment, a trailer, the sentence of a revert.
 */
const HOSTILE =
  /^[ \t]*(?:--|#|diff -|[A-Za-z0-9-]+[ \t]*:|\(cherry picked from commit|This reverts commit|[-\s]*(?:>8|8<|>%|%<))/;
/**
 * What GitHub obeys wherever it stands in a commit's message: a mention, an issue (which `Fixes` would close), an address
 * (of an issue too), the words that start no workflow for the push.
 */
const OBEYED = [
  "@(?= *[\\w-])",
  "#(?= *\\d)",
  "(?<![A-Za-z0-9])GH-(?= *\\d)",
  "://(?= *\\S)",
  "(?<![A-Za-z0-9])www\\.(?= *\\S)",
  "\\[(?= *(?:skip|ci|no|actions) +(?:skip|ci|actions) *\\])",
];
const ARMED = new RegExp(OBEYED.join("|"), "gi");
const DISARMED = new RegExp(OBEYED.map((sign) => `(?:${sign.replace("(?= *", ") (?= *")}`).join("|"), "gi");

/**
 * Puts a blank behind each sign that GitHub would obey: `@ dana`, `Fixes # 1`. A blank is seen by whoever reads the
 * record, found by whoever searches it, and not mistaken for what was written; what has no width would be none of these.
 * `rearm` takes exactly that back.
 */
export function disarm(text: string): string {
  return text.replace(ARMED, "$& ");
}

export function rearm(text: string): string {
  return text.replace(DISARMED, (sign) => sign.slice(0, -1));
}

/** Several lines, made plain: one kind of line end, no controls, no trailing blanks, never two empty lines together. */
export function plainText(text: string): string {
  return withoutUnseen(text.replace(/\r\n?/g, "\n"), "")
    .replace(/[^\S\n]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}

/** One line of it. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, " ").trim();
}

/** Indents each line that would be read as something else by one blank. `unshield` takes exactly that back. */
export function shield(text: string): string {
  return mapLines(text, (line) => (HOSTILE.test(line) ? ` ${line}` : line));
}

export function unshield(text: string): string {
  return mapLines(text, (line) => (line.startsWith(" ") && HOSTILE.test(line) ? line.slice(1) : line));
}

function mapLines(text: string, change: (line: string) => string): string {
  return text.split("\n").map(change).join("\n");
}
