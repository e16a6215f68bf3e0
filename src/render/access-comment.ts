import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { EndCause } from "../model/plan.js";
import type { Enforcement } from "../model/preview.js";
import { systemOf, type What } from "../model/what.js";
import { fenced } from "./escape.js";
import { findingSentence } from "./findings.js";
import { markdown, name, prose, type Sentence, say, time } from "./sentence.js";
import { when } from "./when.js";

/** One role of a merged request, and what became of it. */
export interface Access {
  readonly who: string;
  readonly what: What;
  readonly request: string;
  readonly state: AccessState;
}

export type AccessState =
  | { readonly kind: "live"; readonly until: Instant; readonly enforcement: Enforcement; readonly howTo: string }
  /** It was granted, and whoever would use it now might be refused. */
  | { readonly kind: "arriving"; readonly until: Instant }
  /** Merged, to begin later. */
  | { readonly kind: "ahead"; readonly from: Instant; readonly until: Instant }
  /** `at`: when it was taken away; `until`: when it was to end, however late that is. */
  | { readonly kind: "ended"; readonly at: Instant; readonly until: Instant; readonly cause: EndCause }
  /** The provider did not do it. */
  | { readonly kind: "failed"; readonly error: string; readonly transient: boolean }
  /** Nothing is granted, and this is why. */
  | { readonly kind: "refused"; readonly finding: Finding };

/** The comment below a merged pull request: is it live, how to use it, how it ended. */
export function accessComment(accesses: readonly Access[]): string {
  return accesses.map(accessSection).join("\n\n");
}

function accessSection(access: Access): string {
  const { state, request } = access;
  const who = name(access.who);
  const what = name(access.what);
  switch (state.kind) {
    case "live":
      return [
        `### ${markdown(say`🔓 ${who} has ${what} until ${time(state.until)}`)}`,
        ...(state.howTo.trim() === "" ? [] : [fenced(state.howTo, "sh")]),
        markdown(
          say`${curfew(state.enforcement, systemOf(access.what))} Done earlier? Comment ${"/curfew done"} here, or remove ${request}: it needs nobody's approval.`,
        ),
      ].join("\n\n");
    case "arriving":
      return [
        `### ${markdown(say`🕓 ${what} for ${who} is on its way, until ${time(state.until)}`)}`,
        markdown(
          say`${name(systemOf(access.what))} has taken it and does not show it everywhere yet. Curfew looks again, and says here when it can be used.`,
        ),
      ].join("\n\n");
    case "ahead":
      return `### ${markdown(say`🕓 ${who} will have ${what} from ${time(state.from)} until ${time(state.until)}`)}`;
    case "ended":
      return [
        `### ${markdown(say`🔒 ${what} of ${who} ended at ${time(state.at)}`)}`,
        markdown(isLate(state) ? say`Its time was up at ${time(state.until)}.` : endReason(state.cause, access.who)),
      ].join("\n\n");
    case "failed":
      return [
        `### ${markdown(say`⚠️ ${who} does not have ${what} yet`)}`,
        markdown(
          state.transient
            ? say`${prose(systemOf(access.what))} did not take it: ${prose(state.error)}. Curfew tries again.`
            : say`${prose(systemOf(access.what))} refused it: ${prose(state.error)}. Somebody has to remove the cause; then Curfew grants it.`,
        ),
      ].join("\n\n");
    case "refused":
      return [
        `### ${markdown(say`⛔ Nothing is granted: ${who}, ${what}`)}`,
        markdown(findingSentence(state.finding)),
      ].join("\n\n");
    default:
      return state satisfies never;
  }
}

/** To the minute, as it is shown. */
function isLate({ at, until, cause }: Extract<AccessState, { kind: "ended" }>): boolean {
  return cause === "expired" && when(at) !== when(until);
}

function curfew(enforcement: Enforcement, system: string): Sentence {
  switch (enforcement) {
    case "hard":
      return say`From then on ${name(system)} itself refuses every call, also in open sessions.`;
    case "scheduled":
      return say`Curfew takes it away then.`;
    default:
      return enforcement satisfies never;
  }
}

/** Why access ended, as a sentence for its holder. */
export function endReason(cause: EndCause, who: string): Sentence {
  switch (cause) {
    case "expired":
      return say`Its time was up.`;
    case "returned":
      return say`${name(who)} gave it back.`;
    case "withdrawn":
      return say`The request was withdrawn: somebody removed it, or changed it, before its end.`;
    case "replaced":
      return say`Another grant took its place.`;
    case "offboarded":
      return say`${name(who)}, or the role, is no longer in ${"access/"}.`;
    case "drift":
      return say`No request in git stood for it.`;
    default:
      return cause satisfies never;
  }
}
