import { expect, test } from "vitest";
import { identityOf } from "../../src/model/system.js";
import { access, system } from "../core/world.js";

test("a person is named by their own name in a system, or else as the system names people, whatever it is called", () => {
  const alice = access().people.people.get("alice");
  if (alice === undefined) throw new Error("nobody is called alice");
  const ids = { "orders-db": "alice_ng" };
  const named = (name: string) => identityOf(system(name), { ...alice, ids });
  expect(["orders-db", "aws-prod", "constructor"].map(named)).toEqual(["alice_ng", "user/alice", "user/alice"]);
});
