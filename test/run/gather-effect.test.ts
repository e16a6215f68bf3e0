import { expect, onTestFinished, test } from "vitest";
import type { PullRequest } from "../../src/ports/forge.js";
import { gatherEffect } from "../../src/run/gather-effect.js";
import { ASK, REQUEST, repositoryWorld, START } from "./repository-world.js";

test("what somebody proposed and is too much to be read keeps nobody from seeing what a change of policy does", async () => {
  const world = repositoryWorld();
  onTestFinished(() => world.repository.remove());
  const path = "access/people.yaml";
  const people = world.repository.git(["show", `main:${path}`]);
  const large = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [
      ASK.replace("alice-admin", `a${index}`),
      Buffer.alloc(1_048_576, 65 + index),
    ]),
  );
  const changed = world.repository.commit({
    branch: "policy",
    from: world.base,
    write: { [path]: `${people}# Everybody is listed.\n` },
  });
  const asked = world.repository.commit({ branch: "ask", from: world.base, write: { [ASK]: REQUEST } });
  const heads = [changed, world.repository.commit({ branch: "large", from: world.base, write: large }), asked];
  const pulls = heads.map((commit, index) => ({
    number: index + 1,
    open: true,
    head: { commit, branch: "head", repository: "acme/access" },
  })) as unknown as readonly [PullRequest, PullRequest, PullRequest];

  const context = world.context();
  const [before, after] = [await context.accessAt(world.base), await context.accessAt(changed)];
  const forge = { ...context.forge, openPullRequests: async () => pulls };
  const ground = { base: world.base, before, after, now: START };
  const { left, decided } = await gatherEffect({ ...context, forge }, pulls[0], ground);
  expect([left, decided]).toEqual([1, []]);
});
