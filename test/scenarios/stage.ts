import { readRequest } from "../../src/core/read/request.js";
import type { KindSchemas } from "../../src/core/read/system.js";
import { KIND_SCHEMAS } from "../../src/generated/kinds.js";
import type { Access } from "../../src/model/access.js";
import { NO_PAST } from "../../src/model/facts.js";
import { finding } from "../../src/model/finding.js";
import { type Instant, later, parseInstant } from "../../src/model/instant.js";
import type { JudgedLine, LedgerLine } from "../../src/model/ledger-line.js";
import { personOf } from "../../src/model/person.js";
import { placeOf } from "../../src/model/place.js";
import { windowOf } from "../../src/model/request.js";
import { identityOf } from "../../src/model/system.js";
import { systemOf } from "../../src/model/what.js";
import type { History } from "../../src/ports/history.js";
import type { ProviderKind } from "../../src/ports/provider.js";
import { kind as awsIam } from "../../src/providers/aws-iam/index.js";
import { createAccessReader } from "../../src/run/read-access.js";
import { createMemoryWorld, memoryKind } from "../../src/testing/index.js";
import { accountOf, BASE, HEAD } from "./facts.js";
import { type Granted, readBase, type Setting } from "./scenario.js";
import { blobOf, type Files, historyOf } from "./trees.js";

/** The kind in memory takes every setting. */
export const KINDS: KindSchemas = { ...KIND_SCHEMAS, memory: () => [] };
/** When everything is asked, where a scenario says nothing else. */
export const NOW = "2026-11-22T14:00:00Z";

const PROVIDERS = [awsIam, memoryKind(createMemoryWorld())];

export async function kindNamed(name: string): Promise<ProviderKind | undefined> {
  return PROVIDERS.find(({ kind }) => kind === name);
}

/** The repository as it stands before anything happens: its history, and what the ledger says of it. */
export interface Stage {
  readonly now: Instant;
  readonly main: Files;
  readonly history: History;
  readonly access: Access;
  readonly accessAt: (commit: string) => Promise<Access>;
  readonly lines: readonly LedgerLine[];
}

/** Sets the scene; `headOf` makes the tree of a branch of `main`, where there is one. */
export async function setStage(setting: Setting, headOf: (main: Files) => Files = (main) => main): Promise<Stage> {
  const granted = setting.granted ?? [];
  const before = filesOf(setting);
  const main = new Map([...before, ...granted.filter(({ gone }) => gone !== true).map(fileOfGranted)]);
  const merges = mergesOf(before, granted);
  const history = historyOf({
    commits: { [BASE]: main, [HEAD]: headOf(main), ...merges.commits },
    main: BASE,
    merged: new Map(granted.map((one, index) => [one.path, mergeOf(granted, one, index)])),
    parents: merges.parents,
    pushedAway: new Set(granted.filter(({ gone }) => gone === true).map(({ path }) => path)),
  });
  const accessAt = createAccessReader(history, KINDS);
  const access = await accessAt(BASE);
  return {
    now: instant(setting.now ?? NOW),
    main,
    history,
    access,
    accessAt,
    lines: granted.flatMap((one, index) => linesOf(one, mergeOf(granted, one, index), access)),
  };
}

/** The number of the pull request that brought it. */
export function pullOf({ pull }: Granted): number {
  return pull ?? 7;
}

/** Requests that one pull request brought came by one commit, where it says which pull request that was. */
export function mergeOf(granted: readonly Granted[], { pull }: Granted, index: number): string {
  const first = pull === undefined ? index : granted.findIndex((one) => one.pull === pull);
  return String(first + 1)
    .repeat(40)
    .slice(0, 40);
}

/** Each merge that brought something, on what was there before it. */
function mergesOf(before: Files, granted: readonly Granted[]) {
  const commits: Record<string, Files> = {};
  const parents: Record<string, readonly string[]> = {};
  let files = before;
  for (const [index, one] of granted.entries()) {
    const commit = mergeOf(granted, one, index);
    const parent = `e${commit.slice(1)}`;
    if (!(commit in commits)) commits[parent] = files;
    parents[commit] = [parent];
    files = new Map([...files, fileOfGranted(one)]);
    commits[commit] = files;
  }
  return { commits, parents };
}

