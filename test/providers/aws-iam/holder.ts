import { IAM } from "@aws-sdk/client-iam";
import { STS } from "@aws-sdk/client-sts";
import type { Credentials } from "../../../src/sandbox/aws/index.js";

export function iamOf(url: string, credentials: Credentials): IAM {
  return new IAM(configured(url, credentials));
}

export function stsOf(url: string, credentials: Credentials): STS {
  return new STS(configured(url, credentials));
}

/** Assumes a role as its holder would, for as long as it lets them. */
export async function assume(url: string, credentials: Credentials, arn: string): Promise<Credentials> {
  const sts = stsOf(url, credentials);
  const answer = await sts.assumeRole({ RoleArn: arn, RoleSessionName: "holder", DurationSeconds: 3600 });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = answer.Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** The code that AWS refuses with; `allowed` where it does not. */
export async function answerOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "allowed";
  } catch (error) {
    return (error as Error).name;
  }
}

function configured(endpoint: string, credentials: Credentials) {
  return { endpoint, region: "us-east-1", maxAttempts: 1, credentials };
}
