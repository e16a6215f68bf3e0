import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type AwsSandbox, type Credentials, createAwsSandbox, type PolicyDocument } from "../sandbox/aws/index.js";
import { createSandboxClock, type SandboxClock } from "../sandbox/clock.js";
import { createFaultEngine, type FaultEngine } from "../sandbox/faults.js";
import { createGitHubSandbox, type GitHubSandbox } from "../sandbox/github/index.js";
import { type AppSettings, type Log, type Metrics, type Own, UNMEASURED } from "../wire.js";
import { curfewClock } from "./clock.js";
import { type CloudUser, cloudUser } from "./cloud.js";
import { type CurfewProcess, curfewProcess } from "./curfew-process.js";
import { type Someone, someone } from "./people.js";
import { protect } from "./protect.js";

/** A small company on loopback: GitHub, AWS, an access repository, its people, and Curfew serving it. */
export interface World {
  readonly clock: SandboxClock;
  readonly faults: FaultEngine;
  readonly github: GitHubSandbox;
  /** The endpoint of AWS. */
  readonly cloudUrl: string;
  /** From now on AWS shows changes late. */
  readonly delayCloud: AwsSandbox["delayChanges"];
  readonly people: { readonly alice: Someone; readonly dana: Someone; readonly erin: Someone };
  /** alice with her own AWS keys, and the account's root, who sees everything. */
  readonly cloud: { readonly alice: CloudUser; readonly root: CloudUser };
  readonly aliceKeys: Credentials;
  /** What Curfew has in the environment where it runs as a process of its own: on a server, or in a workflow. */
  readonly curfewEnvironment: Readonly<Record<string, string>>;
  /** What somebody who runs the CLI by hand has in the environment. */
  readonly operatorEnvironment: Readonly<Record<string, string>>;
  readonly log: Log;
  readonly curfew: CurfewProcess;
  /** What another process of the same App is started with. */
  readonly app: { readonly slug: string; readonly settings: AppSettings; readonly own: Own };
  readonly directory: string;
  close(): Promise<void>;
}

export interface WorldSettings {
  /** Epoch milliseconds at which the story begins. */
  readonly start: number;
  /** Whether time passes by itself. */
  readonly running: boolean;
  readonly log: Log;
  /** Where it is measured what Curfew does; nowhere where it is absent. */
  readonly metrics?: Metrics;
  /** Milliseconds that the clock of Curfew's machine is ahead of everybody else's; 0 where it is absent. */
  readonly ahead?: number;
  /** How often Curfew's SDKs try again by themselves; their own defaults where it is absent. */
  readonly retries?: number;
  /** Milliseconds: what their waits are multiples of. */
  readonly retryDelay?: number;
  /** Told of every exchange with the GitHub sandbox, so that it can be held to its contract. */
  readonly observe?: Parameters<typeof createGitHubSandbox>[0]["observe"];
}

