import type { Access } from "../../model/access.js";
import { type LiveTeams, type Owner, teamKey } from "../../model/code-owners.js";
import type { Approver, Subject } from "../../model/policy.js";
import { ownersOf } from "../read/code-owners.js";

/** Who stands behind a name: logins in lower case. */
export interface Members {
  readonly logins: ReadonlySet<string>;
  /** Teams that could not be read: nobody stands behind them now. */
  readonly unread: readonly string[];
  /** False where the file belongs to nobody. */
  readonly owned: boolean;
}

export function membersOf(
  approver: Approver,
  context: { readonly access: Access; readonly path: string; readonly teams: LiveTeams },
): Members {
  if (approver.kind !== "codeowners") return { logins: loginsOf(approver, context.access), unread: [], owned: true };
  const owners = ownersOf(context.access.owners, context.path) ?? [];
  const resolved = owners.map((owner) => loginsOfOwner(owner, context.access, context.teams));
  return {
    logins: lowered(resolved.flatMap((logins) => logins ?? [])),
    unread: owners.flatMap((owner, index) =>
      owner.kind === "team" && resolved[index] === undefined ? [teamKey(owner.organization, owner.slug)] : [],
    ),
    owned: owners.length > 0,
  };
}

/** Logins in lower case of a person or a team of `people.yaml`. */
export function loginsOf(subject: Subject, access: Access): ReadonlySet<string> {
  switch (subject.kind) {
    case "user":
      return lowered([subject.login]);
    case "team":
      return lowered(access.people.teams.get(subject.name) ?? []);
    default:
      return subject satisfies never;
  }
}

function loginsOfOwner(owner: Owner, access: Access, teams: LiveTeams): readonly string[] | undefined {
  switch (owner.kind) {
    case "user":
      return [owner.login];
    case "team":
      return Object.entries(teams).find(([team]) => team === teamKey(owner.organization, owner.slug))?.[1];
    case "email":
      return [...access.people.people.values()].flatMap(({ login, email }) =>
        email?.toLowerCase() === owner.email.toLowerCase() ? [login] : [],
      );
    default:
      return owner satisfies never;
  }
}

/** A list never changes once it is read: that of a team is asked for by every clause of every policy that names it. */
const LOWERED = new WeakMap<readonly string[], ReadonlySet<string>>();

export function lowered(logins: readonly string[]): ReadonlySet<string> {
  const known = LOWERED.get(logins);
  if (known !== undefined) return known;
  const set = new Set(logins.map((login) => login.toLowerCase()));
  LOWERED.set(logins, set);
  return set;
}
