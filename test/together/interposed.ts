import { request } from "node:http";
import { type Listening, listen } from "../../src/sandbox/listen.js";

export interface Interposed {
  /** Of the first server, and of each. */
  readonly url: string;
  readonly urls: readonly string[];
  /**
   * Before the k-th call from now, counted from 1, or before the next of that name, this is done; that call and all after
   * it wait for it.
   */
  before(call: number | RegExp, work: () => Promise<void>): void;
  /** How many calls were made. */
  count(): number;
  close(): Promise<void>;
}

/** Stands before servers on loopback and passes on what one process asks of them, as it was signed. */
export async function interpose(target: string, ...others: readonly string[]): Promise<Interposed> {
  let count = 0;
  let due: { readonly at: number | RegExp; readonly work: () => Promise<void> } | undefined;
  let held: Promise<void> | undefined;
  const underWay = new Set<Promise<void>>();

  async function pass(name: string): Promise<void> {
    count += 1;
    if (due && (typeof due.at === "number" ? due.at === count : due.at.test(name))) {
      const { work } = due;
      due = undefined;
      // What was asked before is answered first, so that nothing is left to chance.
      held = Promise.all(underWay).then(work);
    }
    await held;
  }

  async function standBefore(url: string): Promise<Listening> {
    const { hostname, port } = new URL(url);
    return listen(async (incoming, answer) => {
      await pass(`${incoming.method} ${incoming.url}`);
      // Whoever asked has left meanwhile.
      if (incoming.socket.destroyed) return;
      const answered = new Promise<void>((resolve) => {
        answer.once("close", resolve);
        const { method, url: path, headers } = incoming;
        const onward = request({ hostname, port, method, path, headers }, (response) => {
          answer.writeHead(response.statusCode ?? 500, response.headers);
          response.pipe(answer);
        });
        onward.once("error", () => incoming.socket.destroy());
        incoming.pipe(onward);
      });
      underWay.add(answered);
      await answered;
    });
  }

  const servers = await Promise.all([target, ...others].map(standBefore));
  const urls = servers.map((server) => server.url);
  return {
    url: urls[0] ?? "",
    urls,
    before: (call, work) => {
      due = { at: typeof call === "number" ? count + call : call, work };
      held = undefined;
    },
    count: () => count,
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
