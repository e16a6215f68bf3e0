import type { STS } from "@aws-sdk/client-sts";
import type { System } from "../../model/system.js";
import type { ProviderContext } from "../../ports/provider.js";
import { awsFailure } from "./aws-failure.js";
import { given } from "./given.js";

/** Seconds of a session; what is taken on by the session of another role may last no longer. */
const LASTS = 3600;
/** Milliseconds before its end in which a session is no longer begun with: the SDK asks anew from then on. */
const RENEWED = 5 * 60_000;

/** Credentials in the SDK's terms. */
interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

interface Role {
  readonly arn: string;
  readonly session: string;
  readonly externalId: string | undefined;
}

/**
 * Takes on the role that Curfew has in an account: one session at a time, however many clients ask. When it runs out is
 * counted by our own clock, so that it does not matter how AWS's runs. What is to be kept from messages is added to
 * `secrets`.
 */
export function assumeThrough(sts: STS, role: Role, secrets: string[]): () => Promise<Session> {
  function keep(...found: readonly string[]): void {
    secrets.push(...found.filter((secret) => secret !== "" && !secrets.includes(secret)));
  }

  if (role.externalId !== undefined) keep(role.externalId);
  let current: { readonly expires: number; readonly session: Promise<Session> } | undefined;
  return async () => {
    if (current === undefined || current.expires - Date.now() < RENEWED) {
      const expires = Date.now() + LASTS * 1000;
      current = { expires, session: begin(sts, role, new Date(expires), secrets) };
    }
    const asked = current;
    try {
      const session = await asked.session;
      keep(session.secretAccessKey, session.sessionToken);
      return session;
    } catch (error) {
      if (current === asked) current = undefined;
      throw error;
    }
  };
}

async function begin(
  sts: STS,
  { arn, session, externalId }: Role,
  expiration: Date,
  secrets: readonly string[],
): Promise<Session> {
  const input = { RoleArn: arn, RoleSessionName: session, DurationSeconds: LASTS, ExternalId: externalId };
  const { Credentials } = await sts.assumeRole(input).catch((error: unknown) => {
    throw awsFailure("AssumeRole", error, secrets);
  });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration };
}

/** At most 64 characters, as AWS wants it: a system's name has at most 40. */
export function sessionNameOf(system: System): string {
  return `curfew-${system.name}`;
}

/** The system's own external id, or the one for all; it is never in `access/`. */
export function externalIdOf(system: System, environment: ProviderContext["environment"]): string | undefined {
  const own = `CURFEW_EXTERNAL_ID_${system.name.replaceAll("-", "_").toUpperCase()}`;
  return given(environment, own) ?? given(environment, "CURFEW_EXTERNAL_ID");
}
