import { afterEach, describe, expect, test } from "vitest";
import { FILES } from "../core/read/sources.js";
import { ASK, minutesLater, REQUEST, type RepositoryWorld, repositoryWorld, START } from "./repository-world.js";

const OTHER = ASK.replace("alice-admin", "alice-other");
const THIRD = ASK.replace("alice-admin", "alice-third");
const POLICY = "access/policies/production-admin.yaml";
const MORE = REQUEST.replace("for: 2h", "for: 4h");
const ALICE = "Alice aws-prod/admin";

const made: RepositoryWorld[] = [];
afterEach(() => {
  for (const { repository } of made.splice(0)) repository.remove();
});

function opened(files?: Readonly<Record<string, string>>): RepositoryWorld {
  const world = repositoryWorld(files);
  made.push(world);
  return world;
}

/** The codes of what is found, and what is held then. */
async function outcome(world: RepositoryWorld, minute = 0): Promise<readonly [codes: string, held: string]> {
  const { findings } = await world.reconcile(minutesLater(minute));
  return [findings.map(({ code }) => code).join(), world.held().join()];
}

const GRANTED = ["", ALICE] as const;

/** A commit with any number of parents, and the tree that it is given. */
function commitOf(world: RepositoryWorld, tree: string, ...parents: readonly string[]): string {
  const { git } = world.repository;
  const identity = ["-c", "user.name=T", "-c", "user.email=t@example.com"];
  return git([
    ...identity,
    "commit-tree",
    `${tree}^{tree}`,
    ...parents.flatMap((one) => ["-p", one]),
    "-m",
    "x",
  ]).trim();
}

function moveMain(world: RepositoryWorld, commit: string): void {
  world.repository.git(["update-ref", "refs/heads/main", commit]);
}

describe("a merge that stands", () => {
  test("is a merge commit of what was reviewed", async () => {
    const world = opened();
    world.grant();
    expect(await outcome(world)).toEqual(GRANTED);
  });

  test("is a squash: one commit with what was reviewed", async () => {
    const world = opened();
    const head = world.ask();
    world.merged(world.push({ [ASK]: REQUEST }), head);
    expect(await outcome(world)).toEqual(GRANTED);
  });

  test("is a squash of several commits, of which the last is what was reviewed", async () => {
    const world = opened();
    world.ask({ [ASK]: "who: nobody\n" }, "ask");
    const head = world.repository.commit({ branch: "ask", write: { [ASK]: REQUEST } });
    world.merged(world.push({ [ASK]: REQUEST }), head);
    expect(await outcome(world)).toEqual(GRANTED);
  });

  test("is a rebase of one commit", async () => {
    const world = opened();
    const head = world.ask();
    world.push({ "README.md": "meanwhile" });
    world.merged(world.push({ [ASK]: REQUEST }), head);
    expect(await outcome(world)).toEqual(GRANTED);
  });

  test("is of a branch that merged main in between", async () => {
    const world = opened();
    world.ask({ [ASK]: REQUEST }, "ask");
    const main = world.push({ "README.md": "meanwhile" });
    const head = world.repository.commit({ branch: "ask", merge: main, write: { "README.md": "meanwhile" } });
    world.merged(world.repository.commit({ branch: "main", merge: head, write: { [ASK]: REQUEST } }), head);
    expect(await outcome(world)).toEqual(GRANTED);
  });
});

