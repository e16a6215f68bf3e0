import { expect, test } from "vitest";
import { standingGrants } from "../../src/core/standing-grants.js";
import type { Access } from "../../src/model/access.js";
import type { ProviderKind } from "../../src/ports/provider.js";
import type { Context } from "../../src/run/context.js";
import { effectOnSystems } from "../../src/run/effect-on-systems.js";
import { access, atHead, minutes, NOW, standing, system } from "../core/world.js";

const MEASURE = { part: "its policy", unit: "characters", limit: 10 };
const measured: string[] = [];

/** Takes what comes to ten with the length of the holder's login, and as many as the system says. */
const kind: ProviderKind = {
  kind: "memory",
  curfew: "hard",
  preview: () => [],
  excesses(of, { who }, repository) {
    measured.push(`${who} of ${repository}`);
    const received = Number(of.roles.get("admin")?.settings["size"]) + who.length;
    return received > MEASURE.limit ? [{ ...MEASURE, received }] : [];
  },
  quotas: ({ settings }) => [{ of: "the account", unit: "roles", limit: Number(settings["most"] ?? 5) }],
  open: () => Promise.reject(new Error("no system is asked")),
};

const context = { providers: { kind: async () => kind }, forge: { repository: "acme/access" } } as unknown as Context;

const grants = standingGrants(
  (["alice", "bob"] as const).map((who, index) => {
    const verdict = standing(
      { from: minutes(-60), until: minutes(60) },
      { who, id: index + 1, identity: `user/${who}` },
    );
    return atHead({ path: `access/requests/aws-prod/2026/11/22/${who}.yaml`, verdict });
  }),
  NOW,
);

function accessWith(size: number, settings: Readonly<Record<string, unknown>> = {}): Access {
  const roles = new Map([["admin", { name: "admin", about: "Everything.", settings: { size } }]]);
  return access({ systems: new Map([["aws-prod", system("aws-prod", { settings, roles })]]) });
}

function effectOf(after: Access) {
  measured.length = 0;
  return effectOnSystems(context, { grants, before: accessWith(1), after, now: NOW });
}

test("whose role could not be made as it would be is told by name", async () => {
  const { refused, crowded } = await effectOf(accessWith(6));
  expect(refused).toEqual([{ who: "alice", what: "aws-prod/admin", ...MEASURE, received: 11 }]);
  expect(crowded).toEqual([]);
});

test("more than there may be by now is told", async () => {
  const { refused, crowded } = await effectOf(accessWith(1, { most: 1 }));
  expect(refused).toEqual([]);
  expect(crowded).toMatchObject([{ of: "the account", unit: "roles", limit: 1, received: 2, again: minutes(60) }]);
});

test("nothing is measured where no role gives anything else", async () => {
  expect(await effectOf(accessWith(1))).toEqual({ refused: [], crowded: [], needs: [] });
  expect(measured).toEqual([]);
});
