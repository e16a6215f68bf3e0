import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { desire } from "../../src/core/desire.js";
import { NOBODY } from "../../src/core/read/people.js";
import { isFrozen } from "../../src/core/unread.js";
import type { Access } from "../../src/model/access.js";
import type { Desire, RequestAtHead } from "../../src/model/desire.js";
import { finding } from "../../src/model/finding.js";
import {
  access,
  atHead,
  BASE,
  BLOB,
  binding,
  facts,
  HEAD,
  MERGE,
  minutes,
  NOW,
  PATH,
  standing,
  system,
} from "./world.js";

const UNREADABLE = finding("yaml-syntax", { path: PATH }, { problem: "x" });

function wish(requests: readonly RequestAtHead[], folder: Partial<Access> = {}): Desire {
  return desire({ requests, access: access(folder), now: NOW });
}

function codes({ findings }: Desire): readonly string[] {
  return findings.map(({ code }) => code);
}

function lasting(from: number, until: number, path = PATH, pull = 42): RequestAtHead {
  const verdict = standing({ from: minutes(from), until: minutes(until) }, { facts: facts({ pull }) });
  return atHead({ path, verdict });
}

describe("what is desired", () => {
  test("a request whose merge stands and whose window holds is a grant", () => {
    const wanted = wish([atHead()]);
    expect(wanted.bindings).toEqual([binding()]);
    expect(wanted.grants).toEqual([
      {
        who: "alice",
        what: "aws-prod/admin",
        from: minutes(-60),
        until: minutes(60),
        request: PATH,
        commit: MERGE,
        pull: 42,
      },
    ]);
    expect(wanted.next).toBe(minutes(60));
  });

  test("a window holds from its beginning and no more at its end", () => {
    expect(wish([lasting(0, 1)]).bindings).toHaveLength(1);
    expect(wish([lasting(-1, 0)]).bindings).toEqual([]);
    expect(wish([lasting(1, 2)])).toMatchObject({ bindings: [], next: minutes(1), ended: [] });
  });

  test("a request whose window has passed is to be cleared away", () => {
    expect(wish([lasting(-2, -1)]).ended).toEqual([
      {
        path: PATH,
        who: "alice",
        what: ["aws-prod/admin"],
        until: minutes(-1),
        commit: MERGE,
        pull: 42,
        cause: "expired",
      },
    ]);
  });

  test("a merge that does not stand gives nothing, and says why", () => {
    const direct = finding("merge-direct", { path: PATH }, { commit: MERGE });
    expect(wish([atHead({ verdict: { stands: false, finding: direct } })])).toMatchObject({
      bindings: [],
      kept: [],
      findings: [direct],
    });
  });

  test("a file that differs from what its merge added is withdrawn", () => {
    const wanted = wish([atHead({ blob: HEAD })]);
    expect(wanted).toMatchObject({ bindings: [], kept: [], ended: [] });
    expect(codes(wanted)).toEqual(["withdrawn-by-edit"]);
  });

  test("a file that cannot be read gives nothing and takes nothing", () => {
    const wanted = wish([atHead({ findings: [UNREADABLE] })]);
    expect(wanted).toMatchObject({ bindings: [], kept: [PATH], findings: [UNREADABLE] });
  });

  test("a file that was edited and cannot be read is kept, not withdrawn", () => {
    expect(wish([atHead({ blob: HEAD, findings: [UNREADABLE] })])).toMatchObject({
      kept: [PATH],
      findings: [UNREADABLE],
    });
  });

  test("what was not judged, or has no history, gives nothing and takes nothing", () => {
    const { verdict: _, ...unjudged } = atHead();
    const { added: __, ...unknown } = atHead();
    expect(wish([unjudged])).toMatchObject({ bindings: [], kept: [PATH] });
    expect(wish([unknown])).toMatchObject({ bindings: [], kept: [PATH], ended: [] });
  });

  test("whoever or whatever is gone from the folder is offboarded", () => {
    const gone: readonly (readonly [string, Partial<Access>])[] = [
      ["person", { people: NOBODY }],
      ["system", { systems: new Map() }],
      ["role", { systems: new Map([["aws-prod", system("aws-prod", { roles: new Map() })]]) }],
      ["identity", { systems: new Map([["aws-prod", system("aws-prod", { identity: "other/{login}" })]]) }],
    ];
    for (const [because, folder] of gone) {
      const wanted = wish([atHead()], folder);
      expect(wanted.bindings).toEqual([]);
      expect(wanted.findings).toMatchObject([{ code: "offboarded", severity: "warning", args: { because } }]);
    }
  });

  test("a login that is another account now is offboarded, though its name is the same", () => {
    const { people, ...others } = access().people;
    const claimed = new Map(people).set("alice", { login: "alice", id: 99, name: "alice", ids: {} });
    const wanted = wish([atHead()], { people: { people: claimed, ...others } });
    expect(wanted.bindings).toEqual([]);
    expect(wanted.findings).toMatchObject([{ code: "offboarded", args: { because: "account" } }]);
  });

  test("a person who is renamed is offboarded, and what they had is not followed to the new login", () => {
    const { people, ...others } = access().people;
    const renamed = new Map([...people].filter(([login]) => login !== "alice"));
    renamed.set("alice-ng", { login: "alice-ng", id: 1, name: "alice", ids: { "aws-prod": "user/alice" } });
    const wanted = wish([atHead()], { people: { people: renamed, ...others } });
    expect(wanted.bindings).toEqual([]);
    expect(wanted.findings).toMatchObject([{ code: "offboarded", args: { because: "person" } }]);
  });

  test("what was granted in one account is not wanted in another one of that name, or in another kind", () => {
    const judged = (place: string) =>
      atHead({ verdict: standing({ from: minutes(-60), until: minutes(60) }, { place }) });
    const aws = (number: string) =>
      system("aws-prod", { kind: "aws-iam", settings: { account: number, more: "x" }, identity: "user/{login}" });
    const now = { systems: new Map([["aws-prod", aws("222222222222")]]) };
    expect(wish([judged("aws-iam 222222222222")], now).bindings).toHaveLength(1);
    for (const place of ["aws-iam 111111111111", "memory"]) {
      const wanted = wish([judged(place)], now);
      expect(wanted.bindings).toEqual([]);
      expect(wanted.findings).toMatchObject([{ code: "offboarded", args: { because: "place" } }]);
    }
  });

  test("an edited role is wanted as before: what it gives is for the provider to compare", () => {
    const edited = system("aws-prod", {
      roles: new Map([["admin", { name: "admin", about: "Less.", settings: { policies: [] } }]]),
    });
    expect(wish([atHead()], { systems: new Map([["aws-prod", edited]]) }).bindings).toEqual([binding()]);
  });

  test("a system that cannot be read freezes itself alone, and ends by its last version only what that ends", () => {
    const findings = [finding("yaml-syntax", { path: "access/systems/aws-prod.yaml" }, { problem: "x" })];
    const wanted = wish([atHead()], { findings });
    expect([isFrozen(wanted.unread, "aws-prod"), isFrozen(wanted.unread, "aws-test")]).toEqual([true, false]);
    expect(wanted).toMatchObject({ bindings: [binding()], findings: [] });

    const stood = { findings, systems: new Map([["aws-prod", system("aws-prod", { roles: new Map() })]]) };
    expect(codes(wish([atHead()], stood))).toEqual(["offboarded"]);
  });

  test("people who cannot be read freeze every system, and end by their last version only whom that ends", () => {
    const findings = [finding("yaml-syntax", { path: "access/people.yaml" }, { problem: "x" })];
    const wanted = wish([atHead()], { findings });
    expect([isFrozen(wanted.unread, "aws-prod"), isFrozen(wanted.unread, "aws-test")]).toEqual([true, true]);
    expect(wanted).toMatchObject({ bindings: [binding()], findings: [] });

    const { people, ...others } = access().people;
    const left = new Map([...people].filter(([login]) => login !== "alice"));
    expect(codes(wish([atHead()], { findings, people: { people: left, ...others } }))).toEqual(["offboarded"]);
  });

  test("of what no version could be read nothing is said to be gone", () => {
    const people = finding("missing-file", { path: "access/people.yaml" }, { path: "access/people.yaml" });
    const aws = finding("yaml-syntax", { path: "access/systems/aws-prod.yaml" }, { problem: "x" });
    expect(wish([atHead()], { findings: [people], people: NOBODY })).toMatchObject({
      bindings: [binding()],
      findings: [],
    });
    expect(wish([atHead()], { findings: [aws], systems: new Map() }).bindings).toEqual([binding()]);
    // Whoever is gone is gone, whatever is not known of the other.
    expect(codes(wish([atHead()], { findings: [aws], systems: new Map(), people: NOBODY }))).toEqual(["offboarded"]);
    expect(codes(wish([atHead()], { findings: [people], systems: new Map(), people: NOBODY }))).toEqual(["offboarded"]);
  });

  test("a policy that cannot be read, or a file that does not belong there, freezes nothing", () => {
    const findings = [
      finding("yaml-syntax", { path: "access/policies/production-admin.yaml" }, { problem: "x" }),
      finding("file-name", { path: "access/notes.txt" }, { expected: "x" }),
      finding("code-owners-line", { path: ".github/CODEOWNERS" }, { part: "x", because: "pattern" }),
    ];
    const { unread } = wish([atHead()], { findings });
    expect(unread).toEqual({ people: false, systems: new Set() });
  });

  test("several grants of a pair are one binding until the last of those that hold ends", () => {
    const wanted = wish([
      lasting(-30, 30, "access/requests/b.yaml", 9),
      lasting(-20, 50, "access/requests/a.yaml", 7),
      lasting(-10, 50, "access/requests/c.yaml", 9),
      lasting(20, 90, "access/requests/later.yaml", 8),
    ]);
    expect(wanted.bindings).toEqual([
      binding({ from: minutes(-30), until: minutes(50), request: "access/requests/a.yaml", pulls: [7, 9] }),
    ]);
    expect(wanted.next).toBe(minutes(20));
  });

  test("a request for several roles is several bindings, in order of name", () => {
    const window = { from: minutes(-1), until: minutes(1) };
    const both = atHead({ verdict: standing(window, { what: ["aws-prod/reader", "aws-prod/admin"] }) });
    expect(wish([both]).bindings.map(({ what }) => what)).toEqual(["aws-prod/admin", "aws-prod/reader"]);
  });
});

