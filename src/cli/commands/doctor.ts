import { isError } from "../../model/finding.js";
import { oneLine } from "../../render/escape.js";
import { findingLine } from "../../render/findings.js";
import { examineSystems, needsOf, systemsIn } from "../../run/examine.js";
import { KIND_SCHEMAS, kindOf, openSystems } from "../../wire.js";
import { type Ending, end, UsageError } from "../ending.js";
import { counted, findingJson } from "../format.js";
import type { Shared } from "../main.js";
import { readAccessHere } from "../root.js";

export interface DoctorOptions {
  readonly printIamPolicy?: boolean;
  readonly system?: string;
}

/** Looks at the systems of this checkout: whether they can be reached, or what Curfew must be allowed there. */
export async function doctor(shared: Shared, options: DoctorOptions): Promise<Ending> {
  const { systems: all, findings } = systemsIn(await readAccessHere(), KIND_SCHEMAS);
  if (findings.length > 0) {
    const value = { systems: [], policies: [], findings: findings.map(findingJson) };
    return end(shared.json === true, value, findings.map(findingLine), false);
  }
  const systems = options.system === undefined ? all : all.filter(({ name }) => name === options.system);
  if (systems.length === 0) {
    throw new UsageError(`access/systems/ has no ${oneLine(options.system ?? "system")}: it has ${namesOf(all)}`);
  }
  return options.printIamPolicy === true ? printPolicies(shared, systems) : examineHere(shared, systems);
}

type Systems = ReturnType<typeof systemsIn>["systems"];

async function printPolicies(shared: Shared, systems: Systems): Promise<Ending> {
  const all = await needsOf(systems, kindOf);
  const [first, ...others] = all.map(({ system, holder, policy }) => ({
    title: `${system}: ${holder}`,
    text: JSON.stringify(policy, null, 2),
  }));
  if (!first) throw new UsageError(`none of ${namesOf(systems)} is of a kind that has IAM policies`);
  // One by itself can be piped to where it is wanted.
  const text =
    others.length === 0 ? first.text : [first, ...others].map(({ title, text }) => `# ${title}\n${text}`).join("\n\n");
  return end(shared.json === true, { policies: all, findings: [] }, text, true);
}

async function examineHere(shared: Shared, systems: Systems): Promise<Ending> {
  const findings = await examineSystems(systems, openSystems(process.env));
  const value = { systems: systems.map(({ name }) => name), findings: findings.map(findingJson) };
  const text = [
    ...findings.map(findingLine),
    `${counted(systems.length, "system")}, ${counted(findings.length, "finding")}.`,
  ];
  return end(shared.json === true, value, text, !findings.some(isError));
}

function namesOf(systems: Systems): string {
  return systems.map(({ name }) => name).join(", ");
}
