import { join } from "node:path";
import { createBudget, RUN_TIME } from "./adapters/budget.js";
import { openMirror } from "./adapters/git/mirror.js";
import { remembered } from "./adapters/git/remembered.js";
import { createCalls } from "./adapters/github/calls.js";
import { type ClientOptions, type Credentials, createClient } from "./adapters/github/client.js";
import { createConversation } from "./adapters/github/conversation.js";
import { createForge } from "./adapters/github/forge.js";
import { installationToken } from "./adapters/github/installation-token.js";
import {
  findInstallation,
  type Installed,
  type InstalledRepositories,
  installedRepositories,
} from "./adapters/github/installations.js";
import { createLedger, LEDGER_BRANCH } from "./adapters/github/ledger.js";
import { openRepository } from "./adapters/github/repository.js";
import { createTeams } from "./adapters/github/teams.js";
import type { Measured } from "./adapters/telemetry/metrics.js";
import { timed } from "./adapters/telemetry/timed.js";
import { KIND_SCHEMAS } from "./generated/kinds.js";
import type { System } from "./model/system.js";
import type { Clock } from "./ports/clock.js";
import type { Log } from "./ports/log.js";
import type { Metrics } from "./ports/metrics.js";
import type { Provider, ProviderContext, ProviderKind } from "./ports/provider.js";
import { KINDS } from "./providers/index.js";
import type { Context, Providers } from "./run/context.js";
import { OFFLINE_REPOSITORY } from "./run/offline-forge.js";
import { createAccessReader } from "./run/read-access.js";

export { createClock } from "./adapters/clock.js";
export { type Clone, openClone } from "./adapters/git/clone.js";
export { readWorkingTree } from "./adapters/git/working-tree.js";
export { createLog, withoutSecrets } from "./adapters/telemetry/log.js";
export type { Measured } from "./adapters/telemetry/metrics.js";
export { CODE_OWNERS_PATHS } from "./core/read/code-owners.js";
export { KIND_SCHEMAS } from "./generated/kinds.js";
export type { Clock } from "./ports/clock.js";
export { DEEPEN, Failure } from "./ports/failure.js";
export type { Log } from "./ports/log.js";
export { type Metrics, UNMEASURED } from "./ports/metrics.js";
export type { Context } from "./run/context.js";

/** Where GitHub is, and what every connection to it shares. */
export interface Place {
  /** `https://api.github.com`, or of GitHub Enterprise Server `https://<host>/api/v3`. */
  readonly apiUrl: string;
  /** `https://github.com` */
  readonly gitUrl: string;
  /** A folder for mirrors, of this process alone. */
  readonly cache: string;
  /** The process environment: the providers' credentials come from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How often a call that failed in passing is made again by the SDKs. */
  readonly retries?: number;
  /** Milliseconds: the unit of the waits between those. */
  readonly retryDelay?: number;
  /** Milliseconds in which a run begins changes; where it is absent, what the App promises allows. */
  readonly runTime?: number;
  /** Told when the process is to end: what is under way is finished, and nothing more is begun. */
  readonly stop?: AbortSignal;
}

export interface AppCredentials {
  readonly kind: "app";
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
}

export interface TokenCredentials {
  readonly kind: "token";
  readonly token: string;
}

export interface AppSettings extends Place, Omit<AppCredentials, "kind"> {
  readonly webhookSecret: string;
}

