import { describe, expect, test } from "vitest";
import { readRequest } from "../../src/core/read/request.js";
import type { Access } from "../../src/model/access.js";
import type { RequestAtHead } from "../../src/model/desire.js";
import type { Finding } from "../../src/model/finding.js";
import { placeOf } from "../../src/model/place.js";
import type { Window } from "../../src/model/request.js";
import { checkPullRequest } from "../../src/run/check-pull-request.js";
import type { Context } from "../../src/run/context.js";
import { countRoom } from "../../src/run/count-room.js";
import { isAllowed } from "../../src/run/judge-pull-request.js";
import { kindOf } from "../../src/wire.js";
import { accessWith, fileOf, REQUEST_PATH } from "../core/read/sources.js";
import { atHead, BASE, BLOB, HEAD, MERGE, minutes, NOW, standing } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";

const GROUP = "mode: group, statements: [{ actions: [rds:RebootDBInstance], resources: ['*'] }]";

/** A system in which so many roles are held as groups, and one is assumed. */
function system(name: string, more = ""): Readonly<Record<string, string>> {
  const groups = Array.from({ length: 12 }, (_, index) => `  group-${index}: { about: A group., ${GROUP} }\n`);
  return {
    [`access/systems/${name}.yaml`]: `kind: aws-iam
about: An account.
account: "123456789012"
identity: arn:aws:iam::123456789012:user/{login}
${more}roles:
  admin: { about: Everything., policies: [arn:aws:iam::aws:policy/AdministratorAccess] }
  reader: { about: Reading., policies: [arn:aws:iam::aws:policy/ReadOnlyAccess] }
${groups.join("")}`,
    [`access/policies/${name}.yaml`]: `what: [${name}/*]\nwho: [team:sre]\nfor: 4h\napprove: []\n`,
  };
}

const ACCESS = accessWith({ ...system("aws-prod"), ...system("aws-old") });

/** A request that was merged and stands. */
function merged(
  who: "alice" | "bob",
  what: `${string}/${string}`,
  [from, until]: readonly [number, number] = [-60, 60],
  changes: Partial<RequestAtHead> = {},
): RequestAtHead {
  const path = `access/requests/${what}-${who}-${from}.yaml`;
  const name = what.slice(0, what.indexOf("/"));
  const of = ACCESS.systems.get(name);
  if (!of) throw new Error(`there is no ${name}`);
  const id = { alice: 1, bob: 2 }[who];
  const identity = `arn:aws:iam::123456789012:user/${who === "alice" ? "Alice" : who}`;
  const window: Window = { from: minutes(from), until: minutes(until) };
  const verdict = standing(window, { who, what: [what], id, identity, place: placeOf(of) });
  return atHead({ path, verdict, added: { path, commit: MERGE, parents: [BASE, HEAD], blob: BLOB }, ...changes });
}

/** So many of alice's groups, each from an hour ago to an hour from now. */
function groups(count: number, name = "aws-prod"): readonly RequestAtHead[] {
  return Array.from({ length: count }, (_, index) => merged("alice", `${name}/group-${index}`));
}

const PROVIDERS = { kind: kindOf, open: () => Promise.reject(new Error("nothing is opened to count")) };

async function counted(
  text: string,
  granted: readonly RequestAtHead[],
  { access = ACCESS, providers = PROVIDERS }: { access?: Access; providers?: Context["providers"] } = {},
): Promise<readonly Finding[]> {
  const { request } = readRequest(fileOf(REQUEST_PATH, text), access);
  if (!request) throw new Error("it can be read");
  const head = { requests: granted };
  return countRoom(
    { providers },
    {
      requests: [request],
      access,
      now: NOW,
      standing: async () => ({ ledger: { lines: [], findings: [] }, head }) as never,
    },
  );
}

function ask(what: string, more = "for: 2h\n", who = "alice"): string {
  return `who: ${who}\nwhat: ${what}\n${more}why: Restart the replica.\n`;
}

const ALICE = "arn:aws:iam::123456789012:user/Alice";

