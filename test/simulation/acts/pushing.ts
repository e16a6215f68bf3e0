import type { Stage } from "../stage.js";
import { accountOf, WRITERS } from "../world/accounts.js";
import { withFiles } from "../world/git.js";
import { MAIN } from "../world/github.js";
import type { Pull } from "../world/nouns.js";
import { type MergeMethod, mergePull, openPull } from "../world/pulls.js";
import { type Act, openPulls, pickPull, pusherOf, pushMain, requestsAtHead, write } from "./act.js";

const PUSHERS = [...WRITERS, "nobody"];

function anyText(stage: Stage): string {
  const { random } = stage.world;
  const who = random.pick(["alice", "bob", "carol"]);
  return JSON.stringify({
    who,
    what: random.pick(["prod/admin", "prod/operator"]),
    for: "15m",
    why: "Something else is to be done.",
  });
}

function requestsOf(stage: Stage, pull: Pull): readonly string[] {
  return [...stage.world.github.git.get(pull.head).tree.keys()].filter((path) => path.startsWith("access/requests/"));
}

/** A commit more on the branch of a pull request, by its author or by somebody else. */
export const pushMore: Act = (stage) => {
  const { random, github } = stage.world;
  const pull = pickPull(stage);
  if (pull === undefined || pull.fork || !github.branches.has(pull.branch)) return undefined;
  const by = random.chance(0.5) ? pull.author.login : random.pick(PUSHERS);
  if (by.endsWith("[bot]")) return undefined;
  const known = requestsOf(stage, pull);
  const path =
    known.length > 0 && random.chance(0.7)
      ? random.pick(known)
      : `access/requests/prod/2026/11/22/more-${pull.number}.yaml`;
  const files = { [path]: random.chance(0.2) ? undefined : anyText(stage) };
  const force = random.chance(0.3);
  const parents = [force ? github.main() : pull.head];
  const commit = write(stage, { by, message: "More", files, parents });
  github.move(pull.branch, commit, pusherOf(by));
  return `${by} ${force ? "force-pushes" : "pushes"} ${commit.slice(-6)} to #${pull.number}: ${path}`;
};

/** The base is merged into the branch, as it is, or with something of somebody's own. */
export const updateBranch: Act = (stage) => {
  const { random, github } = stage.world;
  const pull = pickPull(stage);
  if (pull === undefined || pull.fork || !github.branches.has(pull.branch)) return undefined;
  const tree = github.git.merge(pull.head, github.main());
  if (tree === undefined || github.git.isAncestor(github.main(), pull.head)) return undefined;
  const by = random.pick([...WRITERS]);
  const evil = random.chance(0.25);
  const files = evil ? { [`access/requests/prod/2026/11/22/evil-${pull.number}.yaml`]: anyText(stage) } : {};
  const parents = [pull.head, github.main()];
  const commit = write(stage, { by, message: "Update", tree, files, parents, clean: !evil });
  github.move(pull.branch, commit, accountOf(by));
  return `${by} merges ${MAIN} into #${pull.number}${evil ? ", with something more" : ""}`;
};

/** Whoever may presses the button, whatever anybody thinks of it. */
export const mergeByHand: Act = (stage) => {
  const { random, github } = stage.world;
  const pull = pickPull(stage);
  if (pull === undefined) return undefined;
  const by = random.pick([...WRITERS]);
  const method = random.weighted<MergeMethod>([
    [5, "merge"],
    [3, "squash"],
    [1, "rebase"],
  ]);
  const { merged } = mergePull(github, pull, accountOf(by), { method, message: `Merge #${pull.number}` });
  return `${by} merges #${pull.number} by ${method}: ${merged ? "done" : "refused"}`;
};

