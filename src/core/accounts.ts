import type { Account } from "../model/facts.js";
import { type People, personOf } from "../model/person.js";

// https://docs.github.com/en/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
const NO_REPLY = /^(?:\d{1,15}\+)?([a-z\d](?:[a-z\d-]{0,38}))@users\.noreply\.[a-z\d.-]+$/i;

/**
 * The account of a login where no forge can be asked: the one in `people.yaml`, or one of nobody there. Strangers have
 * numbers below zero, each another, so that none is taken for somebody else.
 */
export function accountsIn(people: People): (login: string) => Account {
  const strangers = new Map<string, number>();
  return (login) => {
    const person = personOf(people, login);
    if (person) return { login: person.login, id: person.id, bot: false };
    const key = login.toLowerCase();
    const id = strangers.get(key) ?? -(strangers.size + 1);
    strangers.set(key, id);
    return { login, id, bot: login.endsWith("[bot]") };
  };
}

/** Whose address it is, as far as `people.yaml` says or the address itself; undefined where only the forge may know. */
export function accountOfAddress(people: People, address: string): Account | undefined {
  const wanted = address.toLowerCase();
  const person =
    [...people.people.values()].find(({ email }) => email?.toLowerCase() === wanted) ??
    personOf(people, NO_REPLY.exec(address)?.[1] ?? "");
  return person && { login: person.login, id: person.id, bot: false };
}
