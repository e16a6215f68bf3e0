import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import type { SimulateOptions } from "../../src/cli/commands/simulate.js";
import type { Format } from "../../src/cli/format.js";

export const FOLDER = fileURLToPath(new URL(".", import.meta.url));

export type AccountText = string | { readonly login: string; readonly id: number };

/** A question, and what must come of it; `scenario.schema.json` describes each key. */
export type Scenario = PullRequestScenario | ConversationScenario | FolderScenario | RangeScenario | SimulationScenario;

/** What stands before anything happens. */
export interface Setting {
  /** `<paragraph>/<fact>`, its path. */
  readonly name: string;
  readonly says: string;
  readonly now?: string;
  readonly access?: Readonly<Record<string, string | null>>;
  readonly granted?: readonly Granted[];
  readonly teams?: Readonly<Record<string, readonly string[]>>;
}

/** Somebody opens a pull request. */
export interface PullRequestScenario extends Setting {
  readonly kind: "pull-request";
  readonly files: Readonly<Record<string, string | null>>;
  readonly modes?: Readonly<Record<string, string>>;
  readonly author?: AccountText;
  readonly draft?: boolean;
  readonly base?: string;
  readonly fork?: string;
  readonly readers?: readonly string[];
  readonly commits?: readonly (readonly AccountText[])[];
  readonly pushers?: readonly AccountText[];
  readonly reviews?: readonly ReviewText[];
  readonly refused?: readonly string[];
  readonly again?: number;
  readonly expect: Expectation & {
    readonly check: "success" | "failure" | "action_required" | "none";
    readonly merged?: boolean;
    readonly findings?: readonly string[];
    readonly asks?: readonly string[];
  };
}

/** People say something where access was granted, or in an issue of ours; time passes. */
export interface ConversationScenario extends Setting {
  readonly kind: "conversation";
  readonly steps: readonly Step[];
}

export interface Step {
  readonly at?: string;
  readonly by?: AccountText;
  readonly on?: "pull" | "issue" | number;
  readonly comments?: string;
  readonly edited?: boolean;
  /** Who closes the issue. */
  readonly closes?: string;
  readonly expect: Partial<Expectation> & {
    readonly reaction?: "+1" | "-1" | "confused" | "none";
    readonly opens?: readonly string[];
    readonly writes?: readonly string[];
    readonly issue?: "open" | "closed" | "none";
    readonly findings?: readonly string[];
    readonly held?: number;
  };
}

/** `curfew check` of a folder. */
export interface FolderScenario extends Setting {
  readonly kind: "folder";
  readonly modes?: Readonly<Record<string, string>>;
  readonly format?: Format;
  readonly expect: Expectation & { readonly exit: number };
}

/** `curfew check base..head`. */
export interface RangeScenario extends Setting {
  readonly kind: "range";
  readonly files: Readonly<Record<string, string | null>>;
  readonly modes?: Readonly<Record<string, string>>;
  readonly commits: readonly { readonly author: string; readonly committer?: string; readonly message?: string }[];
  readonly author?: string;
  readonly userAddress?: string;
  readonly format?: Format;
  readonly expect: Expectation & { readonly exit: number };
}

/** `curfew simulate`. */
export interface SimulationScenario extends Setting {
  readonly kind: "simulation";
  readonly asks: SimulateOptions;
  readonly expect: Expectation & { readonly exit: number };
}

export interface Expectation {
  readonly because: readonly string[];
  readonly never?: readonly string[];
}

export interface Granted {
  readonly path: string;
  readonly text: string;
  readonly merged: string;
  readonly pull?: number;
  readonly pushed?: boolean;
  readonly gone?: boolean;
  readonly reviewed?: string;
  readonly skipped?: readonly string[];
}

export interface ReviewText {
  readonly by: AccountText;
  readonly says: "approved" | "changes-requested" | "commented" | "dismissed";
  readonly of?: "head" | "an older commit";
}

const ajv = new Ajv2020({ allowUnionTypes: true }).addSchema(
  JSON.parse(readFileSync(join(FOLDER, "scenario.schema.json"), "utf8")) as object,
  "scenario",
);

/** Every scenario there is. One that says what this reader does not know is a mistake, and thrown. */
export function readScenarios(): readonly Scenario[] {
  return filesBelow(FOLDER)
    .filter((path) => path.endsWith(".yaml") && !path.startsWith("base/"))
    .toSorted()
    .map((path) => readScenario(path.replace(/\.yaml$/, ""), readFileSync(join(FOLDER, path), "utf8")));
}

/** What names no kind is a pull request. */
function readScenario(name: string, text: string): Scenario {
  const content = parse(text) as Readonly<Record<string, unknown>>;
  const kind = typeof content["kind"] === "string" ? content["kind"] : "pull-request";
  const validate = ajv.getSchema<Scenario>(`scenario#/$defs/${kind}`);
  if (!validate?.(content)) throw new Error(`${name}: ${JSON.stringify(validate?.errors ?? `no kind ${kind}`)}`);
  return { name, kind, ...content } as unknown as Scenario;
}

/** The access folder that every scenario starts from, by path. */
export function readBase(): Readonly<Record<string, string>> {
  const folder = join(FOLDER, "base");
  return Object.fromEntries(filesBelow(folder).map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
