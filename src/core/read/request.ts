import type { RequestFile } from "../../generated/request.js";
import { validateRequest } from "../../generated/validate.js";
import type { Access } from "../../model/access.js";
import { parseDuration } from "../../model/duration.js";
import { type Finding, finding, isError, type Position, type Positions } from "../../model/finding.js";
import { formatInstant, type Instant, later, parseInstant } from "../../model/instant.js";
import { personOf } from "../../model/person.js";
import type { Length, Request } from "../../model/request.js";
import { isWhat, systemOf, type What } from "../../model/what.js";
import { accessPathOf, pathFindings } from "./paths.js";
import { personFindings, roleFindings } from "./references.js";
import type { SourceFile } from "./text-file.js";
import { badDuration, badInstant, inOrder, schemaFindings } from "./validate.js";
import { keyAt, readYaml, valueAt, type YamlFile } from "./yaml-file.js";

export type RequestRead =
  | { readonly request: Request; readonly findings?: never }
  | { readonly request?: never; readonly findings: readonly Finding[] };

/** How far ahead a request may begin. */
export const FARTHEST_SECONDS = 7 * 86_400;

/** Reads a request and looks up whom and what it names, so that its author hears of everything at once. */
export function readRequest(source: SourceFile, access: Access): RequestRead {
  const { file, findings, request } = shapeOf(source);
  // Where the folder cannot be read, nothing is known of the names; what is wrong with it is told beside.
  const named = file && !access.findings.some(isError) ? nameFindings(file, access) : [];
  const all = inOrder([...findings, ...named]);
  if (!request || all.some(isError)) return { findings: all };
  return { request: { ...request, who: personOf(access.people, request.who)?.login ?? request.who } };
}

/** Reads a request by itself: whether whom and what it names still exist is for who asks to see. */
export function parseRequest(source: SourceFile): RequestRead {
  const { findings, request } = shapeOf(source);
  return request ? { request } : { findings };
}

/** What is wrong with a request at a moment: a window that has passed already, or begins too far ahead. */
export function windowFindings(request: Request, now: Instant): readonly Finding[] {
  const { path, at, from, length } = request;
  const limit = later(now, FARTHEST_SECONDS);
  return [
    ...(length.kind === "until" && length.until <= now
      ? [
          finding(
            "until-passed",
            { path, at: at["/until"] },
            { until: formatInstant(length.until), now: formatInstant(now) },
          ),
        ]
      : []),
    ...(from !== undefined && from > limit
      ? [
          finding(
            "from-too-late",
            { path, at: at["/from"] },
            { from: formatInstant(from), limit: formatInstant(limit) },
          ),
        ]
      : []),
  ];
}

/** A longer list is one finding, whatever is in it. */
const MOST_ROLES = 20;

interface Shape {
  readonly file?: YamlFile;
  readonly request?: Request;
  readonly findings: readonly Finding[];
}

/** A blob's bytes never change while somebody keeps them, and parsing them is most of what reading a request takes. */
const SHAPES = new WeakMap<Uint8Array, Map<string, Shape>>();

function shapeOf(source: SourceFile): Shape {
  const { bytes, mode, path } = source;
  const known = SHAPES.get(bytes) ?? new Map<string, Shape>();
  const key = `${mode} ${path}`;
  const shape = known.get(key) ?? readShape(source);
  SHAPES.set(bytes, known.set(key, shape));
  return shape;
}

function readShape(source: SourceFile): Shape {
  const { value: file, findings } = readYaml(source);
  const misplaced = placeFindings(source.path);
  if (file === undefined) return { findings: [...misplaced, ...findings] };
  const { request, findings: wrong } = requestIn(file);
  const all = [...misplaced, ...wrong];
  return request === undefined || all.length > 0 ? { file, findings: all } : { file, request, findings: [] };
}

/** The request that a file is, or a part of one with places of its own; `path` is where it lies, or would. */
export function requestIn(file: YamlFile): Omit<Shape, "file"> {
  const errors = validateRequest(file.value);
  const all = inOrder([...schemaFindings(file, errors), ...whatFindings(file), ...emergencyFindings(file)]);
  if (errors.length > 0) return { findings: all };

  const content = file.value as RequestFile;
  const read = windowOf(file, content);
  if ("findings" in read) return { findings: [...all, ...read.findings] };
  if (all.length > 0) return { findings: all };
  const request: Request = {
    path: file.path,
    who: content.who,
    what: [content.what].flat() as What[],
    ...read,
    why: content.why.trim(),
    ...(content.ticket === undefined ? {} : { ticket: content.ticket }),
    emergency: content.emergency ?? false,
    ...(content.renews === undefined ? {} : { renews: content.renews }),
    at: positionsOf(file),
  };
  return { request, findings: [] };
}

