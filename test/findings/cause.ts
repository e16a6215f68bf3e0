import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decideRequests } from "../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../src/core/decide/denials.js";
import { readAccess } from "../../src/core/read/access-folder.js";
import { readRequest } from "../../src/core/read/request.js";
import { factsAsStated } from "../../src/core/stated-facts.js";
import { KIND_SCHEMAS } from "../../src/generated/kinds.js";
import type { Access } from "../../src/model/access.js";
import { type Facts, NO_PAST } from "../../src/model/facts.js";
import type { Finding } from "../../src/model/finding.js";
import { checkFiles } from "../../src/run/check-files.js";
import { kindOf } from "../../src/wire.js";
import { at } from "../core/world.js";

/** What makes a finding, as people read it in the catalogue, and as the code itself comes to it. */
export interface Cause {
  /** Markdown. */
  readonly shows: string;
  /** Everything that is found then; all of it must be of the one code. */
  readonly findings: () => readonly Finding[] | Promise<readonly Finding[]>;
}

/** Files of the worked example, changed or added; undefined takes one away. */
export type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

export const REQUEST_PATH = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";

const NOW = at("2026-11-22T14:00:00Z");
const ROOT = new URL("../../", import.meta.url);

/** The worked example, without its policy tests: they would fail where an example changes a policy. */
function workedExample(): Readonly<Record<string, string>> {
  const folders = ["access/systems", "access/policies"].flatMap((folder) =>
    readdirSync(fileURLToPath(new URL(folder, ROOT))).map((name) => `${folder}/${name}`),
  );
  const paths = ["access/people.yaml", ".github/CODEOWNERS", ...folders].filter((path) => !path.includes(".test."));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(new URL(path, ROOT), "utf8")]));
}

export const EXAMPLE_PEOPLE = workedExample()["access/people.yaml"] ?? "";

function filesWith(changes: Files) {
  return Object.entries({ ...workedExample(), ...changes }).flatMap(([path, content]) => {
    if (content === undefined) return [];
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return [{ path, mode: "100644", bytes, blob: "b".repeat(40) }];
  });
}

export function accessWith(changes: Files = {}): Access {
  const files = filesWith(changes).filter(({ path }) => !path.startsWith("access/requests/"));
  return readAccess("c".repeat(40), files, KIND_SCHEMAS);
}

async function checked(files: Parameters<typeof checkFiles>[0]): Promise<readonly Finding[]> {
  return (await checkFiles(files, KIND_SCHEMAS, { kind: kindOf, now: NOW })).findings;
}

/** Found by `curfew check` in a checkout with these files. */
export function inFiles(changes: Files, shows = blocksOf(changes)): Cause {
  return { shows, findings: () => checked(filesWith(changes)) };
}

/** A file that is not an ordinary one. */
export function inMode(path: string, mode: string, shows: string): Cause {
  const file = { path, mode, bytes: new Uint8Array() };
  return { shows, findings: () => checked([...filesWith({}), file]) };
}

/** Found when the request is judged, in the pull request that asks. */
export function inRequest(
  text: string,
  more: { readonly files?: Files; readonly facts?: (facts: Facts) => Facts; readonly words?: string } = {},
): Cause {
  const { files = {}, facts = (same) => same, words } = more;
  return {
    shows: [blocksOf({ [REQUEST_PATH]: text, ...files }), ...(words === undefined ? [] : [words])].join("\n\n"),
    findings: () => {
      const access = accessWith(files);
      const source = { path: REQUEST_PATH, mode: "100644", bytes: new TextEncoder().encode(text) };
      const { request, findings } = readRequest(source, access);
      if (request === undefined) return findings;
      const stated = { author: request.who, approvals: [], writers: [], teams: {}, past: NO_PAST, at: NOW };
      const { decision } = decideRequests({
        requests: [request],
        access,
        facts: facts(factsAsStated(stated, access.people)),
      });
      return denialFindings(decision, [request]);
    },
  };
}

/** Found by a run, in a situation that words tell best. */
export function when(shows: string, findings: Cause["findings"]): Cause {
  return { shows, findings };
}

function blocksOf(files: Files): string {
  return Object.entries(files)
    .map(([path, content]) =>
      content === undefined
        ? `There is no \`${path}\`.`
        : `\`${path}\`:\n\n\`\`\`${path.endsWith(".yaml") ? "yaml" : "text"}\n${String(content).trimEnd()}\n\`\`\``,
    )
    .join("\n\n");
}
