import { expect, test } from "vitest";
import { createBudget } from "../../src/adapters/budget.js";
import type { Held } from "../../src/model/binding.js";
import type { OwnIssue } from "../../src/model/comment.js";
import { type Instant, later } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import type { LineCommit } from "../../src/model/provenance.js";
import { type Receipt, receiptOf } from "../../src/model/receipt.js";
import { DEFAULT_SETTINGS } from "../../src/model/settings.js";
import { Failure } from "../../src/ports/failure.js";
import type { History } from "../../src/ports/history.js";
import type { Provider } from "../../src/ports/provider.js";
import type { Context } from "../../src/run/context.js";
import { reconcile } from "../../src/run/reconcile.js";
import { access, atHead, BASE, HEAD, held, minutes, NOW, PATH, system } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";
import { createMovingClock, turns } from "./moving-clock.js";

const HUNG = new Promise<never>(() => undefined);
const DEV = held({ who: "bob", what: "aws-dev/admin", name: "dev-bob", until: minutes(-1) });
const PROD = held({ name: "prod-alice", until: minutes(-1) });

interface Place {
  readonly context: Context;
  /** What every run wrote. */
  readonly written: LedgerLine[];
  readonly issues: OwnIssue[];
}

/** Two systems, in each of which something has just ended; the ledger remembers. */
function placeOf(providers: Readonly<Record<string, Partial<Provider>>>, budget?: Context["budget"]): Place {
  const written: LedgerLine[] = [];
  const issues: OwnIssue[] = [];
  const provider = (name: string): Provider => ({
    kind: "memory",
    curfew: "scheduled",
    observe: async () => ({ held: heldIn(name), strangers: [] }),
    grant: async (change) => receiptOf(change, { outcome: "done" }),
    revoke: async (change) => receiptOf(change, { outcome: "done" }),
    howTo: () => "",
    examine: async () => [],
    ...providers[name],
  });
  const systems = new Map(["aws-dev", "aws-prod"].map((name) => [name, system(name)]));
  const opened = new Map([...systems.keys()].map((name) => [name, provider(name)]));
  const granted = [DEV, PROD].map((one): LedgerLine => {
    const { who, what, until, request, commit } = one;
    const receipt = { action: "grant", who, what, until, request, commit, result: { outcome: "done" } } as const;
    return { kind: "receipt", at: minutes(-60), ...receipt };
  });
  const context = contextOf(
    {},
    {},
    {
      accessAt: async () => access({ systems }),
      providers: {
        kind: async () => undefined,
        open: async ({ name }) => opened.get(name) ?? provider(name),
      },
      ledger: {
        read: async () => ({ lines: [...granted, ...written], findings: [] }),
        lost: async () => undefined,
        append: async (lines) => void written.push(...lines),
      },
      conversation: conversationOf(issues),
      ...(budget ? { budget } : {}),
    },
  );
  return { context, written, issues };
}

function heldIn(name: string): readonly Held[] {
  return [DEV, PROD].filter(({ what }) => what.startsWith(`${name}/`));
}

function conversationOf(issues: OwnIssue[]): Partial<Context["conversation"]> {
  const change = (number: number, changes: Partial<OwnIssue>) => {
    const index = issues.findIndex((issue) => issue.number === number);
    const before = issues[index];
    if (before) issues[index] = { ...before, ...changes };
  };
  return {
    openIssues: async () => issues.filter(({ open }) => open),
    issue: async (marker, _since, text) => {
      const before = issues.find((issue) => issue.marker === marker);
      if (before) return before;
      const made = { number: issues.length + 1, open: true, marker, ...text };
      issues.push(made);
      return made;
    },
    editIssue: async ({ number }, text) => change(number, text),
    setOpen: async (number, open) => change(number, { open }),
  };
}

const outcomes = (receipts: readonly Receipt[]) => receipts.map(({ who, result }) => `${who} ${result.outcome}`);
const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

test("a system that hangs when it is observed delays no other's revocations, nor their record for ever", async () => {
  const clock = createMovingClock();
  const revoked: string[] = [];
  const { context, written } = placeOf(
    {
      "aws-dev": { observe: () => HUNG },
      "aws-prod": {
        revoke: async (change) => {
          revoked.push(change.held.name);
          return receiptOf(change, { outcome: "done" });
        },
      },
    },
    createBudget(clock, 45_000, undefined),
  );
  const run = reconcile(context, NOW);
  await turns();
  expect(revoked).toEqual(["prod-alice"]);
  clock.advance(45_000);
  const { findings, retry } = await run;
  expect(outcomes(written.filter((line) => line.kind === "receipt"))).toEqual(["alice done"]);
  expect([codes(findings), retry]).toEqual([["system-unobserved"], true]);
});

