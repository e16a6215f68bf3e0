import type { Facts } from "../model/facts.js";
import type { People } from "../model/person.js";
import type { StatedFacts } from "../model/policy-case.js";
import { accountsIn } from "./accounts.js";

/** The one commit of a pull request that there is not. */
const HEAD = "0".repeat(40);

/** Facts as the forge would tell them of a pull request of one commit, which its author wrote and pushed. */
export function factsAsStated(stated: StatedFacts, people: People): Facts {
  const { at, teams, past } = stated;
  const accountOf = accountsIn(people);
  const author = accountOf(stated.author);
  const writers = [author, ...stated.writers.map(accountOf)];
  return {
    pull: 0,
    author,
    head: HEAD,
    writings: [{ commit: HEAD, writers, unknown: [] }],
    pushers: writers,
    reviews: stated.approvals.map((login) => ({ by: accountOf(login), state: "approved", commit: HEAD, at })),
    // Whoever is said to approve is meant to be able to.
    readers: [],
    rejected: [],
    teams: Object.fromEntries(Object.entries(teams).map(([team, members]) => [team.toLowerCase(), members])),
    past,
    at,
  };
}
