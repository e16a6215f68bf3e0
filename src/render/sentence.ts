import { type Instant, parseInstant } from "../model/instant.js";
import { code, cut, inline, oneLine } from "./escape.js";
import { when } from "./when.js";

/**
 * A sentence, not yet in any script: the same words are printed to a terminal and into Markdown, each with its own
 * escaping. The literal parts are ours and are printed as they stand; all that is put between them is escaped.
 */
export type Sentence = readonly Part[];

type Part =
  /** Our own words. */
  | { readonly kind: "words"; readonly text: string }
  /** Somebody's words, not to be set apart: a reason, an error. */
  | { readonly kind: "prose"; readonly text: string }
  /** A value as it was written: code in Markdown, in backticks elsewhere. */
  | { readonly kind: "value"; readonly text: string }
  /** Who, what, a policy: code in Markdown, bare elsewhere. */
  | { readonly kind: "name"; readonly text: string };

const LONGEST_VALUE = 160;
const LONGEST_PROSE = 600;
const LONGEST_LIST = 8;

/** A string that is put in is a value; `name` and `prose` say otherwise. */
export function say(strings: TemplateStringsArray, ...inserted: readonly (string | number | Sentence)[]): Sentence {
  return strings.flatMap((text, index) => {
    const next = inserted[index];
    const words: Sentence = text === "" ? [] : [{ kind: "words", text }];
    if (next === undefined) return words;
    if (typeof next === "number") return [...words, { kind: "words", text: count(next) }];
    return typeof next === "string" ? [...words, { kind: "value", text: next }] : [...words, ...next];
  });
}

export function name(text: string): Sentence {
  return [{ kind: "name", text }];
}

/** Without the full stop that the sentence around it brings. */
export function prose(text: string): Sentence {
  return [{ kind: "prose", text: oneLine(text).replace(/\.+$/, "") }];
}

/** Text of ours that sets its values apart with backticks, as a provider's preview does. */
export function withValues(text: string): Sentence {
  const parts = oneLine(text).split(/(?<![`\\])`([^`]+)`(?!`)/);
  return parts.flatMap((part, index) => (index % 2 === 0 ? spaced(part) : name(part)));
}

/** Escaping trims; what stands between two values keeps its blanks. */
function spaced(text: string): Sentence {
  const blank: Sentence = [{ kind: "words", text: " " }];
  const own = text.trim();
  if (own === "") return text === "" ? NOTHING : blank;
  const before = text.startsWith(" ") ? blank : NOTHING;
  return [...before, { kind: "prose", text: own }, ...(text.endsWith(" ") ? blank : NOTHING)];
}

/** Git's own short form: enough for people. */
export function commit(id: string): Sentence {
  return name(id.slice(0, 10));
}

/** `#42`: GitHub makes a link of it. */
export function pull(number: number): Sentence {
  return [{ kind: "words", text: `#${String(number)}` }];
}

export function time(value: Instant): Sentence {
  return [{ kind: "words", text: when(value) }];
}

/** An instant that came as RFC 3339 text; what is none is shown as it is. */
export function writtenTime(text: string): Sentence {
  const parsed = parseInstant(text);
  return parsed === undefined ? say`${text}` : time(parsed);
}

export const NOTHING: Sentence = [];

/** `a`, `b` or `c`; a long list is cut, and says so. */
export function listed(items: readonly Sentence[], word: "and" | "or"): Sentence {
  const shown = items.length > LONGEST_LIST ? items.slice(0, LONGEST_LIST - 1) : items;
  const all = shown.length < items.length ? [...shown, say`${items.length - shown.length} more`] : shown;
  return all.flatMap((item, index) => {
    if (index === 0) return item;
    return [{ kind: "words", text: index === all.length - 1 ? ` ${word} ` : ", " }, ...item];
  });
}

export function values(texts: readonly string[], word: "and" | "or"): Sentence {
  return listed(
    texts.map((text) => say`${text}`),
    word,
  );
}

export function names(texts: readonly string[], word: "and" | "or"): Sentence {
  return listed(texts.map(name), word);
}

/** For a terminal, an annotation, a log: one line. */
export function plain(sentence: Sentence): string {
  return sentence.map(plainPart).join("");
}

export function markdown(sentence: Sentence): string {
  return sentence.map(markdownPart).join("");
}

/** A number for people: `65,536`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

function plainPart(part: Part): string {
  switch (part.kind) {
    case "words":
      return part.text;
    case "prose":
      return cut(oneLine(part.text), LONGEST_PROSE);
    case "value":
      return `\`${cut(oneLine(part.text), LONGEST_VALUE)}\``;
    case "name":
      return cut(oneLine(part.text), LONGEST_VALUE);
    default:
      return part satisfies never;
  }
}

function markdownPart(part: Part): string {
  switch (part.kind) {
    case "words":
      return part.text;
    case "prose":
      return inline(cut(oneLine(part.text), LONGEST_PROSE));
    case "value":
    case "name":
      return code(cut(oneLine(part.text), LONGEST_VALUE));
    default:
      return part satisfies never;
  }
}
