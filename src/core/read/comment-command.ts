import { type Command, type CommandRead, VERBS, type Verb } from "../../model/command.js";
import { parseDuration } from "../../model/duration.js";
import { proseLines } from "./prose-lines.js";
import { nearest } from "./suggest.js";

/** Of a line that was not understood, so much is kept. */
const LONGEST_RECEIVED = 200;
/** Of words of a person that are written down elsewhere. */
const LONGEST_WORDS = 500;

/** What a request's `why` has at least; a shorter one would be refused there. */
const SHORTEST_WHY = 10;

/** Controls, and what reorders or hides text: nobody could see what they agreed to. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/u;

/**
 * The command that a comment is: the one line that begins with `/curfew`. Other lines are talk. A comment with several
 * such lines is none of them: each is answered by itself, and what one did must not depend on what became of another.
 * Verbs are read without case, since telephones write a sentence's first word large.
 */
export function commentCommand(body: string): CommandRead {
  const calls = proseLines(body).flatMap((line) => /^\/curfew(?!\S)(.*)/isu.exec(line)?.slice(1, 2) ?? []);
  const [call] = calls;
  if (call === undefined) return { kind: "none" };
  const received = [...`/curfew${call}`].slice(0, LONGEST_RECEIVED).join("").trimEnd();
  if (calls.length > 1) return { kind: "refused", fault: { kind: "several", count: calls.length }, received };
  if (UNSEEN.test(call.replaceAll("\t", " "))) return { kind: "refused", fault: { kind: "characters" }, received };

  const [word, words] = parted(call);
  const verb = verbOf(word);
  if (verb === undefined) {
    const suggestion = VERBS.find((each) => each === nearest(word, VERBS));
    return { kind: "refused", fault: { kind: "verb", ...(suggestion ? { verb: suggestion } : {}) }, received };
  }
  const command = commandOf(verb, words);
  if (command) return { kind: "command", command };
  return { kind: "refused", fault: { kind: "words", verb }, received };
}

/** The first word, and what follows it. */
function parted(text: string): readonly [word: string, rest: string] {
  const said = text.trim();
  const end = said.search(/\s|$/);
  return [said.slice(0, end), said.slice(end).trim()];
}

function verbOf(word: string): Verb | undefined {
  // `/curfew` alone asks what there is.
  return word === "" ? "help" : VERBS.find((verb) => verb === word.toLowerCase());
}

function commandOf(verb: Verb, words: string): Command | undefined {
  switch (verb) {
    case "help":
    case "plan":
    case "done":
    case "retry":
      return words === "" ? { verb } : undefined;
    case "extend": {
      const [length, why] = parted(words);
      const seconds = parseDuration(length);
      const short = why !== "" && [...why].length < SHORTEST_WHY;
      if (seconds === undefined || short || why.length > LONGEST_WORDS) return undefined;
      return { verb, seconds, ...(why === "" ? {} : { why }) };
    }
    case "reviewed":
      if (words.length > LONGEST_WORDS) return undefined;
      return words === "" ? { verb } : { verb, note: words };
    case "allow-revoke":
      return /^[0-9a-f]{16}$/.test(words) ? { verb, plan: words } : undefined;
    default:
      return verb satisfies never;
  }
}
