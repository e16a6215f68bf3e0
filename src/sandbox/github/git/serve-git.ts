import type { IncomingMessage, ServerResponse } from "node:http";
import { finished, pipeline } from "node:stream/promises";
import type { FaultEngine } from "../../faults.js";
import { refMoved } from "../effects/ref-moved.js";
import type { GitHub } from "../github.js";
import { authenticate, callerName } from "../http/authenticate.js";
import { printRefusal, refusalOf } from "../rules/push-refusal.js";
import { canSee, canWrite, hasPermission } from "../world/access.js";
import type { Actor, Author, Repository } from "../world/nouns.js";
import { findRepository, fullName } from "../world/world.js";
import { ZERO_SHA } from "./git-objects.js";
import { type BackendAnswer, runBackend } from "./http-backend.js";
import { answerHook, type Push, type Verdict } from "./pre-receive.js";
import { runGit } from "./run-git.js";

/** Git over HTTP: the protocol is git's own, who may do what is GitHub's. */

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export function isGitPath(path: string): boolean {
  return PATH.test(path);
}

/** A client sends again by itself what was lost on a connection it had used before; so each has its own. */
const NO_REUSE = { connection: "close" } as const;

function refuse(response: ServerResponse, status: number, text: string): void {
  const headers: Record<string, string> = { ...NO_REUSE, "content-type": "text/plain; charset=utf-8" };
  if (status === 401) headers["www-authenticate"] = 'Basic realm="GitHub"';
  if (status === 429) headers["retry-after"] = "1";
  response.writeHead(status, headers);
  response.end(text);
}

function actorOf(github: GitHub, message: IncomingMessage): Actor | undefined {
  try {
    const actor = authenticate(github.world, message.headers.authorization);
    return actor.kind === "app" ? undefined : actor;
  } catch {
    return undefined;
  }
}

/** Whether a push overwrites history. Its objects are not in the repository yet, so git looks in quarantine too. */
async function overwrites(repository: Repository, quarantine: string, before: string, after: string): Promise<boolean> {
  if (before === ZERO_SHA || after === ZERO_SHA) return false;
  const { directory } = repository.git;
  const env = { GIT_OBJECT_DIRECTORY: quarantine, GIT_ALTERNATE_OBJECT_DIRECTORIES: `${directory}/objects` };
  const result = await runGit(
    directory,
    ["merge-base", "--is-ancestor", before, after],
    quarantine === "" ? {} : { env },
  );
  return result.code !== 0;
}

async function judge(github: GitHub, repository: Repository, actor: Actor, push: Push): Promise<Verdict> {
  const say: string[] = [];
  for (const change of push.changes) {
    if (change.ref === `refs/heads/${repository.defaultBranch}` && change.after === ZERO_SHA) {
      say.push(`error: refusing to delete the current branch: ${change.ref}`);
      continue;
    }
    const forced = await overwrites(repository, push.quarantine, change.before, change.after);
    const refusal = refusalOf(github.world, repository, actor, change, forced);
    if (refusal) say.push(...printRefusal(refusal));
  }
  return { accept: say.length === 0, say };
}

async function* whole({ start, rest }: BackendAnswer): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  yield* rest;
}

export interface GitServer {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createGitServer(options: {
  readonly github: GitHub;
  readonly faults: FaultEngine;
  readonly root: string;
}): GitServer {
  const { github, faults, root } = options;

  function backend(message: IncomingMessage, url: URL, repository: Repository, actor: Actor, service: string) {
    const [, , , rest = ""] = PATH.exec(url.pathname) ?? [];
    return {
      root,
      path: `/${fullName(repository)}.git/${rest}`,
      query: url.search.slice(1),
      user: actor.kind === "anonymous" ? "" : callerName(actor),
      message,
      hook: undefined,
      service,
    };
  }

  async function push(
    message: IncomingMessage,
    url: URL,
    repository: Repository,
    actor: Author,
    lose: boolean,
    response: ServerResponse,
  ) {
    let asked: Push | undefined;
    const answer = await runBackend({
      ...backend(message, url, repository, actor, "git-receive-pack"),
      hook: (from, to) =>
        answerHook(from, to, (push) => {
          asked = push;
          return judge(github, repository, actor, push);
        }),
    });
    // The answer is short; it is held back until everything that follows from the push is in place.
    const chunks = [answer.start];
    for await (const chunk of answer.rest) chunks.push(chunk as Buffer);
    for (const change of asked?.changes ?? []) {
      const now = repository.git.ref(change.ref) ?? ZERO_SHA;
      if (now === change.after && change.before !== change.after) await refMoved(github, repository, actor, change);
    }
    if (lose) {
      message.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { ...answer.headers, ...NO_REUSE });
    response.end(Buffer.concat(chunks));
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? "/", github.world.url);
    const [, owner = "", name = "", rest = ""] = PATH.exec(url.pathname) ?? [];
    const service = rest === "info/refs" ? (url.searchParams.get("service") ?? "") : rest;
    const actor = actorOf(github, message);
    const repository = findRepository(github.world, owner, name);
    const fault = faults.strike({
      service: "git",
      caller: actor ? callerName(actor) : "anonymous",
      // One fetch or push is several requests; only the first of them begins it.
      name: `${service} /${repository ? fullName(repository) : `${owner}/${name}`}${rest === "info/refs" ? "" : " (continued)"}`,
    });
    if (fault === "timeout") {
      message.socket.destroy();
      return;
    }
    if (fault === "throttle") return refuse(response, 429, "Too many requests\n");
    if (fault === "error") return refuse(response, 500, "Internal Server Error\n");
    if (!actor) return refuse(response, 401, "remote: Invalid username or token.\n");
    const visible = repository !== undefined && canSee(github.world, repository, actor) && mayRead(actor);
    const writing = service === "git-receive-pack";
    // Strangers are asked who they are; only who is known is told that there is nothing.
    if (actor.kind === "anonymous" && (!visible || writing)) return refuse(response, 401, "Authentication required\n");
    if (!repository || !visible) return refuse(response, 404, "Repository not found.\n");
    if (service !== "git-upload-pack" && !writing) return refuse(response, 403, "Dumb HTTP is not served.\n");
    const lose = fault === "lost-answer";
    if (writing) {
      if (actor.kind === "app" || actor.kind === "anonymous" || !canWrite(github.world, repository, actor))
        return refuse(response, 403, `Permission to ${fullName(repository)}.git denied to ${callerName(actor)}.\n`);
      if (rest !== "info/refs") {
        await repository.git.mutex.run(() => push(message, url, repository, actor, lose, response));
        github.webhooks.flush();
        return;
      }
    }
    const answer = await runBackend(backend(message, url, repository, actor, service));
    if (lose) {
      answer.rest.resume();
      await finished(answer.rest);
      message.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { ...answer.headers, ...NO_REUSE });
    await pipeline(whole(answer), response).catch(() => message.socket.destroy());
  }

  function mayRead(actor: Actor): boolean {
    return actor.kind !== "installation" || hasPermission(actor.permissions, "contents", "read");
  }

  return { handle };
}