test("a system that hangs when it is changed delays no other's revocations", async () => {
  const clock = createMovingClock();
  const { context, written } = placeOf({ "aws-dev": { revoke: () => HUNG } }, createBudget(clock, 45_000, undefined));
  const run = reconcile(context, NOW);
  await turns();
  clock.advance(52_500);
  await run;
  expect(outcomes(written.filter((line) => line.kind === "receipt"))).toEqual(["bob failed", "alice done"]);
});

/** What left HEAD by a commit of which the forge is asked. */
const removedBy = (request: string) => async () =>
  new Map([[request, { path: request, commit: "9".repeat(40), parents: ["8".repeat(40)], blob: "7".repeat(40) }]]);

test("where the forge hangs while a removal is judged, what has ended is taken away all the same", async () => {
  const clock = createMovingClock();
  const request = "access/requests/aws-prod/2026/11/22/carol-admin.yaml";
  const early = held({ who: "carol", identity: "user/carol", name: "prod-carol", request, until: minutes(60) });
  const observe = async () => ({ held: [PROD, early], strangers: [] });
  const { context } = placeOf({ "aws-prod": { observe } }, createBudget(clock, 45_000, undefined));
  const run = reconcile(
    {
      ...context,
      history: { ...context.history, removals: removedBy(request) },
      forge: { ...context.forge, pullRequestOfMerge: () => HUNG },
    },
    NOW,
  );
  await turns();
  clock.advance(15_000);
  await turns();
  const { receipts, findings } = await run;
  expect(outcomes(receipts)).toEqual(["bob done", "alice done"]);
  expect(codes(findings)).toEqual(["removal-unjudged"]);
});

test("nobody is asked how a request left whose end has come, however often its system fails", async () => {
  const asked: string[] = [];
  const { context } = placeOf({ "aws-dev": denied(false), "aws-prod": { observe: unreached } });
  const pullRequestOfMerge = async (commit: string) => void asked.push(commit);
  const { receipts } = await reconcile(
    {
      ...context,
      history: { ...context.history, removals: removedBy(PROD.request) },
      forge: { ...context.forge, pullRequestOfMerge },
    } as Context,
    NOW,
  );
  expect([outcomes(receipts), asked]).toEqual([["bob failed"], []]);
});

const unreached = async () => {
  throw new Failure("connect ECONNREFUSED", { transient: true });
};

const ANCHOR = "a".repeat(40);

/** The same place, whose settings name an anchor, and where policy changed since. */
function anchored(
  { context, ...place }: Place,
  changes: Partial<Pick<Context, "forge">> & { readonly history?: Partial<History> },
): Place {
  const line: readonly LineCommit[] = [
    { commit: BASE, parents: [ANCHOR], policy: ["access/people.yaml"] },
    { commit: ANCHOR, parents: [], policy: [] },
  ];
  const { accessAt } = context;
  return {
    ...place,
    context: {
      ...context,
      accessAt: async (commit) => ({ ...(await accessAt(commit)), settings: { ...DEFAULT_SETTINGS, anchor: ANCHOR } }),
      forge: { ...context.forge, ...changes.forge },
      history: {
        ...context.history,
        async *line() {
          yield* line;
        },
        ...changes.history,
      },
    },
  };
}

test("where the forge hangs while it is asked how policy came, what has ended is taken away all the same, and what was learnt is kept", async () => {
  const clock = createMovingClock();
  const place = placeOf({}, createBudget(clock, 45_000, undefined));
  const { forge } = place.context;
  const { context, written } = anchored(place, { forge: { ...forge, pullRequestOfMerge: () => HUNG } });
  const run = reconcile(context, NOW);
  await turns();
  clock.advance(15_000);
  const { receipts, findings, retry } = await run;
  expect([outcomes(receipts), codes(findings), retry]).toEqual([["bob done", "alice done"], ["policy-unjudged"], true]);
  expect(written.flatMap((line) => (line.kind === "policy" ? [line.commit] : []))).toEqual([ANCHOR]);
});

test("where a commit of policy cannot be fetched in time, what has ended is taken away all the same", async () => {
  const clock = createMovingClock();
  const place = placeOf({}, createBudget(clock, 45_000, undefined));
  place.written.push({ kind: "policy", at: minutes(-60), commit: ANCHOR, good: ANCHOR, offences: [] });
  const { context } = anchored(place, { history: { ensure: () => HUNG } });
  const run = reconcile(context, NOW);
  await turns();
  clock.advance(15_000);
  const { receipts, findings, retry } = await run;
  expect([outcomes(receipts), codes(findings), retry]).toEqual([["bob done", "alice done"], ["policy-unjudged"], true]);
});

