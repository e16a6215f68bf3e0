import { Composer, isMap, isScalar, isSeq, LineCounter, type Pair, type ParsedNode, Parser } from "yaml";
import { type Finding, finding, type Position } from "../../model/finding.js";
import { failed, findControl, type Reading, readText, type SourceFile } from "./text-file.js";
import { forbiddenIn } from "./yaml-guard.js";

/** A file that is one document of plain YAML 1.2, with the place of everything in it. */
export interface YamlFile {
  readonly path: string;
  /** Objects have no prototype, so that no key of theirs means more than it says. */
  readonly value: unknown;
  /** By JSON pointer; `` is the whole. */
  readonly nodes: ReadonlyMap<string, YamlNode>;
}

export interface YamlNode {
  /** Where the key stands, for what has one. */
  readonly key?: Position;
  readonly position: Position;
  /** As it is written: in quotes, if it is. */
  readonly source: string;
}

export const LARGEST_YAML = 65_536;

const OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  stringKeys: true,
  prettyErrors: false,
  // Its own search for duplicates is quadratic; ours is made while walking.
  uniqueKeys: false,
} as const;

export function readYaml(file: SourceFile): Reading<YamlFile> {
  const { path } = file;
  const { value: text, findings } = readText(file, LARGEST_YAML);
  if (text === undefined) return failed(...findings);

  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };

  const forbidden = forbiddenIn(tokens);
  if (forbidden.length > 0) {
    return failed(
      ...forbidden.map(({ feature, offset }) => finding("yaml-forbidden", { path, at: at(offset) }, { feature })),
    );
  }

  const [document] = new Composer(OPTIONS).compose(tokens, true, text.length);
  // One mistake makes the parser stumble many times: the first is the one to mend. Its warnings are mistakes too.
  const [problem] = [...(document?.errors ?? []), ...(document?.warnings ?? [])].sort(
    (one, other) => one.pos[0] - other.pos[0],
  );
  if (problem) {
    return failed(finding("yaml-syntax", { path, at: at(problem.pos[0]) }, { problem: inWords(problem.message) }));
  }
  return walk(path, text, (document?.contents ?? null) as ParsedNode | null, at);
}

/** The parser's own words, with what helps against the mistake that people make most. */
function inWords(problem: string): string {
  return problem.startsWith("Nested mappings are not allowed")
    ? `${problem}; text that holds a colon and a blank has to stand in quotes`
    : problem;
}

/** Plain values and their places. The nesting is known to be shallow here, so that it may call itself. */
function walk(
  path: string,
  text: string,
  root: ParsedNode | null,
  at: (offset: number) => Position,
): Reading<YamlFile> {
  const nodes = new Map<string, YamlNode>();
  const findings: Finding[] = [];

  function checkText(value: unknown, position: Position): void {
    const control = typeof value === "string" ? findControl(value) : undefined;
    if (control) findings.push(finding("control-character", { path, at: position }, { character: control.name }));
  }

  function visit(node: ParsedNode | null, pointer: string, key?: Position): unknown {
    const [start, end] = node?.range ?? [0, 0];
    const source = text.slice(start, end);
    const position = source === "" && key ? key : at(start);
    nodes.set(pointer, { ...(key ? { key } : {}), position, source });
    if (isMap(node)) return visitMap(node.items as readonly Pair<ParsedNode, ParsedNode | null>[], pointer);
    if (isSeq(node)) {
      return node.items.map((item, index) => visit(item as ParsedNode, `${pointer}/${index}`));
    }
    const value = isScalar(node) ? node.value : null;
    checkText(value, position);
    return value;
  }

  function visitMap(pairs: readonly Pair<ParsedNode, ParsedNode | null>[], pointer: string): unknown {
    const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (const { key: keyNode, value: valueNode } of pairs) {
      const position = at(keyNode.range[0]);
      const key = isScalar(keyNode) ? String(keyNode.value ?? "") : "";
      checkText(key, position);
      if (key in object) {
        findings.push(finding("yaml-duplicate-key", { path, at: position }, { key }));
        continue;
      }
      object[key] = visit(valueNode, pointerTo(pointer, key), position);
    }
    return object;
  }

  const value = visit(root, "");
  return findings.length > 0 ? failed(...findings) : { value: { path, value, nodes }, findings: [] };
}

/** RFC 6901. */
export function pointerTo(parent: string, key: string): string {
  return `${parent}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

const START: Position = { line: 1, column: 1 };

/** Where the value stands. */
export function valueAt(file: YamlFile, pointer: string): Position {
  return file.nodes.get(pointer)?.position ?? START;
}

/** Where the key stands; the value, for what has no key. */
export function keyAt(file: YamlFile, pointer: string): Position {
  return file.nodes.get(pointer)?.key ?? valueAt(file, pointer);
}
