import { type AccessFile, readAccess } from "../../../src/core/read/access-folder.js";
import type { SourceFile } from "../../../src/core/read/text-file.js";
import { KIND_SCHEMAS } from "../../../src/generated/kinds.js";
import type { Access } from "../../../src/model/access.js";
import type { Finding } from "../../../src/model/finding.js";

export const REQUEST_PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";

export function fileOf(path: string, text: string | Uint8Array, mode = "100644"): SourceFile {
  return { path, mode, bytes: typeof text === "string" ? new TextEncoder().encode(text) : text };
}

export function accessFile(path: string, text: string, mode = "100644"): AccessFile {
  return { ...fileOf(path, text, mode), blob: "b".repeat(40) };
}

export const FILES: Readonly<Record<string, string>> = {
  "access/people.yaml": `people:
  Alice: { name: Alice Ng, id: 1, email: alice@example.com }
  bob: { name: Bob Okafor, id: 2 }
  dana: { name: Dana Petrova, id: 3 }
teams:
  sre: [alice, bob]
`,
  "access/systems/aws-prod.yaml": `kind: aws-iam
about: The production account.
account: "123456789012"
identity: arn:aws:iam::123456789012:user/{login}
roles:
  admin:
    about: Everything, in production.
    policies: [arn:aws:iam::aws:policy/AdministratorAccess]
  rds-operator:
    about: Fail over and restart databases.
    statements: [{ actions: [rds:FailoverDBCluster], resources: ["*"] }]
`,
  "access/policies/production-admin.yaml": `what: [aws-prod/admin]
who: [team:sre]
for: 4h
approve:
  - by: [codeowners]
`,
  ".github/CODEOWNERS": "/access/requests/aws-prod/ @dana\n",
};

/** The folder above with some files changed; undefined takes one away. */
export function accessWith(changes: Readonly<Record<string, string | undefined>> = {}): Access {
  const files = Object.entries({ ...FILES, ...changes }).flatMap(([path, text]) =>
    text === undefined ? [] : [accessFile(path, text)],
  );
  return readAccess("c".repeat(40), files, KIND_SCHEMAS);
}

/** `code line:column`, for what matters at a glance. */
export function glance(findings: readonly Finding[] | undefined): readonly string[] {
  return (findings ?? []).map(({ code, line, column }) => (line === undefined ? code : `${code} ${line}:${column}`));
}
