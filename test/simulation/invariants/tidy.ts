import type { Stage } from "../stage.js";

/** Once all is well and everything was looked at: what is allowed is merged, and what has ended is gone from the branch. */
export function checkTidy({ world: { github, time }, model, wrongs }: Stage): void {
  const now = time.now();
  const { git } = github;
  for (const pull of github.pulls.values()) {
    if (!pull.open || pull.draft || git.merge(github.main(), pull.head) === undefined) continue;
    const opinion = model.opinionOn(pull);
    if (opinion.is === "yes")
      wrongs.push({ invariant: "allowed-is-merged", text: `#${pull.number} is allowed, and open` });
  }
  const sought = new Map([...git.get(github.main()).tree].filter(([path]) => path.startsWith("access/requests/")));
  for (const commit of git.firstParents(github.main())) {
    for (const { status, path, blob } of git.own(commit)) {
      const file = sought.get(path);
      if (status !== "added" || file === undefined) continue;
      sought.delete(path);
      const opinion = model.opinionOf(commit.id, path);
      if (opinion.is !== "yes" || file.blob !== blob) continue;
      const over = opinion.grants.every((grant) => grant.path !== path || grant.until <= now);
      if (over) wrongs.push({ invariant: "ended-is-removed", text: `${path} has ended, and is still there` });
    }
  }
}
