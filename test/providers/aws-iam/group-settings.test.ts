import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readSystem } from "../../../src/core/read/system.js";
import { KIND_SCHEMAS } from "../../../src/generated/kinds.js";
import type { Instant } from "../../../src/model/instant.js";
import type { System } from "../../../src/model/system.js";
import type { What } from "../../../src/model/what.js";
import { deadlinePolicy } from "../../../src/providers/aws-iam/deadline-policy.js";
import { groupHome, groupOwnershipOf, groupPath } from "../../../src/providers/aws-iam/group-place.js";
import { kind } from "../../../src/providers/aws-iam/index.js";
import { aBinding, aSystem, REPOSITORY } from "../a-system.js";
import { ACCOUNT, system } from "./account.js";
import { groupSystem, nameOf } from "./groups.js";

const alice = `arn:aws:iam::${ACCOUNT}:user/alice`;

function textOf(lines: { readonly system?: string; readonly role?: string; readonly action?: string }): string {
  return `kind: aws-iam
about: The production account.
account: "${ACCOUNT}"
${lines.system ?? `identity: arn:aws:iam::${ACCOUNT}:user/{login}`}
roles:
  operator:
    about: Restart databases.
    mode: group
    ${lines.role ?? ""}
    statements: [{ resources: ["*"], actions: ["${lines.action ?? "rds:RebootDBInstance"}"] }]
`;
}

function readingOf(text: string) {
  const source = { path: "access/systems/aws-prod.yaml", mode: "100644", bytes: Buffer.from(text) };
  return readSystem("aws-prod", source, KIND_SCHEMAS);
}

