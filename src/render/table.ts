import { cut, oneLine } from "./escape.js";

// East Asian wide and full-width characters, and emoji, take two columns in a terminal. Near enough to line up a table.
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;
const COMBINING = /[\p{Mn}\p{Me}]/u;
const WIDEST_CELL = 80;

/** Columns that line up, for a terminal; the header in capitals, two spaces between, nothing at a line's end. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return columns([header.map((cell) => cell.toUpperCase()), ...rows]);
}

/** Without a header. */
export function columns(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map(cellOf));
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ""))));
  return lines.map((line) => lineOf(line, widths)).join("\n");
}

/** The same in Markdown; the cells are Markdown already, made by `inline`, `code` or `markdown`. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => "---"), ...rows];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function cellOf(text: string): string {
  return cut(oneLine(text), WIDEST_CELL);
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
    .join("  ")
    .trimEnd();
}

function widthOf(text: string): number {
  return Array.from(text).reduce((width, character) => {
    if (COMBINING.test(character)) return width;
    return width + (WIDE.test(character) ? 2 : 1);
  }, 0);
}