function placeFindings(path: string): readonly Finding[] {
  const place = accessPathOf(path);
  if (place.kind === "request") return [];
  const expected = "access/requests/<system>/YYYY/MM/DD/<name>.yaml";
  return place.kind === "unknown" ? pathFindings([path]) : [finding("file-name", { path }, { expected })];
}

function windowOf(
  file: YamlFile,
  content: RequestFile,
): { readonly length: Length; readonly from?: Instant } | { readonly findings: readonly Finding[] } {
  const from = content.from === undefined ? undefined : parseInstant(content.from);
  const until = content.until === undefined ? undefined : parseInstant(content.until);
  const seconds = content.for === undefined ? undefined : parseDuration(content.for);
  const length: Length | undefined =
    seconds !== undefined ? { kind: "for", seconds } : until !== undefined ? { kind: "until", until } : undefined;
  const findings = [
    ...(content.from !== undefined && from === undefined ? [badInstant(file, "/from")] : []),
    ...(content.until !== undefined && until === undefined ? [badInstant(file, "/until")] : []),
    ...(content.for !== undefined && seconds === undefined ? [badDuration(file, "/for")] : []),
    ...(from !== undefined && until !== undefined && until <= from
      ? [
          finding(
            "empty-window",
            { path: file.path, at: valueAt(file, "/until") },
            { from: formatInstant(from), until: formatInstant(until) },
          ),
        ]
      : []),
  ];
  if (length === undefined || findings.length > 0) return { findings: inOrder(findings) };
  return { length, ...(from === undefined ? {} : { from }) };
}

/** Every role that the file names and that can be one, with its place; the rest has its finding already. */
function whatsIn(file: YamlFile): readonly { readonly what: What; readonly at: Position }[] {
  const named = namedIn(file, "what");
  if (typeof named === "string") return isWhat(named) ? [{ what: named, at: valueAt(file, "/what") }] : [];
  if (!Array.isArray(named)) return [];
  return named
    .slice(0, MOST_ROLES)
    .flatMap((what: unknown, index) =>
      typeof what === "string" && isWhat(what) ? [{ what, at: valueAt(file, `/what/${index}`) }] : [],
    );
}

function namedIn(file: YamlFile, key: string): unknown {
  return typeof file.value === "object" && file.value !== null
    ? (file.value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** Each role once, and all of the system whose folder the file lies in. */
function whatFindings(file: YamlFile): readonly Finding[] {
  const { path } = file;
  const place = accessPathOf(path);
  const seen = new Set<What>();
  return whatsIn(file).flatMap(({ what, at }) => {
    const again = seen.has(what);
    seen.add(what);
    if (again) return [finding("duplicate-what", { path, at }, { what })];
    return place.kind === "request" && systemOf(what) !== place.system
      ? [finding("other-system", { path, at }, { what, folder: place.system })]
      : [];
  });
}

/** An emergency is now, and is all there is: it neither begins later nor continues anything. */
function emergencyFindings(file: YamlFile): readonly Finding[] {
  if (namedIn(file, "emergency") !== true) return [];
  return ["from", "renews"]
    .filter((key) => namedIn(file, key) !== undefined)
    .map((key) => {
      const keys = ["emergency", key];
      return finding("one-of-keys", { path: file.path, at: keyAt(file, `/${key}`) }, { keys, received: keys });
    });
}

function nameFindings(file: YamlFile, access: Access): readonly Finding[] {
  const { path } = file;
  const place = accessPathOf(path);
  const who = namedIn(file, "who");
  const listed = typeof who === "string" && /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/.test(who);
  const whats = whatsIn(file).filter(({ what }) => place.kind !== "request" || systemOf(what) === place.system);
  return [
    ...(listed ? personFindings(access.people, who, { path, at: valueAt(file, "/who") }) : []),
    ...whats.flatMap(({ what, at }) => roleFindings(access.systems, what, { path, at }, "error")),
  ];
}

/** Where each key stands; a single role has the place of its key, so that `/what/0` is always there. */
function positionsOf(file: YamlFile): Positions {
  const places = [...file.nodes.keys()].map((pointer) => [pointer, keyAt(file, pointer)] as const);
  return { "/what/0": keyAt(file, "/what"), ...Object.fromEntries(places), "": { line: 1, column: 1 } };
}
