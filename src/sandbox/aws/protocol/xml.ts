/** Text, a structure, or a list; what is undefined is left out. Numbers and booleans are written as text. */
type Xml = string | number | boolean | XmlFields | XmlList | readonly Xml[];
export interface XmlFields {
  readonly [name: string]: Xml | undefined;
}
/** A list whose elements are not named `member`. */
interface XmlList {
  readonly elements: string;
  readonly items: readonly Xml[];
}

export function printAnswer(
  action: string,
  namespace: string,
  result: XmlFields | undefined,
  requestId: string,
): string {
  const body = result === undefined ? "" : element(`${action}Result`, result);
  return (
    `<${action}Response xmlns="${namespace}">${body}` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>\n`
  );
}

export function printError(
  namespace: string,
  error: { readonly status: number; readonly code: string; readonly message: string },
  requestId: string,
): string {
  const fields = { Type: error.status >= 500 ? "Receiver" : "Sender", Code: error.code, Message: error.message };
  return (
    `<ErrorResponse xmlns="${namespace}">${element("Error", fields)}` +
    `<RequestId>${requestId}</RequestId></ErrorResponse>\n`
  );
}

function element(name: string, value: Xml): string {
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: Xml): string {
  if (typeof value !== "object") return escapeXml(String(value));
  if (isArray(value)) return value.map((item) => element("member", item)).join("");
  if (isList(value)) return value.items.map((item) => element(value.elements, item)).join("");
  return Object.entries(value)
    .map(([name, field]) => (field === undefined ? "" : element(name, field)))
    .join("");
}

function isArray(value: Xml): value is readonly Xml[] {
  return Array.isArray(value);
}

function isList(value: XmlFields | XmlList): value is XmlList {
  return typeof value["elements"] === "string" && Array.isArray(value["items"]);
}

/**
 * Carriage returns are written as references, since a parser would normalise them away; what XML 1.0 cannot hold at all
 * becomes the replacement character.
 */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#xD;");
}
