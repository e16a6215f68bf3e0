import { readRequest } from "../../src/core/read/request.js";
import type { KindSchemas } from "../../src/core/read/system.js";
import { KIND_SCHEMAS } from "../../src/generated/kinds.js";
import type { Access } from "../../src/model/access.js";
import { NO_PAST } from "../../src/model/facts.js";
import { finding } from "../../src/model/finding.js";
import { type Instant, later, parseInstant } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { personOf } from "../../src/model/person.js";
import { windowOf } from "../../src/model/request.js";
import { identityOf } from "../../src/model/system.js";
import { systemOf } from "../../src/model/what.js";
import type { Check, Forge, PullRequest } from "../../src/ports/forge.js";
import { kind as awsIam } from "../../src/providers/aws-iam/index.js";
import { type Checked, checkPullRequest } from "../../src/run/check-pull-request.js";
import type { Context } from "../../src/run/context.js";
import { offlineConversation } from "../../src/run/offline-forge.js";
import { createAccessReader } from "../../src/run/read-access.js";
import { createMemoryWorld, memoryKind } from "../../src/testing/index.js";
import { accountOf, authorOf, BASE, HEAD, reviewsOf, writingsOf } from "./facts.js";
import { type Granted, readBase, type Scenario } from "./scenario.js";
import { blobOf, type Files, historyOf } from "./trees.js";

const PULL = 42;
/** The kind in memory takes every setting. */
const KINDS: KindSchemas = { ...KIND_SCHEMAS, memory: () => [] };
const PROVIDERS = [awsIam, memoryKind(createMemoryWorld())];

/** All that was said and done in the pull request. */
export interface Played {
  readonly checked: Checked;
  readonly check: Check | undefined;
  readonly comment: string | undefined;
  readonly asks: readonly string[];
  readonly merge: { readonly title: string; readonly body: string } | undefined;
}

/** Judges the scenario's pull request by the code that judges every other, and keeps what it publishes. */
export async function play(scenario: Scenario): Promise<Played> {
  const now = instant(scenario.now ?? "2026-11-22T14:00:00Z");
  const main = mainOf(scenario);
  const granted = scenario.granted ?? [];
  const history = historyOf({
    commits: { [BASE]: main, [HEAD]: headOf(main, scenario) },
    main: BASE,
    merged: new Map(granted.map((one, index) => [one.path, mergeOf(index)])),
  });
  const accessAt = createAccessReader(history, KINDS);
  const access = await accessAt(BASE);
  const lines = granted.flatMap((one, index) => linesOf(one, mergeOf(index), access));
  const said: { check?: Check; comment?: string; asks: readonly string[]; merge?: Played["merge"] } = { asks: [] };
  const forge: Partial<Forge> = {
    repository: "acme/access",
    defaultBranch: "main",
    self: "curfew[bot]",
    skew: () => 0,
    pullRequest: async () => pullOf(scenario, now),
    reviews: async () => reviewsOf(scenario, now),
    commits: async () => writingsOf(scenario).map((writing) => ({ ...writing, parents: [BASE] })),
    pushes: async () =>
      (scenario.pushers ?? [scenario.author ?? "alice"]).map((by) => ({
        by: accountOf(by),
        before: BASE,
        after: HEAD,
      })),
    mayWrite: async ({ login }) => !(scenario.readers ?? []).includes(login),
    rejectedOwners: async () => [],
    openPullRequests: async () => [],
    waitingSince: async () => now,
    reviseComment: async () => undefined,
    publishCheck: async (_name, _head, check) => {
      said.check = check;
    },
    comment: async (_pull, _marker, body) => {
      said.comment = body;
    },
    requestReviews: async (_pull, logins) => {
      said.asks = logins;
    },
    merge: async (_pull, _head, message) => {
      said.merge = message;
      return { merged: true, commit: "c".repeat(40) };
    },
    deleteBranch: async () => undefined,
  };
  const context: Pick<Context, "conversation" | "history" | "ledger" | "people" | "providers" | "log" | "accessAt"> = {
    conversation: offlineConversation(),
    history,
    ledger: { read: async () => ({ lines, findings: [] }), lost: unexpected, append: unexpected },
    people: { membersOf: async (organization, slug) => scenario.teams?.[`${organization}/${slug}`] },
    providers: { kind: async (name) => PROVIDERS.find(({ kind }) => kind === name), open: unexpected },
    log: { info() {}, warn: unexpected, error: unexpected },
    accessAt,
  };
  // What the scenarios do not need is not there: asking for it fails.
  const checked = await checkPullRequest({ ...context, forge: forge as Forge }, PULL, now);
  return { checked, check: said.check, comment: said.comment, asks: said.asks, merge: said.merge };
}

function unexpected(...args: readonly unknown[]): never {
  throw new Error(`no scenario comes to this: ${JSON.stringify(args)}`);
}

function pullOf(scenario: Scenario, now: Instant): PullRequest {
  return {
    number: PULL,
    title: "Ask",
    author: authorOf(scenario),
    draft: scenario.draft ?? false,
    open: true,
    opened: now,
    head: { commit: HEAD, branch: "ask", repository: scenario.fork ?? "acme/access" },
    base: { commit: BASE, branch: scenario.base ?? "main" },
  };
}

function mainOf({ access = {}, granted = [] }: Scenario): Files {
  const files = new Map(Object.entries(readBase()).map(([path, text]) => [path, plainFile(text)]));
  for (const [path, text] of Object.entries(access)) {
    if (text === null && !files.has(path)) throw new Error(`${path} is not there to be taken away`);
    if (text === null) files.delete(path);
    else files.set(path, plainFile(text));
  }
  for (const { path, text } of granted) files.set(path, plainFile(text));
  return files;
}

function headOf(main: Files, { files, modes = {} }: Scenario): Files {
  const head = new Map(main);
  for (const [path, text] of Object.entries(files)) {
    if (text === null && !head.delete(path)) throw new Error(`${path} is not there to be removed`);
    if (text !== null) head.set(path, { ...plainFile(text), mode: modes[path] ?? "100644" });
  }
  return head;
}

function plainFile(text: string): { readonly mode: string; readonly text: string } {
  return { mode: "100644", text };
}

function mergeOf(index: number): string {
  return String(index + 1)
    .repeat(40)
    .slice(0, 40);
}

/** What the ledger says of a request that is on main. */
function linesOf(
  { path, text, merged, pushed, reviewed }: Granted,
  commit: string,
  access: Access,
): readonly LedgerLine[] {
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
  if (identity === undefined) throw new Error(`${who} has no name in the system of ${path}`);
  const author = accountOf(who);
  const facts = {
    pull: 7,
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
  const decision = { outcome: "allowed", reason: { kind: "pull-request" }, parts: [] } as const;
  const verdict = {
    stands: true,
    who,
    what,
    identity,
    window: windowOf(request, at),
    ...(request.renews === undefined ? {} : { renews: request.renews }),
    ...(request.emergency ? { emergency: { due: later(at, 86_400) } } : {}),
    facts,
    decision,
  } as const;
  const review = { kind: "reviewed", at: later(at, 60), request: path, commit, by: reviewed ?? "", note: "" } as const;
  return [{ ...judged, verdict }, ...(reviewed === undefined ? [] : [review])];
}

function instant(text: string): Instant {
  const value = parseInstant(text);
  if (value === undefined) throw new Error(`not an instant: ${text}`);
  return value;
}
