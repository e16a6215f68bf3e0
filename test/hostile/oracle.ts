import { parse } from "yaml";
import type { Facts } from "../../src/model/facts.js";

/** The four files and the facts of a judgement, as they are after somebody meddled. */
export interface World {
  readonly files: Readonly<Record<string, string>>;
  readonly request: string;
  readonly facts: Facts;
}

interface PolicyText {
  readonly what: readonly string[];
  readonly who: readonly string[];
  readonly for: string;
  readonly approve: readonly { readonly by: readonly string[]; readonly count?: number }[];
  readonly behalf?: boolean;
}

interface PeopleText {
  readonly people: Readonly<Record<string, { readonly id: number }>>;
  readonly teams: Readonly<Record<string, readonly string[]>>;
}

/** Those that there are, and that something can be made of. */
const ROLES = ["aws-prod/admin", "aws-prod/rds-operator"];

const HOURS = { "1h": 1, "2h": 2, "3h": 3, "4h": 4, "3d": 72 } as const;

/**
 * Why a request of this world may be allowed, worked out as plainly as can be and with nothing of the product: what holds
 * it up, or nothing. It knows only what `MEDDLINGS` can make, and calls all else a reason against.
 */
export function objections({ files, request, facts }: World): readonly string[] {
  const asked = parse(request) as Readonly<Record<string, string>>;
  const policy = parse(files["access/policies/production-admin.yaml"] ?? "") as PolicyText;
  const { people, teams } = parse(files["access/people.yaml"] ?? "") as PeopleText;
  const folded = new Map(Object.entries(people).map(([login, { id }]) => [login.toLowerCase(), id]));
  const inTeams = (names: readonly string[]): readonly string[] =>
    names
      .flatMap((name) => (name.startsWith("user:") ? [name.slice(5)] : (teams[name.slice(5)] ?? [])))
      .map((one) => one.toLowerCase());

  const who = String(asked["who"]).toLowerCase();
  const author = facts.author.login.toLowerCase();
  const owners = (files[".github/CODEOWNERS"] ?? "")
    .trim()
    .split(/\s+/)
    .slice(1)
    .map((owner) => owner.slice(1).toLowerCase());
  const hands = [
    author,
    who,
    ...facts.pushers.map(({ login }) => login),
    ...facts.writings.flatMap(({ writers }) => writers.map(({ login }) => login)),
  ];
  const voices = facts.reviews
    .filter(
      ({ state, commit, by }) =>
        state === "approved" && commit === facts.head && !by.bot && folded.get(by.login) === by.id,
    )
    .map(({ by }) => by.login)
    .filter((login) => !hands.includes(login));
  const short = policy.approve.filter(({ by, count = 1 }) => {
    const may = by.flatMap((name) => (name === "codeowners" ? owners : inTeams([name])));
    return new Set(voices.filter((login) => may.includes(login))).size < count;
  });
  const hours = (text: string | undefined): number => HOURS[text as keyof typeof HOURS] ?? Number.NaN;

  return [
    ...(inTeams(policy.who).includes(who) && folded.has(who) ? [] : ["who may not receive it"]),
    ...(folded.get(author) === facts.author.id && !facts.author.bot ? [] : ["the author is not who they say"]),
    ...(author === who || policy.behalf === true ? [] : ["somebody else asks"]),
    ...(ROLES.includes(String(asked["what"])) && policy.what.some((glob) => glob === asked["what"] || glob === "*/*")
      ? []
      : ["no policy is about it"]),
    ...(hours(asked["for"]) <= hours(policy.for) ? [] : ["it is too long"]),
    ...(facts.writings.some(({ unknown }) => unknown.length > 0) ? ["nobody knows who wrote it"] : []),
    ...(short.length === 0 ? [] : ["approvals are missing"]),
  ];
}
