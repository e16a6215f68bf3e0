import { parseInstant } from "../model/instant.js";
import type { FindingSentences } from "./finding-sentences.js";
import { commit, prose, say, values, writtenTime } from "./sentence.js";

/** Of requests that cannot be as they are, that policy denies, or whose pull request cannot be judged. */
export const REQUEST_SENTENCES = {
  "from-too-late": ({ from, limit }) =>
    parseInstant(limit) === undefined
      ? say`${"from"} is too far away: ${from}. Access may start at most ${limit} after the merge. Write an earlier one, or ask later.`
      : say`${"from"} is too far away: ${from}. Access may start at ${writtenTime(limit)} at the latest. Write an earlier one, or ask later.`,
  "until-passed": ({ until, now }) =>
    say`${"until"} has passed: ${until}; it is ${writtenTime(now)} now. Write a later one, or a length such as ${"for: 2h"}.`,
  "empty-window": ({ from, until }) =>
    say`This access would end at ${writtenTime(until)}, and not start before ${writtenTime(from)}. Write an ${"until"} that is later than ${"from"}.`,
  "over-quota": ({ what, part, unit, limit, received }) =>
    say`${what} could not be granted: ${prose(part)} would come to ${received} ${prose(unit)}, and the system takes at most ${limit}. Write the role or the request shorter, or make two roles of it.`,
  "quota-reached": ({ what, of, unit, limit, received, at, again }) =>
    say`${what} could not be granted: at ${writtenTime(at)}, ${of} would have ${received} ${prose(unit)}, and can have ${limit} at a time. Write ${`from: ${again}`}, when there is room again, or give something back first.`,

  "denied-no-policy": ({ what }) =>
    say`No policy allows ${what}. Ask for another role, or add a policy in another pull request first.`,
  "denied-who": ({ who, what, policy, allowed }) =>
    say`${who} may not receive ${what}: policy ${policy} gives it to ${values(allowed, "and")} only.`,
  "denied-length": ({ what, policy, limit, received }) =>
    say`${received} is too long for ${what}: policy ${policy} allows at most ${limit}. Write ${`for: ${limit}`}.`,
  "denied-ticket": ({ policy, pattern, received }) =>
    received === undefined
      ? say`Policy ${policy} requires a ticket that matches ${pattern}. Add a line ${"ticket:"} with it.`
      : say`The ticket ${received} does not match ${pattern}, which policy ${policy} requires. Write the ticket's number.`,
  "denied-behalf": ({ author, who, policy }) =>
    say`${author} asks for ${who}, and policy ${policy} lets nobody ask for somebody else. ${who} must open the pull request.`,
  "denied-author": ({ author }) =>
    say`${author}, who asks, is not in ${"access/people.yaml"}. Only people listed there can ask: add the person in another pull request first.`,
  "denied-account": ({ login, expected, received }) =>
    say`${login} is GitHub account ${String(received)}, but ${"access/people.yaml"} says ${String(expected)}. Somebody else may have taken the name: find out who it is.`,
  "denied-identity": ({ who, system, other }) =>
    other !== undefined
      ? say`${system} calls ${who} and ${other} the same, so what one of them is given the other could use. Say who is who by ${`ids: { ${system}: … }`} in ${"access/people.yaml"}, in another pull request first.`
      : say`${system} names people in a way that does not reach ${who}, so nothing can be granted there. Add ${`ids: { ${system}: … }`} or an ${"email"} to ${who} in ${"access/people.yaml"}, in another pull request first.`,
  "denied-no-owner": ({ path, policy }) =>
    say`${policy === "" ? say`This needs` : say`Policy ${policy} requires`} a code owner's approval, but nobody owns ${path}. Name an owner in ${".github/CODEOWNERS"} in another pull request first.`,
  "denied-writer": ({ commit: id }) =>
    say`Commit ${commit(id)} was written under an address that belongs to no GitHub account we know, so its writer could be anyone who approves. Commit again under an address of your account.`,
  "denied-fork": ({ repository }) =>
    say`The branch is in ${repository === undefined ? say`a repository that is gone` : say`the fork ${repository}`}, and GitHub tells us only of this repository who pushed to a branch: whoever approves could have written it. Push the branch to this repository, and open the pull request from there.`,
  "denied-error": ({ cause }) => say`This could not be judged, so it is denied: ${prose(cause)}.`,

  "mixed-pull-request": ({ others }) =>
    say`A pull request with requests holds nothing else, but this one changes ${values(others, "and")} too. Split it in two.`,
  "request-exists": () =>
    say`A request of this name was merged already, and gives nothing a second time. Ask in a file of another name.`,
  "request-changed": () =>
    say`A merged request cannot be changed. Restore it, and ask for what you need in a new file; to end the access early, remove this one.`,
} satisfies Partial<FindingSentences>;
