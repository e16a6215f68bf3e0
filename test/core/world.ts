import type { Access } from "../../src/model/access.js";
import type { Binding, Held } from "../../src/model/binding.js";
import type { OwnerRule } from "../../src/model/code-owners.js";
import type { RequestAtHead } from "../../src/model/desire.js";
import { type Duration, parseDuration } from "../../src/model/duration.js";
import { type Account, type Facts, NO_PAST, type Review } from "../../src/model/facts.js";
import { type Instant, instantOf, parseInstant } from "../../src/model/instant.js";
import type { Holder, JudgedLine, Verdict } from "../../src/model/ledger-line.js";
import type { Person } from "../../src/model/person.js";
import type { Policy } from "../../src/model/policy.js";
import type { Request, Window } from "../../src/model/request.js";
import { DEFAULT_SETTINGS } from "../../src/model/settings.js";
import type { System } from "../../src/model/system.js";

/** One small company, for every test of the core: alice asks, dana owns, bob, erin and carol are colleagues. */
export const HEAD = "1".repeat(40);
export const BASE = "2".repeat(40);
export const MERGE = "3".repeat(40);
export const BLOB = "4".repeat(40);
export const PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
export const NOW = at("2026-11-22T10:00:00Z");

export function at(text: string): Instant {
  const value = parseInstant(text);
  if (value === undefined) throw new Error(`not an instant: ${text}`);
  return value;
}

export function minutes(count: number, from: Instant = NOW): Instant {
  return instantOf(from + count * 60_000);
}

export function lasting(text: string): Duration {
  const value = parseDuration(text);
  if (value === undefined) throw new Error(`not a duration: ${text}`);
  return value;
}

const IDS = { alice: 1, bob: 2, dana: 3, erin: 4, carol: 5 } as const;
type Login = keyof typeof IDS;

export function account(login: Login): Account {
  return { login, id: IDS[login], bot: false };
}

function person(login: Login): readonly [string, Person] {
  const email = login === "carol" ? {} : { email: `${login}@example.com` };
  return [login, { login, id: IDS[login], name: login, ids: {}, ...email }];
}

export function system(name: string, changes: Partial<System> = {}): System {
  const role = (role: string) => [role, { name: role, about: role, settings: {} }] as const;
  const roles = new Map([role("admin"), role("reader")]);
  return { name, kind: "memory", about: name, identity: "user/{login}", settings: {}, roles, ...changes };
}

export function policy(changes: Partial<Policy> = {}): Policy {
  return {
    name: "production-admin",
    path: "access/policies/production-admin.yaml",
    blob: BLOB,
    what: ["aws-prod/*"],
    who: [{ kind: "team", name: "sre" }],
    for: lasting("4h"),
    approve: [{ by: [{ kind: "codeowners" }], count: 1 }],
    rules: [],
    behalf: false,
    ...changes,
  };
}

export const OWNED_BY_DANA: readonly OwnerRule[] = [
  { line: 1, pattern: "/access/requests/", owners: [{ kind: "user", login: "Dana" }] },
];

export function access(changes: Partial<Access> = {}): Access {
  return {
    commit: BASE,
    people: {
      people: new Map((Object.keys(IDS) as Login[]).map(person)),
      teams: new Map([
        ["sre", ["alice", "bob"]],
        ["security", ["erin", "carol", "dana"]],
      ]),
      liveTeams: new Map(),
      delegations: [],
    },
    systems: new Map([["aws-prod", system("aws-prod")]]),
    policies: [policy()],
    owners: OWNED_BY_DANA,
    settings: DEFAULT_SETTINGS,
    findings: [],
    ...changes,
  };
}

export function request(changes: Partial<Request> = {}): Request {
  return {
    path: PATH,
    who: "alice",
    what: ["aws-prod/admin"],
    length: { kind: "for", seconds: lasting("2h") },
    why: "Promote the replica.",
    emergency: false,
    at: {
      "": { line: 1, column: 1 },
      "/who": { line: 1, column: 1 },
      "/what": { line: 2, column: 1 },
      "/for": { line: 3, column: 1 },
      "/until": { line: 3, column: 1 },
      "/from": { line: 4, column: 1 },
      "/ticket": { line: 5, column: 1 },
    },
    ...changes,
  };
}

export function review(login: Login, changes: Partial<Review> = {}): Review {
  return { by: account(login), state: "approved", commit: HEAD, at: minutes(-5), ...changes };
}

export function facts(changes: Partial<Facts> = {}): Facts {
  return {
    pull: 42,
    author: account("alice"),
    head: HEAD,
    writings: [{ commit: HEAD, writers: [account("alice")], unknown: [] }],
    pushers: [account("alice")],
    reviews: [],
    readers: [],
    teams: {},
    rejected: [],
    past: NO_PAST,
    at: NOW,
    ...changes,
  };
}

export function standing(window: Window, changes: Partial<Extract<Verdict, { stands: true }>> = {}): Verdict {
  return {
    stands: true,
    who: "alice",
    what: ["aws-prod/admin"],
    id: IDS.alice,
    identity: "user/alice",
    place: "memory",
    window,
    facts: facts(),
    decision: { outcome: "allowed", reason: { kind: "pull-request" }, parts: [] },
    ...changes,
  };
}

/** A request at HEAD that stands, from an hour ago to an hour from now. */
export function atHead(changes: Partial<RequestAtHead> = {}): RequestAtHead {
  const path = changes.path ?? PATH;
  return {
    path,
    blob: BLOB,
    added: { path, commit: MERGE, parents: [BASE, HEAD], blob: BLOB },
    verdict: standing({ from: minutes(-60), until: minutes(60) }),
    findings: [],
    ...changes,
  };
}

/** A judgement in the ledger, of a merge that stood and gave for two hours. */
export function judged({ commit = MERGE, ...holder }: Partial<Holder> & { readonly commit?: string } = {}): JudgedLine {
  const verdict = standing({ from: minutes(-60), until: minutes(60) }, holder);
  return { kind: "judged", at: minutes(-60), request: PATH, blob: BLOB, commit, verdict };
}

export function binding(changes: Partial<Binding> = {}): Binding {
  const pair = { who: "alice", what: "aws-prod/admin", identity: "user/alice" } as const;
  return { ...pair, from: minutes(-60), until: minutes(60), request: PATH, commit: MERGE, pulls: [42], ...changes };
}

export function held(changes: Partial<Held> = {}): Held {
  const { pulls: _, from: __, ...pair } = binding();
  return { ...pair, whole: true, name: "alice-admin", ...changes };
}
