#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { SimulateOptions } from "./commands/simulate.js";
import { type Ending, EXIT } from "./ending.js";
import { FORMATS, type Format } from "./format.js";
import { PACKAGE } from "./package.js";
import { print } from "./print.js";

/** What every command is given beside its own arguments. */
export interface Shared {
  readonly json?: boolean;
  /** `owner/name`. */
  readonly repository?: string;
  /** Where mirrors of repositories are kept. */
  readonly cache?: string;
}

// Which versions of Node are supported is for this package's `engines` to say, not for an SDK at every run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const program = new Command("curfew")
  .description(PACKAGE.description)
  .version(PACKAGE.version)
  .option("--json", "print JSON instead of text; instants are RFC 3339")
  .addOption(new Option("--repository <owner/name>", "the access repository").env("GITHUB_REPOSITORY"))
  .addOption(new Option("--cache <directory>", "where mirrors are kept between runs").env("CURFEW_CACHE"))
  .configureHelp({ showGlobalOptions: true })
  .addHelpText(
    "after",
    `
Whoever runs it is known by CURFEW_APP_ID and CURFEW_PRIVATE_KEY, or by GITHUB_TOKEN.
Exit: 0 fine, 1 findings or failures, 2 wrong usage, 70 a bug of Curfew, 128 and more ended by a signal.`,
  )
  .showHelpAfterError("(--help says what there is)")
  .exitOverride();

/** A subcommand. What it prints with `--json` is part of its help: the keys are kept. */
function command(name: string, description: string, json: string): Command {
  return program.command(name).description(description).addHelpText("after", `\nWith --json: ${json}`);
}

command(
  "check",
  "check requests and policy: of this checkout, of what a branch would bring, or of pull requests as the App does",
  `{ requests, cases, findings } of a checkout;
  { base, head, kind, author, decision, void, unknown, findings } of a range;
  { pulls: [{ pull, title, author, head, kind, merged, refused, decision, void, findings, error }] } of pull requests`,
)
  .argument("[range]", "base..head of this clone: what a pull request of it would come to, as far as git knows")
  .addOption(new Option("--format <format>", "how to print what was found").choices(FORMATS))
  .option("--author <login>", "who would open the pull request of the range")
  .addOption(
    new Option("--pull <number>", "judge one pull request, say so in it, and merge it when it is allowed").argParser(
      whole,
    ),
  )
  .addOption(new Option("--open", "the same for every open pull request").conflicts("pull"))
  .action(
    async (range: string | undefined, options: { format?: Format; author?: string; pull?: number; open?: boolean }) => {
      const { check } = await import("./commands/check.js");
      await finish(await check(shared(), range, options));
    },
  );

command(
  "simulate",
  "ask who could have what, and who would have to approve: by the files of this checkout, as if nobody held anything",
  "{ possibilities: [{ who, what, at, can, seconds, approvals, conditions, obstacles, decision }], unknown, findings }",
)
  .option("--who <login>", "who would receive it; without it, everyone who is listed")
  .option("--what <system/role>", "what they would receive; without it, every role")
  .option("--for <duration>", "how long; without it, the longest that can be had")
  .option("--at <instant>", "when, as RFC 3339; now, without it")
  .option("--ticket <ticket>", "the ticket that the request would name")
  .option("--why <text>", "the reason that the request would give")
  .option("--author <login>", "who would ask; whoever receives it, without it")
  .option("--approved-by <logins>", "who would have approved, parted by commas")
  .option("--emergency", "break glass: without approvals, as the policies allow it")
  .action(async (options: SimulateOptions) => {
    const { simulate } = await import("./commands/simulate.js");
    await finish(await simulate(shared(), options));
  });

command("plan", "show what `apply` would do; changes nothing", "{ changes, heldBack, findings }").action(async () => {
  const { plan } = await import("./commands/plan.js");
  await finish(await plan(shared()));
});

