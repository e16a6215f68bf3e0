import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { REQUEST } from "../../src/demo/story-asked.js";
import { curfew, ROOT } from "./curfew.js";

const ASKED = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
const SUBFOLDER = dirname(ASKED);

let checkout = "";

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "curfew-test-"));
  await mkdir(join(checkout, ".git"));
  for (const path of ["access/people.yaml", "access/systems", "access/policies", ".github/CODEOWNERS"]) {
    await cp(join(ROOT, path), join(checkout, path), { recursive: true });
  }
  await mkdir(join(checkout, SUBFOLDER), { recursive: true });
  await writeFile(join(checkout, ASKED), REQUEST);
});

afterEach(() => rm(checkout, { recursive: true, force: true }));

test("a good checkout passes, and says how much was looked at", async () => {
  expect(await curfew(["check"], { cwd: checkout })).toEqual({
    exit: 0,
    stdout: "1 request, 10 policy tests, 0 findings.\n",
    stderr: "",
  });
});

test("it needs neither credentials nor a repository's name, and no network", async () => {
  const { exit, stdout } = await curfew(["check", "--json"], {
    cwd: checkout,
    env: { GITHUB_API_URL: "http://127.0.0.1:1" },
  });
  expect([exit, JSON.parse(stdout)]).toEqual([0, { requests: 1, cases: 10, findings: [] }]);
});

test("from a subfolder the whole checkout is looked at", async () => {
  const { exit, stdout } = await curfew(["check"], { cwd: join(checkout, SUBFOLDER) });
  expect([exit, stdout]).toEqual([0, "1 request, 10 policy tests, 0 findings.\n"]);
});

test("a worktree, whose .git is a file, is a checkout too", async () => {
  await rm(join(checkout, ".git"), { recursive: true });
  await writeFile(join(checkout, ".git"), "gitdir: elsewhere\n");
  const { exit } = await curfew(["check"], { cwd: join(checkout, SUBFOLDER) });
  expect(exit).toBe(0);
});

interface Wrong {
  readonly title: string;
  readonly path: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly code: string;
  readonly line: number;
}

const WRONG: readonly Wrong[] = [
  { title: "a request", path: ASKED, from: "for: 2h", to: "for: 2 hours", code: "bad-duration", line: 4 },
  {
    title: "a policy",
    path: "access/policies/production-admin.yaml",
    from: "for: 4h",
    to: "fro: 4h",
    code: "unknown-key",
    line: 4,
  },
  {
    title: "a system",
    path: "access/systems/aws-prod.yaml",
    from: "kind: aws-iam",
    to: "kind: aws-iamm",
    code: "unknown-kind",
    line: 2,
  },
  {
    title: "the people",
    path: "access/people.yaml",
    from: "id: 90000002",
    to: "id: 90000001",
    code: "duplicate-person",
    line: 4,
  },
];

test.each(WRONG)("$title with a fault is a finding on its line, and exit 1", async ({ path, from, to, code, line }) => {
  const text = await readFile(join(checkout, path), "utf8");
  expect(text.replace(from, to)).not.toBe(text);
  await writeFile(join(checkout, path), text.replace(from, to));

  const shown = await curfew(["check"], { cwd: join(checkout, SUBFOLDER) });
  expect([shown.exit, shown.stderr]).toEqual([1, ""]);
  expect(shown.stdout).toContain(`${path}:${line}:`);
  expect(shown.stdout).toContain(` error ${code}  `);

  const { exit, stdout } = await curfew(["check", "--json"], { cwd: checkout });
  expect(exit).toBe(1);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly object[] };
  expect(findings).toContainEqual(
    expect.objectContaining({
      code,
      severity: "error",
      path,
      line,
      column: expect.any(Number),
      args: expect.any(Object),
    }),
  );
});
