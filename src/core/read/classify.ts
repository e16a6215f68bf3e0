import { type Finding, finding } from "../../model/finding.js";
import type { TreeChange } from "../../model/history.js";
import { REQUESTS } from "../../model/request.js";
import { accessPathOf } from "./paths.js";

/** One file of a pull request, from its base to its head. */
export type FileChange = Pick<TreeChange, "status" | "path">;

/** What a pull request is, by the files that it changes. */
export type Classified<Change extends FileChange> =
  /** Nothing of ours. */
  | { readonly kind: "none" }
  /** It asks. */
  | { readonly kind: "requests"; readonly added: readonly Change[] }
  /** It gives back, or takes away. */
  | { readonly kind: "removals"; readonly removed: readonly Change[] }
  /** It changes who may get what. */
  | { readonly kind: "access"; readonly changes: readonly Change[] }
  /** It does more than one of these, or edits a request: it has to be split, or undone. */
  | { readonly kind: "mixed"; readonly findings: readonly Finding[] };

const SHOWN = 20;

export function classify<Change extends FileChange>(changes: readonly Change[]): Classified<Change> {
  const requests = changes.filter(({ path }) => path.startsWith(REQUESTS));
  const [first] = requests;
  if (first === undefined) {
    const access = changes.filter(({ path }) => accessPathOf(path).kind !== "outside");
    return access.length === 0 ? { kind: "none" } : { kind: "access", changes: access };
  }

  const added = requests.filter(({ status }) => status === "added");
  const removed = requests.filter(({ status }) => status === "deleted");
  const edited = requests.filter(({ status }) => status === "modified" || status === "type-changed");
  const others = changes.filter((change) => !requests.includes(change));
  if (edited.length === 0 && others.length === 0) {
    if (removed.length === 0) return { kind: "requests", added };
    if (added.length === 0) return { kind: "removals", removed };
  }

  const strangers = [...others, ...(added.length > 0 ? removed : [])].map(({ path }) => path);
  return {
    kind: "mixed",
    findings: [
      ...edited.map(({ path }) => finding("request-changed", { path }, {})),
      ...(strangers.length > 0
        ? [finding("mixed-pull-request", { path: (added[0] ?? first).path }, { others: strangers.slice(0, SHOWN) })]
        : []),
    ],
  };
}
