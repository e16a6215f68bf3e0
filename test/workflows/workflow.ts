import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../cli/curfew.js";

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface WorkflowFile {
  readonly file: string;
  readonly text: string;
  readonly workflow: Workflow;
}

const FOLDER = join(ROOT, ".github", "workflows");

export const WORKFLOWS: readonly WorkflowFile[] = readdirSync(FOLDER)
  .sort()
  .map((file) => {
    const text = readFileSync(join(FOLDER, file), "utf8");
    return { file, text, workflow: parse(text) as Workflow };
  });

export function workflowOf(file: string): Workflow {
  const found = WORKFLOWS.find((one) => one.file === file);
  if (!found) throw new Error(`there is no workflow ${file}`);
  return found.workflow;
}

/** Those of the product; the other tests this repository itself. */
export const PRODUCT = WORKFLOWS.filter(({ file }) => file !== "ci.yml");

/** What an expression can ask for: `vars.CURFEW`, `github.event.pull_request.number`. */
export type Values = Readonly<Record<string, string>>;

/** Every `${{ name }}` replaced. Only names, and `a || 'b'`, are understood: anything else is a mistake of the test's. */
export function filledIn(text: string, values: Values): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const name = expression.trim();
    if (!/^[\w.]+$/.test(name)) throw new Error(`not understood: ${name}`);
    return values[name] ?? "";
  });
}

/** A condition of the forms that are used: `always()`, comparisons with a text, and what a text contains, whatever its case. */
export function holds(condition: string | undefined, values: Values): boolean {
  if (condition === undefined || condition === "always()") return true;
  const parts = condition.split(" && ");
  if (parts.length > 1) return parts.every((part) => holds(part, values));
  const [, container = "", contained] = /^contains\(([\w.]+), '([^']*)'\)$/.exec(condition) ?? [];
  if (contained !== undefined) return (values[container] ?? "").toLowerCase().includes(contained.toLowerCase());
  const [, name = "", text] = /^([\w.]+) == '([^']*)'$/.exec(condition) ?? [];
  if (text === undefined) throw new Error(`not understood: ${condition}`);
  return values[name] === text;
}
