import { type Change, subjectOf } from "../model/plan.js";
import { bullets } from "./judged.js";
import { markdown, name, prose, say, time } from "./sentence.js";

/** The issue about what is held back in one system. Nothing in it depends on when it is written. */
export function heldBackIssue(shown: {
  readonly system: string;
  readonly plan: string;
  readonly changes: readonly Change[];
}): { readonly title: string; readonly body: string } {
  const { system, plan, changes } = shown;
  const revoked = changes.filter(({ action }) => action === "revoke").length;
  return {
    title: `${revoked} revocations in ${system} are held back`,
    body: [
      markdown(
        say`So many revocations at once, which neither an end of time nor an approved pull request explains, are more likely a mistake than anybody's wish. They were not done, and what they would end holds until its own end at most:`,
      ),
      bullets(changes.map(sentence)),
      "If a mistake is behind it, put it right: this issue closes by itself. If it is right as it is, a code owner of all of these requests comments, here or in any pull request:",
      `\`\`\`\n/curfew allow-revoke ${plan}\n\`\`\``,
      "That name is of exactly this plan: when something else is to be revoked, it has another one.",
    ].join("\n\n"),
  };
}

function sentence(change: Change) {
  const { who, what, until } = subjectOf(change);
  const because = change.action === "revoke" ? say`: ${prose(change.because)}` : say``;
  return say`${prose(change.action)} ${name(who)} ${name(what)} until ${time(until)}${because}`;
}
