import { createHash, type KeyObject, verify } from "node:crypto";
import { onlyChild, type XmlElement } from "./read-xml.js";

export const SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

/**
 * Whether an element bears a signature of its own whole text by one of the keys. The text must stand in the form that
 * exclusive canonicalization would give it, each signed element with the declarations of its own: what stands otherwise
 * does not verify, though AWS would accept it. https://www.w3.org/TR/xmldsig-core1/
 */
export function isSigned(text: string, element: XmlElement, keys: readonly KeyObject[]): boolean {
  const signature = onlyChild(element, "Signature", SIGNATURE);
  const info = onlyChild(signature, "SignedInfo", SIGNATURE);
  const reference = onlyChild(info, "Reference", SIGNATURE);
  if (!signature || !info || !reference) return false;
  const id = element.attributes.get("ID");
  const transforms = onlyChild(reference, "Transforms", SIGNATURE)?.children.map(algorithmOf) ?? [];
  const asDescribed =
    algorithmOf(onlyChild(info, "CanonicalizationMethod", SIGNATURE)) === EXCLUSIVE &&
    algorithmOf(onlyChild(info, "SignatureMethod", SIGNATURE)) === RSA_SHA256 &&
    algorithmOf(onlyChild(reference, "DigestMethod", SIGNATURE)) === SHA256 &&
    transforms.length === 2 &&
    transforms[0] === ENVELOPED &&
    transforms[1] === EXCLUSIVE &&
    id !== undefined &&
    reference.attributes.get("URI") === `#${id}`;
  if (!asDescribed) return false;
  const rest = text.slice(element.start, signature.start) + text.slice(signature.end, element.end);
  const digest = createHash("sha256").update(rest).digest("base64");
  if (onlyChild(reference, "DigestValue", SIGNATURE)?.text.trim() !== digest) return false;
  const value = Buffer.from(onlyChild(signature, "SignatureValue", SIGNATURE)?.text ?? "", "base64");
  const signed = Buffer.from(text.slice(info.start, info.end));
  return keys.some((key) => key.asymmetricKeyType === "rsa" && verify("sha256", signed, key, value));
}

function algorithmOf(element: XmlElement | undefined): string | undefined {
  return element?.attributes.get("Algorithm");
}
