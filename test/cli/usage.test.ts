import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { curfew, ROOT, start } from "./curfew.js";

const COMMANDS = [
  "check",
  "simulate",
  "plan",
  "apply",
  "expire",
  "answer",
  "status",
  "audit",
  "doctor",
  "serve",
  "demo",
] as const;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "curfew-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("--version prints the package's version", async () => {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { readonly version: string };
  expect(await curfew(["--version"])).toEqual({ exit: 0, stdout: `${version}\n`, stderr: "" });
});

test("--version loads no SDK", async () => {
  const coverage = join(folder, "coverage");
  await curfew(["--version"], { env: { NODE_V8_COVERAGE: coverage } });
  const [report = ""] = await readdir(coverage);
  const { result } = JSON.parse(await readFile(join(coverage, report), "utf8")) as {
    readonly result: readonly { readonly url: string }[];
  };
  const loaded = result.map(({ url }) => url).filter((url) => url.startsWith("file:"));
  expect(loaded.some((url) => url.includes("/dist/cli/main.js"))).toBe(true);
  const packages = new Set(loaded.map((url) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]));
  packages.delete(".cache");
  expect([...packages]).toEqual(["commander"]);
});

test("--help says what there is", async () => {
  const { exit, stdout, stderr } = await curfew(["--help"]);
  expect([exit, stderr]).toEqual([0, ""]);
  await expect(stdout).toMatchFileSnapshot("golden/curfew.txt");
});

test.each(COMMANDS)("%s --help says what it does", async (command) => {
  const { exit, stdout, stderr } = await curfew([command, "--help"]);
  expect([exit, stderr]).toEqual([0, ""]);
  await expect(stdout).toMatchFileSnapshot(`golden/${command}.txt`);
});

test("every command has a golden help", async () => {
  const { stdout } = await curfew(["--help"]);
  const listed = [...stdout.slice(stdout.indexOf("Commands:")).matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
  expect(listed).toEqual([...COMMANDS, "help"]);
});

test("whoever stops reading is no error", async () => {
  const { process: child, ended } = start(["--help"]);
  child.stdout.destroy();
  expect(await ended).toEqual({ exit: 0, stdout: "", stderr: "" });
});

interface Wrong {
  readonly title: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly says: RegExp;
}

const TOKEN = { GITHUB_TOKEN: "ghp_notatoken", GITHUB_REPOSITORY: "acme/access" };
const APP = { CURFEW_APP_ID: "1", CURFEW_PRIVATE_KEY: "not a key" };

const WRONG: readonly Wrong[] = [
  { title: "no command", words: [], says: /Usage: curfew/ },
  { title: "an unknown command", words: ["chek"], says: /unknown command 'chek'[\s\S]*Did you mean check/ },
  { title: "an unknown option", words: ["plan", "--force"], says: /unknown option '--force'/ },
  { title: "an argument where none is taken", words: ["plan", "now"], says: /too many arguments/ },
  { title: "a pull request that is no number", words: ["check", "--pull", "x"], says: /--pull.*Not a whole number/ },
  { title: "one pull request and all of them", words: ["check", "--pull", "1", "--open"], says: /cannot be used with/ },
  {
    title: "an --at that is no instant",
    words: ["audit", "--at", "yesterday"],
    says: /2026-11-22T18:00:00Z.*yesterday/,
  },
  { title: "an --at without a zone", words: ["audit", "--at", "2026-11-22T18:00:00"], says: /--at takes/ },
  {
    title: "no repository",
    words: ["status"],
    env: { GITHUB_TOKEN: "ghp_notatoken" },
    says: /--repository owner\/name/,
  },
  { title: "a repository that is no name", words: ["status", "--repository", "acme"], env: TOKEN, says: /owner\/name/ },
  {
    title: "no credentials",
    words: ["status"],
    env: { GITHUB_REPOSITORY: "acme/access" },
    says: /CURFEW_APP_ID and CURFEW_PRIVATE_KEY, or GITHUB_TOKEN/,
  },
  { title: "serve with a token alone", words: ["serve"], env: TOKEN, says: /the App needs CURFEW_APP_ID/ },
  { title: "serve without a secret", words: ["serve"], env: APP, says: /CURFEW_WEBHOOK_SECRET: at least 16/ },
  {
    title: "serve with a secret that can be guessed",
    words: ["serve"],
    env: { ...APP, CURFEW_WEBHOOK_SECRET: "hunter2" },
    says: /at least 16 characters/,
  },
  { title: "serve on a port that is none", words: ["serve", "--port", "70000"], says: /--port.*Not a port/ },
  { title: "serve on a PORT that is none", words: ["serve"], env: { PORT: "http" }, says: /PORT.*Not a whole number/ },
  {
    title: "a file of metrics where none can be",
    words: ["apply", "--metrics", "nowhere/curfew.prom"],
    env: TOKEN,
    says: /--metrics: no file can be written in nowhere/,
  },
  { title: "check outside of an access repository", words: ["check"], says: /no folder access\/ in/ },
];

test.each(WRONG)("$title is wrong usage: exit 2, and what to do instead", async ({ words, env, says }) => {
  const { exit, stdout, stderr } = await curfew(words, { cwd: folder, ...(env ? { env } : {}) });
  expect(exit).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/ghp_notatoken|not a key|hunter2|\n {4}at /);
});
