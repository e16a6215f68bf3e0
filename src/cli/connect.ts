import type { Instant } from "../model/instant.js";
import {
  type AppCredentials,
  type Context,
  connect,
  createClock,
  createLog,
  type Metrics,
  type Place,
  type TokenCredentials,
  UNMEASURED,
} from "../wire.js";
import { UsageError } from "./ending.js";
import type { Shared } from "./main.js";
import { exitOnSignals } from "./signals.js";
import { temporaryFolder } from "./temporary.js";

/** What a command that speaks to GitHub and the providers works with: the repository, and the one `now` of its run. */
export interface Here {
  readonly context: Context;
  readonly now: Instant;
}

/** Milliseconds: whoever runs a command once, on a schedule of many minutes, wants it to come far. */
const RUN_TIME = 10 * 60_000;

/** Connects as the environment says: as the App with its key, or with a token. A signal ends the process at once. */
export async function connectHere(shared: Shared): Promise<Here> {
  exitOnSignals();
  return connectWith(shared, {});
}

/** The same for what changes something: a signal lets it finish what it has begun. */
export async function connectUntil(stop: AbortSignal, shared: Shared, metrics: Metrics = UNMEASURED): Promise<Here> {
  return connectWith(shared, { stop }, metrics);
}

async function connectWith(shared: Shared, own: Pick<Place, "stop">, metrics = UNMEASURED): Promise<Here> {
  const { env } = process;
  const repository = shared.repository;
  if (repository === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new UsageError("say which access repository: --repository owner/name, or GITHUB_REPOSITORY");
  }
  const credentials = credentialsIn(env);
  if (credentials === undefined) {
    throw new UsageError("no credentials: set CURFEW_APP_ID and CURFEW_PRIVATE_KEY, or GITHUB_TOKEN");
  }
  const log = createLog({ level: env["CURFEW_LOG"] ?? "error", destination: process.stderr });
  const clock = createClock();
  const place = { ...placeIn(env, shared), runTime: RUN_TIME, ...own };
  const connection = await connect(place, repository, credentials, { clock, log, metrics });
  return { context: connection.context(), now: clock.now() };
}

/** The App's own key before a token: it may do more, and less is left to whoever runs this. */
export function credentialsIn(env: NodeJS.ProcessEnv): AppCredentials | TokenCredentials | undefined {
  const { CURFEW_APP_ID: appId, CURFEW_PRIVATE_KEY: privateKey, GITHUB_TOKEN: token } = env;
  // A key in a variable of a workflow often has its line ends written out.
  if (appId && privateKey) return { kind: "app", appId, privateKey: privateKey.replaceAll("\\n", "\n") };
  return token ? { kind: "token", token } : undefined;
}

export function placeIn(env: NodeJS.ProcessEnv, shared: Shared): Place {
  return {
    apiUrl: env["GITHUB_API_URL"] ?? "https://api.github.com",
    gitUrl: env["GITHUB_SERVER_URL"] ?? "https://github.com",
    cache: shared.cache ?? temporaryFolder(),
    environment: env,
  };
}
