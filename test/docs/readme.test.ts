import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Step } from "../../src/demo/step.js";
import { tellStory } from "../../src/demo/story.js";
import { REPOSITORY, REQUEST } from "../../src/demo/story-asked.js";
import { createWorld, type World } from "../../src/demo/world.js";
import { instantOf } from "../../src/model/instant.js";
import { createMetrics } from "../../src/wire.js";
import { type LocalClone, localClone } from "../cli/clone.js";
import { curfew, MAIN, type Started, start } from "../cli/curfew.js";
import { openWorld, recordingLog } from "../story/stage.js";
import { commandsIn, marked, pages, tableIn, textOf } from "./pages.js";

const README = textOf("README.md");
const SCRIPTS = (JSON.parse(textOf("package.json")) as { readonly scripts: Readonly<Record<string, string>> }).scripts;
const BINARY = "node dist/cli/main.js ";

/** The package as it is published. */
const PACKAGE = join(dirname(MAIN), "../..");

let world: World;
/** What somebody has on their machine who is about to ask. */
let clone: LocalClone;

beforeAll(async () => {
  world = await createWorld({ start: Date.now(), running: true, log: recordingLog(), retryDelay: 0 });
  await aliceAsks();
  clone = await localClone();
  await clone.commit("ask", "alice@example.com", { [`${FOLDER}/2026/11/22/alice-admin.yaml`]: REQUEST });
});

afterAll(async () => {
  await world.close();
  await clone.remove();
});

const FOLDER = "access/requests/aws-prod";

async function aliceAsks(): Promise<void> {
  const { alice } = world.people;
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  await alice.push("alice-admin", `${FOLDER}/${day}/alice-admin.yaml`, REQUEST, "Ask for aws-prod/admin");
  const asked = { ...REPOSITORY, title: "Ask for aws-prod/admin", head: "alice-admin", base: "main" };
  await alice.api.rest.pulls.create(asked);
}

function begin(words: string): Started {
  const cwd = words.includes("..HEAD") ? clone.directory : PACKAGE;
  return start(words.split(" "), { env: world.curfewEnvironment, cwd });
}

/** What the README says about running Curfew, in its order, each with what must come of it. */
const PRINTS: Readonly<Record<string, RegExp>> = {
  check: /^0 requests, \d+ policy tests, 0 findings\.$/m,
  "check --format github": /^0 requests, \d+ policy tests, 0 findings\.$/m,
  "check main..HEAD": /^… This pull request is waiting[\s\S]*^Judged as asked by alice[\s\S]*^waiting$/m,
  "simulate --who alice": /^WHAT +CAN +AT MOST [\s\S]*^aws-prod\/admin +if +4h /m,
  "simulate --what aws-prod/admin": /^WHO +CAN +AT MOST [\s\S]*^carol +no /m,
  "simulate --who alice --what aws-prod/rds-operator --for 2h":
    /^alice could have aws-prod\/rds-operator for 2h, after /m,
  "doctor --print-iam-policy": /^\{\n {2}"Version": "2012-10-17",$/m,
  doctor: /^1 system, 0 findings\.$/m,
  "check --pull 1": /^#1 merged$/m,
  "check --open": /^$/m,
  plan: /^\+ grant +alice +aws-prod\/admin /m,
  apply: /alice +aws-prod\/admin/,
  expire: /^$/m,
  "--json status": /"who": "alice"/,
  audit: /^alice +aws-prod\/admin /m,
  "audit --at 2026-11-22T15:00:00Z": /^/,
  "audit --verify": /^Every grant came through an approved pull request\.$/m,
};

/** What each kind of command in the README is held to. */
const RULES: readonly (readonly [RegExp, (command: string) => Promise<void> | void])[] = [
  [/^npm ci && npm (run demo|test)$/, (command) => expect(textOf(".ci/run")).toContain(command)],
  [/^npm ci && npm run build$/, () => expect(SCRIPTS["build"]).toMatch(/ && tsc -p tsconfig\.build\.json$/)],
  [/^npm run demo -- --keep$/, keepsTheServersRunning],
  [/^export (?:[A-Z_]+=(?:"[^"]*"|\S+)\s?)+$/, setsWhatIsRead],
  [/^node dist\/cli\/main\.js serve /, serves],
  [/^node dist\/cli\/main\.js /, prints],
];

function setsWhatIsRead(command: string): void {
  const names = [...command.matchAll(/\b([A-Z_]+)=/g)].map(([, name]) => name);
  expect(variablesOfTheCommandLine()).toEqual(expect.arrayContaining(names));
}

async function keepsTheServersRunning(): Promise<void> {
  expect(SCRIPTS["demo"]).toMatch(/ && node dist\/cli\/main\.js demo$/);
  const demo = begin("demo --keep");
  await demo.printed(/The servers are running[\s\S]*git clone http[\s\S]*Action=AssumeRole/);
  demo.process.kill("SIGINT");
  const { exit, stdout } = await demo.ended;
  expect([exit, stdout]).toEqual([0, expect.not.stringContaining("✗")]);
}

async function serves(command: string): Promise<void> {
  const app = begin(command.replace(BINARY, "").replace(/--port \d+/, "--host 127.0.0.1 --port 0"));
  const [, url] = /"url":"(http[^"]+)"/.exec(await app.printed(/"url":"http[^"]+"/)) ?? [];
  expect(await (await fetch(`${url}/health`)).text()).toBe("ok\n");
  app.process.kill("SIGTERM");
  expect((await app.ended).exit).toBe(0);
}

