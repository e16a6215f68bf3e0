import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { desire } from "../../src/core/desire.js";
import { NOBODY } from "../../src/core/read/people.js";
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

  test("a folder that cannot be read ends nobody, and is frozen", () => {
    const folder = { findings: [UNREADABLE], systems: new Map(), people: NOBODY };
    const wanted = wish([atHead()], folder);
    expect(wanted).toMatchObject({ frozen: true, findings: [] });
    expect(wanted.bindings).toEqual([binding()]);
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
    return atHead({ path, blob, added, verdict: standing(window, { who, identity: `user/${who}` }) });
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
