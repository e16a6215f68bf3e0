import type { Instant } from "../model/instant.js";
import type { What } from "../model/what.js";
import { oneLine } from "./escape.js";
import { markdown, name, names, plain, pull, say, time } from "./sentence.js";
import { when } from "./when.js";

/** What an extension of ours is about. */
export interface ExtensionInput {
  readonly extensions: readonly { readonly what: readonly What[]; readonly until: Instant }[];
  /** The pull request that granted it, where the comment is. */
  readonly pull: number;
  readonly comment: number;
  readonly by: string;
}

/** The pull request that a comment `/curfew extend` asks for, and the message of its one commit. */
export function extensionText({ extensions, pull: granted, by }: ExtensionInput): {
  readonly title: string;
  readonly body: string;
  readonly message: string;
} {
  const what = extensions.flatMap((extension) => extension.what);
  const until = extensions[0]?.until;
  const title = `Extend ${oneLine(by)} ${plain(names(what, "and"))}${until === undefined ? "" : ` until ${when(until)}`}`;
  const sentence = say`${name(by)} asked for this in a comment on ${pull(granted)}: ${names(what, "and")}`;
  return {
    title,
    body: [
      markdown(until === undefined ? say`${sentence}.` : say`${sentence} until ${time(until)}.`),
      "Curfew only wrote it down. Who asks is whoever wrote that comment, and it is judged so: they cannot approve it, and a push of anybody else to this branch ends it.",
    ].join("\n\n"),
    message: `${title}\n\nAsked for in a comment on #${granted}.\n`,
  };
}
