import { Failure } from "../../ports/failure.js";

/** A full object id; nothing shorter is ever taken, for it could be an option or become ambiguous. */
export function objectId(text: string): string {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) throw refused("an object id", text);
  return text;
}

/** A full reference name as git-check-ref-format(1) allows it, without the characters that a refspec gives a meaning. */
export function referenceName(text: string): string {
  const allowed =
    /^refs(?:\/(?!\.)[^\u0000-\u0020\u007f~^:?*[\\/]+)+$/.test(text) &&
    !/\.\.|@\{|\.lock(?:\/|$)|\.$/.test(text) &&
    text.length <= 255;
  if (!allowed) throw refused("a reference", text);
  return text;
}

export function branchReference(branch: string): string {
  return referenceName(`refs/heads/${branch}`);
}

function refused(what: string, text: string): Failure {
  return new Failure(`not ${what}: ${JSON.stringify(text.slice(0, 80))}`, { transient: false });
}
