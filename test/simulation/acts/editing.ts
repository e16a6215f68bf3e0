import { settle } from "../invariants/settled.js";
import { checkTold } from "../invariants/told.js";
import type { Stage } from "../stage.js";
import { OWNERS, type PolicyFile, policyPath, SETTINGS, type SystemFile, systemPath } from "../world/access-files.js";
import { WRITERS } from "../world/accounts.js";
import { FAR_KIND, HARD_SYSTEM, SCHEDULED_SYSTEM } from "../world/systems.js";
import { type Act, pushMain, write } from "./act.js";
import { type Files, mergeRules, readFile } from "./ruling.js";

/** What each of the first systems may be called: under another name it is another system, at the same place. */
const NAMES = { [HARD_SYSTEM]: "safe", [SCHEDULED_SYSTEM]: "store" } as const;

type First = keyof typeof NAMES;

const FIRST: readonly First[] = [HARD_SYSTEM, SCHEDULED_SYSTEM];

interface Known {
  readonly first: First;
  readonly name: string;
  readonly file: SystemFile;
}

/** The rules that systems which change need: roles say what they give, policies know every name, and an anchor is set. */
export function beginChanging(stage: Stage): void {
  const files: Record<string, string | undefined> = {
    [SETTINGS]: JSON.stringify({ anchor: stage.world.github.main() }),
    [OWNERS]: ["/access/ @erin", "/.github/ @erin", ...FIRST.flatMap(ownersOf), ""].join("\n"),
  };
  for (const { name, file } of systemsAtHead(stage)) files[systemPath(name)] = JSON.stringify(withGifts(file, 0));
  for (const name of ["prod-admin", "prod-operator", "db-writer", "db-all"]) {
    const policy = readFile<PolicyFile>(stage, policyPath(name));
    const what = policy?.what.flatMap((one) => [one, one.replace("prod/", "safe/").replace("db/", "store/")]);
    files[policyPath(name)] = JSON.stringify({ ...policy, what });
  }
  mergeRules(stage, "roles say what they give", files);
}

function ownersOf(first: First): readonly string[] {
  const owners = first === HARD_SYSTEM ? "@dana @heidi" : "@dana @frank";
  return [first, NAMES[first]].map((name) => `/access/requests/${name}/ ${owners}`);
}

function withGifts(file: SystemFile, gives: number): SystemFile {
  return {
    ...file,
    roles: Object.fromEntries(Object.entries(file.roles).map(([name, role]) => [name, { ...role, gives }])),
  };
}

export function systemsAtHead(stage: Stage): readonly Known[] {
  return FIRST.flatMap((first) =>
    [first, NAMES[first]].flatMap((name) => {
      const file = readFile<SystemFile>(stage, systemPath(name));
      return file === undefined ? [] : [{ first, name, file }];
    }),
  );
}

function pickSystem(stage: Stage): Known | undefined {
  // One without a role is none, and cannot be read.
  const systems = systemsAtHead(stage).filter(({ file }) => Object.keys(file.roles).length > 0);
  return systems.length === 0 ? undefined : stage.world.random.pick(systems);
}

/** A role gives something that no role ever gave, or what it gave before. */
function edited(stage: Stage, fresh: boolean): [string, Files] | undefined {
  const { random, github } = stage.world;
  const system = pickSystem(stage);
  if (system === undefined) return undefined;
  const { name, file } = system;
  const role = random.pick(Object.keys(file.roles));
  const gives = fresh || random.chance(0.7) ? github.activities.length : 0;
  const known = file.roles[role] ?? { about: "" };
  const text = JSON.stringify({ ...file, roles: { ...file.roles, [role]: { ...known, gives } } });
  return [`${name}/${role} gives ${gives}`, { [systemPath(name)]: text }];
}

export const editRole: Act = (stage) => {
  const change = edited(stage, false);
  return change && mergeRules(stage, ...change);
};

/** Somebody who may push lets a role give what nobody approved. */
export const pushRole: Act = (stage) => {
  const change = stage.model.stands() ? edited(stage, true) : undefined;
  if (change === undefined) return undefined;
  const [about, files] = change;
  const by = stage.world.random.pick([...WRITERS]);
  pushMain(stage, write(stage, { by, message: "Push", files, parents: [stage.world.github.main()] }), by);
  return `${by} pushes to main: ${about}`;
};

/** The owner has looked at what was pushed, and takes it as it is, or back. */
export const acceptPush: Act = (stage) => {
  if (stage.model.stands()) return undefined;
  const { random, github } = stage.world;
  const accepted = { [SETTINGS]: JSON.stringify({ anchor: github.main() }) };
  const [about, files] = random.chance(0.5) ? (edited(stage, true) ?? []) : [];
  return mergeRules(stage, `what was pushed is accepted${about === undefined ? "" : `, and ${about}`}`, {
    ...files,
    ...accepted,
  });
};

/** What is held under the old name is of a system that is gone. */
export const renameSystem: Act = (stage) => {
  const system = pickSystem(stage);
  if (system === undefined) return undefined;
  const { first, name, file } = system;
  const other = name === first ? NAMES[first] : first;
  if (readFile(stage, systemPath(other)) !== undefined) return undefined;
  const files = { [systemPath(name)]: undefined, [systemPath(other)]: JSON.stringify(file) };
  return mergeRules(stage, `${name} is called ${other}`, files);
};

/** The same name stands for another place. */
export const moveSystem: Act = (stage) => {
  const system = pickSystem(stage);
  if (system === undefined) return undefined;
  const { name, file } = system;
  const kind = file.kind.endsWith(FAR_KIND) ? file.kind.slice(0, -FAR_KIND.length) : `${file.kind}${FAR_KIND}`;
  return mergeRules(stage, `${name} is ${kind}`, { [systemPath(name)]: JSON.stringify({ ...file, kind }) });
};

/** Until somebody brings it back, as ruling does with whatever cannot be read. */
export const removeSystem: Act = (stage) => {
  const system = pickSystem(stage);
  if (system === undefined) return undefined;
  return mergeRules(stage, `${system.name} goes`, { [systemPath(system.name)]: undefined });
};

/** Of what is held and nobody touched, the plan says that its role was edited, and nothing else. */
export const lookAtEdit: Act = async (stage) => {
  await settle(stage);
  if (stage.wrongs.length > 0 || !stage.model.stands()) return undefined;
  for (const replica of [...stage.replicas]) stage.stop(replica);
  const said = editRole(stage);
  await checkTold(stage);
  stage.start();
  return said && `${said}, and the plan is looked at`;
};
