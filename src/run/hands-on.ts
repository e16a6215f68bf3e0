import type { Account, Facts } from "../model/facts.js";
import type { People } from "../model/person.js";
import type { Commit, PullRequest, Push } from "../ports/forge.js";
import type { Context } from "./context.js";
import { inTurns } from "./in-turns.js";

/** Who had a hand in what is asked: who wrote it, and who pushed it. */
export type Hands = Pick<Facts, "writings" | "pushers">;

const AT_A_TIME = 4;

/**
 * A merge of the base that is what git makes of it by itself is nobody's work, whether "Update branch" or a laptop made
 * it: neither writing nor pushing it is a hand in the request. One whose conflicts somebody resolved, in GitHub's editor
 * too, is written by its author. Git says which it is; the forge's word and its signature are not asked.
 */
export async function handsOn(
  context: Context,
  pull: PullRequest,
  /** `pushed`: whether the branch is in this repository; of another the forge does not tell who pushed to it. */
  of: { readonly people: People; readonly base: string; readonly pushed: boolean },
): Promise<Hands> {
  const { forge, history } = context;
  const [commits, pushes] = await Promise.all([
    forge.commits(pull.number, of.people),
    of.pushed ? forge.pushes(pull, pull.merged?.at) : [],
  ]);
  const merges = commits.filter(({ parents }) => parents.length === 2);
  const present = merges.length > 0 && (await history.ensure(pull.head.commit, `refs/pull/${pull.number}/head`));
  const verdicts = await inTurns(AT_A_TIME, present ? merges : [], async ({ commit, parents }) =>
    (await history.isCleanMerge(commit, of.base)) ? [[commit, parents] as const] : [],
  );
  const clean = new Map(verdicts.flat());
  return {
    writings: commits
      .filter(({ commit }) => !clean.has(commit))
      .map(({ commit, writers, unknown }) => ({ commit, writers, unknown })),
    pushers: accountsOf(pushes.filter((push) => !isMerging(push, clean))),
  };
}

/** Nothing but that merge was put on what was there. */
function isMerging({ before, after }: Push, clean: ReadonlyMap<Commit["commit"], Commit["parents"]>): boolean {
  return clean.get(after)?.[0] === before;
}

function accountsOf(pushes: readonly Push[]): readonly Account[] {
  return [...new Map(pushes.map(({ by }) => [by.login.toLowerCase(), by])).values()];
}