async function prints(command: string): Promise<void> {
  const words = command.replace(BINARY, "");
  expect(Object.keys(PRINTS)).toContain(words);
  // Not before: the App that was served meanwhile would have merged it.
  if (words === "check --pull 1") {
    await world.people.dana.api.rest.pulls.createReview({ ...REPOSITORY, pull_number: 1, event: "APPROVE" });
  }
  const { exit, stdout, stderr } = await begin(words).ended;
  expect([words, exit, stderr]).toEqual([words, 0, ""]);
  expect(stdout).toMatch(PRINTS[words] ?? /(?!)/);
}

function optionsIn(text: string): readonly string[] {
  return [...new Set(text.match(/--[a-z][a-z-]*/g))].sort();
}

/** Variables of ours and GitHub's that the command line reads. */
function variablesOfTheCommandLine(): readonly string[] {
  const sources = ["connect", "main", "commands/serve"].map((name) => textOf(`src/cli/${name}.ts`)).join("\n");
  return [...new Set(sources.match(/\b(?:CURFEW|GITHUB)_[A-Z_]+\b|\bPORT\b/g))].sort();
}

describe("every command of the README is run", () => {
  test.each(commandsIn(README))("%s", async (command) => {
    const rule = RULES.find(([pattern]) => pattern.test(command));
    if (!rule) throw new Error(`no rule of this test covers the command: ${command}`);
    await rule[1](command);
  });

  test("the two commands stand on lines of their own", () => {
    expect(commandsIn(README)).toEqual(expect.arrayContaining(["npm ci && npm run demo", "npm ci && npm test"]));
    expect(commandsIn(README).length).toBeGreaterThan(12);
  });
});

describe("the README shows what is", () => {
  test("the request, the comment and the audit are those of the story", async () => {
    const [request = ""] = README.match(/(?<=```yaml\n)who:[\s\S]*?(?=\n```)/) ?? [];
    expect(REQUEST).toContain(`${request}\n`);
    const screens = new Map<string, string>();
    const failed: Step[] = [];
    await tellStory(await openWorld(), {
      chapter() {},
      step: (step) => step.ok || failed.push(step),
      screen: ({ title, text }) => screens.set(title, text),
    });
    expect(failed).toEqual([]);
    const comment = screens.get("what the reviewer sees")?.replace("<!-- curfew:request -->\n", "").trimEnd() ?? "";
    expect(marked(README, "comment")).toBe(comment.replaceAll(/^/gm, "> ").replaceAll(/ +$/gm, ""));
    expect(marked(README, "audit")).toBe(`\`\`\`text\n${screens.get("curfew audit")?.replaceAll(/ +$/gm, "")}\n\`\`\``);
  }, 60_000);

  test("every command and option is in the table, and nothing else", async () => {
    const help = (await curfew(["--help"])).stdout;
    const names = [...help.matchAll(/^ {2}([a-z]+) (?:\[|\s)/gm)].map(([, name = ""]) => name);
    const commands = names.filter((name) => name !== "help");
    const rows = tableIn(README, "command").map((cells) => cells.join(" "));
    expect([...new Set(rows.map((row) => /curfew ([a-z]+)/.exec(row)?.[1]))]).toEqual(commands);
    const ofAll = optionsIn(help);
    for (const option of ofAll) expect(README).toContain(`\`${option}`);
    for (const name of commands) {
      const own = optionsIn((await curfew([name, "--help"])).stdout).filter((one) => !ofAll.includes(one));
      const listed = rows.filter((row) => row.includes(`curfew ${name}`)).join(" ");
      expect([name, optionsIn(listed)]).toEqual([name, own]);
    }
  }, 60_000);

  test("every metric is in the table as it describes itself, and nothing else", async () => {
    const metrics = await createMetrics({ now: () => instantOf(0), wakeAt: () => () => undefined });
    const told = [...(await metrics.text()).matchAll(/^# HELP (\w+) (.*)$/gm)].map(([, name, help]) => [
      `\`${name}\``,
      help,
    ]);
    const table = tableIn(README, "metric").map(([name, help]) => [name, help]);
    expect(told.length).toBeGreaterThan(0);
    expect(table.sort()).toEqual(told.sort());
  });

  test("every variable that is read is in the table, and nothing else", () => {
    const table = tableIn(README, "variable")
      .map(([cell = ""]) => cell)
      .join(" ");
    expect([...new Set(table.match(/\b(?:CURFEW|GITHUB)_[A-Z_]+\b|\bPORT\b/g))].sort()).toEqual(
      variablesOfTheCommandLine(),
    );
  });
});

describe("the package", () => {
  test("holds what the demo reads, what describes the files, and nothing of the tests", () => {
    const files = readdirSync(PACKAGE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(PACKAGE, join(entry.parentPath, entry.name)));
    const read = [...pages().filter((path) => /^src\/providers\/[^/]+\/README\.md$/.test(path)), ".github/CODEOWNERS"];
    expect(files).toEqual(expect.arrayContaining([...read, "access/people.yaml", "access/systems/aws-prod.yaml"]));
    expect(files).toEqual(
      expect.arrayContaining(["schemas/request.schema.json", "schemas/README.md", "LICENSE", "README.md"]),
    );
    expect(files.filter((path) => /^(?:test|node_modules)\/|\.mjs$|^src\/.*\.ts$/.test(path))).toEqual([]);
  });

  test("is as publint wants it", async () => {
    const { messages } = await publint({ pkgDir: PACKAGE, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  test("exports what it says", async () => {
    const index = (await import(join(PACKAGE, "dist/index.js"))) as Readonly<Record<string, unknown>>;
    const testing = (await import(join(PACKAGE, "dist/testing/index.js"))) as Readonly<Record<string, unknown>>;
    expect([typeof index["Failure"], typeof index["reconcile"], typeof testing["conformance"]]).toEqual(
      Array(3).fill("function"),
    );
  });
});
