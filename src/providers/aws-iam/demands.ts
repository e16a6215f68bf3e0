import type { What } from "../../model/what.js";
import type { Identity } from "./identity.js";
import { encodeTag, LONGEST_TAG } from "./role-tags.js";
import type { RoleSettings } from "./settings.js";

/** What a session must bring along, beside being of the person whom the role trusts. */
export interface Demands {
  /** `within` is the seconds that may have passed since the second factor; undefined where that does not matter. */
  readonly mfa: { readonly within: number | undefined } | undefined;
  readonly sourceIdentity: string | undefined;
  /** Session tags, each with its value; no others may be passed. */
  readonly tags: ReadonlyMap<string, string>;
  /** Whom the identity provider must have spoken to; undefined where nobody vouches. */
  readonly audience: string | undefined;
}

/** What every session is asked, where the system asks for nothing. */
export const NO_DEMANDS: Demands = { mfa: undefined, sourceIdentity: undefined, tags: new Map(), audience: undefined };

/** Where AWS has SAML assertions sent, by partition. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html */
const SIGN_IN: Readonly<Record<string, string>> = {
  aws: "https://signin.aws.amazon.com/saml",
  "aws-cn": "https://signin.amazonaws.cn/saml",
  "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
};

export function demandsOf(
  settings: RoleSettings,
  identity: Identity,
  mark: { readonly who: string; readonly what: What; readonly request: string; readonly commit: string },
): Demands {
  const { mfa, sourceIdentity, sessionTags, audience } = settings;
  return {
    mfa,
    sourceIdentity: sourceIdentity === undefined ? undefined : sourceIdentity === "login" ? mark.who : identity.name,
    tags: new Map(sessionTags.map((key) => [key, encodeTag(mark[key]).slice(0, LONGEST_TAG)])),
    audience:
      identity.kind === "saml"
        ? (audience ?? SIGN_IN[identity.partition])
        : identity.kind === "oidc"
          ? audience
          : undefined,
  };
}