/** The base with what the scenario has instead of it, or beside it. */
export function filesOf({ access = {} }: Setting): Files {
  const files = new Map(Object.entries(readBase()).map(([path, text]) => [path, plainFile(text)]));
  for (const [path, text] of Object.entries(access)) {
    if (text === null && !files.has(path)) throw new Error(`${path} is not there to be taken away`);
    if (text === null) files.delete(path);
    else files.set(path, plainFile(text));
  }
  return files;
}

/** A tree with what a branch changes. */
export function changed(
  main: Files,
  files: Readonly<Record<string, string | null>>,
  modes: Readonly<Record<string, string>> = {},
): Files {
  const head = new Map(main);
  for (const [path, text] of Object.entries(files)) {
    if (text === null && !head.delete(path)) throw new Error(`${path} is not there to be removed`);
    if (text !== null) head.set(path, { ...plainFile(text), mode: modes[path] ?? "100644" });
  }
  return head;
}

function fileOfGranted({ path, text }: Granted): readonly [string, ReturnType<typeof plainFile>] {
  return [path, plainFile(text)];
}

function plainFile(text: string): { readonly mode: string; readonly text: string } {
  return { mode: "100644", text };
}

/** What the ledger says of a request that was merged: how its merge was judged, and what came of an emergency. */
function linesOf(one: Granted, commit: string, access: Access): readonly LedgerLine[] {
  const { path, text, merged, pushed, reviewed } = one;
  const at = instant(merged);
  const { request, findings } = readRequest({ path, mode: "100644", bytes: new TextEncoder().encode(text) }, access);
  if (request === undefined) throw new Error(`${path} was never granted: ${JSON.stringify(findings)}`);
  const { who, what } = request;
  const judged = { kind: "judged", at, request: path, blob: blobOf(text), commit } as const;
  if (pushed) {
    return [{ ...judged, verdict: { stands: false, finding: finding("merge-direct", { path }, { commit }) } }];
  }
  const system = access.systems.get(systemOf(what[0] ?? "?/?"));
  const person = personOf(access.people, who);
  const identity = system && person && identityOf(system, person);
  if (!system || !person || identity === undefined) throw new Error(`${who} has no name in the system of ${path}`);
  const author = accountOf(who);
  const facts = {
    pull: pullOf(one),
    author,
    head: HEAD,
    writings: [{ commit: HEAD, writers: [author], unknown: [] }],
    pushers: [author],
    reviews: [],
    teams: {},
    past: NO_PAST,
    readers: [],
    rejected: [],
    at,
  };
  const verdict = {
    stands: true,
    who,
    what,
    id: person.id,
    identity,
    place: placeOf(system),
    window: windowOf(request, at),
    ...(request.renews === undefined ? {} : { renews: request.renews }),
    ...(request.emergency ? { emergency: { due: later(at, 86_400) } } : {}),
    facts,
    decision: decisionOf(one),
  } as const;
  const review = { kind: "reviewed", at: later(at, 60), request: path, commit, by: reviewed ?? "", note: "" } as const;
  return [{ ...judged, verdict }, ...(reviewed === undefined ? [] : [review])];
}

function decisionOf({ skipped = [] }: Granted): Extract<JudgedLine["verdict"], { stands: true }>["decision"] {
  const clause = { kind: "approve-skipped", by: ["codeowners"], count: 1, candidates: skipped } as const;
  const parts = skipped.length === 0 ? [] : [{ outcome: "allowed", reason: clause, parts: [] } as const];
  return { outcome: "allowed", reason: { kind: "pull-request" }, parts };
}

export function instant(text: string): Instant {
  const value = parseInstant(text);
  if (value === undefined) throw new Error(`not an instant: ${text}`);
  return value;
}

/** For what no scenario comes to: asking for it fails. */
export function unexpected(...args: readonly unknown[]): never {
  throw new Error(`no scenario comes to this: ${JSON.stringify(args)}`);
}
