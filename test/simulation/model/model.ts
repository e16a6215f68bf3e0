import { diff, NO_COMMIT } from "../world/git.js";
import type { GitHub } from "../world/github.js";
import type { Pull } from "../world/nouns.js";
import { askedIn, givesIn, rulesIn } from "./files.js";
import { identityIn, judge, type ModelGrant, type Opinion, placeIn } from "./judge.js";
import { createRulings } from "./rulings.js";

/**
 * What should be, worked out from what happened and not from what Curfew says of it. It sees the forge from within,
 * judges each merge in the moment in which it is made, and shares no code with what it checks.
 */
export interface Model {
  /** Told of every commit that comes to the default branch. */
  see(commits: readonly string[]): void;
  /** Of the addition of a request by a commit. */
  opinionOf(commit: string, path: string): Opinion;
  /** Of a pull request, as if it were merged now. */
  opinionOn(pull: Pull): Opinion;
  /** Everything that was ever given to that identity for that role in that place. */
  given(identity: string, what: string, place: string): readonly ModelGrant[];
  /** Whether the role was ever to give that in that place, as it was approved. */
  mayGive(what: string, place: string, gives: unknown): boolean;
  /** What stands for the system now; undefined where nothing does. */
  placeOf(system: string): string | undefined;
  /** Whether the rules at the head came as they must: nothing new is given where they did not. */
  stands(): boolean;
  /** What everybody should have now, by pair; undefined where the rules at the head cannot be read. */
  wanted(now: number): ReadonlyMap<string, Wanted> | undefined;
}

export interface Wanted {
  readonly identity: string;
  readonly place: string;
  /** What the role gives now, where that is certain. */
  readonly gives: unknown;
  readonly until: number;
  /** It rests on nothing but what is doubtful. */
  readonly doubtful: boolean;
  /** Until when it might last. */
  readonly atMost: number;
}

const DIRECT: Opinion = { is: "no", why: "no pull request brought it" };