/** The same place, where alice's request was merged and is not granted yet. */
function merged({ context, ...place }: Place, ledger: Partial<Context["ledger"]> = {}): Place {
  const { path, blob, added } = atHead();
  const history = {
    ...context.history,
    tree: async () => [{ path, mode: "100644", blob }],
    additions: async () => new Map(added === undefined ? [] : [[path, added]]),
    parents: async () => [BASE, HEAD],
  };
  return { ...place, context: { ...context, history, ledger: { ...context.ledger, ...ledger } } };
}

test("where the forge hangs while it is asked what the ledger lost, nothing is granted and what has ended is taken away", async () => {
  const clock = createMovingClock();
  const { context } = merged(placeOf({}, createBudget(clock, 45_000, undefined)), { lost: () => HUNG });
  const run = reconcile(context, NOW);
  await turns();
  clock.advance(15_000);
  const { receipts, findings, retry } = await run;
  expect(receipts.map(({ action, who }) => `${action} ${who}`)).toEqual(["revoke bob", "revoke alice"]);
  expect([codes(findings), retry]).toEqual([["ledger-unchecked"], true]);
});

/** What its system never shows. */
const unseen = (looked: string[]): Partial<Provider> => ({
  settling: {
    seconds: 60,
    seen: ({ who }) => {
      looked.push(who);
      return HUNG;
    },
  },
});

test("access that its system does not show is waited for while the run has time, and then again by the next", async () => {
  const clock = createMovingClock();
  const looked: string[] = [];
  const place = merged(placeOf({ "aws-prod": unseen(looked) }, createBudget(clock, 45_000, undefined)));
  const run = reconcile(place.context, NOW);
  await turns();
  expect(looked).toEqual(["alice"]);
  clock.advance(45_000);
  const { receipts, retry } = await run;
  expect(receipts.map(({ action, who }) => `${action} ${who}`)).toContain("extend alice");
  expect(retry).toBe(true);
});

test("whoever stops the process does not wait until access is shown, and nobody is told of it", async () => {
  const stopping = new AbortController();
  const looked: string[] = [];
  const budget = createBudget(createMovingClock(), 45_000, stopping.signal);
  const { context, written } = merged(placeOf({ "aws-prod": unseen(looked) }, budget));
  const told: number[] = [];
  const forge = { ...context.forge, comment: async (pull: number) => void told.push(pull) };
  const run = reconcile({ ...context, forge }, NOW);
  await turns();
  expect(looked).toEqual(["alice"]);
  stopping.abort();
  const { retry } = await run;
  expect(written.flatMap((line) => (line.kind === "receipt" && line.request === PATH ? [line.action] : []))).toContain(
    "extend",
  );
  expect([retry, told]).toEqual([true, []]);
});

test("where the repository cannot be fetched in time, it goes on with what it has", async () => {
  const clock = createMovingClock();
  const { context } = placeOf({}, createBudget(clock, 45_000, undefined));
  const run = reconcile({ ...context, history: { ...context.history, fetch: () => HUNG } }, NOW);
  await turns();
  clock.advance(15_000);
  const { receipts, findings, stale } = await run;
  expect([outcomes(receipts), codes(findings), stale]).toEqual([
    ["bob done", "alice done"],
    ["repository-stale"],
    true,
  ]);
});

test("a process that is told to stop writes down what it did, and tells nobody any more", async () => {
  const stopping = new AbortController();
  const { context, written } = placeOf(
    {
      "aws-prod": {
        revoke: async (change) => {
          stopping.abort();
          return receiptOf(change, { outcome: "done" });
        },
      },
      "aws-dev": { observe: () => turns().then(() => ({ held: heldIn("aws-dev"), strangers: [] })) },
    },
    createBudget(createMovingClock(), 45_000, stopping.signal),
  );
  const published: string[] = [];
  const forge = { ...context.forge, publishCheck: async (name: string) => void published.push(name) };
  const { findings, retry } = await reconcile({ ...context, forge }, NOW);
  expect(outcomes(written.filter((line) => line.kind === "receipt"))).toEqual(["alice done"]);
  expect([codes(findings), retry, published]).toEqual([["system-unobserved"], true, []]);
});

test("a forge that hangs while it is written to holds up no later end, and what was not written is tried again", async () => {
  const clock = createMovingClock();
  const { context } = placeOf({}, createBudget(clock, 45_000, undefined));
  const ledger = { ...context.ledger, append: () => HUNG };
  const run = reconcile({ ...context, ledger }, NOW);
  await turns();
  clock.advance(75_000);
  const { receipts, findings, retry } = await run;
  expect([outcomes(receipts), codes(findings), retry]).toEqual([
    ["bob done", "alice done"],
    ["ledger-unwritten"],
    true,
  ]);
});

