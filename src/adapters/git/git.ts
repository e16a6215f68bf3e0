import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { Failure } from "../../ports/failure.js";
import { gitFailure } from "./git-failure.js";

export interface Answer {
  readonly code: number;
  readonly stdout: Buffer;
}

export interface Input {
  /** Written to standard input. */
  readonly input?: string;
  /** Exit codes that are an answer and not a failure; 0 alone by default. */
  readonly accept?: readonly number[];
}

/** Git's plumbing as streams: porcelain that changes the repository goes through simple-git. */
export interface Git {
  /** Runs to the end; an output over 1 MiB is a failure. */
  run(args: readonly string[], input?: Input): Promise<Answer>;
  /** Chunks as they come; leaving the loop ends the process. */
  chunks(args: readonly string[], input?: Input): AsyncGenerator<Buffer, void, undefined>;
  /** What stands between NULs; a record longer than 1 MiB loses its end. Leaving the loop ends the process. */
  records(args: readonly string[], input?: Input): AsyncGenerator<Buffer, void, undefined>;
}

const MEBIBYTE = 1_048_576;
/** The most of standard error that is kept, in bytes. */
const STDERR = 16_384;

/**
 * `directory` is the repository itself: a bare one, or the `.git` of a checkout; with `discover`, any folder of a working
 * tree. `onSpawn` is told of every process.
 */
export function createGit(options: {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly discover?: true;
  readonly onSpawn?: (args: readonly string[]) => void;
}): Git {
  // The repository is named, so that none is discovered, least of all a bare one that was planted in a folder.
  const environment = { ...options.environment, ...(options.discover ? {} : { GIT_DIR: options.directory }) };

  async function* chunks(args: readonly string[], input: Input = {}): AsyncGenerator<Buffer, void, undefined> {
    yield* streamed(start(args, input), args, input);
  }

  function start(args: readonly string[], input: Input): Running {
    options.onSpawn?.(args);
    return supervised(
      spawn("git", args, {
        cwd: options.directory,
        env: environment,
        stdio: ["pipe", "pipe", "pipe"],
        windowsHide: true,
      }),
      input.input ?? "",
    );
  }

  return {
    chunks,
    records: (args, input) => split(chunks(args, input)),
    async run(args, input = {}) {
      const running = start(args, input);
      const parts: Buffer[] = [];
      let size = 0;
      for await (const chunk of streamed(running, args, input)) {
        size += chunk.length;
        if (size > MEBIBYTE) throw new Failure(`git ${args[0]} said more than 1 MiB`, { transient: false });
        parts.push(chunk);
      }
      return { code: (await running.end).code, stdout: Buffer.concat(parts) };
    },
  };
}

interface Running {
  readonly stdout: Readable;
  /** Never rejects: a process that could not start ends with code -1 and says why. */
  readonly end: Promise<{ readonly code: number; readonly stderr: string }>;
  kill(): void;
}

function supervised(child: ChildProcessByStdio<Writable, Readable, Readable>, input: string): Running {
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    if (stderr.length < STDERR) stderr += chunk.toString("utf8");
  });
  // A process that ended early, or was ended by us, reads no more: its exit code says what there is to say.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return {
    stdout: child.stdout,
    end: new Promise((resolve) => {
      child.once("error", (error) => resolve({ code: -1, stderr: `cannot be run: ${error.message}` }));
      child.once("close", (code) => resolve({ code: code ?? -1, stderr }));
    }),
    kill: () => child.kill("SIGKILL"),
  };
}

async function* streamed(
  running: Running,
  args: readonly string[],
  input: Input,
): AsyncGenerator<Buffer, void, undefined> {
  let finished = false;
  try {
    for await (const chunk of running.stdout) yield chunk as Buffer;
    finished = true;
  } finally {
    // Only reading commands run here, so that nothing is left half-written.
    if (!finished) running.kill();
    await running.end;
  }
  const { code, stderr } = await running.end;
  if (!(input.accept ?? [0]).includes(code)) throw gitFailure(`git ${args[0]} failed`, stderr);
}

async function* split(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let parts: Buffer[] = [];
  let size = 0;

  function keep(part: Buffer): void {
    const room = MEBIBYTE - size;
    if (part.length > 0 && room > 0) parts.push(part.subarray(0, room));
    size += part.length;
  }

  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(0); to !== -1; to = chunk.indexOf(0, from)) {
      if (parts.length === 0) {
        yield chunk.subarray(from, Math.min(to, from + MEBIBYTE));
      } else {
        keep(chunk.subarray(from, to));
        yield Buffer.concat(parts);
        parts = [];
        size = 0;
      }
      from = to + 1;
    }
    keep(chunk.subarray(from));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}
