import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cloudUser } from "../../src/demo/cloud.js";
import { curfew, start } from "./curfew.js";

const run = promisify(execFile);

let temporary = "";
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "curfew-test-"));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

test("demo --json prints one object a step, all as expected, and leaves nothing behind", async () => {
  const { exit, stdout, stderr } = await curfew(["demo", "--json"], { env: { TMPDIR: temporary }, cwd: temporary });
  expect([exit, stderr]).toEqual([0, ""]);
  const steps = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(steps.length).toBeGreaterThan(15);
  expect(steps.map((step) => step["step"])).toEqual(steps.map((_, index) => index + 1));
  for (const step of steps) {
    expect(Object.keys(step)).toEqual(["step", "at", "actor", "what", "expected", "observed", "ok"]);
    expect(step["at"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect([step["observed"], step["ok"]]).toEqual([step["expected"], true]);
  }
  expect(await readdir(temporary)).toEqual([]);
});

test("demo in a pipe has no colour, and shows the screens", async () => {
  const { exit, stdout, stderr } = await curfew(["demo"], { env: { TMPDIR: temporary } });
  expect([exit, stderr]).toEqual([0, ""]);
  expect(stdout).not.toContain("\u001b");
  for (const screen of ["what the reviewer sees", "curfew plan", "git interpret-trailers", "curfew audit"]) {
    expect(stdout).toContain(`╭─ ${screen}`);
  }
  expect(stdout).not.toContain("✗");
  expect(stdout).toMatch(/Every step was as expected\. Nobody had to remember anything\.\n$/);
});

/** From 7.75 on it signs as AWS wants it. */
const CURL = /^curl (?:7\.(?:7[5-9]|[89]\d)|[89]\.|\d\d)/.test(
  spawnSync("curl", ["--version"]).stdout?.toString() ?? "",
);

test("demo --keep prints tokens and keys that work, stays until SIGTERM, and leaves nothing behind", async () => {
  const demo = start(["demo", "--keep", "--json"], { env: { TMPDIR: temporary } });
  const shown = await demo.printed(/-d RoleArn=\S+\n/);
  const first = (pattern: RegExp) => pattern.exec(shown)?.slice(1) ?? [];
  const [token = ""] = first(/dana's token: {2}(ghp_\w+)/);
  const [pulls = ""] = first(/(http:\S+\/pulls) /);
  const answer = await fetch(pulls, { headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, await answer.json()]).toEqual([200, []]);
  const [accessKeyId = "", secretAccessKey = "", url = ""] = first(/--user (\w+):(\S+) (http:\S+) /);
  const [role = ""] = first(/RoleArn=(\S+)/);
  expect(await cloudUser(url, { accessKeyId, secretAccessKey }).assume(role)).toBe("AccessDenied");
  demo.process.kill("SIGTERM");
  const { exit, stdout } = await demo.ended;
  expect(exit).toBe(0);
  for (const line of stdout.trimEnd().split("\n")) expect(JSON.parse(line)).toMatchObject({ ok: true });
  expect(await readdir(temporary)).toEqual([]);
});

test.skipIf(!CURL)(
  "demo --keep prints lines that really ask, approve and take the role, until it is stopped",
  async () => {
    const demo = start(["demo", "--keep"], { env: { TMPDIR: temporary } });
    try {
      const shown = await demo.printed(/-d RoleArn=\S+\n/);
      const lines = shown.slice(shown.indexOf("git clone"));
      expect(shown).toMatch(/alice's token: ghp_\w+\ndana's token: {2}ghp_\w+\n/);
      const [ask = "", approve = "", read = "", take = ""] = lines.split(/\n# [^\n]*(?=\n(?:curl))/);
      const shell = async (text: string) => {
        const { stdout } = await run("sh", ["-ec", text.replaceAll("curl ", "curl -sS ")], { cwd: temporary });
        return stdout;
      };

      expect(JSON.parse((await shell(ask)).replace(/^[^{]*/, ""))).toMatchObject({ number: 3, state: "open" });
      const denied = await shell(take);
      expect(denied).toContain("AccessDenied");
      expect(JSON.parse(await shell(approve))).toMatchObject({ state: "APPROVED" });
      expect(JSON.parse(await shell(read))).toEqual(expect.any(Array));
      const taken = await granted(() => shell(take));
      expect(taken).toMatch(/<SecretAccessKey>[^<]+<\/SecretAccessKey>/);
    } finally {
      demo.process.kill("SIGINT");
    }
    expect((await demo.ended).exit).toBe(0);
    expect(await readdir(temporary)).toEqual(["access"]);
  },
);

/** Curfew needs a moment to merge and to grant: each refusal is an answer, after which it is asked again. */
async function granted(take: () => Promise<string>): Promise<string> {
  for (let tries = 0; tries < 500; tries += 1) {
    const answer = await take();
    if (!answer.includes("AccessDenied")) return answer;
  }
  return "it was never granted";
}

test.each([
  ["SIGTERM", 143, /alice asks/],
  ["SIGINT", 130, /dana/],
] as const)("demo that %s stops on its way ends with %s, and leaves nothing behind", async (signal, exit, step) => {
  const demo = start(["demo"], { env: { TMPDIR: temporary } });
  await demo.printed(step);
  demo.process.kill(signal);
  const ended = await demo.ended;
  expect([ended.exit, ended.stderr]).toEqual([exit, ""]);
  expect(await readdir(temporary)).toEqual([]);
});
