import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPull, REPOSITORY, runGit, type Stage, setStage } from "./stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

describe("git over HTTP", () => {
  test("a person clones with their token, and the first commit is dated by the sandbox's clock", async () => {
    const clone = await stage.clone("bob");
    expect(await clone.git("log", "--format=%aI %s")).toBe("2026-11-22T10:00:00+00:00 Initial commit");
  });

  test("a private repository asks strangers who they are, and is not there for who may not see it", async () => {
    const anonymous = await fetch(`${stage.sandbox.url}/acme/infra.git/info/refs?service=git-upload-pack`);
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get("www-authenticate")).toMatch(/^Basic/);
    const address = stage.sandbox.url.replace("//", `//x-access-token:${stage.tokens.eve}@`);
    const { output } = await runGit(stage.folder(), ["clone", `${address}/acme/infra.git`]);
    expect(output).toContain("not found");
  });

  test("what a person pushes is on GitHub at once", async () => {
    const clone = await stage.clone("bob");
    await clone.git("checkout", "-q", "-b", "pushed");
    const sha = await clone.commit("Push it", { "pushed.md": "x\n" });
    await clone.git("push", "-q", "origin", "pushed");
    const { data } = await stage.as("bob").git.getRef({ ...REPOSITORY, ref: "heads/pushed" });
    expect(data.object.sha).toBe(sha);
    const { data: commit } = await stage.as("bob").repos.getCommit({ ...REPOSITORY, ref: "pushed" });
    expect(commit.author?.login).toBe("bob");
    expect(commit.files?.map((file) => [file.filename, file.status])).toEqual([["pushed.md", "added"]]);
  });

  test("a shallow clone without blobs works, and any commit can be fetched by its id", async () => {
    const folder = stage.folder();
    const address = `${stage.sandbox.url.replace("//", `//x:${stage.tokens.bob}@`)}/acme/infra.git`;
    const clone = await runGit(folder, ["clone", "-q", "--bare", "--depth=1", "--filter=blob:none", address, "."]);
    expect(clone).toEqual({ code: 0, output: "" });
    const { head } = await openPull(stage, "bob", { branch: "by-id" });
    expect(await runGit(folder, ["fetch", "-q", "origin", head])).toEqual({ code: 0, output: "" });
    expect((await runGit(folder, ["cat-file", "-t", head])).output).toBe("commit\n");
  });

  test("nobody can push to the refs of a pull request", async () => {
    const clone = await stage.clone("alice");
    const output = await clone.refused("push", "origin", "HEAD:refs/pull/77/head");
    expect(output).toContain("deny updating a hidden ref");
  });

  test("who can only read cannot push", async () => {
    const open = await setStage({ private: false });
    const clone = await open.clone("eve");
    expect(await clone.refused("push", "origin", "HEAD:refs/heads/mine")).toContain("403");
    await open.close();
  });
});
