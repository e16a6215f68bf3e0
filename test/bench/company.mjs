import { readAccess } from "../../dist/core/read/access-folder.js";
import { KIND_SCHEMAS } from "../../dist/wire.js";

const SYSTEMS = 40;
const ROLES = ["admin", "operator", "reader", "auditor"];
const TEAMS = 20;
const PEOPLE = 200;

const name = (kind, index) => `${kind}-${String(index).padStart(3, "0")}`;
export const loginOf = (index) => name("person", index % PEOPLE);

/**
 * A company of 200 policies: one for each role of each of 40 systems, and one over all roles of each system, so that two
 * apply to every request. The author is in a team that receives; who approves owns the requests.
 */
export function makeAccess() {
  const files = { "access/people.yaml": people(), ".github/CODEOWNERS": owners() };
  for (let index = 0; index < SYSTEMS; index += 1) {
    const system = name("system", index);
    files[`access/systems/${system}.yaml`] = systemText();
    files[`access/policies/${system}.yaml`] = policyText(`${system}/*`, index, "8h");
    for (const role of ROLES)
      files[`access/policies/${system}-${role}.yaml`] = policyText(`${system}/${role}`, index, "4h");
  }
  const encoder = new TextEncoder();
  const sources = Object.entries(files).map(([path, text]) => ({
    path,
    mode: "100644",
    blob: path,
    bytes: encoder.encode(text),
  }));
  const access = readAccess("", sources, KIND_SCHEMAS);
  if (access.findings.length > 0) throw new Error(JSON.stringify(access.findings.slice(0, 3)));
  if (access.policies.length !== SYSTEMS * (ROLES.length + 1)) throw new Error(`${access.policies.length} policies`);
  return access;
}

/** One of many requests, each of another person for another role. */
export function requestOf(index) {
  const system = name("system", index % SYSTEMS);
  const path = `access/requests/${system}/2026/11/22/${loginOf(index)}-${index}.yaml`;
  const text = `who: ${loginOf(index)}
what: ${system}/${ROLES[index % ROLES.length]}
for: 2h
why: Promote the orders-db replica, number ${index}.
ticket: INC-${index}
`;
  return { path, text };
}

function people() {
  const members = (team) =>
    Array.from({ length: PEOPLE }, (_, index) => index).filter((index) => index % TEAMS === team);
  return [
    "people:",
    ...Array.from({ length: PEOPLE }, (_, index) => `  ${loginOf(index)}: { name: Somebody, id: ${index + 1} }`),
    "teams:",
    "  everybody-there-is: [",
    ...Array.from({ length: PEOPLE }, (_, index) => `    ${loginOf(index)},`),
    "  ]",
    ...Array.from(
      { length: TEAMS },
      (_, team) => `  ${name("team", team)}: [${members(team).map(loginOf).join(", ")}]`,
    ),
    "",
  ].join("\n");
}

function owners() {
  const lines = Array.from(
    { length: SYSTEMS },
    (_, index) =>
      `/access/requests/${name("system", index)}/ @${loginOf(index)} @${loginOf(index + 1)} @${loginOf(index + 2)}`,
  );
  return `/access/ @${loginOf(0)}\n${lines.join("\n")}\n`;
}

function systemText() {
  const roles = ROLES.map((role) => `  ${role}: { about: Some, policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }`);
  return `kind: aws-iam
about: An account.
account: "123456789012"
identity: arn:aws:iam::123456789012:user/{login}
roles:
${roles.join("\n")}
`;
}

function policyText(what, index, longest) {
  return `what: [${what}]
who: [team:everybody-there-is, team:${name("team", index % TEAMS)}]
for: ${longest}
ticket: ^INC-\\d+$
approve:
  - by: [codeowners]
  - by: [team:${name("team", (index + 3) % TEAMS)}, codeowners]
    when: request.minutes > 60 && !("team-999" in person.teams)
rules:
  - expect: size(request.why) >= 20
    message: Say what you will do, in a sentence.
`;
}
