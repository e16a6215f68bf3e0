import type { Decision } from "./decision.js";
import type { Facts } from "./facts.js";
import type { Finding } from "./finding.js";
import type { Instant } from "./instant.js";
import type { Provenance } from "./provenance.js";
import type { Receipt } from "./receipt.js";
import type { Window } from "./request.js";
import type { What } from "./what.js";

/** One line of JSON in the ledger. Instants are RFC 3339 in the file. */
export type LedgerLine = JudgedLine | IntentLine | VoidLine | ReceiptLine | ReviewedLine | AllowedLine | PolicyLine;

/** The first judgement of a merge, with its facts. */
export interface JudgedLine {
  readonly kind: "judged";
  readonly at: Instant;
  readonly request: string;
  /** The blob that the merge added. */
  readonly blob: string;
  /** The commit that added it. */
  readonly commit: string;
  readonly verdict: Verdict;
}

/** For whom, and where, a merge was judged. Access is never followed to another. */
export interface Holder {
  /** The number of their account on GitHub: a released login can be claimed by a stranger. */
  readonly id: number;
  /** How the system named the person then. */
  readonly identity: string;
  /** What the system stood for then. */
  readonly place: string;
}

/** Whether a merge stands. */
export type Verdict =
  | (Holder & {
      readonly stands: true;
      readonly who: string;
      readonly what: readonly What[];
      readonly window: Window;
      /** The request that it says it continues. */
      readonly renews?: string;
      /** Of an emergency: when somebody must have reviewed it. */
      readonly emergency?: { readonly due: Instant };
      readonly facts: Facts;
      readonly decision: Decision;
    })
  | { readonly stands: false; readonly finding: Finding; readonly facts?: Facts; readonly decision?: Decision };

/**
 * Somebody is about to be given something. It is written before that is begun, so that whatever is interrupted, somebody
 * looks where it may be held, whatever stands for that place in the folder by then.
 */
export interface IntentLine extends Pick<Receipt, "who" | "what" | "until" | "request" | "commit"> {
  readonly kind: "intent";
  readonly at: Instant;
  readonly place: string;
  readonly identity: string;
}

/** What was about to be given came to nothing: it is not held, and nobody is about to give it any more. */
export interface VoidLine extends Omit<IntentLine, "kind"> {
  readonly kind: "void";
}

export interface ReceiptLine extends Receipt {
  readonly kind: "receipt";
  readonly at: Instant;
}

/** Somebody has looked at an emergency and answers for it. */
export interface ReviewedLine {
  readonly kind: "reviewed";
  readonly at: Instant;
  readonly request: string;
  /** The commit that added it. */
  readonly commit: string;
  /** The login of who reviewed it. */
  readonly by: string;
  /** What they say of it; may be empty. */
  readonly note: string;
}

/**
 * Somebody who owns the request has allowed a revocation that was held back. It is written before anything is revoked, so
 * that whatever is interrupted, the next run goes on with it.
 */
export interface AllowedLine {
  readonly kind: "allowed";
  readonly at: Instant;
  readonly who: string;
  readonly what: What;
  readonly request: string;
  /** The commit that added it. */
  readonly commit: string;
  /** The name of all that was held back with it. */
  readonly plan: string;
  /** The login of who allowed it. */
  readonly by: string;
}

/** How the policy of a commit of the default branch came about: of several on one commit the first counts. */
export interface PolicyLine extends Provenance {
  readonly kind: "policy";
  readonly at: Instant;
  readonly commit: string;
  /** Where it was judged: the anchor, and a commit that changed nothing, are not. */
  readonly facts?: Facts;
  readonly decision?: Decision;
}
