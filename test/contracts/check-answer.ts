import type { Exchange } from "./exchange.js";
import { inventedProperties } from "./invented-properties.js";
import type { SchemaCheck } from "./schema-check.js";
import type { Definitions, Operation, Schema } from "./slices.js";

/**
 * What any operation may answer, whether or not the description lists it: GitHub documents these once for its whole
 * API (troubleshooting, rate limits, conditional requests).
 */
const GENERAL_STATUSES: readonly number[] = [304, 401, 403, 404, 422, 429, 500];

const BASIC_ERROR: Schema = { $ref: "#/definitions/basic-error" };
/** Whether `errors` holds objects or sentences differs between answers of one operation. */
const REFUSALS: readonly Schema[] = [
  { $ref: "#/definitions/validation-error" },
  { $ref: "#/definitions/validation-error-simple" },
];
/** No schema of a basic error requires it, yet every error has it, and clients print it. */
const HAS_MESSAGE: Schema = { type: "object", required: ["message"] };

/** A part of a `Link` header as clients read it to find the next page. */
const LINK = /^<https?:\/\/[^<>\s]+>; rel="(first|prev|next|last)"$/;
/** What a client may ask for instead of JSON; the description tells of it in prose only. */
const OTHER_MEDIA = /^application\/vnd\.github\.(v3\.)?(raw|diff|patch|sha)\b/;

/** Whatever in the answer is not as the description says. */
export function checkAnswer(
  operation: Operation,
  exchange: Exchange,
  definitions: Definitions,
  check: SchemaCheck,
): readonly string[] {
  const listed = operation.responses[exchange.status];
  if (listed === undefined && !GENERAL_STATUSES.includes(exchange.status))
    return [`status ${exchange.status}: is not listed for this operation, nor general`];
  return [
    ...headerFaults(listed?.headers ?? {}, exchange, check),
    ...bodyFaults(listed?.schema, exchange, definitions, check),
  ];
}

function headerFaults(
  schemas: Readonly<Record<string, Schema>>,
  { responseHeaders, responseBody }: Exchange,
  check: SchemaCheck,
): readonly string[] {
  const listed = Object.entries(schemas).flatMap(([name, schema]) => {
    const text = responseHeaders[name];
    if (text === undefined) return [];
    return check(schema, schema.type === "integer" ? Number(text) : text, `header/${name}`);
  });
  const links = responseHeaders["link"]?.split(", ").filter((link) => !LINK.test(link)) ?? [];
  const type = responseHeaders["content-type"] ?? "";
  const typed = responseBody === undefined || /^application\/json\b/.test(type) || OTHER_MEDIA.test(type);
  return [
    ...listed,
    ...links.map((link) => `header/link: is not a link to a page: ${link}`),
    ...(typed ? [] : [`header/content-type: is "${type}", not application/json`]),
  ];
}

function bodyFaults(
  schema: Schema | undefined,
  { status, responseBody, responseHeaders }: Exchange,
  definitions: Definitions,
  check: SchemaCheck,
): readonly string[] {
  if (OTHER_MEDIA.test(responseHeaders["content-type"] ?? ""))
    return typeof responseBody === "string" ? [] : ["answer: must be text"];
  const schemas = possibleSchemas(schema, status);
  if (schemas.length === 0) return responseBody === undefined ? [] : ["answer: must have no body"];
  if (responseBody === undefined) return ["answer: has no body"];
  const known = (status < 400 ? schemas : [...schemas, BASIC_ERROR]).map((each) => ({ schema: each, definitions }));
  return [
    ...check(oneOf(schemas), responseBody, "answer"),
    ...(status < 400 ? [] : check(HAS_MESSAGE, responseBody, "answer")),
    ...inventedProperties(known, responseBody, "answer").map((path) => `${path}: is not known to GitHub`),
  ];
}

function possibleSchemas(listed: Schema | undefined, status: number): readonly Schema[] {
  const own = listed === undefined ? [] : [listed];
  if (status === 422) return [...own, ...REFUSALS];
  if (status >= 400 && own.length === 0) return [BASIC_ERROR];
  return own;
}

/** The same object for the same schemas, since compiled schemas are remembered by identity. */
const unions = new WeakMap<Schema, Schema>();
function oneOf(schemas: readonly Schema[]): Schema {
  const [first] = schemas;
  if (first === undefined || schemas.length === 1) return first ?? {};
  const union = unions.get(first) ?? { anyOf: schemas };
  unions.set(first, union);
  return union;
}
