import { IAMClient } from "@aws-sdk/client-iam";
import { STSClient } from "@aws-sdk/client-sts";
import { type AwsSandbox, type Credentials, createAwsSandbox, type Quotas } from "../../../src/sandbox/aws/index.js";
import { createSandboxClock, type SandboxClock } from "../../../src/sandbox/clock.js";
import { createFaultEngine, type FaultEngine } from "../../../src/sandbox/faults.js";

export const account = "123456789012";
export const start = Date.UTC(2026, 10, 22, 10, 0, 0);

/** A sandbox with one account, and real SDK clients for whoever has credentials. */
export interface AwsWorld {
  readonly aws: AwsSandbox;
  readonly clock: SandboxClock;
  readonly faults: FaultEngine;
  readonly root: Credentials;
  iam(credentials: Credentials): IAMClient;
  sts(credentials: Credentials): STSClient;
}

export async function createAwsWorld(quotas: Partial<Quotas> = {}): Promise<AwsWorld> {
  const clock = createSandboxClock({ start, running: false });
  const faults = createFaultEngine();
  const aws = await createAwsSandbox({ clock, faults, quotas });
  const root = aws.createAccount(account);
  const configured = (credentials: Credentials) => ({
    endpoint: aws.url,
    region: "us-east-1",
    maxAttempts: 1,
    credentials,
  });
  return {
    aws,
    clock,
    faults,
    root,
    iam: (credentials) => new IAMClient(configured(credentials)),
    sts: (credentials) => new STSClient(configured(credentials)),
  };
}

/** The temporary credentials of an answer, in the form that clients take. */
export function sessionCredentials(
  answer:
    | { AccessKeyId: string | undefined; SecretAccessKey: string | undefined; SessionToken: string | undefined }
    | undefined,
): Credentials {
  if (!answer?.AccessKeyId || !answer.SecretAccessKey || !answer.SessionToken) throw new Error("no credentials");
  return {
    accessKeyId: answer.AccessKeyId,
    secretAccessKey: answer.SecretAccessKey,
    sessionToken: answer.SessionToken,
  };
}

/** A trust policy that lets these principals assume the role. */
export function trust(principals: string | readonly string[], condition?: object): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: principals },
        Action: "sts:AssumeRole",
        ...(condition && { Condition: condition }),
      },
    ],
  });
}