const someRequest = fc
  .record({
    name: fc.integer({ min: 0, max: 20 }),
    from: fc.integer({ min: -90, max: 30 }),
    length: fc.integer({ min: 1, max: 90 }),
    who: fc.constantFrom("alice", "bob", "nobody"),
    blob: fc.constantFrom(BLOB, BLOB, BLOB, HEAD),
  })
  .map(({ name, from, length, who, blob }) => {
    const path = `access/requests/aws-prod/${name}.yaml`;
    const window = { from: minutes(from), until: minutes(from + length) };
    const added = { path, commit: MERGE, parents: [BASE, HEAD], blob: BLOB };
    const id = who === "bob" ? 2 : 1;
    return atHead({ path, blob, added, verdict: standing(window, { who, id, identity: `user/${who}` }) });
  });

describe("desire, whatever stands at HEAD", () => {
  property.prop([fc.uniqueArray(someRequest, { selector: ({ path }) => path })])(
    "a binding is one a pair, rests on a grant that holds now and ends with one, in whatever order",
    (requests) => {
      const { bindings, grants } = wish(requests);
      expect(new Set(bindings.map(({ who }) => who)).size).toBe(bindings.length);
      expect(grants.every(({ from, until }) => from <= NOW && NOW < until)).toBe(true);
      for (const { who, until } of bindings) {
        const ends = grants.filter((grant) => grant.who === who).map((grant) => grant.until);
        expect(until).toBe(Math.max(...ends));
      }
      expect(wish(requests.toReversed()).bindings).toEqual(bindings);
    },
  );
});
