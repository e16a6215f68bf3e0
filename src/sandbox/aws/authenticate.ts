import { AwsError, invalidToken } from "./protocol/aws-error.js";
import { type Arrived, readSignature, type SignatureClaim, verifySignature } from "./protocol/signature.js";
import type { Role } from "./state/entities.js";
import { accountOf, type Caller, type Key, type Session, type World } from "./state/world.js";

/** A caller who proved to be who they say, and the scope that they signed for. */
export interface Authenticated {
  readonly caller: Caller;
  readonly claim: SignatureClaim;
}

/**
 * Checks the signature by the wall clock, since clients sign with theirs, and the session's end by the sandbox's clock.
 * Throws MissingAuthenticationToken, IncompleteSignature, SignatureDoesNotMatch, InvalidClientTokenId or ExpiredToken.
 */
export function authenticate(world: World, request: Arrived): Authenticated {
  const claim = readSignature(request);
  const key = world.keys.get(claim.accessKeyId);
  if (!key) throw invalidToken();
  if (claim.sessionToken !== (key.kind === "session" ? key.token : undefined)) throw invalidToken();
  verifySignature(request, claim, key.secretAccessKey, world.clock.wall());
  return { caller: callerOf(world, claim.accessKeyId, key), claim };
}

function callerOf(world: World, accessKeyId: string, key: Key): Caller {
  const account = accountOf(world, key.account);
  if (key.kind === "root") {
    return { account, arn: account.rootArn, userId: account.id, holder: undefined, session: undefined };
  }
  if (key.kind === "user") {
    if (key.user.keys.get(accessKeyId)?.active !== true) throw invalidToken();
    return { account, arn: key.user.arn, userId: key.user.id, holder: key.user, session: undefined };
  }
  if (world.clock.now() >= key.expires) {
    throw new AwsError(403, "ExpiredToken", "The security token included in the request is expired");
  }
  const { holder } = key;
  if (holder === undefined) {
    return { account, arn: account.rootArn, userId: account.id, holder, session: key };
  }
  // Who was deleted, and perhaps created again under the same name, is not who the session was given to.
  const current = (holder.kind === "Role" ? account.roles : account.users).get(holder.name);
  if (current !== holder) throw invalidToken();
  if (holder.kind === "User") return { account, arn: holder.arn, userId: holder.id, holder, session: key };
  return { account, arn: sessionArn(holder, key), userId: `${holder.id}:${key.name}`, holder, session: key };
}

/** The role's path is no part of it. */
export function sessionArn(role: Role, session: Pick<Session, "name">): string {
  return `arn:aws:sts::${role.account}:assumed-role/${role.name}/${session.name}`;
}
