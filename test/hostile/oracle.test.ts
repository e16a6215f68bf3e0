import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import type { Facts } from "../../src/model/facts.js";
import { FILES, fileOf, REQUEST_PATH } from "../core/read/sources.js";
import { account, facts, HEAD, review } from "../core/world.js";
import { APPROVED, accessOf, GOOD, judge } from "./judge.js";
import { objections, type World } from "./oracle.js";

const WORLD: World = { files: FILES, request: GOOD, facts: APPROVED };

const OF_FILES: readonly (readonly [path: string, from: string, to: string])[] = [
  ["access/people.yaml", "id: 1", "id: 9"],
  ["access/people.yaml", "id: 3", "id: 9"],
  ["access/people.yaml", "sre: [alice, bob]", "sre: [bob]"],
  ["access/people.yaml", "sre: [alice, bob]", "sre: [alice, bob, dana]"],
  ["access/people.yaml", "  bob: { name: Bob Okafor, id: 2 }\n", ""],
  ["access/people.yaml", "dana:", "DANA:"],
  ["access/people.yaml", "id: 2", "id: 1"],
  ["access/policies/production-admin.yaml", "for: 4h", "for: 1h"],
  ["access/policies/production-admin.yaml", "team:sre", "user:bob"],
  ["access/policies/production-admin.yaml", "aws-prod/admin", "*/*"],
  ["access/policies/production-admin.yaml", "aws-prod/admin", "aws-prod/rds-operator"],
  ["access/policies/production-admin.yaml", "codeowners", "user:alice"],
  ["access/policies/production-admin.yaml", "codeowners", "team:sre"],
  ["access/policies/production-admin.yaml", "by: [codeowners]", "by: [codeowners, user:bob]\n    count: 2"],
  ["access/policies/production-admin.yaml", "approve:\n  - by: [codeowners]", "approve: []"],
  ["access/policies/production-admin.yaml", "for: 4h", "for: 4h\nbehalf: true"],
  [".github/CODEOWNERS", "@dana", "@alice"],
  [".github/CODEOWNERS", "@dana", "@bob @dana"],
  [".github/CODEOWNERS", "@dana", ""],
  ["request", "who: alice", "who: bob"],
  ["request", "who: alice", "who: dana"],
  ["request", "who: alice", "who: ALICE"],
  ["request", "for: 2h", "for: 3d"],
  ["request", "aws-prod/admin", "aws-prod/rds-operator"],
];

const OF_FACTS: readonly Partial<Facts>[] = [
  { reviews: [] },
  { reviews: [review("bob")] },
  { reviews: [review("alice")] },
  { reviews: [review("dana"), review("bob")] },
  { reviews: [review("dana", { commit: "9".repeat(40) })] },
  { reviews: [review("dana", { state: "commented" })] },
  { reviews: [review("dana", { by: { login: "dana", id: 66, bot: false } })] },
  { reviews: [review("dana", { by: { ...account("dana"), bot: true } })] },
  { author: account("bob") },
  { author: account("dana") },
  { author: { ...account("alice"), id: 66 } },
  { author: { ...account("alice"), bot: true } },
  { pushers: [account("alice"), account("dana")] },
  { writings: [{ commit: HEAD, writers: [account("dana")], unknown: [] }] },
  { writings: [{ commit: HEAD, writers: [], unknown: ["x@evil.example"] }] },
  { head: "8".repeat(40) },
];

const meddling = fc.oneof(
  fc.constantFrom(...OF_FILES).map(([path, from, to]) => (world: World): World => {
    if (path === "request") return { ...world, request: world.request.replace(from, to) };
    return { ...world, files: { ...world.files, [path]: (world.files[path] ?? "").replace(from, to) } };
  }),
  fc.constantFrom(...OF_FACTS).map(
    (change) =>
      (world: World): World => ({ ...world, facts: { ...world.facts, ...change } }),
  ),
);

function judgedIn({ files, request, facts: own }: World) {
  return judge(fileOf(REQUEST_PATH, request), accessOf(files), own).outcome;
}

test("nothing is held against the request that is as it should be", () => {
  expect(objections(WORLD)).toEqual([]);
  expect(judgedIn(WORLD)).toBe("allowed");
  expect(objections({ ...WORLD, facts: facts() })).not.toEqual([]);
});

property.prop([fc.array(meddling, { minLength: 1, maxLength: 4 })], { numRuns: 600 })(
  "however often somebody meddles, what is allowed is what nothing speaks against",
  (meddlings) => {
    const world = meddlings.reduce((before, meddle) => meddle(before), WORLD);
    if (judgedIn(world) === "allowed") expect(objections(world)).toEqual([]);
  },
);

const sign = fc.constantFrom(
  ..."[]{}:,-?#&*!|>'\"%@` \n\t~0é\u0430\u200b",
  "- ",
  "<<: ",
  "null",
  "---\n",
  "alice",
  "bob",
);

property.prop([fc.constantFrom("request", ...Object.keys(FILES)), fc.nat(400), fc.nat(8), sign], { numRuns: 600 })(
  "no damage to one file allows what was denied for want of an approval",
  (path, at, drop, put) => {
    const damaged = (text: string) => {
      const place = at % (text.length + 1);
      return `${text.slice(0, place)}${put}${text.slice(place + drop)}`;
    };
    const files = path === "request" ? FILES : { ...FILES, [path]: damaged(FILES[path] ?? "") };
    const outcome = judgedIn({ files, request: path === "request" ? damaged(GOOD) : GOOD, facts: facts() });
    // Only the policy itself can say that no approval is needed, and no single damage makes it say so.
    expect(outcome).not.toBe("allowed");
  },
);
