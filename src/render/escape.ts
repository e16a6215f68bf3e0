/**
 * Text that people wrote, on its way into something that obeys. Whatever is shown of a request passes through here:
 * it may look like Markdown, HTML, a mention, an issue, a link, a terminal's escape; it never becomes one.
 */

// Controls, format characters (zero-width, bidirectional, tags), lone surrogates, private use, separators that break
// lines, characters that look like nothing, and the variation selectors that emoji do not need.
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]|\u034F|\u17B4|\u17B5|[\uFE00-\uFE0D]|[\u{E0100}-\u{E01EF}]/gu;

// Breaks what GitHub finds in rendered text (mentions, issues, links), where a backslash no longer helps.
const BREAK = "&#8203;";

/** What cannot be seen is shown as `\u{202E}`. */
function seen(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16).toUpperCase().padStart(4, "0")}}`;
  });
}

/** Any text as one line, for a terminal, a log, a title: white space becomes one space, nothing in it is unseen. */
export function oneLine(text: string): string {
  // U+FEFF counts as white space, but it is not seen.
  return seen(text.replace(/[^\S\uFEFF\u2028\u2029]+/g, " ").trim());
}

/** Any text as lines, for a terminal or a block of code; tabs become two spaces. */
export function manyLines(text: string): readonly string[] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => seen(line.replaceAll("\t", "  ")).trimEnd());
}

/** A value as JSON that a terminal may show: what cannot be seen stands as its escape, and is read as what it was. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN, (character) =>
    character === "\n" ? character : escaped(character),
  );
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** At most so many characters; the last is `…` where some were left out. */
export function cut(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/** Any text as a run of plain words in Markdown, safe at the start of a line and in a table's cell. */
export function inline(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replace(/[<>`|]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\*_[\]~]/g, "\\$&")
    .replace(/\\\[!/g, `\\[${BREAK}!`)
    .replace(/^[-+=:]/, "\\$&")
    .replace(/^(\d{1,9})([.)])/, "$1\\$2")
    .replace(/@/g, `@${BREAK}`)
    .replace(/(?<!&)#/g, `#${BREAK}`)
    .replace(/(GH-)(?=\d)/gi, `$1${BREAK}`)
    .replace(/:(?=\/\/)/g, `:${BREAK}`)
    .replace(/(www)(?=\.)/gi, `$1${BREAK}`)
    .replace(/:(?=[\w+-]+:)/g, `:${BREAK}`)
    .replaceAll("$", () => "<span>$</span>");
}

/** Any text as code in Markdown, safe in a table's cell. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === "") return "(empty)";
  return /[`|]/.test(line) ? `<code>${inline(line)}</code>` : `\`${line}\``;
}

/** Any text as a quotation in Markdown, line for line. */
export function quote(text: string): string {
  const lines = manyLines(text).map(inline);
  return lines.map((line, index) => (line === "" ? ">" : `> ${line}${lines[index + 1] ? "\\" : ""}`)).join("\n");
}

/** Any text as a block of code, in a fence that is longer than any in it. */
export function fenced(text: string, language: string): string {
  const lines = manyLines(text);
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [`${fence}${language}`, ...lines, fence].join("\n");
}
