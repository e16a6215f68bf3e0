import { spawn } from "node:child_process";
import type { IncomingMessage } from "node:http";
import { type Duplex, pipeline, type Readable } from "node:stream";
import { gitEnvironment } from "./run-git.js";

/** The answer of `git http-backend`, a CGI program: its headers as soon as they are there, its body as a stream. */
export interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What followed the headers in the same piece. */
  readonly start: Buffer;
  readonly rest: Readable;
}

export interface BackendRequest {
  readonly root: string;
  readonly path: string;
  readonly query: string;
  readonly user: string;
  readonly message: IncomingMessage;
  /** For a push: called with the pipes of its hook. */
  readonly hook: ((asked: Duplex, answer: Duplex) => void) | undefined;
}

function environment(request: BackendRequest): NodeJS.ProcessEnv {
  const { headers, method } = request.message;
  const optional: Record<string, string> = {};
  const pass = (name: string, value: string | string[] | undefined) => {
    if (typeof value === "string") optional[name] = value;
  };
  pass("CONTENT_TYPE", headers["content-type"]);
  pass("CONTENT_LENGTH", headers["content-length"]);
  pass("HTTP_CONTENT_ENCODING", headers["content-encoding"]);
  pass("GIT_PROTOCOL", headers["git-protocol"]);
  return gitEnvironment({
    GIT_PROJECT_ROOT: request.root,
    GIT_HTTP_EXPORT_ALL: "1",
    REQUEST_METHOD: method ?? "GET",
    PATH_INFO: request.path,
    QUERY_STRING: request.query,
    REMOTE_USER: request.user,
    REMOTE_ADDR: "127.0.0.1",
    GIT_COMMITTER_NAME: request.user,
    GIT_COMMITTER_EMAIL: "noreply@github.com",
    ...(request.hook ? { SANDBOX_PUSH: "1" } : {}),
    ...optional,
  });
}

function parseHead(head: string): { status: number; headers: Record<string, string> } {
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of head.split(/\r?\n/)) {
    const at = line.indexOf(":");
    const [name, value] = [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    if (name === "status") status = Number(value.split(" ")[0]);
    else if (at > 0) headers[name] = value;
  }
  return { status, headers };
}

export function runBackend(request: BackendRequest): Promise<BackendAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["http-backend"], {
      env: environment(request),
      stdio: ["pipe", "pipe", "ignore", ...(request.hook ? (["pipe", "pipe"] as const) : [])],
    });
    const { stdin, stdout } = child;
    if (!stdin || !stdout) {
      reject(new Error("git http-backend has no pipes"));
      return;
    }
    child.on("error", reject);
    if (request.hook) request.hook(child.stdio[3] as unknown as Duplex, child.stdio[4] as unknown as Duplex);
    // Whoever leaves in the middle of a push leaves git at the end of its input: it refuses what is half there.
    pipeline(request.message, stdin, () => {});
    let head = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const at = head.indexOf("\r\n\r\n");
      if (at < 0) return;
      stdout.off("data", onData);
      stdout.pause();
      const parsed = parseHead(head.subarray(0, at).toString());
      resolve({ ...parsed, start: head.subarray(at + 4), rest: stdout });
    };
    stdout.on("data", onData);
    stdout.once("end", () => reject(new Error("git http-backend ended without an answer")));
  });
}