function glanceAt(text: string): readonly string[] {
  return readingOf(text).findings.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

describe("a role that is held as a group", () => {
  it.each([
    [{}],
    [{ role: "persists: true", action: "*" }],
    [{ role: "mfa: { within: 1h }", action: "iam:List*" }],
    [{ action: "lakeformation:GetDataAccess" }],
    [{ action: "s3:*" }],
    [{ action: "ssm:Get*" }],
    [{ action: "cloudwatch:GetSpace" }],
    [{ action: "deadline:SearchJobs" }],
    [{ system: `identity: arn:aws:iam::${ACCOUNT}:user/{login}\nmfa: true` }],
  ])("may be said so: %j", (lines) => {
    expect(glanceAt(textOf(lines))).toEqual([]);
  });

  it.each([
    [{ role: "policies: [arn:aws:iam::aws:policy/AdministratorAccess]" }, ["wrong-value 9:15"]],
    [{ role: `boundary: arn:aws:iam::${ACCOUNT}:policy/people` }, ["wrong-value 9:15"]],
    [{ action: "*" }, ["wrong-value 10:48"]],
    [{ action: "iam:*" }, ["wrong-value 10:48"]],
    [{ action: "s3:GetDataAccess" }, ["wrong-value 10:48"]],
    [{ action: "deadline:AssumeQueueRoleForUser" }, ["wrong-value 10:48"]],
    [{ action: "lakeformation:Get*" }, ["wrong-value 10:48"]],
    [{ role: "persists: false", action: "sts:AssumeRole" }, ["wrong-value 10:48"]],
    [{ system: `identity: arn:aws:iam::${ACCOUNT}:saml-provider/okta#{email}` }, ["wrong-value 8:11"]],
    [{ system: `identity: arn:aws:iam::${ACCOUNT}:user/{login}\nsourceIdentity: login` }, ["wrong-value 9:11"]],
    [{ system: `identity: arn:aws:iam::${ACCOUNT}:user/{login}\nsessionTags: [who]` }, ["wrong-value 9:11"]],
    [
      { system: `identity: arn:aws:iam::${ACCOUNT}:user/{login}\nboundary: arn:aws:iam::${ACCOUNT}:policy/people` },
      ["wrong-value 9:11"],
    ],
  ])("is a finding where a group cannot do it: %j", (lines, expected) => {
    expect(glanceAt(textOf(lines))).toEqual(expected);
  });

  it("may be said as the README says it", () => {
    const readme = readFileSync(new URL("../../../src/providers/aws-iam/README.md", import.meta.url), "utf8");
    const example = [...readme.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
    const text = example.find((one) => one.includes("mode: group")) ?? "";
    const { value, findings } = readingOf(text);
    expect(findings).toEqual([]);
    if (!value) throw new Error("no system");
    const binding = aBinding("alice", "aws-prod/deployer", alice);
    expect(kind.preview(value, binding, REPOSITORY).filter(({ warning }) => warning)).toEqual([]);
    expect(kind.excesses?.(value, binding, REPOSITORY)).toEqual([]);
  });

  it("has statements, and says what to write where it has managed policies", () => {
    const text = textOf({ role: "policies: [arn:aws:iam::aws:policy/AdministratorAccess]" }).replace(
      / +statements.*/,
      "",
    );
    const { findings } = readingOf(text);
    expect(findings.map(({ line }) => line)).toEqual([9]);
    expect(findings[0]?.args).toMatchObject({ key: "policies", expected: expect.stringContaining("`statements`") });
  });

  it("without `persists` allows nothing that is denied to a role because it would outlive it", () => {
    const { Statement } = deadlinePolicy(0 as Instant, { partition: "aws", persists: false });
    const denied = [Statement.find(({ Sid }) => Sid === "LeaveNothing")?.Action ?? []].flat();
    expect(denied.length).toBeGreaterThan(30);
    for (const pattern of denied) {
      const service = pattern.slice(0, pattern.indexOf(":"));
      // All of these is what people write; the README says what it holds.
      const all = ["cloudwatch", "s3", "ssm"].includes(service) ? [] : [`${service}:*`];
      for (const action of [pattern, pattern.replaceAll("*", "X"), ...all]) {
        expect([action, glanceAt(textOf({ action }))]).toEqual([action, ["wrong-value 10:48"]]);
      }
      expect(glanceAt(textOf({ action: pattern, role: "persists: true" }))).toEqual([]);
    }
  });
});

describe("reviewers read", () => {
  it("which group is made, who is in it, what it allows, and until when", () => {
    const previews = kind.preview(groupSystem, aBinding("alice", "aws-prod/operator", alice), REPOSITORY);
    const group = nameOf({ who: "alice", what: "aws-prod/operator" });
    const home = "/curfew/aws-prod/acme/access/alice/operator/";
    expect(previews.map(({ text }) => text)).toEqual([
      `Creates the IAM group \`${group}\` under \`${home}\` in account ${ACCOUNT}, with \`${alice}\` as its only member.`,
      "Allows `rds:RebootDBInstance` on `*`.",
      "Allows `iam:ListUsers`, `iam:GetUser` on `*`.",
      "AWS allows none of that from 2026-11-22 18:00 UTC on.",
      "Allows no changes in IAM, and neither to pass a role nor to assume another.",
    ]);
    expect(previews.filter(({ warning }) => warning)).toEqual([]);
  });

  it("a warning where it can leave access behind, and where somebody could be no member", () => {
    const warnings = (what: What, identity: string) =>
      kind
        .preview(groupSystem, aBinding("alice", what, identity), REPOSITORY)
        .flatMap(({ warning, text }) => (warning ? [text] : []));
    expect(warnings("aws-prod/lasting", alice)).toEqual([expect.stringMatching(/^Can leave access behind: /)]);
    for (const identity of [
      `arn:aws:iam::${ACCOUNT}:role/alice`,
      "arn:aws:iam::210987654321:user/alice",
      `arn:aws:iam::${ACCOUNT}:saml-provider/okta#alice`,
    ]) {
      expect(warnings("aws-prod/operator", identity)).toEqual([
        `Cannot be granted: the role is held as a group, whose members are IAM users of the account, ${ACCOUNT}.`,
      ]);
    }
  });
});

describe("what AWS would refuse of a group is known before anybody approves", () => {
  function excesses(of: System, more: Partial<ReturnType<typeof aBinding>> = {}) {
    const [role = ""] = [...of.roles.keys()];
    return kind.excesses?.(of, { ...aBinding("alice", `${of.name}/${role}` as What, alice), ...more }, REPOSITORY);
  }

  it("a policy of 5,120 characters, with its mark and its ends", () => {
    const wide = (length: number) =>
      aSystem({
        ...system,
        roles: {
          wide: {
            mode: "group",
            statements: [{ actions: ["s3:GetObject"], resources: [`arn:${"x".repeat(length)}`] }],
          },
        },
      });
    const [excess] = excesses(wide(5_120)) ?? [];
    expect(excess).toMatchObject({ part: "its inline policy", unit: "characters", limit: 5_120 });
    const room = 5_120 - ((excess?.received ?? 0) - 5_120);
    expect(excesses(wide(room))).toEqual([]);
    expect(excesses(wide(room + 1))).toMatchObject([{ received: 5_121 }]);
  });

  it("paths are short enough, whoever asks for what in which repository", () => {
    const name = "n".repeat(40);
    const long = aSystem({ ...groupSystem, name, roles: { [name]: { mode: "group", statements: [] } } });
    const who = "a".repeat(39);
    expect(excesses(long, { who })).toEqual([]);
    const path = groupHome(`${"o".repeat(39)}/${"r".repeat(100)}`, { who, what: `${name}/${name}` });
    expect(path.length).toBeLessThanOrEqual(512);
  });
});

describe("a group's path", () => {
  it("says whose it is, in any case of the login and the repository", () => {
    const pair = { who: "Alice", what: "aws-prod/operator" } as const;
    const path = groupHome("Acme/Access", pair);
    expect(path).toBe("/curfew/aws-prod/acme/access/alice/operator/");
    expect(groupOwnershipOf({ path, name: nameOf(pair) }, REPOSITORY, "aws-prod")).toEqual({
      ours: true,
      who: "alice",
      what: "aws-prod/operator",
      made: undefined,
    });
    expect(groupOwnershipOf({ path, name: nameOf(pair) }, REPOSITORY, "aws-test").ours).toBe(false);
    expect(groupOwnershipOf({ path, name: "operator" }, REPOSITORY, "aws-prod").ours).toBe(false);
  });

  it("says what it was made for, whatever that is called, where there is room", () => {
    for (const request of ["access/requests/aws-prod/a.yaml", "access/requests/Ü b/«c»=1%.yaml"]) {
      const binding = { ...aBinding("alice", "aws-prod/operator", alice), request };
      const path = groupPath({ ...binding, repository: REPOSITORY });
      expect(path).toMatch(/^\/[!-~]{1,510}\/$/);
      const { identity, commit } = binding;
      expect(groupOwnershipOf({ path, name: nameOf(binding) }, REPOSITORY, "aws-prod")).toMatchObject({
        ours: true,
        made: { identity, request, commit },
      });
    }
    const long = { ...aBinding("alice", "aws-prod/operator", alice), request: "r".repeat(400) };
    expect(groupPath({ ...long, repository: REPOSITORY })).toBe("/curfew/aws-prod/acme/access/alice/operator/");
  });
});
