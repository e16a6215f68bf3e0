import type { PolicyTestFile } from "../../generated/policy-test.js";
import { validatePolicyTest } from "../../generated/validate.js";
import type { Past } from "../../model/facts.js";
import { type Finding, isError } from "../../model/finding.js";
import { formatInstant, type Instant, instantOf, parseInstant } from "../../model/instant.js";
import type { CaseVerdict, PolicyCase } from "../../model/policy-case.js";
import { REQUESTS, type Request } from "../../model/request.js";
import { requestIn } from "./request.js";
import { failed, type Reading, type SourceFile } from "./text-file.js";
import { badInstant, schemaFindings } from "./validate.js";
import { keyAt, readYaml, type YamlFile, type YamlNode } from "./yaml-file.js";

type Case = PolicyTestFile["cases"][number];

/** When a case is judged that says nothing of it: Monday, 2026-01-05T12:00:00Z. The same always, so that no case ages. */
const NOON = instantOf(1_767_614_400_000);

/** What a request says that is about something else. */
const WHY = "A case of a policy test.";

/** Reads the cases of `access/policies/<name>.test.yaml`. Who and what they name is for the policies to judge. */
export function readPolicyTest(source: SourceFile): Reading<readonly PolicyCase[]> {
  const { value: file, findings } = readYaml(source);
  if (file === undefined) return failed(...findings);
  const problems = validatePolicyTest(file.value);
  if (problems.length > 0) return failed(...schemaFindings(file, problems));
  const read = (file.value as PolicyTestFile).cases.map((content, index) => caseOf(file, content, `/cases/${index}`));
  const wrong = read.flatMap(({ findings }) => findings);
  return { value: wrong.some(isError) ? undefined : read.flatMap(({ value }) => value ?? []), findings: wrong };
}

function caseOf(file: YamlFile, content: Case, pointer: string): Reading<PolicyCase> {
  const { facts = {} } = content;
  const at = facts.at === undefined ? NOON : parseInstant(facts.at);
  if (at === undefined) return failed(badInstant(file, `${pointer}/facts/at`));
  const previous = (facts.previous ?? []).map(previousOf);
  const wrong = previous.flatMap(({ from, until }, index) => [
    ...(from === undefined ? [badInstant(file, `${pointer}/facts/previous/${index}/from`)] : []),
    ...(until === undefined ? [badInstant(file, `${pointer}/facts/previous/${index}/until`)] : []),
  ]);
  if (wrong.length > 0) return failed(...wrong);
  const { request, findings } = requestIn(partOf(file, content, `${pointer}/request`, at));
  // It is found in the request, but it stands in this file.
  const here: readonly Finding[] = findings.map((one) => ({ ...one, path: file.path }));
  if (request === undefined) return failed(...here);
  return {
    value: {
      path: file.path,
      name: content.case,
      request,
      facts: {
        author: facts.author ?? request.who,
        approvals: facts.approvals ?? [],
        writers: facts.writers ?? [],
        teams: { ...facts.teams },
        past: pastOf(request, previous),
        at,
      },
      expected: verdictOf(content.expect),
      at: keyAt(file, `${pointer}/expect`),
    },
    findings: here,
  };
}

/** The request of a case as the file that it would be: where it would lie decides who owns it. */
function partOf(file: YamlFile, content: Case, pointer: string, at: Instant): YamlFile {
  const nodes = new Map<string, YamlNode>();
  for (const [place, node] of file.nodes) {
    if (place === pointer || place.startsWith(`${pointer}/`)) nodes.set(place.slice(pointer.length), node);
  }
  const [what = ""] = [content.request.what].flat();
  const system = what.slice(0, what.indexOf("/"));
  const day = formatInstant(at).slice(0, 10).replaceAll("-", "/");
  const path = `${REQUESTS}${system}/${day}/case.yaml`;
  return { path, value: { why: WHY, ...content.request }, nodes };
}

type Stated = NonNullable<NonNullable<Case["facts"]>["previous"]>[number];

interface Previous extends Pick<Stated, "request" | "emergency" | "reviewed"> {
  readonly from?: Instant | undefined;
  readonly until?: Instant | undefined;
}

function previousOf(stated: Stated): Previous {
  return { ...stated, from: parseInstant(stated.from), until: parseInstant(stated.until) };
}

/** Each was a grant of all that is asked for now. */
function pastOf({ who, what, path }: Request, previous: readonly Previous[]): Past {
  const named = previous.map((one, index) => ({
    ...one,
    request: one.request ?? path.replace("case.yaml", `case-before-${index + 1}.yaml`),
  }));
  return {
    grants: named.flatMap(({ request, from, until, emergency = false }) =>
      from === undefined || until === undefined
        ? []
        : what.map((one) => ({ request, who, what: one, from, until, emergency })),
    ),
    unreviewed: named.flatMap(({ request, emergency = false, reviewed = true }) =>
      emergency && !reviewed ? [{ request, who }] : [],
    ),
  };
}

function verdictOf({ allowed, waiting, denied }: Case["expect"]): CaseVerdict {
  if (denied) return { outcome: "denied", reasons: denied };
  return waiting ? { outcome: "waiting", reasons: waiting } : { outcome: "allowed", reasons: allowed ?? [] };
}