command("apply", "make what is held what git says should be held, once", "{ receipts, overdue, findings }")
  .option("--allow-mass-revoke", "also revoke what is held back as too much at once")
  .option("--metrics <file>", "write what was measured there, as Prometheus reads it")
  .action(async (options: { allowMassRevoke?: boolean; metrics?: string }) => {
    const { apply } = await import("./commands/apply.js");
    await finish(await apply(shared(), options));
  });

command(
  "expire",
  "open and merge the pull requests that remove what has ended",
  "{ opened, pulls, findings }: the numbers of those that remove, and what judging every open one came to, as of `check`",
).action(async () => {
  const { expire } = await import("./commands/expire.js");
  await finish(await expire(shared()));
});

command(
  "answer",
  "answer the commands in comments, and do what they ask for",
  "{ commands: [{ issue, comment, reaction }], pulls, findings }: pulls as of `check`",
)
  .addOption(new Option("--issue <number>", "those on one issue or pull request alone").argParser(whole))
  .action(async (options: { issue?: number }) => {
    const { answer } = await import("./commands/answer.js");
    finish(await answer(shared(), options));
  });

command("status", "who holds what now, and for how long still", "{ held, findings }").action(async () => {
  const { status } = await import("./commands/status.js");
  await finish(await status(shared()));
});

command("audit", "who had what, when, why, and who approved", "{ entries, findings }")
  .option("--at <instant>", "who had what at that moment, as RFC 3339: 2026-11-22T18:00:00Z")
  .option("--verify", "prove that every grant came through an approved pull request; list what did not")
  .action(async (options: { at?: string; verify?: boolean }) => {
    const { audit } = await import("./commands/audit.js");
    await finish(await audit(shared(), options));
  });

command(
  "doctor",
  "ask the systems of this checkout whether they can be reached; changes nothing",
  "{ systems, findings }, or { policies: [{ system, holder, policy }], findings }",
)
  .option("--print-iam-policy", "print the least IAM policy that Curfew itself needs there, from the files alone")
  .option("--system <name>", "one system of the folder; without it, all of them")
  .action(async (options: { printIamPolicy?: boolean; system?: string }) => {
    const { doctor } = await import("./commands/doctor.js");
    await finish(await doctor(shared(), options));
  });

command("serve", "run the GitHub App", "nothing; it logs JSON in any case")
  .option("--host <address>", "the address to listen on", "0.0.0.0")
  .addOption(new Option("--port <number>", "the port to listen on").env("PORT").default(3000).argParser(port))
  .addOption(
    new Option("--metrics-port <number>", "a port of its own for /metrics, as Prometheus reads them").argParser(port),
  )
  .addHelpText("after", "It also needs CURFEW_WEBHOOK_SECRET, the secret in the App's settings on GitHub.")
  .action(async (options: { host: string; port: number; metricsPort?: number }) => {
    const { serve } = await import("./commands/serve.js");
    await finish(await serve(shared(), options));
  });

command(
  "demo",
  "watch the whole story on an embedded sandbox: no account is needed",
  "one object a line and step, { step, at, actor, what, expected, observed, ok }",
)
  .option("--keep", "leave the servers running, and print how to try them")
  .action(async (options: { keep?: boolean }) => {
    const { demo } = await import("./commands/demo.js");
    await finish(await demo(shared(), options));
  });

function shared(): Shared {
  return program.opts<Shared>();
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Not a whole number.");
  return Number(text);
}

function port(text: string): number {
  const number = whole(text);
  if (number > 65_535) throw new InvalidArgumentError("Not a port: at most 65535.");
  return number;
}

async function finish({ text, exit }: Ending): Promise<void> {
  process.exitCode = exit;
  await print(typeof text === "string" ? (text === "" ? [] : [text]) : text, process.stdout);
}

// Whoever reads us may have read enough: `curfew audit | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  else {
    const { endOf } = await import("./end-of.js");
    const { text, exit } = endOf(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = exit;
  }
}
