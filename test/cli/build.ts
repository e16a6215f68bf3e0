import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the package as it is published. */
    readonly packageFolder: string;
  }
}

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Builds the package into a folder of its own that is named by what it was built from, with the files that are
 * published and no others. It lies below `node_modules`, so that its dependencies are found, and git and npm see nothing.
 */
export async function setup(project: TestProject): Promise<void> {
  const builds = join(ROOT, "node_modules", ".cache", "curfew");
  const folder = join(builds, await fingerprint());
  if (!(await exists(folder))) {
    await mkdir(builds, { recursive: true });
    await removeOld(builds);
    // Whoever else builds the same at this moment makes a folder of their own; the first to be done is kept.
    const fresh = await mkdtemp(join(builds, "building-"));
    await build(fresh);
    await rename(fresh, folder).catch(async (error: unknown) => {
      await rm(fresh, { recursive: true, force: true });
      if (!(await exists(folder))) throw error;
    });
  }
  project.provide("packageFolder", folder);
}

/** Builds of yesterday and before: nobody tests them any more. */
async function removeOld(builds: string): Promise<void> {
  for (const name of await readdir(builds)) {
    const path = join(builds, name);
    // Another run may have removed it in the meantime.
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < Date.now() - 24 * 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

async function build(folder: string): Promise<void> {
  const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
  const words = [compiler, "-p", "tsconfig.build.json", "--outDir", join(folder, "dist")];
  await run(process.execPath, words, { cwd: ROOT }).catch((error: { readonly stdout?: string }) => {
    throw new Error(`the package cannot be built:\n${error.stdout}`, { cause: error });
  });
  for (const path of await publishedFiles()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(ROOT, path), join(folder, path));
  }
}

/** What npm would publish beside `dist`. */
async function publishedFiles(): Promise<readonly string[]> {
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: ROOT });
  const [packed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return (packed?.files ?? []).map(({ path }) => path).filter((path) => !path.startsWith("dist/"));
}

const SINGLE = [
  ".github/CODEOWNERS",
  "LICENSE",
  "README.md",
  "package-lock.json",
  "package.json",
  "tsconfig.build.json",
  "tsconfig.json",
];

/** Of all that the package is made from. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  const folders = ["src", "schemas", "access"].map((folder) => filesBelow(folder));
  const paths = [...(await Promise.all(folders)).flat(), ...SINGLE];
  for (const path of paths.sort()) {
    hash.update(`${path}\0`).update(await readFile(join(ROOT, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
