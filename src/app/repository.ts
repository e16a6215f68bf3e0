import type { EndedRequest } from "../model/desire.js";
import { type Instant, later } from "../model/instant.js";
import { answerComments } from "../run/answer-comments.js";
import { bringAbout, type Reconciliation } from "../run/bring-about.js";
import { type Checked, checkPullRequest } from "../run/check-pull-request.js";
import { clearBranches } from "../run/clear-branches.js";
import { asFetched, fetchIfPossible } from "../run/fetch.js";
import { figuresOf } from "../run/figures.js";
import { mainBranch } from "../run/main-branch.js";
import { openPullRequests } from "../run/open-pull-requests.js";
import { openReverts } from "../run/open-reverts.js";
import { tellPeople } from "../run/tell-people.js";
import type { Connection, Context, Own } from "../wire.js";
import { createProposed } from "./proposed.js";
import { createQueue } from "./queue.js";
import type { Wake } from "./wakes.js";

/** One repository that the App serves: its queue, and the timers that wake it at the next deadline, and to look around. */
export interface Repository {
  wake(wakes: readonly Wake[]): void;
  /**
   * GitHub says that the App is not installed on it: it looks for nothing more, and goes on to end what it knows is to
   * end, whoever took the App away. Resolves when nothing of that is left.
   */
  retire(): Promise<void>;
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** However quiet or busy it is, everything is looked at after so many seconds: a lost event costs no more than this. */
const RESYNC = 10 * 60;

/**
 * Whether the branch has moved is looked at after so many seconds of quiet: an event may be lost, or may have woken another
 * replica that is gone before what it began comes to its end. A look is two requests of git and no call of the API.
 */
const LOOK = 30;

const RECONCILE = "reconcile";
/** Whoever has access waits to be told how to use it, and not until hundreds of pull requests were judged again. */
const TELL = "tell";

export const EVERYTHING: readonly Wake[] = [{ kind: "reconcile" }, { kind: "check-open" }, { kind: "answer-all" }];

/** `name` is `owner/name`. */
export function createRepository(name: string, open: () => Promise<Connection>, own: Own): Repository {
  const { clock, log, metrics } = own;
  const queue = createQueue(clock, log, RECONCILE, TELL);
  let opened: Promise<Connection> | undefined;
  /** Where the default branch stood when all of it was looked at last. */
  let seen: string | undefined;
  /** Pull requests that asked for access when they were looked at last, and were not merged. */
  const waiting = new Set<number>();
  const proposed = createProposed();
  let closed = false;
  /** Where it is retired: told when nothing is left to end. */
  let left: (() => void) | undefined;
  let cancelTimer: (() => void) | undefined;
  let cancelLook: (() => void) | undefined;
  let cancelResync: (() => void) | undefined;

  /** Opened by the first job, so that an opening that fails is tried again as the job is. */
  async function context(): Promise<Context> {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return (await opened).context();
  }

  function wake(wakes: readonly Wake[]): void {
    if (closed) return;
    if (left) {
      queue.add(RECONCILE, end);
      return;
    }
    cancelResync ??= clock.wakeAt(later(clock.now(), RESYNC), () => {
      cancelResync = undefined;
      wake(EVERYTHING);
    });
    for (const one of wakes) {
      switch (one.kind) {
        case "check":
          add(`check ${one.pull}`, () => check(one.pull));
          break;
        case "check-open":
          add("check-open", resync);
          break;
        case "answer":
          add(`answer ${one.issue}`, () => answer(one.issue));
          break;
        case "answer-all":
          add("answer-all", () => answer(undefined));
          break;
        case "reconcile":
          add(RECONCILE, reconcile);
          break;
        default:
          one satisfies never;
      }
    }
  }

  /** What failed, and is tried again, is no more than forgotten once it is retired. */
  function add(key: string, job: () => Promise<void>): void {
    queue.add(key, async () => {
      if (!left) await job();
    });
  }

  async function check(pull: number): Promise<void> {
    const checked = await checkPullRequest(await context(), pull, clock.now());
    // Of what somebody made of one of ours another is made at once, unless it was merged as it is.
    const spoilt = proposed.saw(checked.pull);
    if (checked.merged || spoilt) wake([{ kind: "reconcile" }]);
    measure(checked);
  }

  function measure({ pull, view, merged, closed }: Checked): void {
    const asks = view?.kind === "requests";
    if (asks && !merged && closed === undefined) waiting.add(pull.number);
    else waiting.delete(pull.number);
    metrics.waits(name, waiting.size);
    if (asks && merged) metrics.approved(name, Math.max(0, clock.now() - pull.opened) / 1000);
  }

  async function resync(): Promise<void> {
    const inside = await context();
    await clearBranches(inside);
    const pulls = await openPullRequests(inside);
    // Whoever closed one woke no check of it.
    for (const pull of waiting) if (!pulls.includes(pull)) waiting.delete(pull);
    metrics.waits(name, waiting.size);
    wake(pulls.map((pull) => ({ kind: "check", pull })));
    if (proposed.keep(pulls)) wake([{ kind: "reconcile" }]);
  }

  async function answer(issue: number | undefined): Promise<void> {
    const answered = await answerComments(await context(), issue, clock.now());
    wake(answered.checks.map((pull) => ({ kind: "check", pull })));
    if (answered.reconcile) wake([{ kind: "reconcile" }]);
    if (answered.retry) throw new Error("something failed that is tried again");
  }

  async function look(): Promise<void> {
    lookAgain();
    const inside = await context();
    await fetchIfPossible(inside);
    if ((await mainBranch(inside)) !== seen) wake([{ kind: "reconcile" }]);
  }

  function lookAgain(): void {
    cancelLook?.();
    cancelLook = clock.wakeAt(later(clock.now(), LOOK), () => add("look", look));
  }

  async function reconcile(): Promise<void> {
    lookAgain();
    const inside = await context();
    // Not before: to be opened may take minutes.
    const now = clock.now();
    const run = await bringAbout(inside, now, { allowMassRevoke: false });
    const before = seen;
    seen = run.head.commit;
    metrics.ran(name, figuresOf(run));
    wakeAt(run.next);
    if (inside.budget.stopped()) return;
    if (before !== undefined && before !== seen && !(await inside.history.isIn(seen, before))) proposed.forget();
    // By themselves: what ends meanwhile waits for no comment, nor for a hundred files to be taken out.
    if (!run.stale) add(TELL, () => tell(run));
    if (!run.stale && proposed.left(run.ended, now).length > 0) add("take-out", () => takeOut(run.ended));
    if (run.retry) throw new Error("something failed that is tried again");
  }

  async function tell(run: Reconciliation): Promise<void> {
    const { findings, retry } = await tellPeople(await context(), run);
    for (const found of findings) log.warn(found.code, { ...found });
    if (retry) throw new Error("somebody was not told who is told again");
  }

  async function takeOut(ended: readonly EndedRequest[]): Promise<void> {
    const now = clock.now();
    const { pulls, opened, refused, retry } = await openReverts(await context(), proposed.left(ended, now));
    proposed.note(opened, refused, now);
    wake(pulls.map((pull) => ({ kind: "check", pull })));
    if (retry) throw new Error("something failed that is tried again");
  }

  /** By what was fetched last. Where the repository was renamed git still answers, and it is served by its other name. */
  async function end(): Promise<void> {
    const old = asFetched(await context(), "the App is not installed on it any more");
    const run = await bringAbout(old, clock.now(), { allowMassRevoke: false });
    metrics.ran(name, figuresOf(run));
    wakeAt(run.next);
    if (run.retry) throw new Error("something failed that is tried again");
    if (run.next === undefined) left?.();
  }

  function wakeAt(next: Instant | undefined): void {
    cancelTimer?.();
    cancelTimer = next === undefined ? undefined : clock.wakeAt(next, () => wake([{ kind: "reconcile" }]));
  }

  return {
    wake,
    retire() {
      cancelLook?.();
      cancelResync?.();
      return new Promise((resolve) => {
        left = resolve;
        // Of what was never looked at nothing is known that is to end.
        if (seen === undefined) resolve();
        else wake([{ kind: "reconcile" }]);
      });
    },
    idle: queue.idle,
    async close() {
      closed = true;
      await queue.close();
      cancelTimer?.();
      cancelLook?.();
      cancelResync?.();
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}
