import type { Duplex } from "node:stream";
import type { RefChange } from "../rules/push-refusal.js";

/** What a push asks for, as the hook hands it over, and where its objects lie until it is accepted. */
export interface Push {
  readonly quarantine: string;
  readonly changes: readonly RefChange[];
}

/** Lines to show the person; a refusal when `accept` is false. */
export interface Verdict {
  readonly accept: boolean;
  readonly say: readonly string[];
}

/** Answers the hook of one push over the two pipes it inherits. */
export function answerHook(asked: Duplex, answer: Duplex, judge: (push: Push) => Promise<Verdict>): void {
  let text = "";
  let done = false;
  answer.on("error", () => {});
  asked.on("error", () => {});
  asked.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    if (done || !/(?:^|\n)end\n$/.test(text)) return;
    done = true;
    judge(parse(text)).then(
      (verdict) => {
        const lines = verdict.say.map((line) => `say ${line}\n`).join("");
        answer.end(`${lines}${verdict.accept ? "accept" : "refuse"}\n`);
      },
      (error: unknown) => answer.end(`say error: ${String(error)}\nrefuse\n`),
    );
  });
}

function parse(text: string): Push {
  const [first = "", ...lines] = text.split("\n");
  const changes = lines.flatMap((line) => {
    const [before, after, ref] = line.split(" ");
    return before !== undefined && after !== undefined && ref !== undefined ? [{ ref, before, after }] : [];
  });
  return { quarantine: first.replace(/^quarantine /, ""), changes };
}
