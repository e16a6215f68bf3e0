import { describe, expect, it } from "vitest";
import { later } from "../../../src/model/instant.js";
import type { What } from "../../../src/model/what.js";
import { NO_DEMANDS } from "../../../src/providers/aws-iam/demands.js";
import { type Identity, partitionOf, readIdentity } from "../../../src/providers/aws-iam/identity.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { sameDocument } from "../../../src/providers/aws-iam/policy-document.js";
import { roleName, rolePath } from "../../../src/providers/aws-iam/role-name.js";
import { readTags, tagsOf } from "../../../src/providers/aws-iam/role-tags.js";
import { trustPolicy, trusts } from "../../../src/providers/aws-iam/trust-policy.js";
import { aBinding, NOW, REPOSITORY } from "../a-system.js";
import { ACCOUNT, system } from "./account.js";

const alice = `arn:aws:iam::${ACCOUNT}:user/alice`;

describe("a role's name", () => {
  it("reads as who has what, and is one for each pair of each repository", () => {
    const name = roleName(REPOSITORY, { who: "alice", what: "aws-prod/admin" });
    expect(name).toMatch(/^alice-admin-[0-9a-f]{8}$/);
    expect(roleName("ACME/Access", { who: "Alice", what: "aws-prod/admin" })).toBe(name);
    const others = [
      roleName("acme/other", { who: "alice", what: "aws-prod/admin" }),
      roleName(REPOSITORY, { who: "alice-a", what: "aws-prod/dmin" }),
      roleName(REPOSITORY, { who: "alice", what: "aws-test/admin" }),
    ];
    expect(new Set([name, ...others]).size).toBe(4);
  });

  it("is with its path at most 64 characters, so that the console can switch to it", () => {
    for (const [who, what] of [
      ["a".repeat(39), `${"s".repeat(40)}/${"r".repeat(40)}`],
      ["a".repeat(39), `s/${"r".repeat(40)}`],
      ["a", "s/r"],
    ] as const) {
      const pair = { who, what: what as What };
      const full = rolePath(what.slice(0, what.indexOf("/"))) + roleName(REPOSITORY, pair);
      expect(full.length).toBeLessThanOrEqual(64);
      expect(full).toMatch(/^\/curfew\/[\w-]+\/[\w-]+$/);
    }
  });
});

describe("the tags of a role", () => {
  const mark = { ...aBinding("alice", "aws-prod/admin", alice), repository: REPOSITORY };

  it("say everything that the mark says", () => {
    const { repository, who, what, identity, until, request, commit } = mark;
    expect(readTags(tagsOf(mark))).toEqual({ repository, who, what, identity, until, request, commit });
  });

  it("hold any path, in characters and lengths that AWS takes", () => {
    const request = `access/requests/${"é=%\t🌙,".repeat(60)}.yaml`;
    const tags = tagsOf({ ...mark, request });
    expect(readTags(tags).request).toBe(request);
    for (const [key, value] of tags) {
      expect(key).toMatch(/^[\w.]{1,128}$/);
      expect(value).toMatch(/^[\w.:/=+@-]{1,256}$/);
    }
  });

  it("say nothing of a part that is missing", () => {
    const tags = new Map(tagsOf({ ...mark, request: "r".repeat(600) }));
    tags.delete("request.2of3");
    tags.delete("until");
    expect(readTags(tags)).toMatchObject({ request: undefined, until: undefined });
  });
});

describe("policies are compared by what they say", () => {
  it("whatever the order of their keys and lists, and their lists of one", () => {
    expect(sameDocument({ a: ["x"], b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: "x" })).toBe(true);
    expect(sameDocument({ a: ["x", "y", { b: 1 }] }, { a: [{ b: 1 }, "y", "x", "y"] })).toBe(true);
    expect(sameDocument({ a: ["x", "y"] }, { a: ["y"] })).toBe(false);
    expect(sameDocument({ a: ["x"] }, { a: [] })).toBe(false);
    expect(sameDocument({ a: [["x", "y"], "z"] }, { a: ["x", "y", "z"] })).toBe(false);
    expect(sameDocument(undefined, undefined)).toBe(false);
  });

  it("trust that begins in the future is not trust now", () => {
    const until = later(NOW, 3600);
    const person = readIdentity(alice) as Identity;
    const wanted = trustPolicy(person, { until }, NO_DEMANDS);
    const soon = trustPolicy(person, { from: later(NOW, 60), until }, NO_DEMANDS);
    expect(trusts(soon, wanted, NOW)).toBe(false);
    expect(trusts(soon, wanted, later(NOW, 60))).toBe(true);
    expect(trusts(wanted, wanted, NOW)).toBe(true);
  });
});

describe("a person's ARN", () => {
  it.each([
    [alice, "aws"],
    [`arn:aws-us-gov:iam::${ACCOUNT}:user/team/alice`, "aws-us-gov"],
    [`arn:aws-cn:iam::${ACCOUNT}:role/people/alice`, "aws-cn"],
    [`arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Engineer_0123/alice@example.com`, "aws"],
    [`arn:aws:sts::${ACCOUNT}:federated-user/alice`, undefined],
    [`arn:aws:iam::${ACCOUNT}:group/sre`, undefined],
    [`arn:aws:iam::${ACCOUNT}:root`, undefined],
    ["*", undefined],
  ])("%s lies in %s", (arn, partition) => {
    expect(partitionOf(arn)).toBe(partition);
  });
});

describe("reviewers read", () => {
  it("what is made, for whom, until when, and that live sessions end too", () => {
    const previews = kind.preview(system, aBinding("alice", "aws-prod/operator", alice), REPOSITORY);
    const name = roleName(REPOSITORY, { who: "alice", what: "aws-prod/operator" });
    expect(previews.map(({ text }) => text)).toEqual([
      `Creates the IAM role \`/curfew/aws-prod/${name}\` in account ${ACCOUNT}, which only \`${alice}\` can assume.`,
      "Attaches `arn:aws:iam::aws:policy/ReadOnlyAccess`.",
      "Allows `rds:FailoverDBCluster`, `rds:RebootDBInstance` on `*`.",
      "AWS denies everything from 2026-11-22 18:00 UTC on, also to live sessions.",
      "Cannot write IAM, pass a role or assume another.",
    ]);
    expect(previews.filter(({ warning }) => warning)).toEqual([]);
  });

  it("a warning where access can be left behind, and where nobody could be granted it", () => {
    const lasting = kind.preview(system, aBinding("alice", "aws-prod/lasting", alice), REPOSITORY);
    expect(lasting.filter(({ warning }) => warning).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Can leave access behind: /),
    ]);
    const nobody = kind.preview(system, aBinding("alice", "aws-prod/admin", "*"), REPOSITORY);
    expect(nobody[0]).toMatchObject({ warning: true, text: expect.stringContaining("Cannot be granted") });
  });
});
