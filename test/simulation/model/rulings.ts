import { OWNERS, SETTINGS } from "../world/access-files.js";
import { NO_COMMIT, type TreeFile } from "../world/git.js";
import type { GitHub } from "../world/github.js";
import { textOf } from "../world/texts.js";
import { givesIn, rulesIn } from "./files.js";

/** How the rules came to be what they are, where the settings name an anchor; where they do not, they stand however they came. */
export interface Rulings {
  /** Told of every commit that comes to the default branch, oldest first. */
  see(commit: string): void;
  stands(commit: string): boolean;
  /** Whether rules that stood ever said that the role gives this in that place. */
  mayGive(what: string, place: string, gives: unknown): boolean;
}

/** Who owns all rules, and approves those that come as they must. */
const OWNER = "erin";

export function createRulings(github: GitHub): Rulings {
  const { git } = github;
  /** The last commit that brought rules as it must not, and nobody accepted; by commits that have one. */
  const offences = new Map<string, string>();
  const approved = new Set<string>();

  function offenceAt(commit: string): string | undefined {
    const { tree, parents } = git.get(commit);
    const [parent = NO_COMMIT] = parents;
    const anchor = anchorIn(tree.get(SETTINGS));
    const before = offences.get(parent);
    if (anchor === undefined) return before;
    const pull = [...github.pulls.values()].find((one) => one.merged?.commit === commit);
    const isApproved =
      pull !== undefined &&
      parents[1] === pull.head &&
      pull.author.login !== OWNER &&
      pull.reviews.some(
        ({ by, state, commit: seen }) => by.login === OWNER && state === "approved" && seen === pull.head,
      );
    if (!isApproved) return commit;
    // Somebody has looked at what came otherwise, and says so.
    const accepts = before !== undefined && git.isAncestor(before, anchor) && git.isAncestor(anchor, parent);
    return accepts ? undefined : before;
  }

  function approve(commit: string): void {
    const rules = rulesIn(git.get(commit).tree);
    for (const [name, { kind, roles }] of rules.systems) {
      for (const role of Object.keys(roles)) {
        const what = `${name}/${role}`;
        approved.add(`${what} ${kind} ${givesIn(rules, what)}`);
      }
    }
  }

  approve(github.main());
  return {
    see(commit) {
      const made = git.get(commit);
      const before = offences.get(made.parents[0] ?? NO_COMMIT);
      const changed = git.own(made).some(({ path }) => isRule(path));
      const offence = changed ? offenceAt(commit) : before;
      if (offence !== undefined) offences.set(commit, offence);
      else if (changed) approve(commit);
    },
    stands: (commit) => !offences.has(commit),
    mayGive: (what, place, gives) => approved.has(`${what} ${place} ${gives}`),
  };
}

function isRule(path: string): boolean {
  return path === OWNERS || (path.startsWith("access/") && !path.startsWith("access/requests/"));
}

function anchorIn(file: TreeFile | undefined): string | undefined {
  if (file === undefined) return undefined;
  const { anchor } = JSON.parse(textOf(file.blob)) as { readonly anchor?: string };
  return anchor;
}
