import { createHash, type JsonWebKey, sign } from "node:crypto";
import { certificateOf, createSigner } from "./certificate.js";

export const ISSUER = "https://login.example.com";
export const SIGN_IN = "https://signin.aws.amazon.com/saml";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/";

/** An identity provider with one key, that speaks OIDC and SAML. Instants are epoch milliseconds. */
export interface IdentityProvider {
  /** The keys that it publishes. */
  readonly keys: readonly (JsonWebKey & { readonly kid: string })[];
  /** For CreateSAMLProvider. */
  readonly metadata: string;
  /** A signed token; `claims` come last. */
  token(now: number, claims: Readonly<Record<string, unknown>>): string;
  /** A SAML response with a signed assertion, in base64. */
  response(now: number, said: Said): string;
}

export interface Said {
  readonly subject: string;
  readonly session: string;
  /** Pairs of a role and a provider, by their ARNs. */
  readonly roles: readonly (readonly [string, string])[];
  readonly recipient?: string;
  /** Further attributes, by what follows AWS's own beginning. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Changes the response after signing. */
  readonly tamper?: (xml: string) => string;
}

export function createIdentityProvider(): IdentityProvider {
  const signer = createSigner();
  const { privateKey, publicKey } = signer;
  const metadata =
    `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ISSUER}/saml">` +
    `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">` +
    `<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificateOf(signer)}` +
    `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor></md:IDPSSODescriptor></md:EntityDescriptor>`;

  function token(now: number, claims: Readonly<Record<string, unknown>>): string {
    const seconds = Math.floor(now / 1000);
    const all = { iss: ISSUER, aud: "curfew", iat: seconds, exp: seconds + 300, ...claims };
    const text = `${encoded({ alg: "RS256", typ: "JWT", kid: "one" })}.${encoded(all)}`;
    return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
  }

  function response(now: number, said: Said): string {
    const { before, after } = assertionOf(now, said);
    const digest = createHash("sha256")
      .update(before + after)
      .digest("base64");
    const info =
      `<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod>` +
      `<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod><ds:Reference URI="#_1"><ds:Transforms>` +
      `<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform><ds:Transform Algorithm="${EXCLUSIVE}"></ds:Transform>` +
      `</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
    const value = sign("sha256", Buffer.from(info), privateKey).toString("base64");
    const signature = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${info}<ds:SignatureValue>${value}</ds:SignatureValue></ds:Signature>`;
    const xml = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_0" Version="2.0">${before}${signature}${after}</samlp:Response>`;
    return Buffer.from(said.tamper ? said.tamper(xml) : xml).toString("base64");
  }

  return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one" } as const], metadata, token, response };
}

/** What stands before and after the signature. */
function assertionOf(now: number, said: Said): { readonly before: string; readonly after: string } {
  const instant = (time: number) => new Date(time).toISOString();
  const attribute = (name: string, values: readonly string[]) =>
    `<saml:Attribute Name="${ATTRIBUTES}${name}">${values
      .map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`)
      .join("")}</saml:Attribute>`;
  const attributes = [
    attribute(
      "Role",
      said.roles.map((pair) => pair.join(",")),
    ),
    attribute("RoleSessionName", [said.session]),
    ...Object.entries(said.attributes ?? {}).map(([name, value]) => attribute(name, [value])),
  ];
  return {
    before: `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" IssueInstant="${instant(now)}" Version="2.0"><saml:Issuer>${ISSUER}/saml</saml:Issuer>`,
    after:
      `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${said.subject}</saml:NameID>` +
      `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${instant(now + 300_000)}" Recipient="${said.recipient ?? SIGN_IN}"></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>` +
      `<saml:Conditions NotBefore="${instant(now)}" NotOnOrAfter="${instant(now + 300_000)}"><saml:AudienceRestriction><saml:Audience>${SIGN_IN}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
      `<saml:AttributeStatement>${attributes.join("")}</saml:AttributeStatement></saml:Assertion>`,
  };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
