import { isoSeconds } from "../protocol/instants.js";
import type { XmlFields } from "../protocol/xml.js";
import { secret, sessionToken, uniqueId } from "../state/ids.js";
import type { Session, World } from "../state/world.js";

/** Makes temporary credentials that last from now, by the sandbox's clock, for so many seconds. */
export function issueSession(
  world: World,
  session: Omit<Session, "kind" | "secretAccessKey" | "token" | "issued" | "expires">,
  seconds: number,
): XmlFields {
  const issued = world.clock.now();
  const issuedSession: Session = {
    ...session,
    kind: "session",
    secretAccessKey: secret(),
    token: sessionToken(),
    issued,
    expires: issued + seconds * 1000,
  };
  const accessKeyId = uniqueId("ASIA");
  world.keys.set(accessKeyId, issuedSession);
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: issuedSession.secretAccessKey,
    SessionToken: issuedSession.token,
    Expiration: isoSeconds(issuedSession.expires),
  };
}
