import type { Binding, Held } from "./binding.js";

/** The one cause of an end of access. */
export type EndCause = (typeof END_CAUSES)[number];

export const END_CAUSES = ["expired", "returned", "withdrawn", "replaced", "offboarded", "drift"] as const;

/**
 * Why what is held is made anew: a part of it is missing or is not as it was made, or its role gives something else since
 * somebody edited it, or it is whole and another request gives it now than the one that it cites.
 */
export type Remade = "incomplete" | "edited" | "cited";

export type Change =
  | { readonly action: "grant"; readonly binding: Binding; readonly because: "new" | Remade }
  | {
      readonly action: "extend" | "shorten";
      readonly binding: Binding;
      readonly held: Held;
      readonly because: "grants" | Remade;
    }
  | { readonly action: "revoke"; readonly held: Held; readonly because: EndCause };

export type GrantChange = Exclude<Change, { action: "revoke" }>;
export type RevokeChange = Extract<Change, { action: "revoke" }>;

/** The ordered changes for one system: revocations first. */
export interface Plan {
  readonly system: string;
  readonly changes: readonly Change[];
}

/** Who × what × until of a change, whatever its action. */
export function subjectOf(change: Change): Binding | Held {
  return change.action === "revoke" ? change.held : change.binding;
}
