/** How a person is named in an account: by an ARN of their own, or by a name that somebody vouches for. */
export type Identity = Origin &
  (
    | {
        readonly kind: "arn";
        readonly arn: string;
        /** What follows the last slash. */
        readonly name: string;
        /** Whether it is an IAM user: nobody else can prove a second factor to STS. */
        readonly user: boolean;
      }
    /** `name` is the subject there; `provider` the ARN of the identity provider. */
    | { readonly kind: "saml" | "oidc"; readonly provider: string; readonly name: string }
    /** `name` is the user's there; `place` is `sso.amazonaws.com` or that and a region. */
    | {
        readonly kind: "identity-center";
        readonly place: string;
        readonly permissionSet: string;
        readonly name: string;
      }
  );

interface Origin {
  readonly partition: string;
  /** Twelve digits. */
  readonly account: string;
}

// A user, a role, or one session of a role; never `*`, never a whole account. Nor a federated user, whom AWS lets assume
// nothing. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
const PERSON =
  /^arn:(aws[a-z-]*):(?:iam::(\d{12}):(user|role)\/[\w+=,.@/-]+|sts::(\d{12}):assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+)$/;

// Who vouches, and after `#` whom they name. What is compared in a policy must hold nothing that a policy reads as
// anything but itself: no `*`, no `?`, no `${…}`.
const VOUCHED = /^arn:(aws[a-z-]*):iam::(\d{12}):(saml|oidc)-provider\/([\w.:/-]+)#([\w+=,.@:/|-]{1,256})$/;

// As the roles of permission sets are named, without the suffix that is new each time the set is assigned anew.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const CENTRE =
  /^arn:(aws[a-z-]*):iam::(\d{12}):role\/aws-reserved\/(sso\.amazonaws\.com(?:\/[a-z0-9-]+)?)\/AWSReservedSSO_([\w+=,.@-]{1,32})#([\w+=,.@-]{2,64})$/;

/** Undefined for what does not name one person. */
export function readIdentity(text: string): Identity | undefined {
  const person = PERSON.exec(text);
  if (person) {
    const [, partition = "", iam, kind, sts] = person;
    const name = text.slice(text.lastIndexOf("/") + 1);
    return { kind: "arn", partition, account: iam ?? sts ?? "", arn: text, name, user: kind === "user" };
  }
  const vouched = VOUCHED.exec(text);
  if (vouched) {
    const [, partition = "", account = "", kind, , name = ""] = vouched;
    const provider = text.slice(0, text.indexOf("#"));
    return { kind: kind === "saml" ? "saml" : "oidc", partition, account, provider, name };
  }
  const centre = CENTRE.exec(text);
  if (!centre) return undefined;
  const [, partition = "", account = "", place = "", permissionSet = "", name = ""] = centre;
  return { kind: "identity-center", partition, account, place, permissionSet, name };
}

/** `aws`, `aws-cn` or `aws-us-gov`; undefined for what does not name one person. */
export function partitionOf(identity: string): string | undefined {
  return readIdentity(identity)?.partition;
}

/** An OIDC provider's address as its condition keys begin with it: without `https://`. */
export function issuerOf(provider: string): string {
  return provider.slice(provider.indexOf("/") + 1);
}
