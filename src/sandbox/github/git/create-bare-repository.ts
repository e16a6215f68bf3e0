import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The hook asks the server, over two pipes that http-backend and receive-pack hand down, and prints the answer where
 * the person sees it. It passes on the quarantine too, so that the server can look at what is being pushed.
 */
const PRE_RECEIVE = `#!/bin/sh
[ -n "$SANDBOX_PUSH" ] || exit 0
{ echo "quarantine $GIT_QUARANTINE_PATH"; cat; echo end; } >&3
while IFS= read -r line <&4; do
  case "$line" in
    accept) exit 0 ;;
    refuse) exit 1 ;;
    *) printf '%s\\n' "\${line#say }" >&2 ;;
  esac
done
exit 1
`;

/** What GitHub allows a client: to fetch any commit by its id, partially; never to write a pull request's refs. */
const CONFIG = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logallrefupdates = false
[gc]
	auto = 0
[http]
	receivepack = true
	uploadpack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
	allowReachableSHA1InWant = true
[receive]
	denyDeleteCurrent = refuse
	hideRefs = refs/pull
	unpackLimit = 10000
	autogc = false
	advertisePushOptions = true
[transfer]
	fsckObjects = false
[advice]
	pushUpdateRejected = false
`;

/** Lays out an empty bare repository: what `git init --bare` does, without a process. */
export function createBareRepository(directory: string, defaultBranch: string): void {
  for (const folder of ["objects/info", "objects/pack", "refs/heads", "refs/tags", "hooks", "info"]) {
    mkdirSync(join(directory, folder), { recursive: true });
  }
  writeFileSync(join(directory, "HEAD"), `ref: refs/heads/${defaultBranch}\n`);
  writeFileSync(join(directory, "config"), CONFIG);
  const hook = join(directory, "hooks", "pre-receive");
  writeFileSync(hook, PRE_RECEIVE);
  chmodSync(hook, 0o755);
}
