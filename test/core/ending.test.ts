import { describe, expect, test } from "vitest";
import { type Ending, endingOf } from "../../src/core/ending.js";
import type { RequestAtHead } from "../../src/model/desire.js";
import { finding } from "../../src/model/finding.js";
import { access, atHead, BASE, BLOB, HEAD, held, MERGE, minutes, NOW, PATH, standing } from "./world.js";

type Context = Parameters<typeof endingOf>[1];

function ending(request: RequestAtHead | undefined, changes: Partial<Context> = {}, of: Ending = held()): string {
  const requests = new Map(request === undefined ? [] : [[PATH, request]]);
  return endingOf(of, { requests, removed: new Map(), unknown: [], access: access(), now: NOW, ...changes });
}

describe("why something ends", () => {
  test("because its time is over, whatever else happened", () => {
    expect(ending(undefined, {}, held({ until: NOW }))).toBe("expired");
    expect(ending(atHead({ verdict: standing({ from: minutes(-9), until: NOW }) }))).toBe("expired");
  });

  test("because its holder gave it back, or somebody else took it away", () => {
    expect(ending(undefined, { removed: new Map([[PATH, { returned: true }]]) })).toBe("returned");
    expect(ending(undefined, { removed: new Map([[PATH, { returned: false }]]) })).toBe("withdrawn");
  });

  test("because its file was edited", () => {
    expect(ending(atHead({ blob: HEAD }))).toBe("withdrawn");
  });

  test("because another merge added the file anew", () => {
    const added = { path: PATH, commit: BASE, parents: [MERGE, HEAD], blob: BLOB };
    expect(ending(atHead({ added }))).toBe("replaced");
  });

  test("because the folder knows the person or the role no more", () => {
    expect(ending(atHead(), { access: access({ systems: new Map() }) })).toBe("offboarded");
  });

  test("because its holder is gone, though its request cannot be read, or judged, or found", () => {
    const gone = { access: access({ systems: new Map() }) };
    const broken = { findings: [finding("yaml-syntax", { path: PATH }, { problem: "x" })] };
    const { verdict: _, ...unjudged } = atHead();
    for (const request of [atHead(broken), atHead({ ...broken, blob: HEAD }), unjudged]) {
      expect(ending(request, gone)).toBe("offboarded");
      expect(ending(request)).not.toBe("offboarded");
      expect(ending(request, {}, held({ identity: "user/other" })) === "offboarded").toBe(request === unjudged);
    }
    expect(ending(undefined, { ...gone, unknown: [PATH] })).toBe("offboarded");
    expect(ending(undefined, { unknown: [PATH] })).toBe("drift");
    expect(ending(undefined, gone)).toBe("drift");
    expect(ending(atHead({ blob: HEAD }), gone)).toBe("withdrawn");
  });

  test("because the login is another account, or the system another place", () => {
    const window = { from: minutes(-60), until: minutes(60) };
    expect(ending(atHead({ verdict: standing(window, { id: 99 }) }))).toBe("offboarded");
    expect(ending(atHead({ verdict: standing(window, { place: "aws-iam 111111111111" }) }))).toBe("offboarded");
  });

  test("because it was given before its window began: git does not give it", () => {
    expect(ending(atHead({ verdict: standing({ from: minutes(1), until: minutes(60) }) }))).toBe("drift");
  });

  test("because somebody took it away at the provider", () => {
    expect(ending(atHead())).toBe("withdrawn");
  });

  test("because git never gave it: drift", () => {
    const { verdict: _, added: __, ...unknown } = atHead();
    const direct = finding("merge-direct", {}, { commit: MERGE });
    expect(ending(undefined)).toBe("drift");
    expect(ending(unknown)).toBe("drift");
    expect(ending(atHead({ verdict: { stands: false, finding: direct } }))).toBe("drift");
    expect(ending(atHead(), {}, held({ who: "bob" }))).toBe("drift");
  });
});
