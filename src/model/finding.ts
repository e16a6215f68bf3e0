import type { Excess } from "./excess.js";
import type { ExpressionFault } from "./expression-fault.js";
import type { CaseVerdict } from "./policy-case.js";

/** A place in a file; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Positions by JSON pointer (RFC 6901): `/for`, `/what/0`; `` for the whole file. */
export type Positions = Readonly<Record<string, Position>>;

/** What each finding says, by its code. The sentence is rendered from it in `render/findings`. */
export interface FindingArguments {
  // A file that cannot be read
  "yaml-syntax": { readonly problem: string };
  "yaml-duplicate-key": { readonly key: string };
  "yaml-forbidden": {
    readonly feature: "alias" | "tag" | "directive" | "several-documents" | "merge-key" | "anchor" | "deep-nesting";
  };
  "file-not-text": Record<never, never>;
  /** `character` as Unicode writes it: `U+202E`. */
  "control-character": { readonly character: string };
  "file-too-large": { readonly bytes: number; readonly limit: number };
  /** With all others of `access/`. */
  "folder-too-large": { readonly bytes: number; readonly limit: number };
  "file-not-regular": { readonly mode: string };
  "file-name": { readonly expected: string };
  "file-name-collision": { readonly other: string };
  // A file that does not fit its schema
  "unknown-key": { readonly key: string; readonly known: readonly string[]; readonly suggestion?: string };
  "missing-key": { readonly key: string; readonly about: string; readonly example: string };
  "wrong-value": {
    readonly key: string;
    readonly expected: string;
    readonly example: string;
    readonly received: string;
  };
  "bad-duration": { readonly key: string; readonly received: string; readonly suggestion?: string };
  "bad-instant": { readonly key: string; readonly received: string };
  "one-of-keys": { readonly keys: readonly string[]; readonly received: readonly string[] };
  "bad-pattern": { readonly key: string; readonly received: string; readonly problem: string };
  /** `detail` is the part at fault, or what the library says of it. */
  "bad-expression": {
    readonly key: string;
    readonly received: string;
    readonly because: ExpressionFault;
    readonly detail: string;
    readonly known: readonly string[];
    readonly suggestion?: string;
  };
  // A file that names what there is not
  "unknown-kind": { readonly received: string; readonly known: readonly string[]; readonly suggestion?: string };
  "unknown-person": { readonly login: string; readonly suggestion?: string };
  "unknown-team": { readonly team: string; readonly suggestion?: string };
  "unknown-system": { readonly system: string; readonly suggestion?: string };
  "unknown-role": {
    readonly system: string;
    readonly role: string;
    readonly known: readonly string[];
    readonly suggestion?: string;
  };
  "other-system": { readonly what: string; readonly folder: string };
  "duplicate-person": { readonly login: string; readonly other: string; readonly field: "login" | "id" | "email" };
  "duplicate-what": { readonly what: string };
  "missing-file": { readonly path: string };
  "matches-nothing": { readonly pattern: string };
  /** A line of CODEOWNERS that GitHub skips. */
  "code-owners-line": { readonly part: string; readonly because: CodeOwnersFault };
  /** GitHub does not load it. */
  "code-owners-too-large": { readonly bytes: number; readonly limit: number };
  /** GitHub takes it for no owner: it is not there, is not seen by all, or may not write. */
  "code-owner-rejected": { readonly owner: string };
  "self-delegation": { readonly login: string };
  "duplicate-delegation": { readonly from: string; readonly to: string };
  "delegation-window": { readonly since: string; readonly until: string };
  // Policies that are not what somebody said they are
  "policy-test-failed": {
    readonly case: string;
    readonly expected: CaseVerdict;
    readonly received: CaseVerdict;
  };
  // A request that cannot be as it is
  "from-too-late": { readonly from: string; readonly limit: string };
  "until-passed": { readonly until: string; readonly now: string };
  "empty-window": { readonly from: string; readonly until: string };
  /** Of a role in its system's file, or of one that a request asks for. */
  "over-quota": Excess & { readonly what: string };
  /** With all that is granted for that time, it would be one too many at `at`. */
  "quota-reached": {
    readonly what: string;
    /** Whose number it is. */
    readonly of: string;
    readonly unit: string;
    readonly limit: number;
    readonly received: number;
    readonly at: string;
    /** When there is room again. */
    readonly again: string;
  };
  // A request that policy denies
  "denied-no-policy": { readonly what: string };
  "denied-who": {
    readonly who: string;
    readonly what: string;
    readonly policy: string;
    readonly allowed: readonly string[];
  };
  "denied-length": {
    readonly what: string;
    readonly policy: string;
    readonly limit: string;
    readonly received: string;
  };
  "denied-ticket": { readonly policy: string; readonly pattern: string; readonly received?: string };
  "denied-behalf": { readonly author: string; readonly who: string; readonly policy: string };
  "denied-rule": { readonly policy: string; readonly message: string; readonly expect: string };
  "denied-renewals": {
    readonly who: string;
    readonly what: string;
    readonly policy: string;
    readonly count: number;
    readonly limit: number;
  };
  /** `renews` names what is no grant of this person for this role. */
  "denied-renews": { readonly renews: string; readonly who: string; readonly what: string };
  "denied-emergency": {
    readonly who: string;
    readonly author: string;
    readonly policy: string;
    readonly because: EmergencyRefusal;
    readonly allowed: readonly string[];
    /** The path of the other request, where one is in the way. */
    readonly other?: string;
  };
  "denied-author": { readonly author: string };
  "denied-account": { readonly login: string; readonly expected: number; readonly received: number };
  /** `other`: whom the system calls the same. */
  "denied-identity": { readonly who: string; readonly system: string; readonly other?: string };
  "denied-no-owner": { readonly path: string; readonly policy: string };
  "denied-writer": { readonly commit: string };
  /** `repository` is absent where the fork was deleted. */
  "denied-fork": { readonly repository?: string };
  "denied-error": { readonly cause: string };
  // A pull request that cannot be judged
  "mixed-pull-request": { readonly others: readonly string[] };
  "request-changed": Record<never, never>;
  "request-exists": Record<never, never>;
  // What a reconciliation found
  "merge-direct": { readonly commit: string };
  "merge-mixed": { readonly commit: string; readonly pull: number; readonly others: readonly string[] };
  "merge-differs": { readonly commit: string; readonly pull: number };
  "merge-undecided": {
    readonly commit: string;
    readonly pull: number;
    readonly outcome: "waiting" | "denied";
    readonly reasons: readonly string[];
  };
  /** Nobody could say whether the merge stands, or how the request was removed. */
  "merge-unjudged": { readonly error: string };
  "removal-unjudged": { readonly error: string };
  /** Where the history that is here ends, though it began earlier. */
  "history-shallow": { readonly commit: string };
  "withdrawn-by-edit": { readonly commit: string };
  offboarded: {
    readonly who: string;
    readonly what: string;
    readonly because: OffboardedBecause;
  };
  /** What cannot be read has a finding of its own; this says what it does to access. Without a commit no version could ever be read. */
  "access-frozen": { readonly system?: string; readonly commit?: string };
  "clock-skew": { readonly seconds: number; readonly limit: number };
  "change-failed": {
    readonly action: string;
    readonly who: string;
    readonly what: string;
    readonly error: string;
    readonly transient: boolean;
  };
  /** Changes of a plan that were not begun. */
  "changes-left": { readonly system: string; readonly count: number; readonly because: "time" | "stopped" };
  /** Access that was to be gone some minutes ago; `error` is absent where there was no time to try. */
  "revocation-overdue": {
    readonly who: string;
    readonly what: string;
    readonly since: string;
    readonly error?: string;
  };
  // How policy came to the default branch
  "policy-direct": { readonly commit: string; readonly paths: readonly string[] };
  "policy-differs": { readonly commit: string; readonly pull: number; readonly paths: readonly string[] };
  "policy-unapproved": {
    readonly commit: string;
    readonly pull: number;
    readonly paths: readonly string[];
    readonly reasons: readonly string[];
  };
  /** The settings name a commit that is none of the default branch's first-parent history. */
  "policy-anchor": { readonly anchor: string };
  /** `lost` was on the default branch when its policy was judged, and is no more. */
  "policy-rewritten": { readonly lost: string; readonly commit: string };
  "policy-unjudged": { readonly error: string };
  /** A request that was merged onto policy that had come otherwise than it must, by `offence`. */
  "merge-policy": { readonly commit: string; readonly pull: number; readonly offence: string };
  /** The ledger held this commit once, and does no more. */
  "ledger-rewritten": { readonly commit: string };
  "ledger-unchecked": { readonly error: string };
  /** Somebody else than us wrote to the ledger, or it was damaged. */
  "ledger-differs": { readonly commit: string };
  "ledger-unreadable": { readonly file: string; readonly line: number; readonly problem: string };
  "ledger-unwritten": { readonly error: string };
  "repository-stale": { readonly error: string };
  "repository-moved": { readonly system: string };
  /** A command in a comment that was not answered. */
  "command-failed": { readonly issue: number; readonly error: string };
  "comment-failed": { readonly pull: number; readonly error: string };
  "revert-failed": { readonly error: string };
  "system-unobserved": { readonly system: string; readonly error: string };
  "revocations-held-back": {
    readonly system: string;
    readonly count: number;
    readonly of: number;
    readonly plan: string;
  };
  /** Nobody who could have approved it has answered for an emergency in time. */
  "emergency-overdue": {
    readonly who: string;
    readonly what: readonly string[];
    readonly pull: number;
    readonly due: string;
  };
  /** An issue of ours that could not be opened or brought up to date. */
  "issue-failed": { readonly subject: "emergency" | "held-back" | "overdue"; readonly error: string };
  /** Of a system whose own measure is nearly used up: the next grants will be refused. */
  "quota-near": { readonly system: string; readonly part: string; readonly limit: number; readonly received: number };
  /** Of a system whose file says a greater measure than it has itself. */
  "quota-overstated": {
    readonly system: string;
    readonly part: string;
    readonly limit: number;
    readonly received: number;
  };
  stranger: { readonly system: string; readonly name: string; readonly about: string };
  // What an audit found
  "unexplained-grant": { readonly who: string; readonly what: string; readonly at: string };
  "unended-grant": { readonly who: string; readonly what: string; readonly until: string };
}

