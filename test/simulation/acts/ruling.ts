import type { Stage } from "../stage.js";
import {
  OWNERS,
  PEOPLE,
  type PeopleFile,
  type PolicyFile,
  policyPath,
  type SystemFile,
  systemPath,
} from "../world/access-files.js";
import { accountOf } from "../world/accounts.js";
import { mergePull, openPull, review } from "../world/pulls.js";
import { textOf } from "../world/texts.js";
import { type Act, write } from "./act.js";

export type Files = Readonly<Record<string, string | undefined>>;

/** Who may have what is changed as it should be: in a pull request that its code owner approves, and then merged. */
export const changeRules: Act = (stage) => {
  const { random } = stage.world;
  const changed = random.weighted<() => [string, Files] | undefined>([
    [4, () => leaveOrReturn(stage)],
    [2, () => renameIn(stage)],
    [2, () => changeRole(stage)],
    [3, () => changePolicy(stage)],
    [0.4, () => breakFile(stage)],
    [1.5, () => mendFile(stage)],
    [0.5, () => changeOwners(stage)],
  ])();
  return changed && mergeRules(stage, ...changed);
};

/** Written by whoever writes the rules, approved by their code owner, and merged at once. */
export function mergeRules(stage: Stage, about: string, files: Files): string | undefined {
  const { github } = stage.world;
  const branch = `rules-${github.activities.length}`;
  github.move(
    branch,
    write(stage, { by: "frank", message: "Rules", files, parents: [github.main()] }),
    accountOf("frank"),
  );
  const pull = openPull(github, { by: accountOf("frank"), branch, title: "Rules" });
  if (pull === undefined) return undefined;
  review(github, pull, accountOf("erin"), "approved");
  mergePull(github, pull, accountOf("erin"), { method: "merge", message: "Change the rules" });
  return `by an approved pull request, #${pull.number}, ${about}`;
}

export function readFile<File>(stage: Stage, path: string): File | undefined {
  const { github } = stage.world;
  const file = github.git.get(github.main()).tree.get(path);
  try {
    return file && (JSON.parse(textOf(file.blob)) as File);
  } catch {
    return undefined;
  }
}

const WORKERS = ["alice", "bob", "carol", "frank"];

function leaveOrReturn(stage: Stage): [string, Files] | undefined {
  const people = readFile<PeopleFile>(stage, PEOPLE);
  if (people === undefined) return undefined;
  const login = stage.world.random.pick(WORKERS);
  const back = people.people[login] === undefined;
  const { [login]: _left, ...others } = people.people;
  const rest = back ? { ...others, [login]: { name: login, id: accountOf(login).id } } : others;
  const team = login === "alice" || login === "bob" ? ["sre", "oncall"] : ["databases"];
  const teams = Object.fromEntries(
    Object.entries(people.teams).map(([name, members]) => {
      const without = members.filter((one) => one !== login);
      return [name, back && team.includes(name) ? [...without, login] : without];
    }),
  );
  return [`${login} ${back ? "comes back" : "leaves"}`, { [PEOPLE]: JSON.stringify({ people: rest, teams }) }];
}

/** A person gets another name in a system. */
function renameIn(stage: Stage): [string, Files] | undefined {
  const { random } = stage.world;
  const people = readFile<PeopleFile>(stage, PEOPLE);
  const login = random.pick(WORKERS);
  const person = people?.people[login];
  if (people === undefined || person === undefined) return undefined;
  const system = random.pick(["prod", "db"]);
  const { ids: { [system]: before, ...others } = {}, ...rest } = person;
  const ids = before === undefined ? { ...others, [system]: `${login}-${random.below(3)}` } : others;
  const changed = {
    ...people,
    people: { ...people.people, [login]: { ...rest, ...(Object.keys(ids).length > 0 ? { ids } : {}) } },
  };
  return [`${login} is called ${ids[system] ?? "as ever"} in ${system}`, { [PEOPLE]: JSON.stringify(changed) }];
}

function changeRole(stage: Stage): [string, Files] | undefined {
  const { random } = stage.world;
  const [name, role] = random.pick([
    ["prod", "admin"],
    ["prod", "operator"],
    ["db", "writer"],
  ] as const);
  const system = readFile<SystemFile>(stage, systemPath(name));
  if (system === undefined) return undefined;
  const { [role]: known, ...others } = system.roles;
  const roles = known === undefined ? { ...others, [role]: { about: "It is back." } } : others;
  const text = JSON.stringify({ ...system, roles });
  return [`${name}/${role} ${known === undefined ? "comes back" : "goes"}`, { [systemPath(name)]: text }];
}

function changePolicy(stage: Stage): [string, Files] | undefined {
  const { random } = stage.world;
  const name = random.pick(["prod-admin", "prod-operator", "db-writer", "db-all"]);
  const policy = readFile<PolicyFile>(stage, policyPath(name));
  if (policy === undefined) return undefined;
  const { emergency, ...rest } = policy;
  const changed = random.weighted<PolicyFile>([
    [2, { ...policy, for: random.pick(["10m", "20m", "40m", "1h20m"]) }],
    [1, { ...policy, behalf: policy.behalf !== true }],
    [1, { ...policy, approve: [{ by: ["codeowners"] }] }],
    [1, { ...policy, approve: [] }],
    [1, { ...policy, who: random.pick([["team:sre"], ["team:sre", "team:databases"], ["user:dana", "team:sre"]]) }],
    [emergency === undefined ? 0.2 : 1, rest],
  ]);
  const text = JSON.stringify(changed);
  return [`${name} says ${text}`, { [policyPath(name)]: text }];
}

const BREAKABLE = [PEOPLE, policyPath("prod-admin"), systemPath("db"), systemPath("prod")];

function breakFile(stage: Stage): [string, Files] | undefined {
  const path = stage.world.random.pick(BREAKABLE);
  if (readFile(stage, path) === undefined) return undefined;
  return [`${path} becomes unreadable`, { [path]: "{ half a" }];
}

/** As it was when it could be read last. */
function mendFile(stage: Stage): [string, Files] | undefined {
  const { git, main } = stage.world.github;
  const path = BREAKABLE.find((one) => readFile(stage, one) === undefined);
  if (path === undefined) return undefined;
  for (const { tree } of git.firstParents(main())) {
    const file = tree.get(path);
    const text = file === undefined ? "" : textOf(file.blob);
    if (text !== "" && text !== "{ half a") return [`${path} can be read again`, { [path]: text }];
  }
  return undefined;
}

function changeOwners(stage: Stage): [string, Files] | undefined {
  const { random } = stage.world;
  const text = [
    "/access/ @erin",
    "/.github/ @erin",
    "/access/requests/",
    `/access/requests/prod/ ${random.pick(["@dana @heidi", "@dana", "@erin @carol", ""])}`.trimEnd(),
    `/access/requests/db/ ${random.pick(["@dana @frank", "@frank"])}`,
    "",
  ].join("\n");
  return [`the owners are ${text.replaceAll("\n", "; ")}`, { [OWNERS]: text }];
}
