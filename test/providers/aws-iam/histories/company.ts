import type { Access } from "../../../../src/model/access.js";
import { formatInstant, type Instant, instantOf } from "../../../../src/model/instant.js";
import type { LedgerLine } from "../../../../src/model/ledger-line.js";
import type { System } from "../../../../src/model/system.js";
import type { Forge, PullRequest } from "../../../../src/ports/forge.js";
import type { History } from "../../../../src/ports/history.js";
import type { Ledger } from "../../../../src/ports/ledger.js";
import type { Aws } from "../../../../src/providers/aws-iam/aws.js";
import { kind } from "../../../../src/providers/aws-iam/index.js";
import { providerAt } from "../../../../src/providers/aws-iam/provider.js";
import type { Context } from "../../../../src/run/context.js";
import { accessWith } from "../../../core/read/sources.js";
import { contextOf } from "../../../findings/contexts.js";
import type { Faults } from "../../../simulation/faults.js";
import type { Process } from "../../../simulation/scheduler.js";
import { ACCOUNT } from "../account.js";

export const ROLES = { rebooter: "rds:RebootDBInstance", failover: "rds:FailoverDBCluster" } as const;
export type RoleName = keyof typeof ROLES;

const SYSTEM = "access/systems/aws-prod.yaml";
const statementOf = (action: string) => `[{ actions: [${action}], resources: ['*'] }]`;

const ACCESS: Access = accessWith({
  [SYSTEM]: `kind: aws-iam
about: An account whose roles are held as groups.
account: "${ACCOUNT}"
identity: arn:aws:iam::${ACCOUNT}:user/{login}
roles:
${Object.entries(ROLES)
  .map(([role, action]) => `  ${role}: { about: A role., mode: group, statements: ${statementOf(action)} }`)
  .join("\n")}
`,
  "access/policies/production-admin.yaml": "what: [aws-prod/*]\nwho: [team:sre]\nfor: 4h\napprove: []\n",
});

export const GROUPS: System = systemIn(ACCESS);

function systemIn({ systems }: Access): System {
  const system = systems.get("aws-prod");
  if (!system) throw new Error("the system can be read");
  return system;
}

/** One merged pull request with one request; times are epoch milliseconds. */
export interface Merged {
  readonly pull: number;
  readonly who: "Alice" | "bob";
  readonly role: RoleName;
  readonly at: Instant;
  readonly from: number;
  readonly until: number;
}

/** What git and the forge hold: the history of who asked, was merged, and was taken out again. */
export interface Company {
  readonly merged: readonly Merged[];
  /** Requests at the head of the default branch. */
  present(): readonly Merged[];
  readonly lines: readonly LedgerLine[];
  merge(asked: Omit<Merged, "pull">): void;
  takeAway(one: Merged): void;
  /** All that a process of ours asks of the outside; each call may be its last. */
  contextOf(process: Process, faults: Faults, aws: Aws): Context;
}

const GENESIS = "f".repeat(40);

export function createCompany(): Company {
  const merged: Merged[] = [];
  const lines: LedgerLine[] = [];
  // What each commit of the default branch holds: whoever reads one twice reads the same.
  const commits: (readonly Merged[])[] = [[]];
  const present = (): readonly Merged[] => commits.at(-1) ?? [];
  const find = (commit: string) => merged.filter(({ pull }) => [idOf("c", pull), idOf("d", pull)].includes(commit));
  const changeOf = ({ pull, who }: Merged) => ({
    status: "added" as const,
    path: pathOf(pull, who),
    mode: "100644",
    blob: idOf("b", pull),
  });

  const forge: Partial<Forge> = {
    pullRequestOfMerge: async (commit) => find(commit).map(pullOf)[0],
    reviews: async () => [],
    commits: async () => [],
  };

  return {
    merged,
    lines,
    present,
    merge(asked) {
      const one = { ...asked, pull: merged.length + 1 };
      merged.push(one);
      commits.push([...present(), one]);
    },
    takeAway(one) {
      commits.push(present().filter((other) => other !== one));
    },
    contextOf(process, faults, aws) {
      let head = idOf("e", 0);
      const at = (commit: string) => commits[Number(commit.slice(1))] ?? [];
      const history: Partial<History> = {
        fetch: () =>
          faults.call(process, "git", "fetch", () => {
            head = idOf("e", commits.length - 1);
          }),
        branch: async () => head,
        tree: async (commit) => at(commit).map(changeOf),
        additions: async (commit) =>
          new Map(
            at(commit).map((one) => {
              const { path, blob } = changeOf(one);
              return [path, { path, blob, commit: idOf("c", one.pull), parents: [GENESIS, idOf("d", one.pull)] }];
            }),
          ),
        changes: async (_from, to) => find(to).map(changeOf),
        changesOf: async (_base, to) => find(to).map(changeOf),
        blobs: async () => new Map(merged.map((one) => [idOf("b", one.pull), new TextEncoder().encode(textOf(one))])),
      };
      const ledger: Ledger = {
        read: () => faults.call(process, "ledger", "read", () => ({ lines: [...lines], findings: [] })),
        lost: async () => undefined,
        append: (more) => faults.call(process, "ledger", "append", () => void lines.push(...more)),
      };
      const connection = { system: GROUPS, repository: "acme/access", environment: {}, retryDelay: 0 };
      return contextOf(forge, history, {
        ledger,
        accessAt: async () => ACCESS,
        providers: {
          kind: async () => kind,
          open: async () => providerAt(aws, connection),
        },
      });
    },
  };
}

/** `<sign>` and the number, as long as a commit's name. */
function idOf(sign: string, number: number): string {
  return sign + String(number).padStart(39, "0");
}

function pathOf(pull: number, who: string): string {
  return `access/requests/aws-prod/2026/11/22/${who.toLowerCase()}-${pull}.yaml`;
}

function textOf({ who, role, from, until }: Merged): string {
  const [begin, end] = [from, until].map((instant) => formatInstant(instantOf(instant)));
  return `who: ${who}\nwhat: aws-prod/${role}\nfrom: ${begin}\nuntil: ${end}\nwhy: The replica needs a hand.\n`;
}

function pullOf({ pull, who, at }: Merged): PullRequest {
  return {
    number: pull,
    title: "Ask",
    author: { login: who, id: { Alice: 1, bob: 2 }[who], bot: false },
    draft: false,
    open: false,
    opened: at,
    merged: { at, commit: idOf("c", pull) },
    head: { commit: idOf("d", pull), branch: "ask", repository: "acme/access" },
    base: { commit: GENESIS, branch: "main" },
  };
}