describe("a merge that does not stand grants nothing", () => {
  test("an evil merge, which adds another request than was reviewed", async () => {
    const world = opened();
    const head = world.ask();
    const write = { [ASK]: REQUEST, [OTHER]: MORE };
    world.merged(world.repository.commit({ branch: "main", merge: head, write }), head);
    expect(await outcome(world)).toEqual(["merge-differs,merge-differs", ""]);
  });

  test("an evil merge, which changes what was reviewed", async () => {
    const world = opened();
    const head = world.ask();
    world.merged(world.repository.commit({ branch: "main", merge: head, write: { [ASK]: MORE } }), head);
    expect(await outcome(world)).toEqual(["merge-differs", ""]);
  });

  test("an evil merge, which loosens the policy beside", async () => {
    const world = opened();
    const head = world.ask();
    const write = { [ASK]: REQUEST, [POLICY]: (FILES[POLICY] ?? "").replace("4h", "8h") };
    world.merged(world.repository.commit({ branch: "main", merge: head, write }), head);
    expect(await outcome(world)).toEqual(["merge-mixed", ""]);
  });

  test("a foxtrot merge: main is merged into the branch, and that is pushed as main", async () => {
    const world = opened();
    const head = world.ask();
    const main = world.push({ "README.md": "meanwhile" });
    const foxtrot = world.repository.commit({
      branch: "fox",
      from: head,
      merge: main,
      write: { "README.md": "meanwhile" },
    });
    moveMain(world, foxtrot);
    // GitHub says of the branch's commits, now on main, that the pull request is merged.
    world.merged(foxtrot, head);
    // On the first-parent history the request came by the branch's own commit.
    world.merged(head, head);
    expect(await outcome(world)).toEqual(["merge-direct", ""]);
  });

  test("a foxtrot that makes the reviewed commit the first parent of the merge it says to be", async () => {
    const world = opened();
    const head = world.ask({ "access/requests/aws-prod/2026/11/22/none.yaml": REQUEST });
    const main = world.push({ "README.md": "meanwhile" });
    const write = { "README.md": "meanwhile", [ASK]: REQUEST };
    const foxtrot = world.repository.commit({ branch: "fox", from: head, merge: main, write });
    moveMain(world, foxtrot);
    world.merged(foxtrot, head);
    expect(await outcome(world)).toEqual(["merge-differs,merge-direct", ""]);
  });

  test("a pull request that is merged by pushing its commits", async () => {
    const world = opened();
    const head = world.ask();
    moveMain(world, head);
    world.merged(head, head);
    expect(await outcome(world)).toEqual(["merge-direct", ""]);
  });

  test("an octopus, though one of its arms was reviewed", async () => {
    const world = opened();
    const main = world.repository.git(["rev-parse", "main"]).trim();
    const head = world.ask();
    const other = world.ask({ [OTHER]: MORE });
    const both = world.repository.commit({ branch: "both", from: head, write: { [OTHER]: MORE } });
    const octopus = commitOf(world, both, main, head, other);
    moveMain(world, octopus);
    world.merged(octopus, head);
    expect(await outcome(world)).toEqual(["merge-direct,merge-direct", ""]);
  });

  test("a rebase of several commits, of which the forge names the last", async () => {
    const world = opened();
    world.ask({ [ASK]: REQUEST }, "ask");
    const head = world.repository.commit({ branch: "ask", write: { [OTHER]: MORE } });
    world.push({ [ASK]: REQUEST });
    world.merged(world.push({ [OTHER]: MORE }), head);
    expect(await outcome(world)).toEqual(["merge-direct,merge-differs", ""]);
  });

  test("the merge of a pull request into another branch, which reached main by a merge of its own", async () => {
    const world = opened();
    const head = world.ask();
    const into = world.repository.commit({
      branch: "staging",
      from: world.base,
      merge: head,
      write: { [ASK]: REQUEST },
    });
    world.merged(into, head, { base: { commit: world.base, branch: "staging" } });
    const reached = world.repository.commit({ branch: "main", merge: into, write: { [ASK]: REQUEST } });
    expect(await outcome(world)).toEqual(["merge-direct", ""]);
    expect(reached).not.toBe(into);
  });

  test("the merge into another branch that main was then moved to", async () => {
    const world = opened();
    const head = world.ask();
    const into = world.repository.commit({
      branch: "staging",
      from: world.base,
      merge: head,
      write: { [ASK]: REQUEST },
    });
    world.merged(into, head, { base: { commit: world.base, branch: "staging" } });
    moveMain(world, into);
    expect(await outcome(world)).toEqual(["merge-direct", ""]);
  });

  test("a request that was there before Curfew: in the first commit, or pushed", async () => {
    const world = opened({ ...FILES, [ASK]: REQUEST });
    world.push({ [OTHER]: REQUEST });
    expect(await outcome(world)).toEqual(["merge-direct,merge-direct", ""]);
  });

  test("a request that was merged before there was anything to judge it by", async () => {
    const world = opened({ "README.md": "An old repository." });
    world.grant();
    world.push({ ...FILES });
    expect(await outcome(world)).toEqual(["merge-undecided", ""]);
  });
});

