import { generateKeyPairSync, type KeyPairKeyObjectResult, randomBytes } from "node:crypto";
import { join } from "node:path";
import { createBareRepository } from "../git/create-bare-repository.js";
import { editTree } from "../git/edit-tree.js";
import { openGitRepository } from "../git/git-repository.js";
import type { Account, Level, Repository, Role, Team, Webhook } from "./nouns.js";
import { findAccount, findOrganization, findRepository, findTeam, type World } from "./world.js";

/** How a sandbox is filled before anybody uses it: what on the real GitHub is done with a mouse. */
export interface Population {
  createUser(user: { readonly login: string; readonly id?: number; readonly name?: string; readonly email?: string }): {
    readonly token: string;
    readonly id: number;
  };
  createOrganization(organization: {
    readonly login: string;
    readonly members: readonly string[];
    readonly owners: readonly string[];
  }): void;
  createTeam(team: {
    readonly org: string;
    readonly slug: string;
    readonly members: readonly string[];
    readonly parent?: string;
    readonly secret?: boolean;
  }): void;
  createApp(app: {
    readonly slug: string;
    readonly owner: string;
    readonly permissions: Readonly<Record<string, Level>>;
    readonly events: readonly string[];
    readonly webhook?: Webhook;
  }): { readonly id: number; readonly privateKey: string; readonly clientId: string };
  /** The App moved, or stopped listening. */
  setWebhook(slug: string, webhook: Webhook | undefined): void;
  /** Returns the installation's id. */
  install(slug: string, owner: string, repositories: readonly string[]): number;
  /** With its tokens. */
  uninstall(installation: number): void;
  createRepository(repository: {
    readonly owner: string;
    readonly name: string;
    readonly private?: boolean;
    readonly defaultBranch?: string;
    readonly files: Readonly<Record<string, string>>;
    readonly author: { readonly name: string; readonly email: string };
    readonly collaborators?: Readonly<Record<string, Role>>;
    /** By slug, of the owner's teams. */
    readonly teams?: Readonly<Record<string, Role>>;
  }): Promise<void>;
}

const keyPairs: KeyPairKeyObjectResult[] = [];

/** Making a key takes a tenth of a second: the n-th App of every sandbox in this process has the same one. */
function keyPair(index: number): KeyPairKeyObjectResult {
  const pair = keyPairs[index] ?? generateKeyPairSync("rsa", { modulusLength: 2048 });
  keyPairs[index] = pair;
  return pair;
}

export function createPopulation(world: World, root: string): Population {
  function account(login: string): Account {
    const found = findAccount(world, login);
    if (!found) throw new Error(`no account ${login}`);
    return found;
  }

  function addAccount(given: Omit<Account, "createdAt">): Account {
    const key = given.login.toLowerCase();
    if (world.accounts.has(key)) throw new Error(`the name ${given.login} is taken`);
    const added = { ...given, createdAt: world.clock.now() };
    world.accounts.set(key, added);
    return added;
  }

  function team(organization: string, slug: string): Team {
    const found = findTeam(world, organization, slug);
    if (!found) throw new Error(`no team ${organization}/${slug}`);
    return found;
  }

  function repository(owner: string, name: string): Repository {
    const found = findRepository(world, owner, name);
    if (!found) throw new Error(`no repository ${owner}/${name}`);
    return found;
  }

  return {
    createUser({ login, id = world.nextId(), name = null, email = null }) {
      const added = addAccount({ id, login, name, email, type: "User" });
      const token = `ghp_${randomBytes(18).toString("hex")}`;
      world.personalTokens.set(token, added);
      return { token, id: added.id };
    },

    createOrganization({ login, members, owners }) {
      const added = addAccount({ id: world.nextId(), login, name: login, email: null, type: "Organization" });
      world.organizations.set(login.toLowerCase(), {
        account: added,
        members: new Set([...members, ...owners].map(account)),
        owners: new Set(owners.map(account)),
      });
    },

    createTeam({ org, slug, members, parent, secret = false }) {
      const organization = findOrganization(world, org);
      if (!organization) throw new Error(`no organisation ${org}`);
      world.teams.push({
        id: world.nextId(),
        organization,
        slug: slug.toLowerCase(),
        parent: parent === undefined ? undefined : team(org, parent),
        secret,
        members: new Set(members.map(account)),
        createdAt: world.clock.now(),
      });
    },

    createApp({ slug, owner, permissions, events, webhook }) {
      const { publicKey, privateKey } = keyPair(world.apps.size);
      const id = world.nextId();
      const clientId = `Iv23li${randomBytes(7).toString("hex")}`;
      const bot = addAccount({ id: world.nextId(), login: `${slug}[bot]`, name: null, email: null, type: "Bot" });
      world.apps.set(slug, {
        id,
        slug,
        clientId,
        owner: account(owner),
        bot,
        publicKey,
        permissions,
        events,
        webhook,
        createdAt: world.clock.now(),
      });
      return { id, clientId, privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString() };
    },

    setWebhook(slug, webhook) {
      const app = world.apps.get(slug);
      if (!app) throw new Error(`no App ${slug}`);
      app.webhook = webhook;
    },

    install(slug, owner, repositories) {
      const app = world.apps.get(slug);
      if (!app) throw new Error(`no App ${slug}`);
      const id = world.nextId();
      world.installations.set(id, {
        id,
        app,
        account: account(owner),
        repositories: new Set(repositories.map((name) => repository(owner, name))),
        createdAt: world.clock.now(),
      });
      return id;
    },

    uninstall(installation) {
      world.installations.delete(installation);
      for (const [token, granted] of world.installationTokens) {
        if (granted.installation.id === installation) world.installationTokens.delete(token);
      }
    },

    async createRepository({
      owner,
      name,
      defaultBranch = "main",
      files,
      author,
      collaborators = {},
      teams = {},
      ...more
    }) {
      const holder = account(owner);
      const directory = join(root, holder.login, `${name}.git`);
      createBareRepository(directory, defaultBranch);
      const git = openGitRepository(directory);
      const now = world.clock.now();
      const edits = Object.entries(files).map(([path, content]) => ({
        path,
        mode: content.startsWith("#!") ? "100755" : "100644",
        sha: git.writeBlob(content),
      }));
      const tree = await editTree(git, undefined, edits);
      const signature = { ...author, date: now };
      const first = git.writeCommit({
        tree,
        parents: [],
        author: signature,
        committer: signature,
        message: "Initial commit",
      });
      git.setRef(`refs/heads/${defaultBranch}`, first);
      world.repositories.set(`${holder.login}/${name}`.toLowerCase(), {
        id: world.nextId(),
        owner: holder,
        name,
        private: more.private ?? false,
        parent: undefined,
        defaultBranch,
        git,
        createdAt: now,
        collaborators: new Map(Object.entries(collaborators).map(([login, role]) => [account(login), role])),
        teams: new Map(Object.entries(teams).map(([slug, role]) => [team(owner, slug), role])),
        issues: new Map(),
        labels: new Map(),
        suites: [],
        checkRuns: [],
        protections: new Map(),
        rulesets: new Map(),
        activity: [],
        pushedAt: now,
      });
    },
  };
}
