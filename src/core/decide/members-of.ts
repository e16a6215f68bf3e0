import type { Access } from "../../model/access.js";
import { formatOwner, type GitHubTeam, type LiveTeams, type Owner, teamKey } from "../../model/code-owners.js";
import type { Facts } from "../../model/facts.js";
import type { Approver, Subject } from "../../model/policy.js";
import { ownersOf } from "../read/code-owners.js";

/** Who stands behind a name: logins in lower case. */
export interface Members {
  readonly logins: ReadonlySet<string>;
  /** Teams that could not be read: nobody stands behind them now. */
  readonly unread: readonly string[];
  /** Code owners that GitHub takes for none. */
  readonly rejected: readonly string[];
  /** False where the file belongs to nobody. */
  readonly owned: boolean;
}

type Known = Pick<Facts, "teams" | "rejected">;

export function membersOf(
  approver: Approver,
  context: { readonly access: Access; readonly path: string; readonly facts: Known },
): Members {
  const { access, path, facts } = context;
  if (approver.kind !== "codeowners")
    return { ...subjectMembers(approver, access, facts.teams), rejected: [], owned: true };
  const owners = ownersOf(access.owners, path) ?? [];
  const names = new Set(facts.rejected.map((name) => name.toLowerCase()));
  const isRejected = (owner: Owner): boolean => names.has(formatOwner(owner).toLowerCase());
  const resolved = owners
    .filter((owner) => !isRejected(owner))
    .map((owner) => ownerMembers(owner, access, facts.teams));
  return {
    logins: lowered(resolved.flatMap(({ logins }) => [...logins])),
    unread: resolved.flatMap(({ unread }) => unread),
    rejected: owners.filter(isRejected).map(formatOwner),
    owned: owners.length > 0,
  };
}

/** Who a person or a team of `people.yaml` is: whoever it lists, or whoever is in the team on GitHub. */
export function subjectMembers(
  subject: Subject,
  { people }: Access,
  teams: LiveTeams,
): Pick<Members, "logins" | "unread"> {
  switch (subject.kind) {
    case "user":
      return { logins: lowered([subject.login]), unread: [] };
    case "team": {
      const live = people.liveTeams.get(subject.name);
      if (live !== undefined) return teamMembers(live, teams);
      return { logins: lowered(people.teams.get(subject.name) ?? []), unread: [] };
    }
    default:
      return subject satisfies never;
  }
}

function ownerMembers(owner: Owner, { people }: Access, teams: LiveTeams): Pick<Members, "logins" | "unread"> {
  switch (owner.kind) {
    case "user":
      return { logins: lowered([owner.login]), unread: [] };
    case "team":
      return teamMembers(owner, teams);
    case "email": {
      const named = [...people.people.values()].filter(
        ({ email }) => email?.toLowerCase() === owner.email.toLowerCase(),
      );
      return { logins: lowered(named.map(({ login }) => login)), unread: [] };
    }
    default:
      return owner satisfies never;
  }
}

function teamMembers(team: GitHubTeam, teams: LiveTeams): Pick<Members, "logins" | "unread"> {
  const key = teamKey(team);
  const logins = Object.entries(teams).find(([name]) => name === key)?.[1];
  return logins === undefined ? { logins: new Set(), unread: [key] } : { logins: lowered(logins), unread: [] };
}

function lowered(logins: readonly string[]): ReadonlySet<string> {
  return new Set(logins.map((login) => login.toLowerCase()));
}
