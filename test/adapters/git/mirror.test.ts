import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openCheckout } from "../../../src/adapters/git/checkout.js";
import { openMirror } from "../../../src/adapters/git/mirror.js";
import { createRepository, type Repository, temporaryDirectory } from "./repository.js";

const remove: (() => void)[] = [];
afterEach(() => {
  for (const step of remove.splice(0)) step();
});

function repository(options = { bare: true }): Repository {
  const created = createRepository(options);
  remove.push(created.remove);
  return created;
}

function place(): string {
  const directory = temporaryDirectory();
  remove.push(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, "mirrors", "acme", "access.git");
}

function mirrorOf(url: string, directory = place()) {
  return openMirror({
    url,
    directory,
    branches: ["main", "curfew-ledger"],
    token: async () => undefined,
    retries: { times: 0, delay: 1 },
  });
}

describe("a mirror", () => {
  it("is cloned once and fetched later", async () => {
    const remote = repository();
    const first = remote.commit({ branch: "main", write: { a: "1" } });
    const mirror = mirrorOf(remote.directory);
    await mirror.fetch();
    expect(await mirror.branch("main")).toBe(first);
    expect(await mirror.branch("curfew-ledger")).toBeUndefined();
    const second = remote.commit({ branch: "main", write: { a: "2" } });
    const ledger = remote.commit({ branch: "curfew-ledger", write: { l: "1" } });
    expect(await mirror.branch("main")).toBe(first);
    await mirror.fetch();
    expect(await mirror.branch("main")).toBe(second);
    expect(await mirror.branch("curfew-ledger")).toBe(ledger);
  });

  it("follows a branch that was rewritten and one that was deleted", async () => {
    const remote = repository();
    const first = remote.commit({ branch: "main", write: { a: "1" } });
    remote.commit({ branch: "main", write: { a: "2" } });
    remote.commit({ branch: "curfew-ledger", write: { l: "1" } });
    const mirror = mirrorOf(remote.directory);
    await mirror.fetch();
    remote.git(["update-ref", "refs/heads/main", first]);
    remote.git(["update-ref", "-d", "refs/heads/curfew-ledger"]);
    await mirror.fetch();
    expect(await mirror.branch("main")).toBe(first);
    expect(await mirror.branch("curfew-ledger")).toBeUndefined();
  });

  it("takes in the head of a pull request when it is wanted, and not before", async () => {
    const remote = repository();
    const base = remote.commit({ branch: "main", write: { a: "1" } });
    const asked = remote.commit({ branch: "ask", from: base, write: { b: "1" } });
    remote.git(["update-ref", "refs/pull/7/head", asked]);
    const mirror = mirrorOf(remote.directory);
    await mirror.fetch();
    await expect(mirror.tree(asked, [""])).rejects.toThrow("git ls-tree failed");
    expect(await mirror.ensure(asked, "refs/pull/7/head")).toBe(true);
    expect(await mirror.tree(asked, ["b"])).toHaveLength(1);
    await mirror.fetch();
    expect(await mirror.ensure(asked, "refs/pull/7/head")).toBe(true);
    expect(await mirror.ensure("4".repeat(40), "refs/pull/7/head")).toBe(false);
    expect(await mirror.ensure("4".repeat(40), "refs/pull/8/head")).toBe(false);
  });

  it("is made anew where only half of it is there", async () => {
    const remote = repository();
    const head = remote.commit({ branch: "main", write: { a: "1" } });
    const directory = place();
    mkdirSync(join(directory, "objects"), { recursive: true });
    mkdirSync(`${directory}.0badcafe.part`);
    const mirror = mirrorOf(remote.directory, directory);
    await mirror.fetch();
    expect(await mirror.branch("main")).toBe(head);
    expect(readdirSync(dirname(directory))).toEqual(["access.git"]);
  });

  it("goes on where a process that is gone has left its locks", async () => {
    const remote = repository();
    remote.commit({ branch: "main", write: { a: "1" } });
    const directory = place();
    const mirror = mirrorOf(remote.directory, directory);
    await mirror.fetch();
    const head = remote.commit({ branch: "main", write: { a: "2" } });
    writeFileSync(join(directory, "refs/heads/main.lock"), "");
    await mirror.fetch();
    expect(await mirror.branch("main")).toBe(head);
    expect(existsSync(join(directory, "refs/heads/main.lock"))).toBe(false);
  });

  it("many who ask at once share two fetches, and see what was pushed before they asked", async () => {
    const remote = repository();
    remote.commit({ branch: "main", write: { a: "1" } });
    let fetches = 0;
    const mirror = openMirror({
      url: remote.directory,
      directory: place(),
      branches: ["main"],
      retries: { times: 0, delay: 1 },
      token: async () => {
        fetches += 1;
        return undefined;
      },
    });
    await mirror.fetch();
    fetches = 0;
    const running = mirror.fetch();
    const head = remote.commit({ branch: "main", write: { a: "2" } });
    await Promise.all([running, mirror.fetch(), mirror.fetch(), mirror.fetch()]);
    expect(await mirror.branch("main")).toBe(head);
    expect(fetches).toBe(2);
  });

  it("a remote that is not there is a permanent failure of one line", async () => {
    const failure = await mirrorOf("/nowhere/at/all.git")
      .fetch()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "Failure", transient: false });
    expect((failure as Error).message).not.toContain("\n");
  });

  it("a remote that refuses connections is a transient failure, tried as often as was said", async () => {
    let asked = 0;
    const mirror = openMirror({
      url: "http://127.0.0.1:1/acme/access.git",
      directory: place(),
      branches: ["main"],
      retries: { times: 2, delay: 1 },
      token: async () => {
        asked += 1;
        return "ghs_secretsecretsecret";
      },
    });
    const failure = await mirror.fetch().catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "Failure", transient: true });
    expect((failure as Error).message).not.toContain("ghs_");
    expect(asked).toBe(3);
  });
});

describe("a checkout", () => {
  it("reads the remote's branches and leaves what is checked out alone", async () => {
    const remote = repository();
    const first = remote.commit({ branch: "main", write: { a: "1" } });
    const work = repository({ bare: false });
    work.git(["remote", "add", "origin", remote.directory]);
    const local = work.commit({ branch: "main", write: { b: "1" } });
    mkdirSync(join(work.directory, "below"));
    const checkout = await openCheckout({
      directory: join(work.directory, "below"),
      remote: "origin",
      branches: ["main", "curfew-ledger"],
      token: async () => undefined,
      retries: { times: 0, delay: 1 },
    });
    expect(await checkout.branch("main")).toBeUndefined();
    await checkout.fetch();
    expect(await checkout.branch("main")).toBe(first);
    expect(await checkout.branch("curfew-ledger")).toBeUndefined();
    expect(work.git(["rev-parse", "main"]).trim()).toBe(local);
    expect(await checkout.tree(first, ["a"])).toHaveLength(1);
    expect(readFileSync(join(work.directory, ".git/config"), "utf8")).not.toContain("extraHeader");
  });
});
