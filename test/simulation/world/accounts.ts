import type { Account } from "../../../src/model/facts.js";

/** Everybody who has an account on the forge. `mallory` is listed nowhere; `heidi` may read, and no more. */
export const LOGINS = ["alice", "bob", "carol", "dana", "erin", "frank", "heidi", "mallory"] as const;

/** Those who may write to the repository. */
export const WRITERS = ["alice", "bob", "carol", "dana", "erin", "frank"] as const;

export const SELF: Account = { login: "curfew[bot]", id: 99_000_001, bot: true };

const ACCOUNTS = new Map<string, Account>([
  ...LOGINS.map((login, index): [string, Account] => [login, { login, id: 90_000_001 + index, bot: false }]),
  [SELF.login, SELF],
]);

export function accountOf(login: string): Account {
  const account = ACCOUNTS.get(login);
  if (account === undefined) throw new Error(`nobody is called ${login}`);
  return account;
}

export function mayWrite(login: string): boolean {
  return login === SELF.login || WRITERS.some((one) => one === login);
}
