import { describe, expect, test } from "vitest";
import { accessEffect } from "../../src/core/access-effect.js";
import { NOBODY } from "../../src/core/read/people.js";
import { standingGrants } from "../../src/core/standing-grants.js";
import type { RequestAtHead } from "../../src/model/desire.js";
import { finding } from "../../src/model/finding.js";
import { access, atHead, minutes, NOW, standing, system } from "./world.js";

function effectOf(requests: readonly RequestAtHead[], after: Partial<Parameters<typeof access>[0]>, before = access()) {
  return accessEffect({ grants: standingGrants(requests, NOW), before, after: access(after) });
}

const UNREAD = { path: "access/people.yaml" };

function bob(from: number, until: number, path = "access/requests/aws-prod/2026/11/22/bob.yaml"): RequestAtHead {
  const window = { from: minutes(from), until: minutes(until) };
  return atHead({
    path,
    added: { ...(atHead().added as NonNullable<RequestAtHead["added"]>), path },
    verdict: standing(window, { who: "bob", id: 2, identity: "user/bob" }),
  });
}

describe("what is held", () => {
  test("stays where nothing about it changes, whatever the policies become", () => {
    expect(effectOf([atHead()], { policies: [], owners: [] })).toEqual({ ends: [], changed: [] });
  });

  test.each([
    ["person", { people: NOBODY }],
    ["system", { systems: new Map() }],
    ["role", { systems: new Map([["aws-prod", system("aws-prod", { roles: new Map() })]]) }],
    ["identity", { systems: new Map([["aws-prod", system("aws-prod", { identity: "people/{login}" })]]) }],
    ["place", { systems: new Map([["aws-prod", system("aws-prod", { kind: "other" })]]) }],
    [
      "account",
      { people: { ...NOBODY, people: new Map([["alice", { login: "alice", id: 99, name: "alice", ids: {} }]]) } },
    ],
  ] as const)("ends with its %s", (because, after) => {
    const { ends, changed } = effectOf([atHead()], after);
    expect(ends).toEqual([{ who: "alice", what: "aws-prod/admin", from: minutes(-60), until: minutes(60), because }]);
    expect(changed).toEqual([]);
  });

  test("is one access however many requests gave it, and what ends first comes first", () => {
    const later = { systems: new Map() };
    const two = [bob(-10, 30), bob(0, 90, "access/requests/aws-prod/2026/11/22/bob-more.yaml"), atHead()];
    expect(effectOf(two, later).ends.map(({ who, until }) => [who, until])).toEqual([
      ["alice", minutes(60)],
      ["bob", minutes(90)],
    ]);
  });

  test("is what is to begin too, and not what has ended, stands not, was edited or was not judged", () => {
    const gone = { systems: new Map() };
    expect(effectOf([bob(60, 120)], gone).ends).toHaveLength(1);
    const { verdict: _, ...unjudged } = atHead();
    const refused = { stands: false, finding: finding("merge-direct", {}, { commit: "x" }) } as const;
    for (const one of [bob(-60, 0), atHead({ blob: "edited" }), atHead({ verdict: refused }), unjudged]) {
      expect(effectOf([one], gone).ends).toEqual([]);
    }
  });

  test("ends no second time: what is offboarded already is no effect", () => {
    expect(effectOf([atHead()], { people: NOBODY }, access({ people: NOBODY })).ends).toEqual([]);
    const unread = access({ people: NOBODY, findings: [finding("yaml-syntax", UNREAD, { problem: "x" })] });
    expect(effectOf([atHead()], { people: NOBODY }, unread).ends).toHaveLength(1);
  });

  test("becomes something else where the role's or the system's settings do, in whatever order they are written", () => {
    const role = (settings: object) =>
      new Map([["admin", { name: "admin", about: "x", settings: settings as Readonly<Record<string, unknown>> }]]);
    const systems = (settings: object, own: object = {}) =>
      new Map([
        ["aws-prod", system("aws-prod", { roles: role(settings), settings: own as Readonly<Record<string, unknown>> })],
      ]);
    const before = access({ systems: systems({ policies: ["a"], persists: false }) });
    const changed = (after: ReturnType<typeof systems>) =>
      effectOf([atHead(), bob(-10, 10)], { systems: after }, before).changed;
    expect(changed(systems({ policies: ["b"], persists: false }))).toEqual([
      { what: "aws-prod/admin", holders: ["alice", "bob"] },
    ]);
    expect(changed(systems({ policies: ["a"], persists: false }, { account: "2" }))).toHaveLength(1);
    expect(changed(systems({ persists: false, policies: ["a"] }))).toEqual([]);
  });
});
