import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { plan } from "../../../src/core/plan.js";
import type { Binding } from "../../../src/model/binding.js";
import type { Change } from "../../../src/model/plan.js";
import type { Provider } from "../../../src/ports/provider.js";
import { roleName } from "../../../src/providers/aws-iam/role-name.js";
import { aBinding, NOW, REPOSITORY } from "../a-system.js";
import { ADMINISTRATOR, openAccount, type TestAccount } from "./account.js";
import { asking } from "./asking.js";
import { mutations } from "./mutations.js";
import { snapshotOf } from "./snapshot.js";

const BOUNDARY = "arn:aws:iam::aws:policy/AmazonRDSFullAccess";

/** A role with every part that a role can have. */
const system = asking(
  { boundary: BOUNDARY, mfa: { within: "1h" }, sourceIdentity: "login", sessionTags: ["request", "who"] },
  { statements: [{ actions: ["rds:RebootDBInstance", "rds:FailoverDBCluster"], resources: ["*"] }] },
);

let account: TestAccount;
let provider: Provider;
let binding: Binding;
let RoleName = "";
let whole: unknown;
beforeEach(async () => {
  account = await openAccount({ quotas: { inlinePerUser: 10_240 } });
  provider = await account.connect({ system });
  binding = aBinding("alice", "aws-prod/admin", account.alice.arn);
  RoleName = roleName(REPOSITORY, binding);
  await grant();
  whole = await snapshotOf(account.root);
});
afterEach(() => account.close());

async function grant(): Promise<void> {
  const { result } = await provider.grant({ action: "grant", binding, because: "incomplete" });
  expect(result).toEqual({ outcome: "done" });
}

/** What the next run would do. */
async function planned(): Promise<readonly Change[]> {
  const { held } = await provider.observe(NOW);
  expect(held).toHaveLength(1);
  const { changes } = plan({
    ...{ system: system.name, desired: [binding], held, now: NOW, kept: [], frozen: false },
    ending: () => "drift",
  });
  return changes;
}

async function seenAndRepaired(about: string): Promise<void> {
  const changes = await planned();
  expect([about, changes]).not.toEqual([about, []]);
  for (const change of changes) {
    const { result } = change.action === "revoke" ? await provider.revoke(change) : await provider.grant(change);
    expect([about, result]).toEqual([about, { outcome: "done" }]);
  }
  expect([about, await planned()]).toEqual([about, []]);
  expect([about, await snapshotOf(account.root)]).toEqual([about, whole]);
}

function documentOf(text = ""): object {
  return JSON.parse(decodeURIComponent(text)) as object;
}

describe("whatever others change in a document of a role of ours is seen and put back", () => {
  it.each(["curfew-deadline", "curfew-permissions"])(
    "in %s",
    async (PolicyName) => {
      const { PolicyDocument } = await account.root.getRolePolicy({ RoleName, PolicyName });
      let taken = 0;
      for (const { about, document } of mutations(documentOf(PolicyDocument))) {
        const written = account.root.putRolePolicy({ RoleName, PolicyName, PolicyDocument: JSON.stringify(document) });
        // What is no policy any more, AWS does not take.
        if ((await outcomeOf(written)) !== "written") continue;
        taken += 1;
        await seenAndRepaired(about);
      }
      expect(taken).toBeGreaterThan(PolicyName === "curfew-deadline" ? 80 : 5);
    },
    180_000,
  );

  it("in its trust, but for the beginning that has passed", async () => {
    const { Role } = await account.root.getRole({ RoleName });
    const harmless: string[] = [];
    let taken = 0;
    for (const { about, document } of mutations(documentOf(Role?.AssumeRolePolicyDocument))) {
      const PolicyDocument = JSON.stringify(document);
      const written = account.root.updateAssumeRolePolicy({ RoleName, PolicyDocument });
      if ((await outcomeOf(written)) !== "written") continue;
      taken += 1;
      if (about.endsWith("DateGreaterThanEquals is gone") && (await planned()).length === 0) {
        harmless.push(about);
        await account.root.updateAssumeRolePolicy({
          RoleName,
          PolicyDocument: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""),
        });
      } else await seenAndRepaired(about);
    }
    expect(taken).toBeGreaterThan(20);
    expect(harmless).toEqual(["Statement.0.Condition.DateGreaterThanEquals is gone"]);
  }, 180_000);
});

async function outcomeOf(written: Promise<unknown>): Promise<string> {
  return written.then(
    () => "written",
    (error: unknown) => {
      const { name } = error as Error;
      expect(["MalformedPolicyDocumentException", "ValidationError"]).toContain(name);
      return name;
    },
  );
}

