import { formatInstant, type Instant, parseInstant } from "../../model/instant.js";
import { type PolicyDocument, policyDocument, sameDocument } from "./policy-document.js";

// A user, a role, or one session of a role (how people of IAM Identity Center appear); never `*`, never a whole account.
const PERSON =
  /^arn:(aws[a-z-]*):(?:iam::\d{12}:(?:user|role)\/[\w+=,.@/-]+|sts::\d{12}:(?:assumed-role\/[\w+=,.@-]+|federated-user)\/[\w+=,.@-]+)$/;

/** `aws`, `aws-cn` or `aws-us-gov`; undefined for what is not the ARN of one person. */
export function partitionOf(identity: string): string | undefined {
  return PERSON.exec(identity)?.[1];
}

/** Who may assume the role, and when: a new session needs this, the deadline ends the live ones. */
export function trustPolicy(
  identity: string,
  window: { readonly from?: Instant; readonly until: Instant },
): PolicyDocument {
  return policyDocument([
    {
      Effect: "Allow",
      Principal: { AWS: identity },
      Action: "sts:AssumeRole",
      Condition: {
        ...(window.from === undefined
          ? {}
          : { DateGreaterThanEquals: { "aws:CurrentTime": formatInstant(window.from) } }),
        DateLessThan: { "aws:CurrentTime": formatInstant(window.until) },
      },
    },
  ]);
}

/** Whether a document is the trust policy for that person until then. From when on does not matter once it has passed. */
export function trusts(document: unknown, identity: string, until: Instant, now: Instant): boolean {
  const from = fromOf(document);
  if (from !== undefined && from > now) return false;
  return sameDocument(document, trustPolicy(identity, { ...(from === undefined ? {} : { from }), until }));
}

/** Whom a document trusts, if that is one. */
export function principalOf(document: unknown): string | undefined {
  return /"Principal":\{"AWS":"([^"]{1,2048})"\}/.exec(JSON.stringify(document) ?? "")?.[1];
}

function fromOf(document: unknown): Instant | undefined {
  const text = /"DateGreaterThanEquals":\{"aws:CurrentTime":"([^"]{1,40})"\}/.exec(JSON.stringify(document) ?? "")?.[1];
  return text === undefined ? undefined : parseInstant(text);
}
