import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Call } from "../../../src/sandbox/faults.js";
import { openPull, REPOSITORY, refusal, type Stage, setStage } from "./stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());
afterEach(() => stage.faults.clear());

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${stage.sandbox.apiUrl}${path}`, { headers: { "user-agent": "test", ...headers } });
}

function bearer(login: keyof Stage["tokens"]): Record<string, string> {
  return { authorization: `Bearer ${stage.tokens[login]}` };
}

describe("who may call", () => {
  test("an unknown token is refused with GitHub's words", async () => {
    const response = await get("/user", { authorization: "Bearer nonsense" });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ message: "Bad credentials", status: "401" });
  });

  test("a private repository is not there for strangers", async () => {
    const response = await get("/repos/acme/infra", bearer("eve"));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ message: "Not Found", status: "404" });
    expect((await get("/repos/acme/infra", bearer("bob"))).status).toBe(200);
  });

  test("an installation is held to its permissions", async () => {
    const auth = { appId: stage.app.id, privateKey: stage.app.privateKey, installationId: stage.app.installation };
    const app = createAppAuth({ ...auth, request: stage.app.octokit.request });
    const { token } = await app({ type: "installation", permissions: { contents: "read" } });
    const limited = new Octokit({ baseUrl: stage.sandbox.apiUrl, auth: token });
    expect((await limited.repos.getContent({ ...REPOSITORY, path: "README.md" })).status).toBe(200);
    const write = limited.issues.create({ ...REPOSITORY, title: "x" });
    expect(await refusal(write)).toEqual({ status: 403, message: "Resource not accessible by integration" });
  });

  test("an installation's token lasts an hour of the machine's time, whatever the sandbox's clock says", async () => {
    const { data } = await stage.app.octokit.apps.createInstallationAccessToken({
      installation_id: stage.app.installation,
    });
    const lasts = Date.parse(data.expires_at) - Date.now();
    expect(lasts).toBeGreaterThan(3_590_000);
    expect(lasts).toBeLessThanOrEqual(3_600_000);
  });

  test("an App finds its installations", async () => {
    const { data } = await stage.app.octokit.apps.listInstallations();
    expect(data).toMatchObject([{ id: stage.app.installation, app_slug: "curator", account: { login: "acme" } }]);
  });

  test("a person cannot make a check", async () => {
    const check = stage.as("alice").checks.create({ ...REPOSITORY, name: "x", head_sha: "0".repeat(40) });
    expect(await refusal(check)).toEqual({ status: 403, message: "You must authenticate via a GitHub App." });
  });

  test("teams are told to members, and the role of anybody to who can read", async () => {
    const { data } = await stage.app.octokit.teams.listMembersInOrg({ org: "acme", team_slug: "security" });
    expect(data.map((user) => user.login)).toEqual(["dana"]);
    expect((await refusal(stage.as("eve").teams.list({ org: "acme" }))).status).toBe(404);
    const { data: role } = await stage
      .as("bob")
      .repos.getCollaboratorPermissionLevel({ ...REPOSITORY, username: "alice" });
    expect(role).toMatchObject({ permission: "admin", role_name: "admin" });
  });
});

describe("every answer", () => {
  test("tells the sandbox's time, and what is left of the rate limit in the machine's", async () => {
    const response = await get("/repos/acme/infra", bearer("bob"));
    expect(response.headers.get("date")).toBe("Sun, 22 Nov 2026 10:00:00 GMT");
    expect(response.headers.get("x-ratelimit-limit")).toBe("5000");
    const reset = Number(response.headers.get("x-ratelimit-reset")) * 1000;
    expect(reset).toBeGreaterThan(Date.now());
  });

  test("that has not changed costs nothing when asked with its tag", async () => {
    const first = await get("/repos/acme/infra", bearer("bob"));
    const again = await get("/repos/acme/infra", {
      ...bearer("bob"),
      "if-none-match": first.headers.get("etag") ?? "",
    });
    expect(again.status).toBe(304);
    expect(again.headers.get("x-ratelimit-remaining")).toBe(first.headers.get("x-ratelimit-remaining"));
  });

  test("is given with and without the prefix of an enterprise server", async () => {
    const response = await fetch(`${stage.sandbox.url}/repos/acme/infra`, {
      headers: { ...bearer("bob"), "user-agent": "test" },
    });
    expect(await response.json()).toMatchObject({ full_name: "acme/infra" });
  });

  test("is 400 to what is not JSON, and 422 to what does not fit", async () => {
    const post = (body: string) =>
      fetch(`${stage.sandbox.apiUrl}/repos/acme/infra/issues`, {
        method: "POST",
        headers: { ...bearer("bob"), "user-agent": "test" },
        body,
      });
    const broken = await post("{");
    expect([broken.status, await broken.json()]).toMatchObject([400, { message: "Problems parsing JSON" }]);
    expect((await post("{}")).status).toBe(422);
    const long = await post(JSON.stringify({ title: "x", body: "x".repeat(65_537) }));
    expect([long.status, await long.json()]).toMatchObject([422, { errors: [{ field: "body", code: "custom" }] }]);
  });
});

describe("the git database", () => {
  test("makes a commit of a tree that adds and removes files", async () => {
    const { git } = stage.app.octokit;
    const { data: main } = await git.getRef({ ...REPOSITORY, ref: "heads/main" });
    const { data: tree } = await git.createTree({
      ...REPOSITORY,
      base_tree: main.object.sha,
      tree: [
        { path: "access/one.yaml", mode: "100644", type: "blob", sha: null },
        { path: "a/b/new.md", mode: "100644", type: "blob", content: "new\n" },
      ],
    });
    const commit = { ...REPOSITORY, message: "Change", tree: tree.sha, parents: [main.object.sha] };
    const { data: made } = await git.createCommit(commit);
    expect(made.verification.verified).toBe(true);
    expect(made.author.name).toBe("curator[bot]");
    await git.createRef({ ...REPOSITORY, ref: "refs/heads/built", sha: made.sha });
    const { data: all } = await git.getTree({ ...REPOSITORY, tree_sha: made.sha, recursive: "true" });
    expect(all.tree.filter((entry) => entry.type === "blob").map((entry) => entry.path)).toEqual([
      ".github/CODEOWNERS",
      "README.md",
      "a/b/new.md",
    ]);
    const clone = await stage.clone("bob");
    expect(await clone.git("fsck", "--strict", "origin/built")).toBe("");
  });

  test("refuses to move a branch backwards unless forced", async () => {
    const { git } = stage.app.octokit;
    const { data: main } = await git.getRef({ ...REPOSITORY, ref: "heads/main" });
    await openPull(stage, "bob", { branch: "rewound" });
    const back = { ...REPOSITORY, ref: "heads/rewound", sha: main.object.sha };
    expect(await refusal(git.updateRef(back))).toEqual({ status: 422, message: "Update is not a fast forward" });
    expect((await git.updateRef({ ...back, force: true })).data.object.sha).toBe(main.object.sha);
  });
});

describe("faults", () => {
  test("that cut the line before the work leave nothing done", async () => {
    stage.faults.inject({ mode: "timeout", match: (call) => call.name === "POST /repos/acme/infra/issues", at: 1 });
    await expect(stage.as("bob").issues.create({ ...REPOSITORY, title: "never" })).rejects.toThrow();
    const { data } = await stage.as("bob").issues.listForRepo(REPOSITORY);
    expect(data.map((issue) => issue.title)).not.toContain("never");
  });

  test("that lose the answer leave the work done", async () => {
    stage.faults.inject({ mode: "lost-answer", match: (call) => call.name === "POST /repos/acme/infra/issues", at: 1 });
    await expect(stage.as("bob").issues.create({ ...REPOSITORY, title: "lost" })).rejects.toThrow();
    const { data } = await stage.as("bob").issues.listForRepo(REPOSITORY);
    expect(data.map((issue) => issue.title)).toContain("lost");
  });

  test("throttle as GitHub does, and are counted once a call, by who called", async () => {
    stage.faults.inject({ mode: "throttle", match: (call) => call.caller === "app/curator", from: 1 });
    const throttled = await refusal(stage.app.octokit.issues.get({ ...REPOSITORY, issue_number: 1 }));
    expect(throttled.message).toContain("secondary rate limit");
    expect(stage.faults.calls.at(-1)).toEqual({
      service: "github",
      caller: "app/curator",
      name: expect.stringMatching(/^(?:GET|POST) \//),
    });
  });

  test("reach git: a push whose answer is lost has arrived", async () => {
    const isPush = (call: Call) => call.name.startsWith("git-receive-pack /acme/infra") && call.caller === "bob";
    const clone = await stage.clone("bob");
    await clone.git("checkout", "-q", "-b", "lost-push");
    const sha = await clone.commit("Lost", { "lost.md": "x\n" });
    stage.faults.inject({ mode: "lost-answer", match: isPush, at: 2 });
    await clone.refused("push", "origin", "lost-push");
    stage.faults.clear();
    const { data } = await stage.as("bob").git.getRef({ ...REPOSITORY, ref: "heads/lost-push" });
    expect(data.object.sha).toBe(sha);
  });
});
