import { type Finding, finding, type Position } from "../../model/finding.js";
import { firstUnseen } from "../../model/unseen.js";

/** A file as git holds it. */
export interface SourceFile {
  readonly path: string;
  readonly mode: string;
  readonly bytes: Uint8Array;
}

/** What was read, as far as it could be, and all that is wrong with it. */
export interface Reading<Value> {
  readonly value: Value | undefined;
  readonly findings: readonly Finding[];
}

const REGULAR = ["100644", "100755"];

export function failed(...findings: readonly Finding[]): Reading<never> {
  return { value: undefined, findings };
}

/** The text of a regular file of at most `limit` bytes of UTF-8; a byte order mark at its start is left out. */
export function readText(file: SourceFile, limit: number): Reading<string> {
  const { path, mode, bytes } = file;
  if (!REGULAR.includes(mode)) return failed(finding("file-not-regular", { path }, { mode }));
  if (bytes.length > limit) return failed(finding("file-too-large", { path }, { bytes: bytes.length, limit }));
  const text = decode(bytes);
  if (text === undefined) return failed(finding("file-not-text", { path }, {}));
  const control = findControl(text);
  if (control === undefined) return { value: text, findings: [] };
  return failed(
    finding("control-character", { path, at: positionIn(text, control.index) }, { character: control.name }),
  );
}

/** The first character that no text of ours may hold, and where it stands. */
export function findControl(text: string): { readonly index: number; readonly name: string } | undefined {
  const first = firstUnseen(text);
  if (!first) return undefined;
  const code = first.character.codePointAt(0) ?? 0;
  return { index: first.index, name: `U+${code.toString(16).toUpperCase().padStart(4, "0")}` };
}

export function positionIn(text: string, index: number): Position {
  const before = text.slice(0, index);
  return { line: before.split("\n").length, column: index - before.lastIndexOf("\n") };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
