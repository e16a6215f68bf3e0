import { manyLines, oneLine } from "../render/escape.js";
import { Failure, withoutSecrets } from "../wire.js";
import { type Ending, EXIT, UsageError } from "./ending.js";
import { PACKAGE } from "./package.js";

/** How a command ends that threw. The three kinds of wrong: the user's, the world's, ours. */
export function endOf(error: unknown): Ending {
  if (error instanceof UsageError) return { text: `curfew: ${manyLines(error.message).join("\n")}`, exit: EXIT.usage };
  if (error instanceof Failure) {
    const again = error.transient ? " This may pass: try again." : "";
    return { text: `curfew: ${oneLine(withoutSecrets(error.message))}${again}`, exit: EXIT.findings };
  }
  const stack = manyLines(withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error)));
  const title = oneLine(withoutSecrets(error instanceof Error ? error.message : String(error)));
  const link = `${PACKAGE.bugs.url}/new?title=${encodeURIComponent(title.slice(0, 120))}`;
  return {
    text: `curfew: this is a bug of Curfew, not yours.\n${stack.join("\n")}\n\nPlease report it: ${link}`,
    exit: EXIT.bug,
  };
}
