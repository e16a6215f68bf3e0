import type { Receipt } from "../model/receipt.js";
import { markdown, name, plain, prose, type Sentence, say, time } from "./sentence.js";

const DONE: Readonly<Record<Receipt["action"], string>> = {
  grant: "granted",
  extend: "extended",
  shorten: "shortened",
  revoke: "revoked",
};

/** What a run came to, for a terminal: a line a change, failures last. */
export function receiptsText(receipts: readonly Receipt[]): string {
  return lines(receipts)
    .map(({ sign, sentence }) => `${sign} ${plain(sentence)}`)
    .join("\n");
}

export function receiptsList(receipts: readonly Receipt[]): string {
  return lines(receipts)
    .map(({ sign, sentence }) => `- ${sign} ${markdown(sentence)}`)
    .join("\n");
}

function lines(receipts: readonly Receipt[]): readonly { readonly sign: string; readonly sentence: Sentence }[] {
  const failed = receipts.filter(({ result }) => result.outcome === "failed");
  const others = receipts.filter(({ result }) => result.outcome !== "failed");
  return [...others, ...failed].map((receipt) => ({ sign: signOf(receipt), sentence: receiptSentence(receipt) }));
}

export function receiptSentence(receipt: Receipt): Sentence {
  const { action, result } = receipt;
  const pair = say`${name(receipt.who)} ${name(receipt.what)}`;
  const done = prose(DONE[action]);
  const rest =
    action === "revoke"
      ? say`${receipt.cause === undefined ? say`` : say`: ${prose(receipt.cause)}`}`
      : say` until ${time(receipt.until)}`;
  switch (result.outcome) {
    case "done":
      return say`${done} ${pair}${rest}${receipt.found === true ? say` (found done)` : say``}`;
    case "unchanged":
      return say`${done} already: ${pair}${rest}`;
    case "failed": {
      const next = result.transient ? say`Curfew tries again` : say`somebody has to remove the cause`;
      return say`could not ${prose(action)} ${pair}: ${prose(result.error)}; ${next}`;
    }
    default:
      return result satisfies never;
  }
}

function signOf({ result }: Receipt): string {
  if (result.outcome === "failed") return "✗";
  return result.outcome === "done" ? "✓" : "·";
}
