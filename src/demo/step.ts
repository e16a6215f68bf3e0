/** One step of the story: what somebody did, what had to come of it, and what was seen to come of it. */
export interface Step {
  readonly step: number;
  /** RFC 3339, by the story's clock. */
  readonly at: string;
  readonly actor: string;
  readonly what: string;
  readonly expected: string;
  readonly observed: string;
  readonly ok: boolean;
}

/** What a person would see on their screen after a step. */
export interface Screen {
  readonly title: string;
  readonly text: string;
  /** A page of GitHub's is Markdown; a terminal's is shown as it is. */
  readonly script: "markdown" | "plain";
}

export interface Teller {
  chapter(title: string): void;
  step(step: Step): void;
  screen(screen: Screen): void;
}

export interface Narrator {
  readonly allOk: boolean;
  chapter(title: string): void;
  /** Does and observes; an error is what was observed, and is never as expected. */
  step(actor: string, what: string, expected: string, observe: () => Promise<string>): Promise<void>;
  screen(title: string, text: string, script?: Screen["script"]): void;
}

/** Once it is told to stop, no step begins, and the one under way is not told. */
export function narrator(teller: Teller, now: () => number, stop?: AbortSignal): Narrator {
  let count = 0;
  let allOk = true;
  return {
    get allOk() {
      return allOk;
    },
    chapter: (title) => teller.chapter(title),
    screen: (title, text, script = "plain") => teller.screen({ title, text, script }),
    async step(actor, what, expected, observe) {
      stop?.throwIfAborted();
      count += 1;
      let observed: string;
      let failed = false;
      try {
        observed = await observe();
      } catch (error) {
        failed = true;
        observed = `error: ${error instanceof Error ? error.message : String(error)}`;
      }
      stop?.throwIfAborted();
      const ok = !failed && observed === expected;
      allOk &&= ok;
      teller.step({
        step: count,
        at: new Date(now()).toISOString().replace(/\.\d+/, ""),
        actor,
        what,
        expected,
        observed,
        ok,
      });
    },
  };
}