/** A merge made on a laptop and pushed: as it is, or with more in it; or the branch itself, without a merge. */
export const mergeByPush: Act = (stage) => {
  const { random, github } = stage.world;
  const pull = pickPull(stage);
  const tree = pull && github.git.merge(github.main(), pull.head);
  if (pull === undefined || tree === undefined) return undefined;
  const by = random.pick([...WRITERS]);
  if (random.chance(0.3) && github.git.isAncestor(github.main(), pull.head)) {
    pushMain(stage, pull.head, by);
    return `${by} pushes the head of #${pull.number} to ${MAIN}`;
  }
  const evil = random.chance(0.5);
  const files = evil ? { [`access/requests/prod/2026/11/22/evil-${pull.number}.yaml`]: anyText(stage) } : {};
  const foxtrot = random.chance(0.2);
  const parents = foxtrot ? [pull.head, github.main()] : [github.main(), pull.head];
  pushMain(stage, write(stage, { by, message: "Merge", tree, files, parents, clean: !evil }), by);
  return `${by} pushes a ${foxtrot ? "foxtrot " : ""}merge of #${pull.number}${evil ? ", with something more" : ""}`;
};

/** Straight to the default branch: a request, an edit of one, its end. */
export const pushDirectly: Act = (stage) => {
  const { random, github } = stage.world;
  const by = random.pick([...WRITERS]);
  const known = requestsAtHead(stage);
  const turn = random.next();
  const number = github.activities.length;
  let files: Record<string, string | undefined> = {};
  if (turn < 0.4 || known.length === 0) files[`access/requests/prod/2026/11/22/direct-${number}.yaml`] = anyText(stage);
  else if (turn < 0.65) files[random.pick(known)] = random.chance(0.1) ? "who: [" : anyText(stage);
  else if (turn < 0.95) files[random.pick(known)] = undefined;
  else files = Object.fromEntries(known.filter(() => random.chance(0.7)).map((path) => [path, undefined]));
  pushMain(stage, write(stage, { by, message: "Push", files, parents: [github.main()] }), by);
  return `${by} pushes to ${MAIN}: ${Object.entries(files)
    .map(([path, text]) => `${path} ${text ?? "gone"}`)
    .join(", ")}`;
};

/** The default branch forgets its last commits, or has them anew under other names. */
export const rewriteMain: Act = (stage) => {
  const { random, github } = stage.world;
  const line = [...github.git.firstParents(github.main())].slice(0, 4);
  const back = 1 + random.below(3);
  const target = line[back];
  if (target === undefined) return undefined;
  const by = random.pick([...WRITERS]);
  let tip = target.id;
  const replayed = random.chance(0.4);
  if (replayed) {
    for (const { tree, author, message } of line.slice(0, back).toReversed()) {
      tip = write(stage, { by: author, message, tree, parents: [tip] });
    }
  }
  pushMain(stage, tip, by);
  return `${by} rewrites the last ${back} commits of ${MAIN}${replayed ? " under other names" : ""}`;
};

/** A pull request that takes requests out: by whoever holds them, or by anybody. */
export const proposeRemoval: Act = (stage) => {
  const { random, github } = stage.world;
  const known = requestsAtHead(stage);
  if (known.length === 0) return undefined;
  const path = random.pick(known);
  const [, holder = "alice"] = /\/([a-z]+)-\d+\.yaml$/.exec(path) ?? [];
  const by = random.chance(0.6) && WRITERS.some((one) => one === holder) ? holder : random.pick([...WRITERS]);
  const branch = `remove-${github.activities.length}`;
  const tree = withFiles(github.git.get(github.main()).tree, { [path]: undefined });
  github.move(branch, write(stage, { by, message: "Remove", tree, parents: [github.main()] }), accountOf(by));
  const pull = openPull(github, { by: accountOf(by), branch, title: "Remove" });
  return pull && `${by} proposes in #${pull.number} to remove ${path}`;
};

export const deleteBranch: Act = (stage) => {
  const { random, github } = stage.world;
  const branches = [...github.branches.keys()].filter((branch) => branch !== MAIN);
  if (branches.length === 0 || openPulls(stage).length < 2) return undefined;
  const branch = random.pick(branches);
  const by = random.pick([...WRITERS]);
  github.move(branch, undefined, accountOf(by));
  return `${by} deletes the branch ${branch}`;
};