test.each([
  ["a check", { publishCheck: () => HUNG }, {}],
  ["an issue", {}, { openIssues: () => HUNG }],
])("a forge that hangs while it is told of something wrong holds up no later end: %s", async (_, forge, said) => {
  const clock = createMovingClock();
  const { context, written } = placeOf({ "aws-dev": denied(false) }, createBudget(clock, 45_000, undefined));
  const run = reconcile(
    { ...context, forge: { ...context.forge, ...forge }, conversation: { ...context.conversation, ...said } },
    minutes(5),
  );
  await turns();
  clock.advance(75_000);
  const { retry } = await run;
  expect(outcomes(written.filter((line) => line.kind === "receipt"))).toEqual(["bob failed", "alice done"]);
  expect(retry).toBe(true);
});

/** Runs at each of the minutes, and tells of each what became of it. */
async function runs(place: Place, times: readonly number[]) {
  const all = [];
  for (const time of times) {
    const { overdue, findings, next } = await reconcile(place.context, minutes(time));
    all.push({ time, overdue: overdue.length, codes: codes(findings), next });
  }
  return all;
}

const denied = (transient: boolean): Partial<Provider> => ({
  revoke: async (change) => receiptOf(change, { outcome: "failed", transient, error: "DeleteRole: AccessDenied" }),
});

test("a revocation that still fails five minutes past its end has an issue, which closes when it is gone", async () => {
  const place = placeOf({ "aws-dev": denied(false) });
  const [first, second] = await runs(place, [0, 4]);
  expect(first).toEqual({ time: 0, overdue: 0, codes: ["change-failed"], next: later(NOW as Instant, 30) });
  expect(second).toMatchObject({ overdue: 1, codes: ["change-failed", "revocation-overdue"] });
  expect(place.issues).toEqual([
    expect.objectContaining({ marker: "overdue-aws-dev", open: true, title: "1 revocation in aws-dev is overdue" }),
  ]);
  const [issue] = place.issues;
  expect(issue?.body).toContain("DeleteRole: AccessDenied");
  expect(issue?.body).toContain("dev-bob");
  await runs(place, [5, 60]);
  expect(place.issues).toEqual([issue]);

  const healed = placeOf({});
  healed.issues.push(...place.issues);
  expect(await runs(healed, [61])).toMatchObject([{ overdue: 0, codes: [] }]);
  expect(healed.issues).toEqual([{ ...issue, open: false }]);
});

test("what is to end before its time and keeps failing is overdue five minutes after the first failure", async () => {
  const far = { ...DEV, until: minutes(300) };
  const place = placeOf({
    "aws-dev": { ...denied(true), observe: async () => ({ held: [far], strangers: [] }) },
  });
  const [first, second, third] = await runs(place, [0, 4, 5]);
  expect([first?.overdue, second?.overdue, third?.overdue]).toEqual([0, 0, 1]);
});

test("failures that repeat are a line each, though one person's two changes fail in turn", async () => {
  const far = { ...DEV, until: minutes(300) };
  const place = placeOf({
    "aws-dev": {
      observe: async () => ({ held: [far, { ...far, name: "dev-bob-again" }], strangers: [] }),
      revoke: async (change) => {
        const error = `DeleteRole ${change.held.name}: AccessDenied`;
        return receiptOf(change, { outcome: "failed", transient: false, error });
      },
    },
  });
  await runs(place, [0, 1, 2]);
  const failed = place.written.flatMap((line) =>
    line.kind === "receipt" && line.result.outcome === "failed" ? [line.result.error] : [],
  );
  expect(failed).toEqual(["DeleteRole dev-bob: AccessDenied", "DeleteRole dev-bob-again: AccessDenied"]);
});

test("what a system that cannot be read was to lose is overdue too, and its issue stays until it can be read", async () => {
  const away = async () => {
    throw new Failure("connect ECONNREFUSED", { transient: true });
  };
  const place = placeOf({ "aws-dev": { observe: away } });
  const [first, second] = await runs(place, [0, 4]);
  expect([first?.overdue, second?.overdue]).toEqual([0, 1]);
  expect(place.issues.map(({ marker, open }) => [marker, open])).toEqual([["overdue-aws-dev", true]]);
});

test("an issue of a system that is gone is closed", async () => {
  const place = placeOf({});
  place.issues.push({ number: 1, open: true, marker: "overdue-aws-old", title: "", body: "" });
  await reconcile(place.context, later(NOW as Instant, 1));
  expect(place.issues[0]?.open).toBe(false);
});