export const OWNER = "acme";
export const NAME = "access";
export const ACCOUNT = "123456789012";
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export async function createWorld(settings: WorldSettings): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "curfew-"));
  const clock = createSandboxClock({ start: settings.start, running: settings.running });
  const faults = createFaultEngine();
  const [github, aws] = await Promise.all([
    createGitHubSandbox({
      clock,
      faults,
      directory: join(directory, "github"),
      ...(settings.observe ? { observe: settings.observe } : {}),
    }),
    createAwsSandbox({ clock, faults }),
  ]);

  const files = await accessFiles();
  const accounts = createPeople(github, files["access/people.yaml"] ?? "");
  github.createOrganization({ login: OWNER, members: [...accounts.keys()], owners: ["erin"] });
  const secret = randomBytes(16).toString("hex");
  const app = github.createApp({ slug: "curfew", owner: OWNER, permissions: PERMISSIONS, events: EVENTS });
  await github.createRepository({
    owner: OWNER,
    name: NAME,
    private: true,
    files,
    author: { name: "erin", email: "erin@example.com" },
    collaborators: Object.fromEntries(
      [...accounts.keys()].map((login) => [login, login === "erin" ? "admin" : "write"]),
    ),
  });
  github.install("curfew", OWNER, [NAME]);

  const rootKeys = aws.createAccount(ACCOUNT);
  const aliceKeys = aws.createUser(ACCOUNT, { name: "alice" });
  const curfewKeys = aws.createUser(ACCOUNT, { name: "curfew", policies: [await leastPolicy()] });

  const where = { github, owner: OWNER, name: NAME, directory: join(directory, "laptops"), now: () => clock.now() };
  const person = (login: string) => {
    const account = accounts.get(login);
    if (!account) throw new Error(`the worked example has no ${login}`);
    return someone(where, login, account.token, account.email);
  };
  const people = { alice: person("alice"), dana: person("dana"), erin: person("erin") };
  await protect(people.erin.api, { owner: OWNER, repo: NAME, app: app.id });

  const environmentOf = (keys: Credentials) => ({
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  });
  const appSettings: AppSettings = {
    appId: String(app.id),
    privateKey: app.privateKey,
    webhookSecret: secret,
    apiUrl: github.apiUrl,
    gitUrl: github.url,
    cache: join(directory, "mirrors"),
    environment: environmentOf(curfewKeys),
    ...(settings.retries === undefined ? {} : { retries: settings.retries }),
    ...(settings.retryDelay === undefined ? {} : { retryDelay: settings.retryDelay }),
  };
  const own = { clock: curfewClock(clock, settings.ahead), log: settings.log, metrics: settings.metrics ?? UNMEASURED };
  const served = { slug: "curfew", settings: appSettings, own };
  const curfew = curfewProcess({ github, ...served });

  return {
    clock,
    faults,
    github,
    cloudUrl: aws.url,
    delayCloud: aws.delayChanges,
    people,
    cloud: { alice: cloudUser(aws.url, aliceKeys), root: cloudUser(aws.url, rootKeys) },
    aliceKeys,
    curfewEnvironment: {
      ...environmentOf(curfewKeys),
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.url,
      GITHUB_REPOSITORY: `${OWNER}/${NAME}`,
      CURFEW_APP_ID: String(app.id),
      CURFEW_PRIVATE_KEY: app.privateKey,
      CURFEW_WEBHOOK_SECRET: secret,
    },
    operatorEnvironment: environmentOf(rootKeys),
    log: settings.log,
    curfew,
    app: served,
    directory,
    async close() {
      await curfew.stop();
      await Promise.all([github.close(), aws.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Least privilege: what the App is allowed, and which events wake it. */
export const PERMISSIONS = {
  metadata: "read",
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  members: "read",
} as const;
export const EVENTS = ["push", "pull_request", "pull_request_review", "check_run", "issue_comment", "issues"];

/** This project's own worked example, as the company's access repository. */
async function accessFiles(): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(join(ROOT, "access"), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
  const all = [...paths, ".github/CODEOWNERS"].filter((path) => !path.startsWith("access/requests/")).sort();
  return Object.fromEntries(
    await Promise.all(all.map(async (path) => [path, await readFile(join(ROOT, path), "utf8")])),
  );
}

/** The policy that the provider's README tells an administrator to give Curfew: the demo runs with that and no more. */
async function leastPolicy(): Promise<PolicyDocument> {
  const text = await readFile(join(ROOT, "src/providers/aws-iam/README.md"), "utf8");
  const block = /```json\n([\s\S]*?)\n```/.exec(text)?.[1];
  if (block === undefined) throw new Error("the provider's README gives no policy");
  return JSON.parse(block) as PolicyDocument;
}

function createPeople(github: GitHubSandbox, yaml: string): ReadonlyMap<string, { token: string; email: string }> {
  const { people } = parse(yaml) as { people: Record<string, { id: number; name: string; email?: string }> };
  return new Map(
    Object.entries(people).map(([login, { id, name, email = `${login}@example.com` }]) => [
      login,
      { token: github.createUser({ login, id, name, email }).token, email },
    ]),
  );
}
