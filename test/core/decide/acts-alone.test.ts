import { expect, test } from "vitest";
import { actsAlone } from "../../../src/core/decide/acts-alone.js";
import type { Facts } from "../../../src/model/facts.js";
import { access, account, facts, HEAD } from "../world.js";

test("somebody who wrote and pushed everything themselves acts alone", () => {
  expect(actsAlone(access(), facts())).toBe(true);
  expect(actsAlone(access(), facts({ pushers: [], writings: [] }))).toBe(true);
});

test.each<[why: string, changes: Partial<Facts>]>([
  ["is a bot", { author: { ...account("alice"), bot: true } }],
  ["asks from a fork", { fork: { repository: "alice/access" } }],
  ["is not listed", { author: { login: "mallory", id: 66, bot: false }, pushers: [], writings: [] }],
  ["has another account's number", { author: { ...account("alice"), id: 66 }, pushers: [], writings: [] }],
  ["let somebody else push", { pushers: [account("alice"), account("bob")] }],
  [
    "let somebody else write",
    { writings: [{ commit: HEAD, writers: [account("alice"), account("bob")], unknown: [] }] },
  ],
  ["wrote under an address of nobody's", { writings: [{ commit: HEAD, writers: [], unknown: ["x@example.com"] }] }],
])("whoever %s does not", (_, changes) => {
  expect(actsAlone(access(), facts(changes))).toBe(false);
});