/** What is ours and not GitHub's: the time, and where it is written down and measured what happens. */
export interface Own {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A repository that is connected: a context for each run, since who is in a team is a fact of the moment. */
export interface Connection {
  context(): Context;
  /** Resolves when nothing is written to the mirror any more: a run that was out of time leaves a fetch under way. */
  close(): Promise<void>;
}

/** Systems, each with the settings of one commit. */
const MOST_OPEN = 64;

const RETRIES = 3;
const RETRY_DELAY = 1000;
/** Connects one repository: as an App that is installed on it, or with a token. */
export async function connect(
  place: Place,
  repository: string,
  credentials: AppCredentials | TokenCredentials,
  own: Own,
): Promise<Connection> {
  if (credentials.kind === "token") return connectAs(place, repository, credentials, own);
  const app = createCalls(createClient(clientOptions(place, credentials, own.log)), own.clock.now);
  const installationId = await findInstallation(app, repository);
  return connectAs(place, repository, { ...credentials, installationId }, own);
}

/** What the App is installed on, and how to connect each of them. */
export interface AppConnection {
  /** `found` is told of those of each installation as soon as it has answered. */
  repositories(found: (repositories: readonly Installed[]) => void): Promise<InstalledRepositories>;
  connect(repository: string, installation: number): Promise<Connection>;
}

export function connectApp(settings: AppSettings, own: Own): AppConnection {
  const credentials = { kind: "app", appId: settings.appId, privateKey: settings.privateKey } as const;
  const callsAs = (one: Credentials) => createCalls(createClient(clientOptions(settings, one, own.log)), own.clock.now);
  return {
    repositories: (found) =>
      installedRepositories(
        callsAs(credentials),
        (installationId) => callsAs({ ...credentials, installationId }),
        found,
      ),
    connect: (repository, installationId) => connectAs(settings, repository, { ...credentials, installationId }, own),
  };
}

async function connectAs(
  place: Place,
  name: string,
  credentials: Credentials,
  { clock, log, metrics }: Own,
): Promise<Connection> {
  const retries = { times: place.retries ?? RETRIES, delay: place.retryDelay ?? RETRY_DELAY };
  const client = createClient(clientOptions(place, credentials, log));
  const calls = createCalls(client, clock.now);
  const repository = await openRepository({ calls, repository: name, credentials: credentials.kind, retries });
  const mirror = openMirror({
    url: `${place.gitUrl}/${name}.git`,
    directory: join(place.cache, `${name}.git`),
    branches: [repository.defaultBranch, LEDGER_BRANCH],
    token: async (refused) => (credentials.kind === "token" ? credentials.token : installationToken(client, refused)),
    retries,
  });
  const history = remembered(mirror);
  const shared = {
    forge: createForge(repository),
    conversation: createConversation(repository),
    history,
    ledger: createLedger(repository, history),
    providers: providersOf(place, name, (provider, system) =>
      timed(provider, { clock, metrics, repository: name, system: system.name }),
    ),
    log,
    accessAt: createAccessReader(history, KIND_SCHEMAS),
  };
  const budget = () => createBudget(clock, place.runTime ?? RUN_TIME, place.stop);
  return { context: () => ({ ...shared, people: createTeams(calls), budget: budget() }), close: mirror.settled };
}

function clientOptions(place: Place, credentials: Credentials, log: Log): ClientOptions {
  const retryDelay = place.retryDelay ?? RETRY_DELAY;
  return {
    baseUrl: place.apiUrl,
    credentials,
    retries: place.retries ?? RETRIES,
    retryDelay,
    spaced: retryDelay > 0,
    userAgent: "curfew",
    log,
  };
}

/** Loaded where something is measured, and only there: it takes longer to load than most commands take to run. */
export async function createMetrics(clock: Clock): Promise<Measured> {
  const { createMetrics: create } = await import("./adapters/telemetry/metrics.js");
  return create(clock);
}

/** A kind of system, without opening any; undefined where there is none of that name. */
export async function kindOf(name: string): Promise<ProviderKind | undefined> {
  return Object.hasOwn(KINDS, name) ? KINDS[name]?.() : undefined;
}

/** Opens systems without a repository: to examine them, and nothing else. */
export function openSystems(environment: Place["environment"]): Providers["open"] {
  return providersOf({ environment }, OFFLINE_REPOSITORY, (provider) => provider).open;
}

/** A provider is opened once for a system's settings, and kept: its SDK keeps connections. */
function providersOf(
  place: Pick<Place, "environment" | "retries" | "retryDelay">,
  repository: string,
  around: (provider: Provider, system: System) => Provider,
): Providers {
  const opened = new Map<string, Promise<Provider>>();

  async function open(system: System) {
    const key = JSON.stringify({ ...system, roles: [...system.roles] });
    const before = opened.get(key);
    if (before) return before;
    const opening = openNew(system);
    opened.set(key, opening);
    opening.catch(() => opened.delete(key));
    const [oldest] = opened.keys();
    if (opened.size > MOST_OPEN && oldest !== undefined) opened.delete(oldest);
    return opening;
  }

  async function openNew(system: System) {
    const found = await kindOf(system.kind);
    if (!found) throw new Error(`a system of the unknown kind ${system.kind} was read`);
    const context: ProviderContext = {
      system,
      repository,
      environment: place.environment,
      ...(place.retries === undefined ? {} : { retries: place.retries }),
      ...(place.retryDelay === undefined ? {} : { retryDelay: place.retryDelay }),
    };
    return around(await found.open(context), system);
  }

  return { kind: kindOf, open };
}
