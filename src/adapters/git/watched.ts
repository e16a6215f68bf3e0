import { Failure } from "../../ports/failure.js";
import type { Git } from "./git.js";

/** The same git; told of every answer that is a failure and will be one again. */
export function watched(git: Git, onFailure: () => void): Git {
  function note(error: unknown): never {
    if (error instanceof Failure && !error.transient) onFailure();
    throw error;
  }

  async function* through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* chunks;
    } catch (error) {
      note(error);
    }
  }

  return {
    run: (args, input) => git.run(args, input).catch(note),
    chunks: (args, input) => through(git.chunks(args, input)),
    records: (args, input) => through(git.records(args, input)),
  };
}
