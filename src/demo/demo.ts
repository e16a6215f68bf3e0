import { createLog } from "../wire.js";
import { tellStory } from "./story.js";
import { tellPeople, tellPrograms } from "./tell.js";
import { createWorld, NAME, OWNER, type World } from "./world.js";

/** Runs the story. Its exit code is 1 where any step was not as expected. */
export async function runDemo(options: {
  readonly json: boolean;
  readonly keep: boolean;
}): Promise<{ readonly text: string; readonly exit: number }> {
  // The SDK that alice uses here would warn of this Node's age in the middle of the story.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
  const write = (line: string) => process.stdout.write(`${line}\n`);
  const world = await createWorld({
    start: startOfDay(),
    running: options.keep,
    // GitHub asks for a second between writes; this one is our own.
    retryDelay: 0,
    log: createLog({ level: "silent", destination: process.stderr }),
  });
  try {
    const ok = await tellStory(world, options.json ? tellPrograms(write) : tellPeople(write));
    if (options.keep) await keep(world, write);
    return { text: options.json ? "" : ending(ok), exit: ok ? 0 : 1 };
  } finally {
    await world.close();
  }
}

/** 14:00 UTC today: the story's hours read well, and its request is filed under today's date. */
function startOfDay(): number {
  return new Date().setUTCHours(14, 0, 0, 0);
}

function ending(ok: boolean): string {
  return ok
    ? "\nEvery step was as expected. Nobody had to remember anything."
    : "\nSome steps were not as expected: see the marks above.";
}

async function keep(world: World, write: (line: string) => void): Promise<void> {
  const { alice, dana } = world.people;
  const repository = `${world.github.url}/${OWNER}/${NAME}.git`;
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  write(
    [
      "",
      "The servers are running. Ctrl-C stops them.",
      "",
      `  alice's token   ${alice.token}`,
      `  dana's token    ${dana.token}`,
      `  clone           git clone ${repository.replace("//", `//alice:${alice.token}@`)}`,
      `  GitHub's API    curl -H "Authorization: Bearer ${dana.token}" ${world.github.apiUrl}/repos/${OWNER}/${NAME}/pulls`,
      "  AssumeRole      with the role of the request that you merged:",
      `                  curl --aws-sigv4 aws:amz:us-east-1:sts --user ${world.aliceKeys.accessKeyId}:${world.aliceKeys.secretAccessKey} \\`,
      `                    ${world.cloudUrl} -d Action=AssumeRole -d Version=2011-06-15 \\`,
      "                    -d RoleSessionName=me -d RoleArn=arn:aws:iam::123456789012:role/curfew/aws-prod/…",
    ].join("\n"),
  );
  await stopped;
}
