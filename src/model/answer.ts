import type { CommandFault, Verb } from "./command.js";
import type { Finding } from "./finding.js";
import type { Instant } from "./instant.js";
import type { Change } from "./plan.js";
import type { What } from "./what.js";

/** What we say to a command, where a reaction alone does not say it. */
export type Answer =
  /** What can be said here; and what was not understood, where something was not. */
  | {
      readonly kind: "help";
      readonly verbs: readonly Verb[];
      readonly refused?: { readonly fault: CommandFault; readonly received: string };
    }
  | {
      readonly kind: "plan";
      readonly changes: readonly Change[];
      readonly heldBack: readonly Change[];
      readonly findings: readonly Finding[];
      readonly now: Instant;
    }
  /** The pull requests that end it. */
  | { readonly kind: "ending"; readonly pulls: readonly number[] }
  /** Nothing of it is left to end. */
  | { readonly kind: "over" }
  /** The pull request that asks for more. */
  | { readonly kind: "extending"; readonly pull: number; readonly until: Instant; readonly what: readonly What[] }
  | { readonly kind: "reviewed"; readonly by: string; readonly requests: readonly string[] }
  /** The revocations that had been held back: how many were done. */
  | { readonly kind: "revoked"; readonly system: string; readonly done: number; readonly failed: number }
  | { readonly kind: "refused"; readonly verb: Verb; readonly because: Refusal };

/** Why a command is not carried out. */
export type Refusal =
  /** It was said where there is nothing that it could be about. */
  | { readonly kind: "place" }
  /** What it is about has ended. */
  | { readonly kind: "over" }
  /** It is for its holder to say. */
  | { readonly kind: "holder"; readonly who: readonly string[] }
  /** It is for those to say who could have approved it. */
  | { readonly kind: "approver"; readonly who: readonly string[] }
  /** Nobody reviews their own emergency. */
  | { readonly kind: "own" }
  /** An emergency is not made longer. */
  | { readonly kind: "emergency" }
  /** No such plan is held back; those that are. */
  | { readonly kind: "plan"; readonly received: string; readonly held: readonly string[] }
  /** It is for the code owners of the requests. */
  | { readonly kind: "owner"; readonly paths: readonly string[] };
