/**
 * The lines of a comment that are its author's own words, as GitHub shows it: not those in fenced code, in code within
 * a paragraph, in quotes, in HTML comments. Where it would take all of Markdown to be sure, the line is left out: a word
 * that is missed can be said again, one that was only shown must not be obeyed. So nothing counts that stands
 *
 * - after a line of a quote without an empty line between: GitHub shows it as part of the quote;
 * - between two runs of equally many backticks of one paragraph: it may be code that goes over several lines;
 * - after HTML of any kind: it may be hidden, or shown as code or as a quote.
 *
 * Indented code is told by its blanks: who looks for a word at the beginning of a line does not find it. Linear in the
 * length of the text.
 */
export function proseLines(text: string): readonly string[] {
  const prose: string[] = [];
  let paragraph: string[] = [];
  let fence: string | undefined;
  let quoted = false;

  function finish(): void {
    prose.push(...outsideCode(paragraph));
    paragraph = [];
    quoted = false;
  }

  for (const line of beforeMarkup(text).split(/\r\n|\n|\r/)) {
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined;
    } else if (line.trim() === "") {
      finish();
    } else if (FENCE.test(line)) {
      finish();
      fence = RUN.exec(line)?.[1];
    } else if (/^ {0,3}>/.test(line)) {
      finish();
      quoted = true;
    } else if (!quoted) {
      paragraph.push(line);
    }
  }
  finish();
  return prose;
}

/** After backticks that open a block there may be no other backtick: that would be code within a line. */
const FENCE = /^ {0,3}(?:`{3,}[^`]*|~{3,}.*)$/;
const RUN = /^ {0,3}(`{3,}|~{3,})/;

function closes(line: string, fence: string): boolean {
  const run = RUN.exec(line)?.[1] ?? "";
  return run.startsWith(fence) && /^[ `~\t]*$/.test(line);
}

/** An address between angle brackets is no HTML. */
const MARKUP = /<(?!https?:\/\/[^\s<>]{1,2000}>)[A-Za-z/!?]/;

/** What stands before the first HTML. */
function beforeMarkup(text: string): string {
  const at = text.search(MARKUP);
  return at < 0 ? text : text.slice(0, at);
}

/** The lines that no pair of equal runs of backticks encloses. */
function outsideCode(lines: readonly string[]): readonly string[] {
  const runs = lines.map(
    (line) => new Set([...line.matchAll(/`+/g)].flatMap(({ 0: run }) => [run.length, run.length - 1])),
  );
  const last = new Map<number, number>();
  for (const [index, lengths] of runs.entries()) for (const length of lengths) last.set(length, index);
  // How many lines are enclosed by what has been seen so far.
  let enclosed = 0;
  return lines.filter((_, index) => {
    const outside = index > enclosed || enclosed === 0;
    for (const length of runs[index] ?? []) {
      if (length > 0) enclosed = Math.max(enclosed, last.get(length) ?? 0);
    }
    return outside;
  });
}
