import type { STS } from "@aws-sdk/client-sts";
import type { System } from "../../model/system.js";
import type { ProviderContext } from "../../ports/provider.js";
import { awsFailure } from "./aws-failure.js";

/** Seconds of a session; what is taken on by the session of another role may last no longer. */
const LASTS = 3600;

/** Credentials in the SDK's terms: it asks for new ones five minutes before these expire. */
export type Assumed = () => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}>;

/**
 * Takes on the role that Curfew has in an account. `learn` is told every secret that comes of it. When they expire is
 * counted from here by our own clock, so that it does not matter how AWS's runs.
 */
export function assumeThrough(
  sts: STS,
  role: { readonly arn: string; readonly session: string; readonly externalId: string | undefined },
  learn: (...secrets: string[]) => void,
): Assumed {
  if (role.externalId !== undefined) learn(role.externalId);
  return async () => {
    const asked = Date.now();
    const { Credentials } = await sts
      .assumeRole({
        RoleArn: role.arn,
        RoleSessionName: role.session,
        DurationSeconds: LASTS,
        ExternalId: role.externalId,
      })
      .catch((error: unknown) => {
        throw awsFailure("AssumeRole", error, role.externalId === undefined ? [] : [role.externalId]);
      });
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    learn(SecretAccessKey, SessionToken);
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: new Date(asked + LASTS * 1000),
    };
  };
}

/** At most 64 characters, as AWS wants it: a system's name has at most 40. */
export function sessionNameOf(system: System): string {
  return `curfew-${system.name}`;
}

/** The system's own external id, or the one for all; it is never in `access/`. */
export function externalIdOf(system: System, environment: ProviderContext["environment"]): string | undefined {
  const own = environment[`CURFEW_EXTERNAL_ID_${system.name.replaceAll("-", "_").toUpperCase()}`];
  const id = own === undefined || own === "" ? environment["CURFEW_EXTERNAL_ID"] : own;
  return id === "" ? undefined : id;
}
