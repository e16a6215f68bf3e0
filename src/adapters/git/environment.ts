/** A setting given for one call, with the precedence of `git -c`, but invisible in a list of processes. */
export type Setting = readonly [key: string, value: string];

// What a process needs to find git, a proxy and its certificates; everything else of ours is no business of git's.
const PASSED =
  /^(PATH|HOME|XDG_CONFIG_HOME|TMPDIR|TEMP|TMP|SYSTEMROOT|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|GIT_SSL_CAINFO)$/i;

// Nothing may ask, open an editor or a pager, run a hook or a helper, or change how output is written.
const SETTINGS: readonly Setting[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.pager", "cat"],
  ["core.commitGraph", "true"],
  ["protocol.ext.allow", "never"],
  ["log.showSignature", "false"],
  ["diff.relative", "false"],
  ["color.ui", "false"],
  ["gc.autoDetach", "false"],
  ["safe.directory", "*"],
  // A transfer of less than 1,000 bytes a second for 30 seconds has hung: it fails, and is tried again.
  ["http.lowSpeedLimit", "1000"],
  ["http.lowSpeedTime", "30"],
];

/**
 * The whole environment of a git process. `own`: the settings of this machine's user count too (credentials for the
 * remote of a checkout); otherwise git reads the repository's configuration and ours alone.
 */
export function gitEnvironment(options: {
  readonly own: boolean;
  readonly settings: readonly Setting[];
}): Readonly<Record<string, string>> {
  const settings = [...SETTINGS, ...options.settings];
  return {
    ...passedOn(options.own),
    ...(options.own ? {} : { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" }),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    SSH_ASKPASS: "",
    GIT_PAGER: "cat",
    GIT_EDITOR: ":",
    GIT_OPTIONAL_LOCKS: "0",
    // A replacement would show another object than the one that was reviewed.
    GIT_NO_REPLACE_OBJECTS: "1",
    // And a graft other parents than it has.
    GIT_GRAFT_FILE: "/dev/null",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

/** Sends the token as GitHub wants it over HTTP, to this origin alone. */
export function authorization(url: string, token: string): readonly Setting[] {
  if (!/^https?:\/\//.test(url)) return [];
  const credentials = Buffer.from(`x-access-token:${token}`).toString("base64");
  return [[`http.${new URL(url).origin}/.extraHeader`, `Authorization: Basic ${credentials}`]];
}

function passedOn(own: boolean): Readonly<Record<string, string>> {
  const names = own ? /^(?!GIT_)|^GIT_(SSH|SSH_COMMAND|SSL_CAINFO)$/ : PASSED;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && names.test(name) ? [[name, value]] : [],
    ),
  );
}
