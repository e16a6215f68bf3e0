import type { Access } from "../../model/access.js";
import type { Account, Facts } from "../../model/facts.js";
import { personOf } from "../../model/person.js";
import { accountProblem } from "./approvals.js";

/** The author is who the list says, and nobody else had a hand in the branch. */
export function actsAlone(access: Access, { author, writings, pushers, fork }: Facts): boolean {
  const isAuthor = (account: Account): boolean => account.id === author.id;
  return (
    !author.bot &&
    fork === undefined &&
    accountProblem(personOf(access.people, author.login), author) === undefined &&
    pushers.every(isAuthor) &&
    writings.every(({ writers, unknown }) => unknown.length === 0 && writers.every(isAuthor))
  );
}
