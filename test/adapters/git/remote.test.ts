import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openMirror } from "../../../src/adapters/git/mirror.js";
import { FAULT_MODES } from "../../../src/sandbox/faults.js";
import { openPull, type Stage, setStage } from "../../sandbox/github/stage.js";

let stage: Stage;
let directory = "";
beforeAll(async () => {
  stage = await setStage();
});
beforeEach(() => {
  if (directory) rmSync(directory, { recursive: true, force: true });
  directory = join(mkdtempSync(join(tmpdir(), "curfew-test-")), "access.git");
});
afterAll(() => stage.close());

function mirror(options: { readonly retries: number; readonly token?: string }) {
  return openMirror({
    url: `${stage.sandbox.url}/acme/infra.git`,
    directory,
    branches: ["main", "curfew-ledger"],
    token: async () => options.token ?? stage.tokens.bob,
    retries: { times: options.retries, delay: 1 },
  });
}

async function requestsOf(work: () => Promise<unknown>): Promise<number> {
  const before = stage.faults.calls.length;
  await work();
  return stage.faults.calls.length - before;
}

describe("a mirror over HTTP", () => {
  it("costs two requests where nothing is new, three where something is", async () => {
    const history = mirror({ retries: 0 });
    expect(await requestsOf(() => history.fetch())).toBe(3);
    expect(await requestsOf(() => history.fetch())).toBe(2);
    const clone = await stage.clone("alice");
    const head = await clone.commit("More", { "notes/x.md": `${Math.random()}` });
    await clone.git("push", "-q", "origin", "main");
    expect(await requestsOf(() => history.fetch())).toBe(3);
    expect(await history.branch("main")).toBe(head);
  });

  it("takes in a pull request's head, once", async () => {
    const history = mirror({ retries: 0 });
    await history.fetch();
    const { number, head } = await openPull(stage, "bob", { branch: "ask" });
    expect(await history.ensure(head, `refs/pull/${number}/head`)).toBe(true);
    expect(await requestsOf(() => history.ensure(head, `refs/pull/${number}/head`))).toBe(0);
    expect(await history.ensure("7".repeat(40), `refs/pull/${number}/head`)).toBe(false);
    expect(await history.ensure("7".repeat(40), "refs/pull/999/head")).toBe(false);
  });

  it("keeps the token nowhere, and shows it to nobody", async () => {
    await mirror({ retries: 0 }).fetch();
    const token = stage.tokens.bob;
    const secrets = [token, Buffer.from(`x-access-token:${token}`).toString("base64")];
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).map((name) => join(directory, name));
    for (const file of files.filter((name) => statSync(name).isFile())) {
      const content = readFileSync(file, "latin1");
      expect(secrets.some((secret) => content.includes(secret))).toBe(false);
    }
  });

  it("a token that is none is a permanent failure that does not repeat it", async () => {
    const failure = await mirror({ retries: 3, token: "ghs_wrongwrongwrong" })
      .fetch()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "Failure", transient: false });
    expect((failure as Error).message).not.toMatch(/wrongwrong|\n/);
  });

  it.each(FAULT_MODES)("%s at any request is transient, and the next fetch makes it right", async (mode) => {
    let failures = 0;
    for (const at of [1, 2, 3]) {
      rmSync(directory, { recursive: true, force: true });
      const history = mirror({ retries: 0 });
      const stop = stage.faults.inject({ mode, at });
      try {
        await history.fetch();
      } catch (error) {
        // Git itself tries again where a connection that it has used before is cut.
        expect(error, `at request ${at}`).toMatchObject({ name: "Failure", transient: true });
        failures += 1;
      }
      await history.fetch();
      stop();
      expect(await history.branch("main")).toMatch(/^[0-9a-f]{40}$/);
    }
    expect(failures).toBeGreaterThan(0);
  });

  it("retries make up for a fault", async () => {
    const stop = stage.faults.inject({ mode: "error", at: 2 });
    await mirror({ retries: 1 }).fetch();
    stop();
  });
});
