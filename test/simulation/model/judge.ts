import type { PolicyFile } from "../world/access-files.js";
import { accountOf, mayWrite, SELF } from "../world/accounts.js";
import type { TreeFile } from "../world/git.js";
import type { GitHub } from "../world/github.js";
import type { Pull } from "../world/nouns.js";
import { type AskedFor, askedIn, membersOf, ownersOf, policiesOn, type Rules, rulesIn, secondsOf } from "./files.js";
import { type Hands, handsIn, isAlone } from "./hands.js";

/** What one role of a merged request gives, when it gives anything. */
export interface ModelGrant {
  readonly path: string;
  readonly commit: string;
  readonly who: string;
  readonly what: string;
  readonly identity: string;
  /** The kind of the system as it was then: what stands for another place now gives nothing there. */
  readonly place: string;
  readonly from: number;
  readonly until: number;
  readonly emergency: boolean;
}

/**
 * `perhaps`: it depends on what the same person had before, of which the model knows less than the ledger; it may be
 * allowed, and need not.
 */
export type Opinion =
  | { readonly is: "yes" | "perhaps"; readonly grants: readonly ModelGrant[] }
  | { readonly is: "no"; readonly why: string };

/** What somebody had before a moment. */
export type Before = (who: string, what: string) => readonly ModelGrant[];

const WEEK = 7 * 86_400_000;

/** Whether a pull request that brings these files, merged at that moment on that base, gives what it asks for. */
export function judge(
  github: GitHub,
  pull: Pull,
  of: {
    readonly base: string;
    readonly commit: string;
    readonly at: number;
    readonly files: ReadonlyMap<string, Pick<TreeFile, "blob">>;
    readonly before: Before;
  },
): Opinion {
  const { base, at } = of;
  const rules = rulesIn(github.git.get(base).tree);
  const hands = handsIn(github, pull, base, at);
  const asked = [...of.files].map(([path, { blob }]) => askedIn(path, blob));
  if (asked.length === 0) return no("it asks for nothing");
  if (rules.broken) return no("the rules cannot be read");
  if (asked.some((one) => one === undefined)) return no("a request cannot be read");
  const requests = asked.filter((one) => one !== undefined);
  const shape = shapeProblem(pull, hands, rules);
  if (shape !== undefined) return no(shape);

  const voices = voicesOn(pull, { at, hands, rules, beneficiaries: requests.map(({ who }) => who) });
  const grants: ModelGrant[] = [];
  let certain = true;
  for (const request of requests) {
    const problem = requestProblem(request, { rules, hands, pull, at, voices });
    if (problem !== undefined) return no(`${request.path}: ${problem}`);
    const { from, until } = windowOf(request, at);
    for (const what of request.what) {
      if (isDoubtful(request, what, rules, of.before)) certain = false;
      const { path, who, emergency } = request;
      const identity = identityIn(rules, who, what) ?? "";
      const place = placeIn(rules, what) ?? "";
      grants.push({ path, commit: of.commit, who, what, identity, place, from, until, emergency });
    }
  }
  // Two requests for one thing in one pull request are in a row with each other.
  if (new Set(grants.map(({ who, what }) => `${who} ${what}`)).size < grants.length) certain = false;
  return { is: certain ? "yes" : "perhaps", grants };
}

function no(why: string): Opinion {
  return { is: "no", why };
}

function shapeProblem(pull: Pull, hands: Hands, { people }: Rules): string | undefined {
  if (pull.fork) return "it comes from a fork";
  if (hands.unclear) return "nobody knows who made the branch";
  if (hands.writers.includes("nobody")) return "somebody whom nobody knows wrote in it";
  if (hands.author === SELF.login) return "nobody asks";
  return people?.people[hands.author]?.id === accountOf(hands.author).id ? undefined : "the author is not listed";
}

function requestProblem(
  request: AskedFor,
  of: {
    readonly rules: Rules;
    readonly hands: Hands;
    readonly pull: Pull;
    readonly at: number;
    readonly voices: ReadonlySet<string>;
  },
): string | undefined {
  const { rules, at } = of;
  const { from, until } = windowOf(request, at);
  if (rules.people?.people[request.who] === undefined) return "who is not listed";
  if (until <= from || until <= at) return "it has passed";
  if (request.from !== undefined && request.from > at + WEEK) return "it begins too late";
  if (request.emergency && (request.from !== undefined || request.renews !== undefined)) return "no such emergency";
  for (const what of request.what) {
    const [system = "", role = ""] = what.split("/");
    if (rules.systems.get(system)?.roles[role] === undefined) return `there is no ${what}`;
    const policies = policiesOn(rules, what);
    if (policies.length === 0) return `no policy is on ${what}`;
    for (const policy of policies) {
      const problem = policyProblem(policy, request, { ...of, seconds: Math.ceil((until - from) / 1000) });
      if (problem !== undefined) return `${what}: ${problem}`;
    }
  }
  return undefined;
}

