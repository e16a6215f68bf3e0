import type { Instant } from "../../model/instant.js";
import { type Delegation, sameLogin } from "../../model/person.js";
import type { What } from "../../model/what.js";
import { matchesWhat } from "../read/globs.js";

/** What is needed of an approval, or of one that could be given. */
export interface Spoken {
  readonly login: string;
  readonly at: Instant;
}

/** The delegations that cover all of the roles; where it is not known which those are, none does. */
export function covering(delegations: readonly Delegation[], whats: readonly What[]): readonly Delegation[] {
  if (whats.length === 0) return [];
  return delegations.filter(({ what }) => whats.every((one) => what.some((glob) => matchesWhat(glob, one))));
}

/** Delegations by which somebody gave another's word who then said nothing: for another role, or at another moment. */
export function fruitless(
  spoken: readonly Spoken[],
  isAskedFor: (login: string) => boolean,
  of: { readonly delegations: readonly Delegation[]; readonly whats: readonly What[] },
): readonly { readonly login: string; readonly delegation: Delegation; readonly because: "role" | "window" }[] {
  if (of.whats.length === 0) return [];
  const covered = covering(of.delegations, of.whats);
  return spoken.flatMap((one) => {
    const { login } = one;
    const theirs = of.delegations.filter(({ from, to }) => sameLogin(to, login) && isAskedFor(from));
    if (isAskedFor(login) || theirs.some((each) => speaks(one, each) && covered.includes(each))) return [];
    const because = (each: Delegation) => (covered.includes(each) ? ("window" as const) : ("role" as const));
    return theirs.map((delegation) => ({ login, delegation, because: because(delegation) }));
  });
}

/** For whom a person's word would count at a moment, in the order in which the delegations are written. */
export function delegatorsOf(spoken: Spoken, delegations: readonly Delegation[]): readonly string[] {
  return delegations.filter((one) => speaks(spoken, one)).map(({ from }) => from);
}

function speaks({ login, at }: Spoken, { to, since, until }: Delegation): boolean {
  return sameLogin(to, login) && (since === undefined || since <= at) && at < until;
}

/**
 * Whose word each of them gives, so that as many as can be count and nobody is counted twice, on either side: one who is
 * asked for speaks for themselves alone, every other for one of those who let them and have not been spoken for. A
 * delegate's word is not passed on. Absent from the answer is whoever gives nobody's word.
 */
export function wordsGiven(
  spoken: readonly Spoken[],
  isAskedFor: (login: string) => boolean,
  delegations: readonly Delegation[],
): ReadonlyMap<string, string> {
  const own = spoken.filter(({ login }) => isAskedFor(login)).map(({ login }) => login);
  const byVoice = new Map(own.map((login) => [login.toLowerCase(), login]));
  const fixed = new Set(byVoice.keys());
  const others = spoken.filter(({ login }) => !fixed.has(login.toLowerCase()));
  const options = new Map(
    others.map((one) => [
      one.login,
      delegatorsOf(one, delegations).filter((from) => isAskedFor(from) && !fixed.has(from.toLowerCase())),
    ]),
  );

  /** Finds a voice for one, moving others to another of theirs where that frees one. */
  function place(login: string, tried: Set<string>): boolean {
    for (const from of options.get(login) ?? []) {
      const voice = from.toLowerCase();
      if (tried.has(voice)) continue;
      tried.add(voice);
      const before = byVoice.get(voice);
      if (before !== undefined && !place(before, tried)) continue;
      byVoice.set(voice, login);
      return true;
    }
    return false;
  }

  for (const { login } of others) place(login, new Set());
  return new Map([...byVoice].map(([voice, login]) => [login, voice]));
}
