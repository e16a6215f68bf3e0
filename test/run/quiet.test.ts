import { afterEach, expect, it } from "vitest";
import type { Access } from "../../src/model/access.js";
import type { Binding } from "../../src/model/binding.js";
import { instantOf } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { placeOf } from "../../src/model/place.js";
import type { Provider } from "../../src/ports/provider.js";
import { reconcile } from "../../src/run/reconcile.js";
import { access, BLOB, facts, HEAD, standing } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";
import { aBinding, HOUR, NOW } from "../providers/a-system.js";
import { ACCOUNT, openAccount, type TestAccount } from "../providers/aws-iam/account.js";

const ACCESS: Access = access();
const BASE = ACCESS.commit;

let account: TestAccount | undefined;
afterEach(() => account?.close());

/** So many people, each with one role. */
async function held(
  place: TestAccount,
  provider: Provider,
  count: number,
  hours: (index: number) => number = () => 2,
): Promise<readonly Binding[]> {
  const bindings = Array.from({ length: count }, (_, index) => {
    const who = `person-${index}`;
    const { arn } = place.sandbox.createUser(ACCOUNT, { name: who });
    const request = `access/requests/aws-prod/2026/11/21/${who}.yaml`;
    return {
      ...aBinding(who, "aws-prod/admin", arn),
      request,
      from: instantOf(NOW - 30 * HOUR),
      until: instantOf(NOW + hours(index) * HOUR),
      pulls: [index + 1],
    };
  });
  const receipts = await Promise.all(
    bindings.map((binding) => provider.grant({ action: "grant", binding, because: "new" })),
  );
  expect(new Set(receipts.map(({ result }) => result.outcome))).toEqual(new Set(["done"]));
  return bindings;
}

/** Git, the ledger and GitHub as they are when exactly these were asked for, approved, merged and granted. */
function settled(place: TestAccount, provider: Provider, bindings: readonly Binding[], since: number) {
  const at = instantOf(NOW - since);
  const lines = bindings.flatMap((binding, id): LedgerLine[] => {
    const { who, what, identity, from = NOW, until, request, commit, pulls } = binding;
    const verdict = standing(
      { from, until },
      { who, what: [what], id, identity, place: placeOf(place.system), facts: facts({ pull: pulls[0] ?? 0 }) },
    );
    const receipt = { who, what, until, request, commit, action: "grant", result: { outcome: "done" } } as const;
    return [
      { kind: "judged", at, request, blob: BLOB, commit, verdict },
      { kind: "receipt", at, ...receipt },
    ];
  });
  const people = new Map(bindings.map(({ who }, id) => [who, { login: who, id, name: who, ids: {} }] as const));
  const asked: string[] = [];
  const appended: LedgerLine[] = [];
  const counted = (name: string) => async () => {
    asked.push(name);
    return [];
  };
  const context = contextOf(
    { comment: async () => void asked.push("comment"), publishCheck: async () => void asked.push("publishCheck") },
    {
      tree: async () => bindings.map(({ request }) => ({ path: request, mode: "100644", blob: BLOB })),
      additions: async () =>
        new Map(
          bindings.map(({ request, commit }) => [
            request,
            { path: request, commit, parents: [BASE, HEAD], blob: BLOB },
          ]),
        ),
    },
    {
      accessAt: async () => ({
        ...ACCESS,
        people: { ...ACCESS.people, people },
        systems: new Map([["aws-prod", place.system]]),
      }),
      ledger: {
        read: async () => ({ lines, findings: [] }),
        lost: async () => undefined,
        append: async (more) => void appended.push(...more),
      },
      providers: { kind: async () => undefined, open: async () => provider },
      conversation: {
        openIssues: counted("openIssues"),
        ownIssues: counted("ownIssues"),
        commentsOn: counted("commentsOn"),
        commentsSince: counted("commentsSince"),
      },
    },
  );
  return { context, asked, appended };
}

async function callsOf(place: TestAccount, run: () => Promise<unknown>): Promise<readonly string[]> {
  const before = place.calls().length;
  await run();
  return place.calls().slice(before);
}

it("a run with nothing to do lists 1,000 bindings, and asks AWS nothing else", async () => {
  account = await openAccount({ quotas: { rolesPerAccount: 5_000 } });
  const place = account;
  const provider = await place.connect();
  const bindings = await held(place, provider, 1_000);
  // One more than a page holds, by somebody else.
  await place.root.createRole({
    RoleName: "zzz",
    AssumeRolePolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: place.alice.arn }, Action: "sts:AssumeRole" }],
    }),
  });
  const { context, asked, appended } = settled(place, provider, bindings, 30 * HOUR);
  const calls = await callsOf(place, async () => {
    const { receipts, findings, retry } = await reconcile(context, NOW);
    expect([receipts, findings, retry]).toEqual([[], [], false]);
  });
  expect(calls).toEqual(["iam:GetAccountAuthorizationDetails", "iam:GetAccountAuthorizationDetails"]);
  // Of GitHub one question: whether an issue of ours is open that should be closed, about what is late or held back.
  expect([asked, appended]).toEqual([["openIssues", "openIssues"], []]);

  // A new process has to learn whose credentials it has: one call, once.
  const fresh = await place.connect();
  const again = settled(place, fresh, bindings, 30 * HOUR);
  for (const first of [["sts:GetCallerIdentity"], []]) {
    expect(await callsOf(place, () => reconcile(again.context, NOW))).toEqual([...first, ...calls]);
  }
}, 240_000);

it("for a day after its grant each pull request costs one call of GitHub's: whether its comment is right", async () => {
  account = await openAccount();
  const provider = await account.connect();
  const bindings = await held(account, provider, 3);
  const { context, asked } = settled(account, provider, bindings, HOUR);
  expect(await callsOf(account as TestAccount, () => reconcile(context, NOW))).toEqual([
    "iam:GetAccountAuthorizationDetails",
  ]);
  expect(asked).toEqual(["openIssues", "comment", "comment", "comment", "openIssues"]);
});

it.each([1, 4])("a run in which %i of 12 end makes the pages, and the same few calls for each", async (count) => {
  account = await openAccount();
  const place = account;
  const provider = await place.connect();
  const bindings = await held(place, provider, 12, (index) => (index < count ? 1 : 2));
  const { context } = settled(place, provider, bindings, 30 * HOUR);
  const calls = await callsOf(place, async () => {
    const { receipts } = await reconcile(context, instantOf(NOW + HOUR));
    expect(receipts.map(({ action, result }) => [action, result.outcome])).toEqual(
      Array.from({ length: count }, () => ["revoke", "done"]),
    );
  });
  const each = ["GetRole", "PutRolePolicy", "ListAttachedRolePolicies", "DetachRolePolicy", "ListRolePolicies"];
  expect(calls.toSorted()).toEqual(
    [
      "iam:GetAccountAuthorizationDetails",
      ...[...each, "DeleteRolePolicy", "DeleteRole"].flatMap((name) => Array<string>(count).fill(`iam:${name}`)),
    ].toSorted(),
  );
});
