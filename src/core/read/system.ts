import type { SystemFile } from "../../generated/system.js";
import { type Validate, validateSystem } from "../../generated/validate.js";
import { type Finding, finding } from "../../model/finding.js";
import type { Role, System } from "../../model/system.js";
import { suggestionOf } from "./suggest.js";
import { failed, type Reading, type SourceFile } from "./text-file.js";
import { inOrder, receivedAt, schemaFindings } from "./validate.js";
import { readYaml, valueAt, type YamlFile } from "./yaml-file.js";

/** What checks a system file, by its kind: data, so that who reads needs no provider. */
export type KindSchemas = Readonly<Record<string, Validate>>;

export function readSystem(name: string, source: SourceFile, kinds: KindSchemas): Reading<System> {
  const { value: file, findings } = readYaml(source);
  if (file === undefined) return failed(...findings);
  const problems = [...schemaFindings(file, validateSystem(file.value)), ...kindFindings(file, kinds)];
  return problems.length > 0
    ? failed(...inOrder(withoutTwins(problems)))
    : { value: systemOf(name, file.value as SystemFile), findings: [] };
}

function kindFindings(file: YamlFile, kinds: KindSchemas): readonly Finding[] {
  const value = file.value;
  const kind: unknown = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  if (typeof kind !== "string") return [];
  const validate = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (validate) return schemaFindings(file, validate(value));
  const known = Object.keys(kinds);
  return [
    finding(
      "unknown-kind",
      { path: file.path, at: valueAt(file, "/kind") },
      { received: receivedAt(file, "/kind"), known, ...suggestionOf(kind, known) },
    ),
  ];
}

/** What both schemas say is said once, by the second, which knows the kind. */
function withoutTwins(findings: readonly Finding[]): readonly Finding[] {
  const last = new Map(findings.map((one) => [`${one.line} ${one.column} ${one.code} ${keyOf(one)}`, one]));
  return [...last.values()];
}

function keyOf({ args }: Finding): string {
  return "key" in args ? args.key : "";
}

function systemOf(name: string, content: SystemFile): System {
  const { kind, about, identity, roles, ...settings } = content as SystemFile & Readonly<Record<string, unknown>>;
  return {
    name,
    kind,
    about,
    identity,
    settings,
    roles: new Map(Object.entries(roles).map(([role, entry]): [string, Role] => [role, roleOf(role, entry)])),
  };
}

function roleOf(name: string, entry: { readonly about: string }): Role {
  const { about, ...settings } = entry as { readonly about: string } & Readonly<Record<string, unknown>>;
  return { name, about, settings };
}
