import { entryAt } from "../git/edit-tree.js";
import { changedFiles, mergeBase } from "../git/history.js";
import { hasRole } from "../world/access.js";
import { type Account, type PullRequest, type Repository, ROLES, type Team } from "../world/nouns.js";
import { findAccount, findTeam, membersOf, type World } from "../world/world.js";
import { CODEOWNERS_PATHS, type Codeowners, LONGEST_CODEOWNERS, ownersOf, parseCodeowners } from "./codeowners.js";

/** The owners of one changed file, as accounts and teams that may really own code here. */
export interface Owners {
  readonly path: string;
  readonly users: ReadonlySet<Account>;
  readonly teams: ReadonlySet<Team>;
}

/** The one file that counts in a commit; none where there is none, or where it is larger than GitHub loads. */
export async function readCodeowners(
  repository: Repository,
  commitSha: string,
): Promise<(Codeowners & { readonly path: string }) | undefined> {
  const commit = await repository.git.commit(commitSha);
  if (!commit) return undefined;
  for (const path of CODEOWNERS_PATHS) {
    const entry = await entryAt(repository.git, commit.tree, path);
    const content = entry && (await repository.git.blob(entry.sha));
    if (!content) continue;
    return content.length > LONGEST_CODEOWNERS ? undefined : { path, ...parseCodeowners(content.toString()) };
  }
  return undefined;
}

/** Who is meant, if they can own code here: it is not enough that all of a team may write. */
export function ownerNamed(world: World, repository: Repository, name: string): Account | Team | undefined {
  const team = /^@([^/]+)\/(.+)$/.exec(name);
  if (team) {
    const found = findTeam(world, team[1] ?? "", team[2] ?? "");
    const role = found && repository.teams.get(found);
    // A team owns nothing unless everybody can see it, and it was itself given write access.
    return role && !found.secret && ROLES.indexOf(role) >= ROLES.indexOf("write") ? found : undefined;
  }
  const account = name.startsWith("@")
    ? findAccount(world, name.slice(1))
    : [...world.accounts.values()].find((each) => each.email?.toLowerCase() === name.toLowerCase());
  // An App cannot be a code owner, and nor can who cannot write.
  return account?.type === "User" && hasRole(world, repository, account, "write") ? account : undefined;
}

/** The owners of what a pull request changes, by the CODEOWNERS of its base. Files that nobody owns are left out. */
export async function ownersOfPull(
  world: World,
  repository: Repository,
  issue: PullRequest,
): Promise<readonly Owners[]> {
  const { pull } = issue;
  const base = repository.git.ref(`refs/heads/${pull.baseRef}`) ?? pull.baseSha;
  const { rules } = (await readCodeowners(repository, base)) ?? { rules: [] };
  if (rules.length === 0) return [];
  const start = await mergeBase(repository.git, base, pull.headSha);
  if (start === undefined) return [];
  const files = await changedFiles(repository.git, start, pull.headSha);
  const paths = files.flatMap((file) =>
    file.previousPath === undefined ? [file.path] : [file.path, file.previousPath],
  );
  return paths.flatMap((path) => {
    const users = new Set<Account>();
    const teams = new Set<Team>();
    for (const name of ownersOf(rules, path)) {
      const owner = ownerNamed(world, repository, name);
      if (owner && "slug" in owner) teams.add(owner);
      else if (owner) users.add(owner);
    }
    return users.size + teams.size > 0 ? [{ path, users, teams }] : [];
  });
}

export function isOwner(world: World, owners: Owners, account: Account): boolean {
  return owners.users.has(account) || [...owners.teams].some((team) => membersOf(world, team).has(account));
}
