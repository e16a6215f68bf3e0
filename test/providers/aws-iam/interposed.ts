import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface Interposed {
  readonly url: string;
  /** Before the k-th call from now, counted from 1, this is done; the call waits for it. */
  before(call: number, work: () => Promise<void>): void;
  /** How many calls were passed on. */
  count(): number;
  close(): Promise<void>;
}

/** Stands before a server on loopback and passes on what is asked, as it was signed. */
export async function interpose(target: string): Promise<Interposed> {
  let passed = 0;
  let due: { readonly at: number; readonly work: () => Promise<void> } | undefined;
  const { hostname, port } = new URL(target);
  const server = createServer(async (incoming, answer) => {
    passed += 1;
    if (due?.at === passed) {
      const { work } = due;
      due = undefined;
      await work();
    }
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    before: (call, work) => {
      due = { at: passed + call, work };
    },
    count: () => passed,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