export function createModel(github: GitHub): Model {
  const { git } = github;
  const opinions = new Map<string, Opinion>();
  const given = new Map<string, ModelGrant[]>();
  const had = new Map<string, ModelGrant[]>();
  const rulings = createRulings(github);

  function before(who: string, what: string): readonly ModelGrant[] {
    return had.get(what === "" ? who : `${who} ${what}`) ?? [];
  }

  function keep(map: Map<string, ModelGrant[]>, key: string, grant: ModelGrant): void {
    const known = map.get(key);
    if (known) known.push(grant);
    else map.set(key, [grant]);
  }

  function see(commits: readonly string[]): void {
    for (const commit of commits) {
      rulings.see(commit);
      const opinion = judgeCommit(commit);
      if (opinion === undefined) continue;
      opinions.set(commit, opinion);
      for (const grant of opinion.is === "no" ? [] : opinion.grants) {
        keep(given, `${grant.identity} ${grant.what} ${grant.place}`, grant);
        keep(had, `${grant.who} ${grant.what}`, grant);
        keep(had, grant.who, grant);
      }
    }
  }

  function judgeCommit(id: string): Opinion | undefined {
    const commit = git.get(id);
    const changes = git.own(commit);
    if (!changes.some(({ status, path }) => status === "added" && path.startsWith("access/requests/")))
      return undefined;
    const pull = [...github.pulls.values()].find((one) => one.merged?.commit === id);
    const [first = NO_COMMIT, second] = commit.parents;
    if (pull?.merged === undefined || pull.head === id || first === NO_COMMIT) return DIRECT;
    if (second !== undefined && second !== pull.head) return { is: "no", why: "another head was merged" };
    if (JSON.stringify(changes) !== JSON.stringify(broughtBy(pull, first)))
      return { is: "no", why: "it is not what was reviewed" };
    return judgeFiles(pull, { first, commit: id, at: pull.merged.at });
  }

  /** What the pull request changes of the base, in order of path. */
  function broughtBy(pull: Pull, base: string) {
    const head = git.get(pull.head).tree;
    const all = git.mergeBases(base, pull.head).flatMap((from) => diff(git.get(from).tree, head));
    const each = new Map(all.map((change) => [`${change.path} ${change.status} ${change.blob}`, change]));
    return [...each.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  function judgeFiles(pull: Pull, of: { first: string; commit: string; at: number }): Opinion {
    if (!rulings.stands(of.first)) return { is: "no", why: "the rules did not come as they must" };
    const changes = broughtBy(pull, of.first);
    const other = changes.find(
      ({ status, path, mode }) =>
        status !== "added" || mode !== "100644" || !path.startsWith("access/requests/") || !path.endsWith(".yaml"),
    );
    if (other !== undefined) return { is: "no", why: `it changes ${other.path} too` };
    const files = new Map(changes.map(({ path, blob }) => [path, { blob }]));
    return judge(github, pull, { base: of.first, commit: of.commit, at: of.at, files, before });
  }

  function wanted(now: number): ReadonlyMap<string, Wanted> | undefined {
    const main = github.main();
    const { tree } = git.get(main);
    const rules = rulesIn(tree);
    if (rules.broken) return undefined;
    const stands = rulings.stands(main);
    const pairs = new Map<string, Wanted>();
    for (const { grant, doubtful: unsure } of active(now)) {
      if (identityIn(rules, grant.who, grant.what) !== grant.identity) continue;
      if (placeIn(rules, grant.what) !== grant.place) continue;
      // What is held stays, and is made neither longer nor whole, while rules are there that nobody approved.
      const doubtful = unsure || !stands;
      const all = given.get(`${grant.identity} ${grant.what} ${grant.place}`) ?? [];
      const longest = stands ? grant.until : Math.max(...all.map(({ until }) => until));
      const key = `${grant.who} ${grant.what}`;
      const known = pairs.get(key);
      const sure = doubtful ? 0 : grant.until;
      pairs.set(key, {
        identity: grant.identity,
        place: grant.place,
        gives: givesIn(rules, grant.what),
        until: Math.max(known?.until ?? 0, sure),
        doubtful: (known?.doubtful ?? true) && doubtful,
        atMost: Math.max(known?.atMost ?? 0, longest),
      });
    }
    return pairs;
  }

  /** Grants of the requests that lie at the head as they were merged. */
  function active(now: number): readonly { readonly grant: ModelGrant; readonly doubtful: boolean }[] {
    const main = github.main();
    const sought = new Map([...git.get(main).tree].filter(([path]) => path.startsWith("access/requests/")));
    const found: { readonly grant: ModelGrant; readonly doubtful: boolean }[] = [];
    for (const commit of git.firstParents(main)) {
      if (sought.size === 0) break;
      for (const { status, path, blob } of git.own(commit)) {
        const file = sought.get(path);
        if (status !== "added" || file === undefined) continue;
        sought.delete(path);
        const opinion = opinions.get(commit.id) ?? DIRECT;
        // Edited into what can be read it is withdrawn; into what cannot, nobody knows what was meant: it may stay.
        const edited = file.blob !== blob;
        if (opinion.is === "no" || (edited && askedIn(path, file.blob) !== undefined)) continue;
        const grants = opinion.grants.filter((one) => one.path === path && one.from <= now && now < one.until);
        found.push(...grants.map((grant) => ({ grant, doubtful: edited || opinion.is === "perhaps" })));
      }
    }
    return found;
  }

  return {
    see,
    opinionOf(commit, path) {
      const opinion = opinions.get(commit) ?? DIRECT;
      if (opinion.is === "no" || opinion.grants.some((grant) => grant.path === path)) return opinion;
      return { is: "no", why: "it does not bring this file" };
    },
    opinionOn(pull) {
      const main = github.main();
      const files = broughtBy(pull, main);
      const { tree } = git.get(main);
      if (files.some(({ path }) => tree.has(path) && askedIn(path, tree.get(path)?.blob ?? "") !== undefined)) {
        return { is: "no", why: "it is there already" };
      }
      return judgeFiles(pull, { first: main, commit: NO_COMMIT, at: github.time.now() });
    },
    given: (identity, what, place) => given.get(`${identity} ${what} ${place}`) ?? [],
    mayGive: rulings.mayGive,
    placeOf: (system) => placeIn(rulesIn(git.get(github.main()).tree), `${system}/`),
    stands: () => rulings.stands(github.main()),
    wanted,
  };
}
