import { firstJudgements, judgementKey } from "../core/first-judgements.js";
import { readRequest } from "../core/read/request.js";
import type { Account } from "../model/facts.js";
import type { PathEvent, TreeChange } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine, Verdict } from "../model/ledger-line.js";
import type { Request, Window } from "../model/request.js";
import type { What } from "../model/what.js";
import { Failure } from "../ports/failure.js";
import { askedToEnd } from "./asked-to-end.js";
import type { Context } from "./context.js";
import { judgeAddition } from "./judge-addition.js";
import { readFiles } from "./read-files.js";
import { readLedger } from "./read-ledger.js";

/** A request that a pull request takes out, with what it still gives. */
export interface Removed {
  readonly path: string;
  readonly who?: string;
  readonly what: readonly What[];
  /** The merge commit that added it. */
  readonly commit: string;
  /** Undefined where its merge does not stand: it gives nothing. */
  readonly window?: Window;
  /** Its time is over, or its merge never stood. */
  readonly ended: boolean;
  readonly request?: Request;
  /** Who said in a comment, where it was granted, that it is to end. */
  readonly asked?: readonly Account[];
}

/** What the requests that are taken out come to, by the judgements on the merges that added them. */
export async function removedRequests(
  context: Context,
  base: string,
  changes: readonly TreeChange[],
  now: Instant,
  /** Of a pull request that we opened: then somebody may have asked for it in a comment. */
  ours: boolean,
): Promise<readonly Removed[]> {
  const { history } = context;
  const paths = changes.map((change) => change.path);
  const [additions, files, access, { lines }] = await Promise.all([
    history.additions(base, paths),
    readFiles(history, changes),
    context.accessAt(base),
    readLedger(context, now),
  ]);
  const known = firstJudgements(lines);
  return Promise.all(
    files.map(async (file): Promise<Removed> => {
      const { path } = file;
      const { request } = readRequest(file, access);
      const addition = additions.get(path);
      const verdict =
        addition &&
        (known.get(judgementKey({ commit: addition.commit, request: path }))?.verdict ??
          (await judged(context, addition, lines)));
      const rest = { ...(request ? { request } : {}), commit: addition?.commit ?? base };
      if (verdict !== "unknown" && verdict?.stands) {
        const { who, what, window } = verdict;
        const ended = window.until <= now;
        const asked = ours && !ended ? await askedToEnd(context, verdict.facts.pull, now) : [];
        return { path, who, what, window, ended, asked, ...rest };
      }
      // Of what cannot be judged nobody knows that it gives nothing: its holder or an approver may take it out.
      const ended = verdict !== undefined && verdict !== "unknown";
      return { path, ...(request ? { who: request.who } : {}), what: request?.what ?? [], ended, ...rest };
    }),
  );
}

async function judged(
  context: Context,
  addition: PathEvent,
  lines: readonly LedgerLine[],
): Promise<Verdict | "unknown"> {
  try {
    // Whatever policy it was merged onto, it may give something: then its holder or an approver takes it out.
    return await judgeAddition(context, addition, { offences: [], lines });
  } catch (error) {
    if (!(error instanceof Failure) || error.transient) throw error;
    return "unknown";
  }
}
