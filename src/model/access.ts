import type { OwnerRule } from "./code-owners.js";
import type { Finding } from "./finding.js";
import type { People } from "./person.js";
import type { Policy } from "./policy.js";
import type { Settings } from "./settings.js";
import type { System } from "./system.js";

/** The `access/` folder of one commit without its requests, with CODEOWNERS: all that a judgement rests on. */
export interface Access {
  readonly commit: string;
  readonly people: People;
  readonly systems: ReadonlyMap<string, System>;
  readonly policies: readonly Policy[];
  readonly owners: readonly OwnerRule[];
  readonly settings: Settings;
  /** What could not be read. An error here denies every judgement that rests on this folder. */
  readonly findings: readonly Finding[];
}

/** What cannot be read of the part of `access/` that access rests on once it is granted. */
export interface Unread {
  readonly people: boolean;
  /** Names of systems whose file is there and cannot be read. */
  readonly systems: ReadonlySet<string>;
}
