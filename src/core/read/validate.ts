import type { SchemaError } from "../../generated/validate.js";
import { type Finding, finding } from "../../model/finding.js";
import { suggestDuration } from "./durations.js";
import { nearest } from "./suggest.js";
import { keyAt, pointerTo, valueAt, type YamlFile } from "./yaml-file.js";

type Schema = Readonly<Record<string, unknown>>;

const SHOWN = 100;

/** What does not fit the schema, in the order of the file. One mistake of the author is one finding. */
export function schemaFindings(file: YamlFile, errors: readonly SchemaError[]): readonly Finding[] {
  const own = errors.filter((error) => !isBranch(error));
  const unknown = own
    .filter((error) => error.keyword === "additionalProperties")
    .map((error) => unknownKey(file, error));
  const meant = new Set(unknown.flatMap((one) => (one.meant === undefined ? [] : [one.meant])));
  const findings: Finding[] = unknown.map((one) => one.finding);
  const wrong = new Set(own.filter((error) => error.keyword === "type").map((error) => error.instancePath));
  const told = new Set<string>();

  for (const error of own) {
    switch (error.keyword) {
      case "additionalProperties":
      // Its cause is reported beside it: as an error of the name, or of what follows from the condition.
      case "propertyNames":
      case "if":
        break;
      case "required":
        if (!meant.has(pointerTo(error.instancePath, textOf(error.params["missingProperty"])))) {
          findings.push(missingKey(file, error));
        }
        break;
      case "oneOf":
      case "anyOf": {
        const keys = branchKeys(error);
        const guessed = keys.some((key) => meant.has(pointerTo(error.instancePath, key)));
        if (!wrong.has(error.instancePath) && !guessed) findings.push(oneOfKeys(file, error, keys));
        break;
      }
      default: {
        const pointer = pointerOf(error);
        const place = `${error.propertyName === undefined ? "value" : "name"} ${pointer}`;
        if (told.has(place) || (wrong.has(pointer) && error.keyword !== "type")) break;
        told.add(place);
        findings.push(wrongValue(file, error));
      }
    }
  }
  return inOrder(findings);
}

/** By line, then column. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
}

/** A value that its schema allows and that still is not one. */
export function badDuration(file: YamlFile, pointer: string): Finding {
  const received = receivedAt(file, pointer);
  const suggestion = suggestDuration(received);
  return finding(
    "bad-duration",
    { path: file.path, at: valueAt(file, pointer) },
    { key: keyName(file, pointer), received, ...(suggestion === undefined ? {} : { suggestion }) },
  );
}

export function badInstant(file: YamlFile, pointer: string): Finding {
  return finding(
    "bad-instant",
    { path: file.path, at: valueAt(file, pointer) },
    { key: keyName(file, pointer), received: receivedAt(file, pointer) },
  );
}

/** Errors within the alternatives of a oneOf or anyOf: the alternative itself is reported instead. */
function isBranch(error: SchemaError): boolean {
  return /\/(?:oneOf|anyOf)\/\d+\//.test(error.schemaPath);
}

function unknownKey(file: YamlFile, error: SchemaError): { readonly finding: Finding; readonly meant?: string } {
  const key = textOf(error.params["additionalProperty"]);
  const known = Object.keys(schemaIn(error.parentSchema, "properties") ?? {});
  const free = known.filter((one) => !file.nodes.has(pointerTo(error.instancePath, one)));
  const suggestion = nearest(key, free);
  const place = { path: file.path, at: keyAt(file, pointerTo(error.instancePath, key)) };
  if (suggestion === undefined) return { finding: finding("unknown-key", place, { key: shown(key), known }) };
  return {
    finding: finding("unknown-key", place, { key: shown(key), known, suggestion }),
    meant: pointerTo(error.instancePath, suggestion),
  };
}

function missingKey(file: YamlFile, error: SchemaError): Finding {
  const key = textOf(error.params["missingProperty"]);
  const schema = schemaIn(schemaIn(error.parentSchema, "properties"), key);
  return finding(
    "missing-key",
    { path: file.path, at: keyAt(file, error.instancePath) },
    { key, about: textOf(schema?.["description"]), example: exampleOf(schema) },
  );
}

function branchKeys(error: SchemaError): readonly string[] {
  const branches = error.parentSchema?.[error.keyword];
  return (Array.isArray(branches) ? branches : []).flatMap((branch: { readonly required?: readonly string[] }) => [
    ...(branch.required ?? []),
  ]);
}

function oneOfKeys(file: YamlFile, error: SchemaError, keys: readonly string[]): Finding {
  const received = keys.filter((key) => file.nodes.has(pointerTo(error.instancePath, key)));
  const surplus = received[1];
  const pointer = surplus === undefined ? error.instancePath : pointerTo(error.instancePath, surplus);
  return finding("one-of-keys", { path: file.path, at: keyAt(file, pointer) }, { keys, received });
}

function wrongValue(file: YamlFile, error: SchemaError): Finding {
  const pointer = pointerOf(error);
  const schema = error.parentSchema;
  if (schema?.["x-finding"] === "bad-duration") return badDuration(file, pointer);
  if (schema?.["x-finding"] === "bad-instant") return badInstant(file, pointer);
  const name = error.propertyName;
  return finding(
    "wrong-value",
    { path: file.path, at: name === undefined ? valueAt(file, pointer) : keyAt(file, pointer) },
    {
      key: name === undefined ? keyName(file, pointer) : shown(name),
      expected: textOf(schema?.["x-expected"]),
      example: exampleOf(schema),
      received: name === undefined ? receivedAt(file, pointer) : shown(name),
    },
  );
}

/** What is at fault: for a repeated item the item, for a name the entry, otherwise the value. */
function pointerOf(error: SchemaError): string {
  if (error.propertyName !== undefined) return pointerTo(error.instancePath, error.propertyName);
  if (error.keyword !== "uniqueItems") return error.instancePath;
  return `${error.instancePath}/${Math.max(Number(error.params["i"]), Number(error.params["j"]))}`;
}

/** The key that people would name the value by: an item of a list goes by the list's. */
export function keyName(file: YamlFile, pointer: string): string {
  let named = pointer;
  while (named !== "" && file.nodes.get(named)?.key === undefined) named = named.slice(0, named.lastIndexOf("/"));
  return shown(
    named
      .slice(named.lastIndexOf("/") + 1)
      .replaceAll("~1", "/")
      .replaceAll("~0", "~"),
  );
}

/** The value as its author wrote it, on one line. */
export function receivedAt(file: YamlFile, pointer: string): string {
  const source = (file.nodes.get(pointer)?.source ?? "").trim().replaceAll(/\s+/g, " ");
  return source === "" ? "nothing" : shown(source);
}

function shown(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function exampleOf(schema: Schema | undefined): string {
  const examples = schema?.["examples"];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return typeof example === "string" ? example : (JSON.stringify(example) ?? "");
}

function schemaIn(schema: Schema | undefined, key: string): Schema | undefined {
  const inner = schema?.[key];
  return typeof inner === "object" && inner !== null ? (inner as Schema) : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
