import { GetAccountSummaryCommand, GetRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Credentials } from "../sandbox/aws/index.js";

/** What came of a call: its answer in a word, or AWS's error code. */
export type Answer = string;

/** A session of a role, with temporary credentials. */
export interface Session {
  /** Makes a signed call that only the role's permissions allow. */
  use(): Promise<Answer>;
}

/** AWS as somebody uses it with their own keys: signed calls, no retries, and the error as AWS names it. */
export interface CloudUser {
  /** The session, or the error's code. */
  assume(role: string): Promise<Session | Answer>;
  roles(prefix: string): Promise<readonly string[]>;
  roleExists(name: string): Promise<boolean>;
}

export const WORKS = "works";

export function cloudUser(endpoint: string, credentials: Credentials): CloudUser {
  const iam = client(IAMClient, endpoint, credentials);
  const sts = client(STSClient, endpoint, credentials);

  return {
    async assume(role) {
      try {
        const { Credentials: taken } = await sts.send(
          new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "incident", DurationSeconds: 3600 }),
        );
        if (!taken?.AccessKeyId || !taken.SecretAccessKey || !taken.SessionToken) return "NoCredentials";
        return session(endpoint, {
          accessKeyId: taken.AccessKeyId,
          secretAccessKey: taken.SecretAccessKey,
          sessionToken: taken.SessionToken,
        });
      } catch (error) {
        return nameOf(error);
      }
    },
    async roles(prefix) {
      const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: prefix }));
      return Roles.map((role) => role.Arn ?? "");
    },
    async roleExists(name) {
      try {
        await iam.send(new GetRoleCommand({ RoleName: name }));
        return true;
      } catch (error) {
        if (nameOf(error) === "NoSuchEntityException") return false;
        throw error;
      }
    },
  };
}

function session(endpoint: string, credentials: Credentials): Session {
  const iam = client(IAMClient, endpoint, credentials);
  return {
    async use() {
      try {
        await iam.send(new GetAccountSummaryCommand({}));
        return WORKS;
      } catch (error) {
        return nameOf(error);
      }
    },
  };
}

function client<Client>(
  make: new (configuration: {
    endpoint: string;
    region: string;
    credentials: Credentials;
    maxAttempts: number;
  }) => Client,
  endpoint: string,
  credentials: Credentials,
): Client {
  return new make({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
}

/** The SDK's name of an error: AWS's code, for IAM with `Exception` behind it. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}
