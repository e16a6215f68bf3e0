/**
 * What git, or a reader of our messages, would take for something else at the beginning of a line: a divider or
 * scissors, a comment, a trailer, the sentence of a revert.
 */
const HOSTILE =
  /^[ \t]*(?:--|#|[A-Za-z0-9-]+[ \t]*:|\(cherry picked from commit|This reverts commit|[-\s]*(?:>8|8<|>%|%<))/;
// C0 without tab and newline, delete, C1, zero widths and direction marks: invisible, and able to reorder what is read.
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Several lines, made plain: one kind of line end, no controls, no trailing blanks, never two empty lines together. */
export function plainText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(INVISIBLE, "")
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
