import { expect, onTestFinished, test } from "vitest";
import { createBudget, RUN_TIME } from "../../src/adapters/budget.js";
import { createRepository } from "../../src/app/repository.js";
import { instantOf, later } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { type Receipt, receiptOf } from "../../src/model/receipt.js";
import type { Provider } from "../../src/ports/provider.js";
import type { Context } from "../../src/run/context.js";
import { UNMEASURED } from "../../src/wire.js";
import { access, BASE, BLOB, facts, HEAD, held, MERGE, minutes, NOW, standing, system } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";
import { createMovingClock, type MovingClock, turns } from "../run/moving-clock.js";

const SILENT = { info() {}, warn() {}, error() {} };
const SECOND = 1000;
const HUNG = new Promise<never>(() => undefined);
const hang = () => HUNG;

/** What hangs for as long as anybody looks. */
interface Hanging {
  readonly forge?: Partial<Context["forge"]>;
  readonly history?: Partial<Context["history"]>;
  readonly ledger?: Partial<Context["ledger"]>;
  readonly conversation?: Partial<Context["conversation"]>;
  /** Of another system than the one in which access ends. */
  readonly other?: Partial<Provider>;
}

/** Alice's, whose end comes every seven seconds for some minutes; and bob's in another system, which has come. */
const ENDING = Array.from({ length: 30 }, (_, index) => {
  const name = `admin-${index}`;
  const request = `access/requests/aws-prod/2026/11/22/${name}.yaml`;
  const what = `aws-prod/${name}` as const;
  return held({ what, name, request, until: later(NOW, 7 * index) });
});
const BOB = held({ who: "bob", what: "aws-dev/admin", name: "bob", until: NOW });

const role = (name: string) => [name, { name, about: name, settings: {} }] as const;
const SYSTEMS = new Map([
  ["aws-dev", system("aws-dev")],
  ["aws-prod", system("aws-prod", { roles: new Map(ENDING.map(({ name }) => role(name))) })],
]);

/** As they were merged an hour ago. */
const JUDGED = ENDING.map(({ request, what, until }, index): LedgerLine => {
  const verdict = standing({ from: minutes(-60), until }, { what: [what], facts: facts({ pull: index + 1 }) });
  return { kind: "judged", at: minutes(-60), request, blob: BLOB, commit: MERGE, verdict };
});

function worldOf(clock: MovingClock, hanging: Hanging) {
  const present = new Map(ENDING.map((one) => [one.name, one]));
  const lags: number[] = [];
  const told = new Map<number, string>();
  const provider = (changes: Partial<Provider>): Provider => ({
    kind: "memory",
    curfew: "scheduled",
    observe: async () => ({ held: [], strangers: [] }),
    grant: async (change) => receiptOf(change, { outcome: "done" }),
    revoke: async (change): Promise<Receipt> => receiptOf(change, { outcome: "done" }),
    howTo: () => "",
    examine: async () => [],
    ...changes,
  });
  const prod = provider({
    observe: async () => ({ held: [...present.values()], strangers: [] }),
    revoke: async (change) => {
      lags.push((clock.now() - change.held.until) / SECOND);
      present.delete(change.held.name);
      return receiptOf(change, { outcome: "done" });
    },
  });
  const dev = provider({ observe: async () => ({ held: [BOB], strangers: [] }), ...hanging.other });
  const written: LedgerLine[] = [];
  const context = contextOf(
    {
      openRemoval: async () => undefined,
      mergedBranches: async () => [],
      comment: async (pull, marker, body) => void (marker === "access" && told.set(pull, body)),
      ...hanging.forge,
    },
    {
      tree: async () => ENDING.map(({ request: path }) => ({ path, mode: "100644", blob: BLOB })),
      additions: async () =>
        new Map(ENDING.map(({ request: path }) => [path, { path, commit: MERGE, parents: [BASE, HEAD], blob: BLOB }])),
      ...hanging.history,
    },
    {
      accessAt: async () => access({ systems: SYSTEMS }),
      ledger: {
        read: async () => ({ lines: [...JUDGED, ...written], findings: [] }),
        lost: async () => undefined,
        append: async (lines) => void written.push(...lines),
        ...hanging.ledger,
      },
      conversation: {
        issue: async () => ({ number: 1, open: true, marker: "", title: "", body: "" }),
        ...hanging.conversation,
      },
      providers: { kind: async () => undefined, open: async ({ name }) => (name === "aws-dev" ? dev : prod) },
    },
  );
  return { context, lags, told };
}

/** Five minutes of the App. */
async function watch(clock: MovingClock, context: Context): Promise<void> {
  const open = async () => ({
    context: () => ({ ...context, budget: createBudget(clock, RUN_TIME, undefined) }),
    close: async () => undefined,
  });
  const repository = createRepository("acme/access", open, { clock, log: SILENT, metrics: UNMEASURED });
  onTestFinished(() => void repository.close());
  repository.wake([{ kind: "reconcile" }, { kind: "check", pull: 42 }]);
  for (const end = instantOf(NOW + 300 * SECOND); clock.now() < end; clock.advance(SECOND)) await turns();
  await turns();
}

const GIT: Hanging = { history: { fetch: hang } };
const RECORD: Hanging = { ledger: { append: hang } };
const TELLING: Hanging = { forge: { publishCheck: hang, comment: hang }, conversation: { openIssues: hang } };
const CHANGING: Hanging = { other: { revoke: hang } };

test.each([
  ["nothing hangs", {}],
  ["git hangs", GIT],
  ["the ledger cannot be written", RECORD],
  ["nobody can be told", TELLING],
  ["a pull request cannot be judged", { forge: { pullRequest: hang } }],
  ["another system does not say what it holds", { other: { observe: hang } }],
  ["another system does not come back from a change", CHANGING],
  ["all of GitHub and another system hang", { ...GIT, ...RECORD, ...CHANGING, forge: { pullRequest: hang } }],
])("what ends ends within a minute, though %s", async (_, hanging) => {
  const clock = createMovingClock();
  const { context, lags } = worldOf(clock, hanging);
  await watch(clock, context);
  expect(lags).toHaveLength(ENDING.length);
  expect(Math.max(...lags)).toBeLessThanOrEqual(60);
});

test.each([
  ["say what it holds", { observe: hang }],
  ["come back from a change", { revoke: hang }],
])("where one system does not %s, those of another are told all the same", async (_, other) => {
  const clock = createMovingClock();
  const { context, told } = worldOf(clock, { other });
  await watch(clock, context);
  expect(told.size).toBe(ENDING.length);
});
