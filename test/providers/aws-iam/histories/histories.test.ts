import { describe, expect, test } from "vitest";
import { groupHome } from "../../../../src/providers/aws-iam/group-place.js";
import { REPOSITORY } from "../../a-system.js";
import { nameOf } from "../groups.js";
import type { Bend } from "./account.js";
import { ROLES } from "./company.js";
import { type History, playGroups } from "./play.js";
import type { Bends } from "./stage.js";

/** `CURFEW_SEED=7 npx vitest run …` plays one again; `CURFEW_GROUP_HISTORIES` says how many there are. */
const SEED = process.env["CURFEW_SEED"];
const HISTORIES = SEED === undefined ? Number(process.env["CURFEW_GROUP_HISTORIES"] ?? "40") : 1;
const STEPS = 60;
const STRAIGHT: Bends = { aws: (_name, input, work) => work(input), context: (context) => context };

function play(seed: number, bends: Partial<Bends> = {}): Promise<History> {
  return playGroups(seed, { steps: STEPS, bends: { ...STRAIGHT, ...bends } });
}

function told(seed: number, { wrongs, trace }: History): string {
  return [`seed ${seed} went wrong:`, ...wrongs.slice(0, 5), "what had happened:", ...trace].join("\n  ");
}

describe("groups, while processes are stopped between any two calls and answers are lost", () => {
  test("nobody can do anything without a grant, nothing of others is changed, and all ends in the same state", async () => {
    const all = { calls: 0, stopped: 0, used: 0 };
    const first = Number(SEED ?? "1");
    for (let seed = first; seed < first + HISTORIES; seed += 1) {
      const history = await play(seed);
      if (history.wrongs.length > 0) throw new Error(told(seed, history));
      for (const key of ["calls", "stopped", "used"] as const) all[key] += history[key];
    }
    // Otherwise nothing was seen.
    expect(all.calls).toBeGreaterThan(HISTORIES * 50);
    expect(all.stopped).toBeGreaterThan(HISTORIES);
    expect(all.used).toBeGreaterThan(HISTORIES * 10);
  }, 900_000);

  test("what one run gave and was not recorded, and another that was stopped took away, is recorded", async () => {
    const history = await play(571);
    if (history.wrongs.length > 0) throw new Error(told(571, history));
  });

  test("the same seed is the same history", async () => {
    expect(await play(1)).toEqual(await play(1));
  });

  /** What is written of a policy, otherwise. */
  const rewriting =
    (rewritten: (text: string) => string): Bend =>
    (name, input, work) => {
      const { PolicyDocument = "" } = input as { readonly PolicyDocument?: string };
      return work(name === "PutGroupPolicy" ? { ...input, PolicyDocument: rewritten(PolicyDocument) } : input);
    };

  /** Whatever has our name looks as if it lay where ours do. */
  const ofOurs: Bend = (name, input, work) => {
    const answer = work(input);
    if (name !== "GetGroup") return answer;
    const { Group } = answer as { readonly Group: { readonly GroupName: string } };
    const pairs = ["alice", "bob"].flatMap((who) =>
      Object.keys(ROLES).map((role) => ({ who, what: `aws-prod/${role}` }) as const),
    );
    const pair = pairs.find((one) => nameOf(one) === Group.GroupName);
    return pair ? { ...answer, Group: { ...Group, Path: groupHome(REPOSITORY, pair) } } : answer;
  };

  test.each<readonly [string, Partial<Bends>, RegExp]>([
    [
      "statements without an end",
      { aws: rewriting((text) => text.replaceAll(/,"DateLessThan":\{[^}]*\}/g, "")) },
      /^(?:Alice|bob) can use /,
    ],
    [
      "statements for whoever is a member",
      { aws: rewriting((text) => text.replaceAll(/"StringEquals":\{"aws:PrincipalArn":"[^"]*"\},?/g, "")) },
      /^mallory can use /,
    ],
    [
      "members who are not taken out",
      { aws: (name, input, work) => (name === "RemoveUserFromGroup" ? {} : work(input)) },
      /^a third run would revoke /,
    ],
    ["a group that is ours by its name alone", { aws: ofOurs }, /is another's, and was changed/],
    [
      "receipts that are not written",
      { context: (context) => ({ ...context, ledger: { ...context.ledger, append: async () => undefined } }) },
      /is live by the ledger/,
    ],
  ])(
    "a mistake is noticed: %s",
    async (_, bends, expected) => {
      const noticed: string[] = [];
      for (let seed = 1; seed <= 60 && !noticed.some((wrong) => expected.test(wrong)); seed += 1) {
        noticed.push(...(await play(seed, bends)).wrongs);
      }
      expect(noticed).toContainEqual(expect.stringMatching(expected));
    },
    120_000,
  );
});
