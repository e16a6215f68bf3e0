import type { VoidApproval } from "../../model/decision.js";
import type { Account, Facts, Review } from "../../model/facts.js";
import { type Finding, finding } from "../../model/finding.js";
import type { Instant } from "../../model/instant.js";
import { type Delegation, type People, type Person, personOf, sameLogin } from "../../model/person.js";

/** Whose word counts on a pull request. */
export interface Voices {
  /** Approvals that count, one a person, as far as a clause asks for that person. */
  readonly approvals: readonly { readonly person: Person; readonly commit: string; readonly at: Instant }[];
  readonly void: readonly VoidApproval[];
  /** Who is called so, if they are listed and their approval would count if it were given to the head commit now. */
  eligible(login: string): Person | undefined;
  /** Those in which neither the one nor the other has a part in what is asked. */
  readonly delegations: readonly Delegation[];
}

/** A listed person, or an account: both have a name and the account's number. */
type Somebody = Pick<Account, "login" | "id">;

/**
 * Sorts approvals into those that count and those that do not. A person's last word counts: a comment leaves it as it
 * was, a request for changes or a dismissal takes it back. Who has a part in what is asked has no voice: the author,
 * those who would receive it, whoever wrote a commit or pushed one. A commit that cannot be attributed could be
 * anybody's, and so could what lies in a fork, so that nobody has a voice.
 */
export function voicesOn(input: {
  readonly people: People;
  readonly facts: Facts;
  readonly beneficiaries: readonly string[];
}): Voices {
  const { people, facts } = input;
  const part = partIn(facts, input.beneficiaries, people);
  const approvals: Voices["approvals"][number][] = [];
  const voided: VoidApproval[] = [];
  for (const { by, commit, at, state } of lastWords(facts.reviews).filter(wasApproval)) {
    const person = personOf(people, by.login);
    const because =
      (by.bot ? "bot" : undefined) ??
      part(by) ??
      accountProblem(person, by) ??
      (facts.readers.some((login) => sameLogin(login, by.login)) ? "access" : undefined) ??
      (commit === facts.head ? undefined : "stale") ??
      (state === "approved" ? undefined : "dismissed");
    if (because !== undefined || person === undefined) voided.push({ login: by.login, because: because ?? "unlisted" });
    else approvals.push({ person, commit, at });
  }

  function eligible(login: string): Person | undefined {
    const person = personOf(people, login);
    return person === undefined || part(person) !== undefined ? undefined : person;
  }

  const delegations = people.delegations.filter(({ from, to }) => eligible(from) && eligible(to));
  return { approvals, void: voided, eligible, delegations };
}

/** One that was dismissed counts for nothing, but whoever gave it, or waits for it, should know. */
function wasApproval({ state, was }: Review): boolean {
  return state === "approved" || (state === "dismissed" && was === "approved");
}

function partIn(
  facts: Facts,
  beneficiaries: readonly string[],
  people: People,
): (somebody: Somebody) => VoidApproval["because"] | undefined {
  const isAuthor = among([facts.author]);
  const isReceiving = among(beneficiaries.flatMap((login) => personOf(people, login) ?? []));
  const isWriter = among(facts.writings.flatMap((writing) => writing.writers));
  const isPusher = among(facts.pushers);
  const hasUnknown = facts.writings.some((writing) => writing.unknown.length > 0);
  return (somebody) => {
    if (isAuthor(somebody)) return "author";
    if (isReceiving(somebody)) return "beneficiary";
    if (isWriter(somebody)) return "writer";
    if (isPusher(somebody)) return "pusher";
    if (hasUnknown) return "unattributed";
    return facts.fork === undefined ? undefined : "fork";
  };
}

/** Whether somebody is one of these, by login or by number. */
function among(others: readonly Somebody[]): (somebody: Somebody) => boolean {
  const ids = new Set(others.map(({ id }) => id));
  const logins = new Set(others.map(({ login }) => login.toLowerCase()));
  return ({ id, login }) => ids.has(id) || logins.has(login.toLowerCase());
}

/** The last review of each account that says something, in the order in which they were given. */
function lastWords(reviews: readonly Review[]): readonly Review[] {
  const words = reviews.filter(({ state }) => state !== "commented").toSorted((one, other) => one.at - other.at);
  return [...new Map(words.map((review) => [review.by.id, review])).values()];
}

/** Why this account is not the person that it is called. */
export function accountProblem(
  person: Person | undefined,
  account: Somebody,
): Extract<VoidApproval["because"], "unlisted" | "account"> | undefined {
  if (person === undefined) return "unlisted";
  return person.id === account.id ? undefined : "account";
}

/**
 * What could be anybody's, and counts against everybody: a commit that belongs to nobody we know, and a branch of another
 * repository, where whoever may push to it does so unseen, under any name.
 */
export function unattributed({ writings, fork }: Facts): readonly Finding[] {
  return [
    ...(fork === undefined ? [] : [finding("denied-fork", {}, fork)]),
    ...writings.flatMap(({ commit, unknown }) =>
      unknown.length > 0 ? [finding("denied-writer", {}, { commit })] : [],
    ),
  ];
}
