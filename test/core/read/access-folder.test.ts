import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAccess } from "../../../src/core/read/access-folder.js";
import { ACCESS_PATHS, accessPathOf, pathFindings, systemPath } from "../../../src/core/read/paths.js";
import { readRequest } from "../../../src/core/read/request.js";
import { KIND_SCHEMAS } from "../../../src/generated/kinds.js";
import { accessFile, accessWith, FILES, fileOf, glance, REQUEST_PATH } from "./sources.js";

const PEOPLE = "access/people.yaml";
const SYSTEM = "access/systems/aws-prod.yaml";
const POLICY = "access/policies/production-admin.yaml";

function changed(path: string, right: string, wrong: string): readonly string[] {
  const text = FILES[path] ?? "";
  if (!text.includes(right)) throw new Error(`${path} has no ${right}`);
  return accessWith({ [path]: text.replace(right, wrong) }).findings.map(
    ({ code, severity, line, column }) => `${severity === "error" ? "" : `${severity} `}${code} ${line}:${column}`,
  );
}

test("the folder is people, systems, policies and owners of one commit", () => {
  const access = accessWith();
  expect(access.findings).toEqual([]);
  expect(access.commit).toBe("c".repeat(40));
  expect(access.people.people.get("alice")).toEqual({
    login: "Alice",
    name: "Alice Ng",
    id: 1,
    email: "alice@example.com",
    ids: {},
  });
  expect(access.people.teams.get("sre")).toEqual(["Alice", "bob"]);
  expect(access.systems.get("aws-prod")).toMatchObject({
    name: "aws-prod",
    kind: "aws-iam",
    about: "The production account.",
    identity: "arn:aws:iam::123456789012:user/{login}",
    settings: { account: "123456789012" },
  });
  expect(access.systems.get("aws-prod")?.roles.get("admin")).toEqual({
    name: "admin",
    about: "Everything, in production.",
    settings: { policies: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
  });
  expect(access.policies).toEqual([
    {
      name: "production-admin",
      path: POLICY,
      blob: "b".repeat(40),
      what: ["aws-prod/admin"],
      who: [{ kind: "team", name: "sre" }],
      for: 14_400,
      approve: [{ by: [{ kind: "codeowners" }], count: 1 }],
      rules: [],
      behalf: false,
    },
  ]);
  expect(access.owners).toEqual([
    { line: 1, pattern: "/access/requests/aws-prod/", owners: [{ kind: "user", login: "dana" }] },
  ]);
});

test("a policy may ask for tickets, counts, people and teams, and allow asking on behalf", () => {
  const access = accessWith({
    [POLICY]: `what: ["*/*"]
who: [user:ALICE]
for: PT1H30M
ticket: ^INC-\\d+$
approve: [{ by: [team:sre, user:dana, codeowners], count: 2 }]
behalf: true
`,
  });
  expect(access.findings).toEqual([]);
  expect(access.policies[0]).toMatchObject({
    for: 5400,
    ticket: "^INC-\\d+$",
    who: [{ kind: "user", login: "ALICE" }],
    approve: [
      { by: [{ kind: "team", name: "sre" }, { kind: "user", login: "dana" }, { kind: "codeowners" }], count: 2 },
    ],
    behalf: true,
  });
});

test.each([
  ["id: 2", "id: 1", ["duplicate-person 3:32"]],
  ["id: 2", "id: 2, email: ALICE@example.com", ["duplicate-person 3:42"]],
  ["  bob:", "  alice:", ["duplicate-person 3:3", "unknown-person 6:16"]],
  ["[alice, bob]", "[alice, bbo]", ["unknown-person 6:16"]],
  ["[alice, bob]", "[alice, alice]", ["wrong-value 6:16"]],
  ["[alice, bob]", "alice", ["wrong-value 6:8"]],
  ["sre:", "SRE:", ["wrong-value 6:3"]],
  ["  bob:", "  'b b':", ["wrong-value 3:3"]],
  ["id: 2", "id: '2'", ["wrong-value 3:32"]],
  ["id: 2", "id: 2.5", ["wrong-value 3:32"]],
  ["id: 2", "id: 90071992547409931", ["wrong-value 3:32"]],
  ["id: 2", "id: 0o17", ["wrong-value 3:32"]],
  ["id: 2", "id: 2.0", ["wrong-value 3:32"]],
  [", id: 2", "", ["missing-key 3:3"]],
  ["id: 2", "id: 2, e-mail: b@x", ["unknown-key 3:35"]],
  ["id: 2", "id: 2, ids: { aws-prd: b }", ["warning unknown-system 3:42"]],
  ["id: 2", "id: 2, ids: { aws-prod: '*' }", ["wrong-value 3:52"]],
  ["teams:", "team:", ["unknown-key 5:1"]],
  ["people:", "persons:", ["unknown-key 1:1", "missing-key 1:1"]],
])("in people, instead of `%s`, `%s` is %j", (right, wrong, expected) => {
  expect(changed(PEOPLE, right, wrong)).toEqual(expected);
});

test("what is wrong with a person is told with who was meant, or who else is called so", () => {
  const args = (right: string, wrong: string) => {
    const access = accessWith({ [PEOPLE]: (FILES[PEOPLE] ?? "").replace(right, wrong) });
    return access.findings.map((one) => one.args);
  };
  expect(args("[alice, bob]", "[alice, bbo]")).toEqual([{ login: "bbo", suggestion: "bob" }]);
  expect(args("id: 2", "id: 2, email: ALICE@example.com")).toEqual([{ login: "bob", other: "Alice", field: "email" }]);
  expect(args("id: 2", "id: 0o17")).toEqual([
    { key: "id", expected: "the digits of the GitHub account's number", example: "90000001", received: "0o17" },
  ]);
});

test.each([
  ["kind: aws-iam", "kind: aws-aim", ["unknown-kind 1:7"]],
  ["kind: aws-iam", "kind: constructor", ["unknown-kind 1:7"]],
  ["kind: aws-iam", "kind: [aws-iam]", ["wrong-value 1:7"]],
  ["kind: aws-iam\n", "", ["missing-key 1:1"]],
  ["account:", "acount:", ["unknown-key 3:1"]],
  ['"123456789012"', "123456789012", ["wrong-value 3:10"]],
  ["{login}", "{user}", ["wrong-value 4:11"]],
  ["/{login}", "/alice", ["wrong-value 4:11"]],
  ["user/{login}", "root", ["wrong-value 4:11"]],
  ["about: The production account.", "about: ''", ["wrong-value 2:8"]],
  ["    about: Everything, in production.\n", "", ["missing-key 6:3"]],
  ["    policies: [arn:aws:iam::aws:policy/AdministratorAccess]\n", "", ["one-of-keys 6:3"]],
  ["policies: [arn:aws:iam::aws:policy/AdministratorAccess]", "polices: [x]", ["unknown-key 8:5"]],
  ["arn:aws:iam::aws:policy/AdministratorAccess", "AdministratorAccess", ["wrong-value 8:16"]],
  ["rds:FailoverDBCluster", "FailoverDBCluster", ["wrong-value 11:30"]],
  ['resources: ["*"]', "resource: ['*']", ["unknown-key 11:54"]],
  ["  admin:", "  Admin:", ["wrong-value 6:3"]],
])("in a system, instead of `%s`, `%s` is %j", (right, wrong, expected) => {
  expect(changed(SYSTEM, right, wrong)).toEqual(expected);
});

test("a kind that does not exist names those that do", () => {
  const access = accessWith({ [SYSTEM]: (FILES[SYSTEM] ?? "").replace("kind: aws-iam", "kind: aws-aim") });
  expect(access.systems.size).toBe(0);
  expect(access.findings[0]?.args).toEqual({ received: "aws-aim", known: ["aws-iam"], suggestion: "aws-iam" });
});

test("a system that is no mapping is one finding", () => {
  expect(glance(accessWith({ [SYSTEM]: "just text\n" }).findings)).toEqual(["wrong-value 1:1"]);
  expect(glance(accessWith({ [SYSTEM]: "" }).findings)).toEqual(["wrong-value 1:1"]);
});

test("kinds of system are given, so that a reader knows no provider", () => {
  const files = [
    ...Object.entries({ ...FILES, [SYSTEM]: "" }).filter(([path]) => path !== SYSTEM),
    [SYSTEM, "kind: memory\nabout: A.\nidentity: '{login}'\nroles: { admin: { about: All. } }\n"] as const,
  ].map(([path, text]) => accessFile(path, text));
  expect(readAccess("c", files, { memory: () => [] }).findings).toEqual([]);
  expect(readAccess("c", files, { memory: () => [] }).systems.get("aws-prod")?.kind).toBe("memory");
  expect(glance(readAccess("c", files, KIND_SCHEMAS).findings)).toEqual(["unknown-kind 1:7"]);
});

test("a kind whose checker says little still gets its finding a place", () => {
  const files = [
    accessFile(SYSTEM, "kind: memory\nabout: A.\nidentity: '{login}'\nroles: { admin: { about: All. } }\n"),
  ];
  const check = (instancePath: string, keyword: string) => {
    const { findings } = readAccess("c", files, {
      memory: () => [{ instancePath, schemaPath: "", keyword, params: {} }],
    });
    return findings.filter(({ path }) => path === SYSTEM);
  };
  expect(check("/about", "size")).toEqual([
    expect.objectContaining({
      code: "wrong-value",
      line: 2,
      args: { key: "about", expected: "", example: "", received: "A." },
    }),
  ]);
  expect(glance(check("/nowhere", "size"))).toEqual(["wrong-value 1:1"]);
  expect(check("", "required")[0]?.args).toEqual({ key: "", about: "", example: "" });
  expect(check("", "additionalProperties")[0]?.args).toEqual({ key: "", known: [] });
  expect(check("", "anyOf")[0]?.args).toEqual({ keys: [], received: [] });
});

test("a long value is shown by its beginning", () => {
  const access = accessWith({ [POLICY]: (FILES[POLICY] ?? "").replace("4h", "x".repeat(500)) });
  expect(access.findings[0]?.args).toEqual({ key: "for", received: `${"x".repeat(100)}…` });
});

test.each([
  ["for: 4h", "for: 4 hours", ["bad-duration 3:6"]],
  ["for: 4h", "for: 0m", ["bad-duration 3:6"]],
  ["for: 4h", "for: 0m\nticket: (a+)+", ["bad-duration 3:6", "bad-pattern 4:9"]],
  ["for: 4h", "for: 4h\nticket: '['", ["bad-pattern 4:9"]],
  ["for: 4h", "for: 4h\nrules: [{ expect: request.minuts > 60, message: No. }]", ["bad-expression 4:19"]],
  ["by: [codeowners]", "by: [codeowners]\n    when: now.getHours('Europe/Berln') < 9", ["bad-expression 6:11"]],
  ["for: 4h", "for: 4h\nrenewals: 51", ["wrong-value 4:11"]],
  ["for: 4h", "for: 4h\nrenewals: 2.5", ["wrong-value 4:11"]],
  [
    "for: 4h",
    "for: 4h\nemergency: { who: [team:sre], for: 0m, review: 400d }",
    ["bad-duration 4:36", "bad-duration 4:48"],
  ],
  ["for: 4h", "for: 4h\nemergency: { who: [team:sre], for: 1h }", ["missing-key 4:1"]],
  [
    "for: 4h",
    "for: 4h\nemergency: { who: [team:sres, user:zoe], for: 1h, review: 1d }",
    ["unknown-team 4:20", "unknown-person 4:31"],
  ],
  ["for: 4h", "for: 4h\nrules: [{ expect: 'true', message: ' ' }]", ["wrong-value 4:36"]],
  ["for: 4h", "for: 4h\nwhen: request.minutes > 60", ["unknown-key 4:1"]],
  ["for: 4h", "for: 4h\nemergencies: {}", ["unknown-key 4:1"]],
  ["for: 4h\n", "", ["missing-key 1:1"]],
  ["approve:\n  - by: [codeowners]\n", "", ["missing-key 1:1"]],
  ["approve:\n  - by: [codeowners]\n", "approve: []\n", []],
  ["[codeowners]", "[]", ["wrong-value 5:9"]],
  ["[codeowners]", "[dana]", ["wrong-value 5:10"]],
  ["[codeowners]", "[user:dnaa]", ["unknown-person 5:10"]],
  ["[codeowners]", "[team:sr]", ["unknown-team 5:10"]],
  ["[codeowners]", "[codeowners]\n    count: 0", ["wrong-value 6:12"]],
  ["[team:sre]", "team:sre", ["wrong-value 2:6"]],
  ["[team:sre]", "[codeowners]", ["wrong-value 2:7"]],
  ["[team:sre]", "[team:sre, user:bbo]", ["unknown-person 2:17"]],
  ["[aws-prod/admin]", "[aws-prod/amdin]", ["warning unknown-role 1:8"]],
  ["[aws-prod/admin]", "[aws-prd/admin]", ["warning unknown-system 1:8"]],
  ["[aws-prod/admin]", "[aws-test-*/admin]", ["warning matches-nothing 1:8"]],
  ["[aws-prod/admin]", "[aws-*/*min]", []],
  ["[aws-prod/admin]", '["*"]', ["wrong-value 1:8"]],
  ["[aws-prod/admin]", "[]", ["wrong-value 1:7"]],
])("in a policy, instead of `%s`, %j is %j", (right, wrong, expected) => {
  expect(changed(POLICY, right, wrong)).toEqual(expected);
});

test.each([
  ["[codeowners]", "[user:dnaa]", { login: "dnaa", suggestion: "dana" }],
  ["[codeowners]", "[team:sr]", { team: "sr", suggestion: "sre" }],
  ["[codeowners]", "[team:nigth]", { team: "nigth", suggestion: "night" }],
  [
    "[aws-prod/admin]",
    "[aws-prod/amdin]",
    { system: "aws-prod", role: "amdin", known: ["admin", "rds-operator"], suggestion: "admin" },
  ],
  ["[aws-prod/admin]", "[aws-prd/admin]", { system: "aws-prd", suggestion: "aws-prod" }],
  ["[aws-prod/admin]", "[aws-test-*/admin]", { pattern: "aws-test-*/admin" }],
  ["for: 4h", "for: 0m", { key: "for", received: "0m" }],
  ["for: 4h", "for: 4h\nticket: (a+)+", { key: "ticket", received: "(a+)+", problem: "it repeats a group" }],
])("what is wrong with a policy is told with what was meant: instead of `%s`, %j", (right, wrong, expected) => {
  const people = (FILES[PEOPLE] ?? "").replace("teams:", "teams:\n  night: github:acme/night");
  const access = accessWith({ [PEOPLE]: people, [POLICY]: (FILES[POLICY] ?? "").replace(right, wrong) });
  expect(access.findings.map(({ args }) => args)).toEqual([expected]);
});

test("a system that somebody is named in and that is not there is told with the one that was meant", () => {
  const people = (FILES[PEOPLE] ?? "").replace("id: 2", "id: 2, ids: { aws-prd: b }");
  expect(accessWith({ [PEOPLE]: people }).findings[0]?.args).toEqual({ system: "aws-prd", suggestion: "aws-prod" });
});

test("a rule's message is told without the blanks around it", () => {
  const text = `${FILES[POLICY]}rules: [{ expect: "true", message: " No. " }]\n`;
  expect(accessWith({ [POLICY]: text }).policies[0]?.rules).toEqual([{ expect: "true", message: "No." }]);
});

test("without people nobody is known, and that is one finding", () => {
  const access = accessWith({ [PEOPLE]: undefined });
  expect(access.people).toEqual({ people: new Map(), teams: new Map(), liveTeams: new Map(), delegations: [] });
  expect(access.findings).toEqual([{ code: "missing-file", severity: "error", path: PEOPLE, args: { path: PEOPLE } }]);
});

test("people that cannot be read are nobody, and the policies that name them are not blamed", () => {
  const access = accessWith({ [PEOPLE]: "people: [" });
  expect(access.people.people.size).toBe(0);
  expect(access.findings.map(({ path }) => path)).toEqual([PEOPLE]);
});

test("only the first CODEOWNERS in GitHub's order counts", () => {
  const root = { CODEOWNERS: "* @bob\n" };
  expect(accessWith(root).owners[0]?.owners).toEqual([{ kind: "user", login: "dana" }]);
  expect(accessWith({ ...root, ".github/CODEOWNERS": undefined }).owners[0]?.owners).toEqual([
    { kind: "user", login: "bob" },
  ]);
  expect(accessWith({ ".github/CODEOWNERS": undefined, "docs/CODEOWNERS": "* @bob\n" }).owners).toHaveLength(1);
  expect(accessWith({ ".github/CODEOWNERS": undefined })).toMatchObject({ owners: [], findings: [] });
});

test("a CODEOWNERS that is a symbolic link owns nothing and is an error", () => {
  const files = Object.entries(FILES).map(([path, text]) =>
    accessFile(path, text, path.endsWith("CODEOWNERS") ? "120000" : "100644"),
  );
  const access = readAccess("c", files, KIND_SCHEMAS);
  expect(access.owners).toEqual([]);
  expect(access.findings).toEqual([expect.objectContaining({ code: "file-not-regular", severity: "error" })]);
});

test.each([
  ["access/policy/x.yaml", "access/policies/<policy>.yaml"],
  ["access/policies/x.yml", "access/policies/<policy>.yaml"],
  ["access/policies/sub/x.yaml", "access/policies/<policy>.yaml"],
  ["access/policies/X.yaml", "access/policies/<policy>.yaml"],
  ["access/policies/-x.yaml", "access/policies/<policy>.yaml"],
  ["access/system/x.yaml", "access/systems/<system>.yaml"],
  ["access/systems/a--b.yaml", "access/systems/<system>.yaml"],
  [
    "access/people.yml",
    "access/people.yaml, access/curfew.yaml, access/systems/<system>.yaml or access/policies/<policy>.yaml",
  ],
  ["access/request/x.yaml", "access/requests/<system>/YYYY/MM/DD/<name>.yaml"],
  ["access/requests/README.md", "access/requests/<system>/YYYY/MM/DD/<name>.yaml"],
  ["access/systems/a.yaml~", "access/systems/<system>.yaml"],
  [`access/systems/${"a".repeat(41)}.yaml`, "access/systems/<system>.yaml"],
  ["access/systems/access/systems/a.yaml", "access/systems/<system>.yaml"],
  ["access/policies/a.test.yaml~", "access/policies/<policy>.yaml"],
  [`access/policies/${"a".repeat(41)}.test.yaml`, "access/policies/<policy>.yaml"],
  ["access/policies/access/policies/a.test.yaml", "access/policies/<policy>.yaml"],
  ["access/requests/x/access/requests/orders/2026/11/22/a.yaml", "access/requests/<system>/YYYY/MM/DD/<name>.yaml"],
  [`access/requests/${"a".repeat(41)}/2026/11/22/a.yaml`, "access/requests/<system>/YYYY/MM/DD/<name>.yaml"],
])("%s belongs nowhere", (path, expected) => {
  expect(accessWith({ [path]: "a: 1\n" }).findings).toEqual([
    { code: "file-name", severity: "error", path, args: { expected } },
  ]);
});

test.each(["a", "a-b", "a".repeat(40)])("%s is a name like any other", (name) => {
  expect(accessPathOf(systemPath(name))).toEqual({ kind: "system", name });
  expect(accessPathOf(`access/policies/${name}.yaml`)).toEqual({ kind: "policy", name });
  expect(accessPathOf(`access/policies/${name}.test.yaml`)).toEqual({ kind: "policy-test" });
  expect(accessPathOf(`access/requests/${name}/2026/11/22/a.yaml`)).toEqual({ kind: "request", system: name });
});

test.each([
  ["01/01", true],
  ["09/10", true],
  ["10/30", true],
  ["12/31", true],
  ["00/01", false],
  ["13/01", false],
  ["01/00", false],
  ["01/32", false],
  ["1/1", false],
])("a request lies under a day, and %s is one: %s", (day, expected) => {
  expect(accessPathOf(`access/requests/orders/2026/${day}/a.yaml`).kind).toBe(expected ? "request" : "unknown");
});

test.each([
  ["access/people.yaml", "people"],
  ["access/curfew.yaml", "settings"],
  [".github/CODEOWNERS", "code-owners"],
  ["CODEOWNERS", "code-owners"],
  ["docs/CODEOWNERS", "code-owners"],
  ["access/README.md", "readme"],
  ["accesses/people.yaml", "outside"],
  ["src/access/people.yaml", "outside"],
])("%s is %s", (path, kind) => {
  expect(accessPathOf(path)).toEqual({ kind });
});

test("a README explains to people, and what lies elsewhere is not ours", () => {
  expect(accessWith({ "access/README.md": "", "access/systems/README.md": "", "src/x.ts": "" }).findings).toEqual([]);
  expect(accessPathOf(REQUEST_PATH)).toEqual({ kind: "request", system: "aws-prod" });
  expect(accessWith({ [REQUEST_PATH]: "not: read" }).findings).toEqual([]);
});

test("names that differ only by case collide", () => {
  expect(pathFindings([PEOPLE, "access/People.yaml"])).toEqual([
    expect.objectContaining({ code: "file-name", path: "access/People.yaml" }),
    expect.objectContaining({ code: "file-name-collision", path: "access/People.yaml", args: { other: PEOPLE } }),
  ]);
  expect(pathFindings([PEOPLE, PEOPLE])).toEqual([]);
});

function walk(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => walk(join(path, name)));
}

test("this repository's own folder is the worked example: alice can ask, and it has no findings", () => {
  const files = ["access", ".github/CODEOWNERS"]
    .flatMap(walk)
    .map((path) => accessFile(path, readFileSync(path, "utf8")));
  const access = readAccess("c", files, KIND_SCHEMAS);
  expect(access.findings).toEqual([]);
  expect(files.filter(({ path }) => ACCESS_PATHS.some((prefix) => path.startsWith(prefix))).length).toBeGreaterThan(4);
  const text = "who: alice\nwhat: aws-prod/admin\nfor: 2h\nwhy: Promote the replica.\nticket: INC-4812\n";
  expect(readRequest(fileOf(REQUEST_PATH, text), access).request?.who).toBe("alice");
});