/**
 * Why what was granted holds no more, though its request is there: the person is gone; their login is another account's;
 * the system or the role is gone; the system stands for another place; it names the person otherwise.
 */
export type OffboardedBecause = "person" | "account" | "system" | "role" | "place" | "identity";

/** Why GitHub would skip a line of CODEOWNERS. */
export type CodeOwnersFault = "negation" | "character-range" | "comment-sign" | "pattern" | "owner";

/**
 * Why an emergency is refused: the policy knows none; its `who` is not there for it; somebody else asks; somebody else
 * wrote or pushed a commit; it would continue another grant; another one was not reviewed. `extension` is of a request
 * that would continue an emergency.
 */
export type EmergencyRefusal = "none" | "who" | "author" | "writers" | "renewal" | "unreviewed" | "extension";

export type FindingCode = keyof FindingArguments;
export type Severity = "error" | "warning" | "notice";

/** One thing wrong: what, where, and all that its sentence needs. */
export type Finding = {
  readonly [Code in FindingCode]: {
    readonly code: Code;
    readonly severity: Severity;
    /** A path in the repository; absent where the finding is about no file. */
    readonly path?: string;
    readonly line?: number;
    readonly column?: number;
    readonly args: FindingArguments[Code];
  };
}[FindingCode];

export interface Place {
  readonly path?: string | undefined;
  readonly at?: Position | undefined;
}

export function finding<Code extends FindingCode>(
  code: Code,
  place: Place,
  args: FindingArguments[Code],
  severity: Severity = "error",
): Finding {
  return {
    code,
    severity,
    ...(place.path === undefined ? {} : { path: place.path }),
    ...(place.at === undefined ? {} : { line: place.at.line, column: place.at.column }),
    args,
  } as Finding;
}

export function isError(value: Finding): boolean {
  return value.severity === "error";
}
