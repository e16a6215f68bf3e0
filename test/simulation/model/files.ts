import type { PeopleFile, PolicyFile, SystemFile } from "../world/access-files.js";
import { OWNERS, PEOPLE } from "../world/access-files.js";
import type { Tree } from "../world/git.js";
import { textOf } from "../world/texts.js";

/** A request as the model reads it, which knows no YAML: JSON, or the lines that Curfew writes for a comment. */
export interface AskedFor {
  readonly path: string;
  readonly who: string;
  readonly what: readonly string[];
  readonly seconds?: number;
  /** Epoch milliseconds. */
  readonly until?: number;
  readonly from?: number;
  readonly emergency: boolean;
  readonly renews?: string;
}

/** Who may have what, as the files of one tree say. */
export interface Rules {
  readonly people: PeopleFile | undefined;
  readonly systems: ReadonlyMap<string, SystemFile>;
  readonly policies: ReadonlyMap<string, PolicyFile>;
  readonly owners: readonly { readonly prefix: string; readonly logins: readonly string[] }[];
  /** A file cannot be read: nothing can be decided by the others either. */
  readonly broken: boolean;
}

const rules = new WeakMap<Tree, Rules>();

export function rulesIn(tree: Tree): Rules {
  const known = rules.get(tree) ?? readRules(tree);
  rules.set(tree, known);
  return known;
}

function readRules(tree: Tree): Rules {
  const systems = new Map<string, SystemFile>();
  const policies = new Map<string, PolicyFile>();
  let people: PeopleFile | undefined;
  let broken = false;
  for (const [path, { blob }] of tree) {
    const [, kind, name] = /^access\/(systems|policies)\/([a-z-]+)\.yaml$/.exec(path) ?? [];
    if (path !== PEOPLE && name === undefined) continue;
    const value = json(textOf(blob));
    // A system without a role is none.
    if (value === undefined || Object.keys((value as Partial<SystemFile>).roles ?? { one: {} }).length === 0)
      broken = true;
    else if (path === PEOPLE) people = value as PeopleFile;
    else if (kind === "systems") systems.set(name ?? "", value as SystemFile);
    else policies.set(name ?? "", value as PolicyFile);
  }
  const owners = tree.get(OWNERS);
  return {
    people,
    systems,
    policies,
    owners: owners === undefined ? [] : ownersIn(textOf(owners.blob)),
    broken: broken || people === undefined,
  };
}

function ownersIn(text: string): Rules["owners"] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("/"))
    .map((line) => {
      const [prefix = "", ...logins] = line.split(" ");
      return { prefix: prefix.slice(1), logins: logins.map((login) => login.replace("@", "")) };
    });
}

/** The last line that matches decides; nobody, where it names nobody. */
export function ownersOf({ owners }: Rules, path: string): readonly string[] {
  return owners.findLast(({ prefix }) => path.startsWith(prefix))?.logins ?? [];
}

/** Whoever a name of a policy stands for. */
export function membersOf(name: string, path: string, from: Rules): readonly string[] {
  if (name === "codeowners") return ownersOf(from, path);
  const [kind, rest = ""] = name.split(":");
  return kind === "team" ? (from.people?.teams[rest] ?? []) : [rest];
}

export function policiesOn({ policies }: Rules, what: string): readonly PolicyFile[] {
  const [system] = what.split("/");
  return [...policies.values()].filter((policy) => policy.what.includes(what) || policy.what.includes(`${system}/*`));
}

/** What a role gives, whatever that means. */
export function givesIn({ systems }: Rules, what: string): unknown {
  const [system = "", role = ""] = what.split("/");
  return systems.get(system)?.roles[role]?.gives;
}

const PLACE = /^access\/requests\/([a-z]+)\/\d{4}\/\d\d\/\d\d\/[a-z0-9][a-z0-9-]*\.yaml$/;

/** Undefined where it is no request at all. */
export function askedIn(path: string, blob: string): AskedFor | undefined {
  const text = textOf(blob);
  const value = (json(text) ?? lines(text)) as Readonly<Record<string, unknown>> | undefined;
  const [, folder] = PLACE.exec(path) ?? [];
  if (value === undefined || folder === undefined || typeof value["who"] !== "string") return undefined;
  const what = [value["what"]].flat().map(String);
  const seconds = value["for"] === undefined ? undefined : secondsOf(String(value["for"]));
  const until = value["until"] === undefined ? undefined : Date.parse(String(value["until"]));
  const from = value["from"] === undefined ? undefined : Date.parse(String(value["from"]));
  const one = seconds === undefined ? until !== undefined : until === undefined;
  if (!one || what.some((each) => !each.startsWith(`${folder}/`))) return undefined;
  return {
    path,
    who: value["who"],
    what,
    ...(seconds === undefined ? {} : { seconds }),
    ...(until === undefined ? {} : { until }),
    ...(from === undefined ? {} : { from }),
    emergency: value["emergency"] === true,
    ...(typeof value["renews"] === "string" ? { renews: value["renews"] } : {}),
  };
}

/** `1h30m` in seconds. */
export function secondsOf(text: string): number | undefined {
  const [, days = 0, hours = 0, minutes = 0] = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/.exec(text) ?? [];
  const seconds = Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60;
  return seconds > 0 ? seconds : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `key: value`, the value plain, in double quotes, or a list of plain ones. */
function lines(text: string): Readonly<Record<string, unknown>> | undefined {
  const found: Record<string, unknown> = {};
  for (const line of text.split("\n").filter(Boolean)) {
    const [, key, value] = /^([a-z]+): (.+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return undefined;
    if (value.startsWith("[")) found[key] = value.slice(1, -1).split(", ");
    else found[key] = value.startsWith('"') ? json(value) : value;
  }
  return found;
}
