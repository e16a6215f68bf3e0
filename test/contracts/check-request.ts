import type { Exchange } from "./exchange.js";
import { inventedProperties } from "./invented-properties.js";
import type { SchemaCheck } from "./schema-check.js";
import type { Definitions, Operation, Parameter } from "./slices.js";

/**
 * Whatever in the request is not as the description says. What was answered with 400, 404 or 422 was rightly refused,
 * so that tests may ask for nonsense; but what GitHub would merely ignore (a query parameter, a property) is always told.
 */
export function checkRequest(
  operation: Operation,
  exchange: Exchange,
  definitions: Definitions,
  check: SchemaCheck,
): readonly string[] {
  const refused = [400, 404, 422].includes(exchange.status);
  const faults = [
    ...pathFaults(operation, exchange, check),
    ...queryFaults(operation, exchange, check),
    ...bodyFaults(operation, exchange, check),
  ];
  return [...(refused ? [] : faults), ...ignored(operation, exchange, definitions)];
}

function pathFaults(operation: Operation, { route, path }: Exchange, check: SchemaCheck): readonly string[] {
  const parameters = operation.parameters.filter((parameter) => parameter.in === "path");
  const values = placeholders(route, path, parameters);
  if (values === undefined) return [`path: ${path} does not fit the route`];
  return parameters.flatMap((parameter) => parameterFaults(parameter, values[parameter.name], check));
}

function queryFaults(operation: Operation, { query }: Exchange, check: SchemaCheck): readonly string[] {
  const parameters = operation.parameters.filter((parameter) => parameter.in === "query");
  return parameters.flatMap((parameter) => parameterFaults(parameter, query[parameter.name], check));
}

function bodyFaults(operation: Operation, { requestBody }: Exchange, check: SchemaCheck): readonly string[] {
  if (operation.requestBody === undefined) return isEmpty(requestBody) ? [] : ["request: no body is taken here"];
  const { required, schema } = operation.requestBody;
  if (requestBody === undefined) return required ? ["request: has no body"] : [];
  return check(schema, requestBody, "request");
}

function ignored(operation: Operation, exchange: Exchange, definitions: Definitions): readonly string[] {
  const known = new Set(operation.parameters.filter(({ in: place }) => place === "query").map(({ name }) => name));
  const query = Object.keys(exchange.query).filter((name) => !known.has(name));
  const body = operation.requestBody
    ? inventedProperties([{ schema: operation.requestBody.schema, definitions }], exchange.requestBody, "request")
    : [];
  return [...query.map((name) => `query/${name}`), ...body].map((path) => `${path}: is not known to GitHub`);
}

function parameterFaults(parameter: Parameter, text: string | undefined, check: SchemaCheck): readonly string[] {
  const path = `${parameter.in}/${parameter.name}`;
  if (text === undefined) return parameter.required ? [`${path}: is missing`] : [];
  return check(parameter.schema, readParameter(parameter, text), path);
}

/** Parameters travel as text; what does not read as the type that is wanted stays text, and is wrong. */
function readParameter({ schema }: Parameter, text: string): unknown {
  if (schema.type === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (schema.type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

function placeholders(
  route: string,
  path: string,
  parameters: readonly Parameter[],
): Readonly<Record<string, string>> | undefined {
  const multiSegment = new Set(parameters.filter((parameter) => parameter.multiSegment).map(({ name }) => name));
  const pattern = route
    .replaceAll(".", "\\.")
    // What may hold several segments may hold none: the contents of the root.
    .replaceAll(/\/\{(\w+)\}/g, (_, name: string) =>
      multiSegment.has(name) ? `(?:/(?<${name}>.*))?` : `/(?<${name}>[^/]+)`,
    );
  const match = new RegExp(`^${pattern}$`).exec(path);
  if (match === null) return undefined;
  const groups: readonly [string, string | undefined][] = Object.entries(match.groups ?? {});
  return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value ?? "")]));
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === "" || (typeof body === "object" && Object.keys(body ?? {}).length === 0);
}
