import { type Finding, finding } from "../../model/finding.js";
import { REQUESTS } from "../../model/request.js";
import { CODE_OWNERS_PATHS } from "./code-owners.js";

export const PEOPLE_PATH = "access/people.yaml";
export const SETTINGS_PATH = "access/curfew.yaml";

export function systemPath(name: string): string {
  return `access/systems/${name}.yaml`;
}

/** All that an Access is read from, as `History.tree` takes it: not the requests, of which there may be many. */
export const ACCESS_PATHS: readonly string[] = [
  PEOPLE_PATH,
  SETTINGS_PATH,
  "access/systems/",
  "access/policies/",
  ...CODE_OWNERS_PATHS,
];

const NAMED = /^access\/(systems|policies)\/((?=[a-z0-9-]{1,40}(?![a-z0-9-]))[a-z0-9]+(?:-[a-z0-9]+)*)\.yaml$/;
const POLICY_TEST = /^access\/policies\/((?=[a-z0-9-]{1,40}(?![a-z0-9-]))[a-z0-9]+(?:-[a-z0-9]+)*)\.test\.yaml$/;
const REQUEST =
  /^access\/requests\/((?=[a-z0-9-]{1,40}(?![a-z0-9-]))[a-z0-9]+(?:-[a-z0-9]+)*)\/\d{4}\/(?:0[1-9]|1[0-2])\/(?:0[1-9]|[12]\d|3[01])\/[a-z0-9][a-z0-9-]{0,99}\.yaml$/;

/** What a path of the access folder holds. */
export type AccessPath =
  | { readonly kind: "people" }
  | { readonly kind: "settings" }
  | { readonly kind: "system"; readonly name: string }
  | { readonly kind: "policy"; readonly name: string }
  /** Cases that the policies are held to: no policy. */
  | { readonly kind: "policy-test" }
  | { readonly kind: "request"; readonly system: string }
  | { readonly kind: "code-owners" }
  /** For people to read: Curfew does not. */
  | { readonly kind: "readme" }
  /** In the folder, and nothing that belongs there. */
  | { readonly kind: "unknown"; readonly expected: string }
  | { readonly kind: "outside" };

export function accessPathOf(path: string): AccessPath {
  if (CODE_OWNERS_PATHS.some((one) => one === path)) return { kind: "code-owners" };
  if (!path.startsWith("access/")) return { kind: "outside" };
  if (path === PEOPLE_PATH) return { kind: "people" };
  if (path === SETTINGS_PATH) return { kind: "settings" };
  if (path.startsWith(REQUESTS)) {
    const system = REQUEST.exec(path)?.[1];
    return system === undefined ? { kind: "unknown", expected: expectedAt(path) } : { kind: "request", system };
  }
  if (path.endsWith("/README.md")) return { kind: "readme" };
  if (POLICY_TEST.test(path)) return { kind: "policy-test" };
  const [, folder, name] = NAMED.exec(path) ?? [];
  if (name === undefined) return { kind: "unknown", expected: expectedAt(path) };
  return folder === "systems" ? { kind: "system", name } : { kind: "policy", name };
}

/** Whether an Access is made of what stands in the file: beside them people may keep whatever they like, of any size. */
export function isRead(path: string): boolean {
  const { kind } = accessPathOf(path);
  return ["people", "settings", "system", "policy", "code-owners"].includes(kind);
}

/** The paths that nothing would ever read, and those that differ only by case, of which some checkouts hold only one. */
export function pathFindings(paths: readonly string[]): readonly Finding[] {
  const folded = new Map<string, string>();
  return paths.flatMap((path) => {
    const kind = accessPathOf(path);
    const other = folded.get(path.toLowerCase());
    folded.set(path.toLowerCase(), other ?? path);
    return [
      ...(kind.kind === "unknown" ? [finding("file-name", { path }, { expected: kind.expected })] : []),
      ...(other === undefined || other === path ? [] : [finding("file-name-collision", { path }, { other })]),
    ];
  });
}

/** What a file of that kind would be called: the nearest that can be said from where it lies. */
function expectedAt(path: string): string {
  if (path.startsWith("access/s")) return "access/systems/<system>.yaml";
  if (path.startsWith("access/pol")) return "access/policies/<policy>.yaml";
  if (path.startsWith("access/req")) return `${REQUESTS}<system>/YYYY/MM/DD/<name>.yaml`;
  return `${PEOPLE_PATH}, ${SETTINGS_PATH}, access/systems/<system>.yaml or access/policies/<policy>.yaml`;
}
