import { join } from "node:path";
import { createRepository } from "../../src/app/repository.js";
import { checkAll } from "../../src/cli/commands/check-pulls.js";
import { createWorld, NAME, OWNER, type World } from "../../src/demo/world.js";
import { answerComments } from "../../src/run/answer-comments.js";
import { checkPullRequest } from "../../src/run/check-pull-request.js";
import { expire } from "../../src/run/expire.js";
import { reconcile } from "../../src/run/reconcile.js";
import { type Trace, trace } from "../../src/run/trace.js";
import { type Clock, type Connection, connect } from "../../src/wire.js";
import { recordingLog, START } from "../story/stage.js";
import type { Run } from "./interleave.js";
import { type Interposed, interpose } from "./interposed.js";

/** What a process does of its own accord when it is told of something, or on its schedule. */
export interface Process {
  readonly between: Interposed;
  /** A pull request is opened, or reviewed. */
  check(pull: number): Promise<void>;
  /** Something was merged. */
  bringAbout(): Promise<void>;
  /** Somebody commands something in a comment. */
  answer(pull: number): Promise<void>;
  /** Something has ended. */
  end(): Promise<void>;
  audit(): Promise<Trace>;
  close(): Promise<void>;
}

/** The App, told by webhooks; or the workflows, which a person may run by hand as well. */
export const PROCESSES = ["app", "action"] as const;
export type ProcessKind = (typeof PROCESSES)[number];

/** A small company with two processes that serve it, neither of which knows of the other. */
export interface Company {
  readonly world: World;
  readonly one: Process;
  readonly other: Process;
  close(): Promise<void>;
}

export async function foundCompany(kind: ProcessKind): Promise<Company> {
  const world = await createWorld({ start: START, running: false, log: recordingLog(), retryDelay: 0 });
  const one = await startProcess(world, "one", "app");
  const other = await startProcess(world, "other", kind);
  return {
    world,
    one,
    other,
    async close() {
      await Promise.all([one.close(), other.close()]);
      await world.close();
    },
  };
}

async function startProcess(world: World, name: string, kind: ProcessKind): Promise<Process> {
  const between = await interpose(world.github.url, world.cloudUrl);
  const [url, cloudUrl = ""] = between.urls;
  const { settings } = world.app;
  const place = {
    ...settings,
    apiUrl: `${url}/api/v3`,
    gitUrl: between.url,
    cache: join(world.directory, name),
    environment: { ...settings.environment, AWS_ENDPOINT_URL: cloudUrl },
  };
  const clock = withoutAlarms(world.app.own.clock);
  const credentials = { kind: "app", appId: settings.appId, privateKey: settings.privateKey } as const;
  const own = { ...world.app.own, clock };
  const connection = await connect(place, `${OWNER}/${NAME}`, credentials, own);
  // What it asks once only, it asks before anything happens.
  await expire(connection.context(), clock.now());
  const served = kind === "app" ? serveAsApp(connection, own) : serveAsAction(connection, clock);
  return {
    ...served,
    between,
    audit: () => trace(connection.context(), clock.now(), { verify: true }),
    async close() {
      await connection.close();
      await between.close();
    },
  };
}

type Served = Pick<Process, "check" | "bringAbout" | "answer" | "end">;

function serveAsApp(connection: Connection, own: World["app"]["own"]): Served {
  const { clock } = own;
  const repository = createRepository(`${OWNER}/${NAME}`, async () => connection, own);
  const bringAbout = async () => {
    repository.wake([{ kind: "reconcile" }]);
    await repository.idle();
  };
  return {
    // Without what a merge wakes: that is a moment of its own.
    check: async (pull) => void (await checkPullRequest(connection.context(), pull, clock.now())),
    bringAbout,
    answer: async (pull) => void (await answerComments(connection.context(), pull, clock.now())),
    end: bringAbout,
  };
}

function serveAsAction(connection: Connection, clock: Clock): Served {
  return {
    check: async () => void (await checkAll(connection.context(), clock.now())),
    bringAbout: async () => void (await reconcile(connection.context(), clock.now())),
    answer: async () => void (await answerComments(connection.context(), undefined, clock.now())),
    async end() {
      await reconcile(connection.context(), clock.now());
      const context = connection.context();
      await expire(context, clock.now());
      await checkAll(context, clock.now());
    },
  };
}

/** Nothing wakes a process but who tells it: what is begun, and when, is the test's to say. */
function withoutAlarms(clock: Clock): Clock {
  return { now: clock.now, wakeAt: () => () => undefined };
}

export function runOf(process: Process, work: (process: Process) => Promise<void>): Run {
  return { between: process.between, work: () => work(process) };
}