describe("what was held is not widened", () => {
  async function granted(): Promise<{ readonly world: RepositoryWorld; readonly merge: string }> {
    const world = opened();
    const merge = world.grant();
    expect(await outcome(world)).toEqual(GRANTED);
    return { world, merge };
  }

  /** When what is held ends, in minutes from the start. */
  function endOf(world: RepositoryWorld): number | undefined {
    const [entry] = [...world.account().entries.values()];
    return entry?.mark && (entry.mark.until - START) / 60_000;
  }

  test("by a revert of its revert, which was pushed: the request that is there again is another one", async () => {
    const { world } = await granted();
    world.push({}, [ASK]);
    world.push({ [ASK]: REQUEST });
    expect(await outcome(world, 1)).toEqual(["merge-direct", ""]);
    const causes = world.ledger.flatMap((line) => (line.kind === "receipt" ? [line.cause] : []));
    expect(causes).toEqual([undefined, "replaced"]);
  });

  test("by a revert of its revert with approvals of its own: it is a new grant from its own merge on", async () => {
    const { world } = await granted();
    world.push({}, [ASK]);
    await world.reconcile(minutesLater(1));
    const head = world.ask();
    const again = world.repository.commit({ branch: "main", merge: head, write: { [ASK]: REQUEST } });
    world.merged(again, head, { merged: { at: minutesLater(30), commit: again } });
    expect(await outcome(world, 31)).toEqual(GRANTED);
    expect(endOf(world)).toBe(150);
  });

  test("by a revert of its revert that nobody approved", async () => {
    const { world } = await granted();
    world.push({}, [ASK]);
    const head = world.ask();
    const again = world.repository.commit({ branch: "main", merge: head, write: { [ASK]: REQUEST } });
    world.merged(again, head, { approved: false });
    expect(await outcome(world, 1)).toEqual(["merge-undecided", ""]);
  });

  test("by pushing the merged branch again and merging it once more", async () => {
    const { world } = await granted();
    const branch = world.repository.commit({ branch: "ask-1", write: { [OTHER]: MORE } });
    world.repository.commit({ branch: "main", merge: branch, write: { [OTHER]: MORE } });
    expect(await outcome(world, 1)).toEqual(["merge-direct", ALICE]);
    expect(endOf(world)).toBe(120);
  });

  test("by a merge without a change of the branch that was merged", async () => {
    const { world, merge } = await granted();
    const [, second = ""] = world.repository.git(["log", "-1", "--format=%P", merge]).trim().split(" ");
    moveMain(world, commitOf(world, merge, merge, second));
    expect(await outcome(world, 1)).toEqual(GRANTED);
    expect(endOf(world)).toBe(120);
  });

  test("by an edit of its file: it is withdrawn", async () => {
    const { world } = await granted();
    world.push({ [ASK]: MORE });
    expect(await outcome(world, 1)).toEqual(["withdrawn-by-edit", ""]);
  });

  test("by an edit that is taken back before anybody looked: nothing changed", async () => {
    const { world } = await granted();
    world.push({ [ASK]: MORE });
    world.push({ [ASK]: REQUEST });
    expect(await outcome(world, 1)).toEqual(GRANTED);
  });

  test("by moving its file: the one is withdrawn, the other was never asked for", async () => {
    const { world } = await granted();
    world.push({ [THIRD]: REQUEST }, [ASK]);
    expect(await outcome(world, 1)).toEqual(["merge-direct", ""]);
  });

  test("by a history without its merge, that was pushed by force: nobody removed it, and git gives it no more", async () => {
    const { world } = await granted();
    moveMain(world, world.base);
    expect(await outcome(world, 1)).toEqual(["", ""]);
    expect(world.ledger.flatMap((line) => (line.kind === "receipt" ? [line.cause] : []))).toEqual([undefined, "drift"]);
  });

  test("by a history that was pushed by force and adds it without its merge", async () => {
    const { world } = await granted();
    moveMain(world, commitOf(world, "main", world.base));
    expect(await outcome(world, 1)).toEqual(["merge-direct", ""]);
  });

  test("by a history that was rewritten below its merge: the merge is another commit, which no pull request made", async () => {
    const { world, merge } = await granted();
    const [, head = ""] = world.repository.git(["log", "-1", "--format=%P", merge]).trim().split(" ");
    const base = commitOf(world, world.base);
    moveMain(world, commitOf(world, merge, base, head));
    expect(await outcome(world, 1)).toEqual(["merge-direct", ""]);
  });
});

describe("a request that was taken out was given back", () => {
  /** alice holds two roles. Of one she takes the request out in a pull request of her own, which is merged like this. */
  async function causes(merge: (world: RepositoryWorld, head: string) => string): Promise<readonly string[]> {
    const world = opened({ ...FILES, [POLICY]: (FILES[POLICY] ?? "").replace("aws-prod/admin", "aws-prod/*") });
    world.grant({ [ASK]: REQUEST, [OTHER]: REQUEST.replace("admin", "rds-operator") });
    await world.reconcile(START);
    const head = world.repository.commit({ branch: "back", from: "main", remove: [ASK] });
    world.merged(merge(world, head), head, { approved: false });
    await world.reconcile(minutesLater(1));
    return world.ledger.flatMap((line) =>
      line.kind === "receipt" && line.cause !== undefined ? [`${line.what} ${line.cause}`] : [],
    );
  }

  test("by what was reviewed, merged or squashed", async () => {
    const merged = await causes((world, head) =>
      world.repository.commit({ branch: "main", merge: head, remove: [ASK] }),
    );
    const squashed = await causes((world) => world.push({}, [ASK]));
    expect([merged, squashed]).toEqual([["aws-prod/admin returned"], ["aws-prod/admin returned"]]);
  });

  test("but not by an evil merge, which takes another out beside", async () => {
    const evil = (world: RepositoryWorld, head: string) =>
      world.repository.commit({ branch: "main", merge: head, remove: [ASK, OTHER] });
    expect(await causes(evil)).toEqual(["aws-prod/admin returned", "aws-prod/rds-operator withdrawn"]);
  });

  test("nor by a merge of something else than the head that was reviewed", async () => {
    const other = (world: RepositoryWorld) =>
      world.repository.commit({ branch: "main", merge: world.ask({ "README.md": "x" }), remove: [ASK] });
    expect(await causes(other)).toEqual(["aws-prod/admin withdrawn"]);
  });
});