describe("whatever else others change in a role of ours is seen and put back", () => {
  const CHANGES: readonly [string, () => Promise<unknown>][] = [
    ["its boundary taken away", () => account.root.deleteRolePermissionsBoundary({ RoleName })],
    [
      "its boundary changed",
      () => account.root.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: ADMINISTRATOR }),
    ],
    ["a managed policy taken away", () => account.root.detachRolePolicy({ RoleName, PolicyArn: ADMINISTRATOR })],
    ["a managed policy more", () => account.root.attachRolePolicy({ RoleName, PolicyArn: BOUNDARY })],
    ["its deadline taken away", () => account.root.deleteRolePolicy({ RoleName, PolicyName: "curfew-deadline" })],
    ["its permissions taken away", () => account.root.deleteRolePolicy({ RoleName, PolicyName: "curfew-permissions" })],
    [
      "an inline policy more",
      async () => {
        const { PolicyDocument = "" } = await account.root.getRolePolicy({
          RoleName,
          PolicyName: "curfew-permissions",
        });
        await account.root.putRolePolicy({
          RoleName,
          PolicyName: "curfew-permissions-2",
          PolicyDocument: decodeURIComponent(PolicyDocument),
        });
      },
    ],
    ...["identity", "until", "request", "commit"].flatMap((Key): [string, () => Promise<unknown>][] => [
      [`its tag ${Key} taken away`, () => account.root.untagRole({ RoleName, TagKeys: [Key] })],
      [`its tag ${Key} changed`, () => account.root.tagRole({ RoleName, Tags: [{ Key, Value: "another" }] })],
    ]),
  ];

  it.each(CHANGES)("%s", async (about, change) => {
    await change();
    await seenAndRepaired(about);
  });

  it("how long a session may last, which no list tells, with the next thing that is written", async () => {
    await account.root.updateRole({ RoleName, MaxSessionDuration: 43_200 });
    expect(await planned()).toEqual([]);
    await account.root.untagRole({ RoleName, TagKeys: ["commit"] });
    await grant();
    const { Role } = await account.root.getRole({ RoleName });
    expect(Role?.MaxSessionDuration).toBe(3_600);
  });
});

describe("without the tags that say whose it is, a role is nobody's that we know", () => {
  it.each(["repository", "who", "what"])("%s: it is reported, and neither granted to nor revoked", async (Key) => {
    const [held] = (await provider.observe(NOW)).held;
    if (!held) throw new Error("nothing held");
    for (const damage of [
      () => account.root.untagRole({ RoleName, TagKeys: [Key] }),
      () => account.root.tagRole({ RoleName, Tags: [{ Key, Value: "acme/other" }] }),
    ]) {
      await damage();
      const before = await snapshotOf(account.root);
      const observed = await provider.observe(NOW);
      expect(observed.held).toEqual([]);
      expect(observed.strangers.map(({ name }) => name)).toEqual([held.name]);
      for (const receipt of [
        await provider.grant({ action: "grant", binding, because: "new" }),
        await provider.revoke({ action: "revoke", held, because: "expired" }),
      ]) {
        expect(receipt.result).toMatchObject({ outcome: "failed", transient: false });
      }
      expect(await snapshotOf(account.root)).toEqual(before);
    }
  });
});

it("a tag's key in upper case is the same key, to AWS and to us", async () => {
  const { Tags = [] } = await account.root.listRoleTags({ RoleName });
  const upper = Tags.map(({ Key = "", Value }) => ({ Key: Key.toUpperCase(), Value }));
  await account.root.tagRole({ RoleName, Tags: upper });
  expect((await account.root.listRoleTags({ RoleName })).Tags).toEqual(upper);
  expect(await planned()).toEqual([]);
  await account.root.tagRole({ RoleName, Tags: [{ Key: "Until", Value: "tomorrow" }] });
  expect(await planned()).toMatchObject([{ action: "grant", because: "incomplete" }]);
  await grant();
  expect(await planned()).toEqual([]);
});

it("an account's own tags on a role of ours are its own affair", async () => {
  await account.root.tagRole({ RoleName, Tags: [{ Key: "cost-centre", Value: "42" }] });
  expect(await planned()).toEqual([]);
  await account.root.untagRole({ RoleName, TagKeys: ["commit"] });
  await grant();
  const { Tags = [] } = await account.root.listRoleTags({ RoleName });
  expect(Tags).toContainEqual({ Key: "cost-centre", Value: "42" });
});
