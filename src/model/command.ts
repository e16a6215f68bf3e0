import type { Duration } from "./duration.js";

/** What somebody asks of Curfew in a comment: `/curfew extend 2h`. */
export type Command =
  | { readonly verb: "help" }
  /** What would be done now. */
  | { readonly verb: "plan" }
  /** End what this pull request gave. */
  | { readonly verb: "done" }
  | { readonly verb: "extend"; readonly seconds: Duration; readonly why?: string }
  /** The answer to an emergency. */
  | { readonly verb: "reviewed"; readonly note?: string }
  /** Judge and reconcile again. */
  | { readonly verb: "retry" }
  /** Do the revocations that were held back, exactly those of this plan. */
  | { readonly verb: "allow-revoke"; readonly plan: string };

export type Verb = Command["verb"];

export const VERBS = ["help", "plan", "done", "extend", "reviewed", "retry", "allow-revoke"] as const satisfies Verb[];

/** One of each that can be copied. */
export const COMMAND_EXAMPLES: Readonly<Record<Verb, string>> = {
  help: "/curfew help",
  plan: "/curfew plan",
  done: "/curfew done",
  extend: "/curfew extend 2h The replica is still catching up.",
  reviewed: "/curfew reviewed The failover was needed.",
  retry: "/curfew retry",
  "allow-revoke": "/curfew allow-revoke 0f1e2d3c4b5a6978",
};

/** Why a line that calls us is no command. */
export type CommandFault =
  /** There is no such verb; `verb` is the nearest that there is. */
  | { readonly kind: "verb"; readonly verb?: Verb }
  /** It has words that this verb does not take, or lacks those that it needs, or they are not what they must be. */
  | { readonly kind: "words"; readonly verb: Verb }
  /** It has characters that nobody can see. */
  | { readonly kind: "characters" }
  /** More than one line calls us. */
  | { readonly kind: "several"; readonly count: number };

/** What a comment says to us. */
export type CommandRead =
  | { readonly kind: "none" }
  | { readonly kind: "command"; readonly command: Command }
  /** `received` is the line that was not understood, at most 200 characters of it. */
  | { readonly kind: "refused"; readonly fault: CommandFault; readonly received: string };
