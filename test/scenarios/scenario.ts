import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";

export const FOLDER = fileURLToPath(new URL(".", import.meta.url));

export type AccountText = string | { readonly login: string; readonly id: number };

/** A pull request and all that it is judged on, with what must come of it; `scenario.schema.json` describes each key. */
export interface Scenario {
  /** `<paragraph>/<fact>`, its path. */
  readonly name: string;
  readonly says: string;
  readonly now?: string;
  readonly access?: Readonly<Record<string, string | null>>;
  readonly granted?: readonly Granted[];
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
  readonly teams?: Readonly<Record<string, readonly string[]>>;
  readonly expect: Expectation;
}

export interface Granted {
  readonly path: string;
  readonly text: string;
  readonly merged: string;
  readonly pushed?: boolean;
  readonly reviewed?: string;
}

export interface ReviewText {
  readonly by: AccountText;
  readonly says: "approved" | "changes-requested" | "commented" | "dismissed";
  readonly of?: "head" | "an older commit";
}

export interface Expectation {
  readonly check: "success" | "failure" | "action_required" | "none";
  readonly merged?: boolean;
  readonly because: readonly string[];
  readonly never?: readonly string[];
  readonly findings?: readonly string[];
  readonly asks?: readonly string[];
}

const validate = new Ajv2020({ allowUnionTypes: true }).compile<Omit<Scenario, "name">>(
  JSON.parse(readFileSync(join(FOLDER, "scenario.schema.json"), "utf8")) as object,
);

/** Every scenario there is. One that says what this reader does not know is a mistake, and thrown. */
export function readScenarios(): readonly Scenario[] {
  return filesBelow(FOLDER)
    .filter((path) => path.endsWith(".yaml") && !path.startsWith("base/"))
    .toSorted()
    .map((path) => {
      const content: unknown = parse(readFileSync(join(FOLDER, path), "utf8"));
      if (!validate(content)) throw new Error(`${path}: ${JSON.stringify(validate.errors)}`);
      return { name: path.replace(/\.yaml$/, ""), ...content };
    });
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
