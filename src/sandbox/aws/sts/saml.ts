import { createHash } from "node:crypto";
import { AwsError } from "../protocol/aws-error.js";
import type { Params } from "../protocol/params.js";
import { childrenOf, onlyChild, readXml, type XmlElement } from "../protocol/read-xml.js";
import type { XmlFields } from "../protocol/xml.js";
import { isSigned } from "../protocol/xml-signature.js";
import type { SamlProvider } from "../state/identity-providers.js";
import type { World } from "../state/world.js";
import { assumeVouched } from "./federated.js";
import { checkText, NAME } from "./session-request.js";

const ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
const PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
const ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/";
const SIGN_IN = /^https:\/\/(?:[a-z0-9-]+\.)?signin\.aws\.amazon\.com\/saml$/;
/** Milliseconds from its issue in which an assertion must be used. */
const REDEEM = 5 * 60_000;

/**
 * Assumes a role with an assertion that the identity provider's certificate verifies; nobody signs the request itself.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html
 */
export function assumeRoleWithSaml(world: World, params: Params, region: string): XmlFields {
  const role = params.required("RoleArn");
  const arn = params.required("PrincipalArn");
  const account = /^arn:aws:iam::(\d{12}):saml-provider\//.exec(arn)?.[1] ?? "";
  const provider = world.accounts.get(account)?.samlProviders.get(arn);
  if (!provider) throw invalidToken(`Specified provider doesn't exist`);
  const assertion = readAssertion(params.required("SAMLAssertion"), provider);
  checkTimes(world, assertion);
  const subject = onlyChild(assertion, "Subject", ASSERTION);
  const nameId = onlyChild(subject, "NameID", ASSERTION);
  const audience = recipientOf(subject, world.clock.now());
  const attributes = attributesOf(assertion);
  const pairs = (attributes.get("Role") ?? []).map((pair) => pair.split(",").map((one) => one.trim()));
  if (!pairs.some((pair) => pair.length === 2 && pair.includes(role) && pair.includes(arn))) {
    throw new AwsError(403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML");
  }
  const [name = ""] = attributes.get("RoleSessionName") ?? [];
  const [sourceIdentity] = attributes.get("SourceIdentity") ?? [];
  const type = (nameId?.attributes.get("Format") ?? "").replace("urn:oasis:names:tc:SAML:2.0:nameid-format:", "");
  const qualifier = createHash("sha1").update(`${provider.entityId}${account}/${provider.name}`).digest("base64");
  const sub = nameId?.text.trim() ?? "";
  if (sub === "") throw invalidToken("NameID is missing");
  const tags = [...attributes].flatMap(([key, [value = ""]]): [string, string][] =>
    key.startsWith("PrincipalTag:") ? [[key.slice("PrincipalTag:".length), value]] : [],
  );
  const answer = assumeVouched(world, params, region, {
    provider: arn,
    account,
    action: "sts:AssumeRoleWithSAML",
    name: checkText(name, "RoleSessionName", NAME),
    tags: new Map(tags),
    sourceIdentity: sourceIdentity === undefined ? undefined : checkText(sourceIdentity, "SourceIdentity", NAME),
    context: {
      "SAML:aud": audience,
      "SAML:iss": provider.entityId,
      "SAML:sub": sub,
      "SAML:sub_type": type,
      "SAML:namequalifier": qualifier,
      "aws:FederatedProvider": arn,
    },
  });
  return {
    ...answer,
    Subject: sub,
    SubjectType: type,
    Issuer: provider.entityId,
    Audience: audience,
    NameQualifier: qualifier,
  };
}

/** The one assertion of the response, verified; nothing beside it is believed. */
function readAssertion(encoded: string, provider: SamlProvider): XmlElement {
  const text = Buffer.from(encoded, "base64").toString();
  const root = readXml(text);
  const response = root?.name === "Response" && root.namespace === PROTOCOL ? root : undefined;
  const assertion = onlyChild(response, "Assertion", ASSERTION);
  if (!assertion) throw invalidToken("Error parsing the SAML response");
  if (!isSigned(text, assertion, provider.keys)) throw invalidToken("Response signature invalid");
  if (onlyChild(assertion, "Issuer", ASSERTION)?.text.trim() !== provider.entityId) {
    throw invalidToken("Issuer not present in specified provider");
  }
  return assertion;
}

function checkTimes(world: World, assertion: XmlElement): void {
  const now = world.clock.now();
  const issued = Date.parse(assertion.attributes.get("IssueInstant") ?? "");
  if (Number.isNaN(issued) || issued > now) throw invalidToken("The SAML assertion is not valid yet");
  const conditions = onlyChild(assertion, "Conditions", ASSERTION);
  const begins = Date.parse(conditions?.attributes.get("NotBefore") ?? "1970-01-01T00:00:00Z");
  const ends = Date.parse(conditions?.attributes.get("NotOnOrAfter") ?? "9999-01-01T00:00:00Z");
  if (!(begins <= now)) throw invalidToken("The SAML assertion is not valid yet");
  if (now - issued > REDEEM || !(now < ends)) {
    throw new AwsError(400, "ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance");
  }
}

/** `SAML:aud`: "The value for this key comes from the SAML Recipient field in the assertion, not the Audience field." */
function recipientOf(subject: XmlElement | undefined, now: number): string {
  const data = onlyChild(
    onlyChild(subject, "SubjectConfirmation", ASSERTION),
    "SubjectConfirmationData",
    ASSERTION,
  )?.attributes;
  const recipient = data?.get("Recipient") ?? "";
  if (!SIGN_IN.test(recipient)) throw invalidToken("Recipient is not AWS's sign-in endpoint");
  if (!(now < Date.parse(data?.get("NotOnOrAfter") ?? ""))) throw invalidToken("The SAML assertion has expired");
  return recipient;
}

/** Those of AWS, by what follows their common beginning. */
function attributesOf(assertion: XmlElement): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const statement of childrenOf(assertion, "AttributeStatement", ASSERTION)) {
    for (const attribute of childrenOf(statement, "Attribute", ASSERTION)) {
      const name = attribute.attributes.get("Name") ?? "";
      const values = childrenOf(attribute, "AttributeValue", ASSERTION).map(({ text }) => text.trim());
      if (name.startsWith(ATTRIBUTES)) found.set(name.slice(ATTRIBUTES.length), values);
    }
  }
  return found;
}

function invalidToken(message: string): AwsError {
  return new AwsError(400, "InvalidIdentityToken", message);
}