function policyProblem(
  policy: PolicyFile,
  request: AskedFor,
  of: {
    readonly rules: Rules;
    readonly hands: Hands;
    readonly pull: Pull;
    readonly voices: ReadonlySet<string>;
    readonly seconds: number;
  },
): string | undefined {
  const { rules, hands, seconds } = of;
  const { path, who } = request;
  const among = (names: readonly string[]): boolean => names.some((name) => membersOf(name, path, rules).includes(who));
  const nobody = policy.approve.some(({ by }) => by.includes("codeowners") && ownersOf(rules, path).length === 0);
  if (nobody) return "nobody owns it";
  if (request.emergency) {
    if (policy.emergency === undefined) return "no emergency";
    if (!among(policy.emergency.who)) return "not in emergency.who";
    if (hands.author !== who || !isAlone(hands, of.pull)) return "an emergency of another";
    return seconds > (secondsOf(policy.emergency.for) ?? 0) ? "too long an emergency" : undefined;
  }
  if (!among(policy.who)) return "not for them";
  if (seconds > (secondsOf(policy.for) ?? 0)) return "too long";
  if (hands.author !== who && policy.behalf !== true) return "on behalf";
  for (const { by, count = 1 } of policy.approve) {
    const members = new Set(by.flatMap((name) => membersOf(name, path, rules)));
    const given = [...of.voices].filter((login) => members.has(login)).length;
    if (given < count) return `${given} of ${count} approvals by ${by.join(", ")}`;
  }
  return undefined;
}

/** Logins of those whose approval of this very commit stood at the moment, and counts. */
export function voicesOn(
  pull: Pull,
  of: {
    readonly at: number;
    readonly hands: Hands;
    readonly rules: Rules;
    readonly beneficiaries: readonly string[];
  },
): ReadonlySet<string> {
  const last = new Map<string, Pull["reviews"][number]>();
  for (const review of pull.reviews) {
    if (review.at <= of.at && review.state !== "commented") last.set(review.by.login, review);
  }
  const { author, writers, pushers } = of.hands;
  const excluded = new Set([author, pull.author.login, ...writers, ...pushers, ...of.beneficiaries]);
  if (author !== pull.author.login) excluded.delete(pull.author.login);
  const counting = [...last.values()].filter(
    ({ by, state, commit, dismissedAt }) =>
      state === "approved" &&
      commit === pull.head &&
      (dismissedAt === undefined || dismissedAt > of.at) &&
      !excluded.has(by.login) &&
      mayWrite(by.login) &&
      of.rules.people?.people[by.login]?.id === by.id,
  );
  return new Set(counting.map(({ by }) => by.login));
}

function windowOf({ from: asked, seconds, until }: AskedFor, at: number): { from: number; until: number } {
  const from = asked !== undefined && asked > at ? asked : at;
  return { from, until: until ?? from + (seconds ?? 0) * 1000 };
}

export function identityIn({ people, systems }: Rules, who: string, what: string): string | undefined {
  const [name = "", role = ""] = what.split("/");
  const system = systems.get(name);
  const person = people?.people[who];
  if (person === undefined || system?.roles[role] === undefined) return undefined;
  return person.ids?.[name] ?? system.identity.replace("{login}", who);
}

/** Where the system of a role is. */
export function placeIn({ systems }: Rules, what: string): string | undefined {
  return systems.get(what.slice(0, what.indexOf("/")))?.kind;
}

/** Whether it depends on what the same person had before. */
function isDoubtful({ who, renews, emergency }: AskedFor, what: string, rules: Rules, before: Before): boolean {
  if (renews !== undefined || emergency) return emergency ? before(who, "").length > 0 : true;
  const counted = policiesOn(rules, what).some(
    (policy) => policy.renewals !== undefined || policy.emergency !== undefined,
  );
  return counted && before(who, what).length > 0;
}
