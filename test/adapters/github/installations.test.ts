import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openMirror } from "../../../src/adapters/git/mirror.js";
import { type Calls, createCalls } from "../../../src/adapters/github/calls.js";
import { createClient } from "../../../src/adapters/github/client.js";
import { installationToken } from "../../../src/adapters/github/installation-token.js";
import { installedRepositories } from "../../../src/adapters/github/installations.js";
import { instantOf } from "../../../src/model/instant.js";
import { Failure } from "../../../src/ports/failure.js";
import { type Stage, setStage } from "../../sandbox/github/stage.js";
import { SILENT } from "./place.js";

async function stageOf(): Promise<Stage> {
  const stage = await setStage();
  onTestFinished(() => stage.close());
  return stage;
}

function clientOf({ sandbox, app }: Stage, installationId?: number) {
  return createClient({
    baseUrl: sandbox.apiUrl,
    credentials: {
      kind: "app",
      appId: String(app.id),
      privateKey: app.privateKey,
      ...(installationId === undefined ? {} : { installationId }),
    },
    retries: 0,
    retryDelay: 1,
    spaced: false,
    userAgent: "curfew-test",
    log: SILENT,
  });
}

async function revoke({ sandbox }: Stage, token: string): Promise<void> {
  const headers = { authorization: `token ${token}` };
  expect((await fetch(`${sandbox.apiUrl}/installation/token`, { method: "DELETE", headers })).status).toBe(204);
}

test("a token that GitHub does not give is a failure of the world, for git too", async () => {
  const stage = await stageOf();
  const client = clientOf(stage, stage.app.installation);
  const stop = stage.faults.inject({ mode: "error", match: ({ name }) => name.endsWith("/access_tokens"), from: 1 });
  const failed = await installationToken(client).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Failure);
  expect(failed).toMatchObject({ transient: true, message: expect.stringContaining("GitHub answered 500") });
  stop();
  expect(await installationToken(client)).toMatch(/^ghs_/);
});

test("an installation that does not answer hides no other", async () => {
  const stage = await stageOf();
  const calls = (installation?: number) =>
    createCalls(clientOf(stage, installation), () => instantOf(stage.clock.now()));
  const broken = stage.app.installation;
  const other = stage.sandbox.install("curator", "acme", ["infra"]);
  stage.faults.inject({ mode: "error", match: ({ name }) => name.endsWith(`/${broken}/access_tokens`), from: 1 });
  const { repositories, problems } = await installedRepositories(calls(), calls, () => undefined);
  expect(repositories).toEqual([{ repository: "acme/infra", installation: other }]);
  expect(problems).toMatchObject([{ installation: broken, error: { transient: true } }]);
});

test("an installation that hangs holds up no other", async () => {
  const answers = (paginate: () => Promise<unknown>) => ({ paginate }) as unknown as Calls;
  const app = answers(async () => [{ id: 1 }, { id: 2, suspended_at: "2026-11-22T10:00:00Z" }, { id: 3 }]);
  const calls = (installation: number) =>
    answers(async () =>
      installation === 1 ? new Promise(() => undefined) : [{ full_name: `acme/of-${installation}` }],
    );
  const found: unknown[] = [];
  installedRepositories(app, calls, (some) => found.push(...some));
  await new Promise((resolve) => setImmediate(resolve));
  expect(found).toEqual([{ repository: "acme/of-3", installation: 3 }]);
});

test("a token that was revoked before its time is asked for anew, for git too", async () => {
  const stage = await stageOf();
  const client = clientOf(stage, stage.app.installation);
  const revoked = await installationToken(client);
  await revoke(stage, revoked);
  const calls = createCalls(client, () => instantOf(stage.clock.now()));
  const { data } = await calls.request("GET /repos/{owner}/{repo}", { owner: "acme", repo: "infra" });
  expect(data.full_name).toBe("acme/infra");
  expect(await installationToken(client)).not.toBe(revoked);
});

test("a token that was revoked before its time is asked for anew where git alone shows it", async () => {
  const stage = await stageOf();
  const client = clientOf(stage, stage.app.installation);
  const directory = mkdtempSync(join(tmpdir(), "curfew-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const mirror = openMirror({
    url: `${stage.sandbox.url}/acme/infra.git`,
    directory: join(directory, "infra.git"),
    branches: ["main"],
    token: async (refused) => installationToken(client, refused),
    retries: { times: 0, delay: 1 },
  });
  await mirror.fetch();
  const revoked = await installationToken(client);
  await revoke(stage, revoked);
  await mirror.fetch();
  expect(await installationToken(client)).not.toBe(revoked);
});