describe("groups of one user, of whom AWS makes a member ten times at most", () => {
  test("the tenth is asked for, the eleventh is refused on the line that asks for it", async () => {
    expect(await counted(ask("aws-prod/group-11"), groups(9))).toEqual([]);
    expect(await counted(ask("aws-prod/group-11"), groups(10))).toEqual([
      {
        code: "quota-reached",
        severity: "error",
        path: REQUEST_PATH,
        line: 2,
        column: 1,
        args: {
          what: "aws-prod/group-11",
          of: ALICE,
          unit: "IAM groups",
          limit: 10,
          received: 11,
          at: "2026-11-22T10:00:00Z",
          again: "2026-11-22T11:00:00Z",
        },
      },
    ]);
  });

  test("whatever else is held is counted apart: other people's, and roles", async () => {
    const others = [...groups(9), merged("bob", "aws-prod/group-10"), merged("alice", "aws-prod/admin")];
    expect(await counted(ask("aws-prod/group-11"), others)).toEqual([]);
    expect(await counted(ask("aws-prod/admin"), groups(10))).toEqual([]);
    expect(await counted(ask("aws-prod/group-11", undefined, "bob"), groups(10))).toEqual([]);
  });

  test("a user has as many groups as all systems of the account together make", async () => {
    const over = await counted(ask("aws-prod/group-11"), [...groups(5), ...groups(5, "aws-old")]);
    expect(over).toMatchObject([{ args: { of: ALICE, received: 11 } }]);
  });

  test("what has ended by then makes room, and what begins until then takes it", async () => {
    const later = "from: 2026-11-22T11:00:00Z\nfor: 2h\n";
    expect(await counted(ask("aws-prod/group-11", later), groups(10))).toEqual([]);
    const soon = [...groups(9), merged("alice", "aws-prod/group-10", [30, 90])];
    expect(await counted(ask("aws-prod/group-11", "for: 30m\n"), soon)).toEqual([]);
    expect(await counted(ask("aws-prod/group-11"), soon)).toMatchObject([
      { args: { at: "2026-11-22T10:30:00Z", again: "2026-11-22T11:00:00Z", received: 11 } },
    ]);
  });

  test("who asks again for what they hold takes no other", async () => {
    expect(await counted(ask("aws-prod/group-3"), groups(10))).toEqual([]);
  });

  test("of several that are asked for at once, those for which there is room are not at fault", async () => {
    const found = await counted(ask("[aws-prod/group-9, aws-prod/group-10, aws-prod/group-11]"), groups(8));
    expect(found).toMatchObject([{ args: { what: "aws-prod/group-11", received: 11 } }]);
  });

  test("what gives nothing takes no room: edited, refused, or of somebody who is named otherwise by now", async () => {
    const one = (changes: Partial<RequestAtHead>) => merged("alice", "aws-prod/group-10", undefined, changes);
    const refused = {
      stands: false,
      finding: { code: "merge-direct", severity: "error", args: { commit: MERGE } },
    } as const;
    const renamed = standing(
      { from: minutes(-60), until: minutes(60) },
      { what: ["aws-prod/group-10"], id: 1, identity: "arn:aws:iam::123456789012:user/al", place: "elsewhere" },
    );
    for (const changes of [{ blob: "9".repeat(40) }, { verdict: refused }, { verdict: renamed }]) {
      expect(await counted(ask("aws-prod/group-11"), [...groups(9), one(changes)])).toEqual([]);
    }
    expect(await counted(ask("aws-prod/group-11"), [...groups(9), one({})])).toHaveLength(1);
  });
});

describe("what an account may hold", () => {
  const small = accessWith({ ...system("aws-prod", "quotas: { roles: 2, groups: 1 }\n"), ...system("aws-old") });

  test.each([
    ["roles", "aws-prod/admin", ["aws-prod/reader", "aws-old/reader"]],
    ["groups", "aws-prod/group-1", ["aws-prod/group-2"]],
  ] as const)("%s: as many as the system says, whoever holds them", async (unit, what, held) => {
    const granted = held.map((one) => merged("bob", one));
    expect(await counted(ask(what), granted.slice(1), { access: small })).toEqual([]);
    expect(await counted(ask(what), granted, { access: small })).toMatchObject([
      {
        args: { of: "account 123456789012", unit: `IAM ${unit}`, limit: granted.length, received: granted.length + 1 },
      },
    ]);
  });

  test("where nobody says so, as many as AWS lets any account have", async () => {
    const kind = await kindOf("aws-iam");
    const of = ACCESS.systems.get("aws-prod");
    const limits = (["aws-prod/admin", "aws-prod/group-1"] as const).map((what) =>
      kind?.quotas?.(of as never, { what, identity: ALICE } as never).map(({ unit, limit }) => [unit, limit]),
    );
    expect(limits).toEqual([
      [["IAM roles", 1_000]],
      [
        ["IAM groups", 10],
        ["IAM groups", 300],
      ],
    ]);
  });
});

test("nothing is read where no kind counts", async () => {
  const providers = { ...PROVIDERS, kind: async () => undefined };
  const { request } = readRequest(fileOf(REQUEST_PATH, ask("aws-prod/admin")), ACCESS);
  const standing = () => Promise.reject(new Error("read"));
  expect(await countRoom({ providers }, { requests: [request as never], access: ACCESS, now: NOW, standing })).toEqual(
    [],
  );
});

test("in the pull request: nothing is merged, by the merges that the ledger knows", async () => {
  const verdicts = groups(10);
  const lines = verdicts.map(({ path, verdict }) => ({
    kind: "judged",
    at: NOW,
    request: path,
    blob: BLOB,
    commit: MERGE,
    verdict,
  }));
  const asked = new TextEncoder().encode(ask("aws-prod/group-11"));
  const checked = (count: number) => {
    const entries = verdicts.slice(0, count).map(({ path, blob }) => ({ path, mode: "100644", blob }));
    return checkPullRequest(
      contextOf(
        {},
        {
          tree: async (_commit, paths) => (paths[0] === "access/requests/" ? entries : []),
          blobs: async () => new Map([[BLOB, asked]]),
          additions: async () => new Map(verdicts.map(({ path, added }) => [path, added as never])),
        },
        {
          accessAt: async () => ACCESS,
          providers: PROVIDERS,
          ledger: { read: async () => ({ lines: lines as never, findings: [] }) } as never,
        },
      ),
      42,
      NOW,
    );
  };
  const over = await checked(10);
  expect(over.view?.kind === "requests" && over.view.findings).toMatchObject([{ code: "quota-reached", line: 2 }]);
  const under = await checked(9);
  expect([under.view && isAllowed(under.view), over.view && isAllowed(over.view)]).toEqual([true, false]);
});
