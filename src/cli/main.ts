#!/usr/bin/env node
import { Command, CommanderError, Option } from "commander";
import { type Ending, EXIT, endOf } from "./ending.js";
import { PACKAGE } from "./package.js";

/** What every command is given beside its own arguments. */
export interface Shared {
  readonly json: boolean;
  /** `owner/name`. */
  readonly repository?: string;
  /** Where mirrors of repositories are kept. */
  readonly cache?: string;
}

const program = new Command("curfew")
  .description(PACKAGE.description)
  .version(PACKAGE.version)
  .option("--json", "print JSON instead of text", false)
  .addOption(new Option("--repository <owner/name>", "the access repository").env("GITHUB_REPOSITORY"))
  .addOption(new Option("--cache <directory>", "where mirrors are kept between runs").env("CURFEW_CACHE"))
  .showHelpAfterError()
  .exitOverride();

function shared(): Shared {
  return program.opts<Shared>();
}

program
  .command("check")
  .description("check requests and policy: of this checkout, or of pull requests as the App does")
  .option("--pull <number>", "judge one pull request, say so in it, and merge it when it is allowed", whole)
  .option("--open", "the same for every open pull request", false)
  .action(async (options: { pull?: number; open: boolean }) => {
    const { check } = await import("./commands/check.js");
    finish(await check(shared(), options));
  });

program
  .command("plan")
  .description("show what `apply` would do; changes nothing")
  .action(async () => {
    const { plan } = await import("./commands/plan.js");
    finish(await plan(shared()));
  });

program
  .command("apply")
  .description("make what is held what git says should be held, once")
  .option("--allow-mass-revoke", "also revoke what is held back as too much at once", false)
  .action(async (options: { allowMassRevoke: boolean }) => {
    const { apply } = await import("./commands/apply.js");
    finish(await apply(shared(), options));
  });

program
  .command("expire")
  .description("open and merge the pull requests that remove what has ended")
  .action(async () => {
    const { expire } = await import("./commands/expire.js");
    finish(await expire(shared()));
  });

program
  .command("status")
  .description("who holds what now, and for how long still")
  .action(async () => {
    const { status } = await import("./commands/status.js");
    finish(await status(shared()));
  });

program
  .command("audit")
  .description("who had what, when, why, and who approved")
  .option("--at <instant>", "who had what at that moment, as RFC 3339: 2026-11-22T18:00:00Z")
  .option("--verify", "prove that every grant came through an approved pull request; list what did not", false)
  .action(async (options: { at?: string; verify: boolean }) => {
    const { audit } = await import("./commands/audit.js");
    finish(await audit(shared(), options));
  });

program
  .command("serve")
  .description("run the GitHub App")
  .option("--host <address>", "the address to listen on", "0.0.0.0")
  .addOption(new Option("--port <number>", "the port to listen on").env("PORT").default(3000).argParser(whole))
  .action(async (options: { host: string; port: number }) => {
    const { serve } = await import("./commands/serve.js");
    finish(await serve(shared(), options));
  });

program
  .command("demo")
  .description("watch the whole story on an embedded sandbox: no account is needed")
  .option("--keep", "leave the servers running, and print how to try them", false)
  .action(async (options: { keep: boolean }) => {
    const { demo } = await import("./commands/demo.js");
    finish(await demo(shared(), options));
  });

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new CommanderError(EXIT.usage, "curfew.number", `not a whole number: ${text}`);
  return Number(text);
}

function finish(ending: Ending): void {
  if (ending.text !== "") process.stdout.write(`${ending.text}\n`);
  process.exitCode = ending.exit;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  else {
    const { text, exit } = endOf(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = exit;
  }
}
