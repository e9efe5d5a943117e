import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { OutputFile, Plugin } from "esbuild";

/**
 * Writes the start copy: all of `src/` and its packages in a few files under `.cache/sib/`, which `bin/sib` starts while no source is newer.
 * Reading some 500 files one by one is half of a start (`make bench ARGS=start`). Nothing is in the copy but code: data and pages are read from `src/`.
 */

const folder = fileURLToPath(new URL("..", import.meta.url));
const source = join(folder, "src");
const target = join(folder, "..", ".cache", "sib");
const copiesKept = 3;

/** Threads have entries of their own, beside `main`. */
const entries = ["main.ts", "obfuscate-thread.ts", "adapters/database/sqlite-thread.ts"];

/** `import.meta.url` stays the source's own address, from wherever the copy lies; a thread is started from the copy. */
const sourceAddresses: Plugin = {
  name: "source-addresses",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!path.startsWith(source)) return undefined;
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      const address = relative(join(target, "copy"), path);
      const contents = text
        .replace(/new URL\("\.\/([\w-]+-thread)\.ts", import\.meta\.url\)/g, 'new URL("./$1.mjs", import.meta.__here)')
        .replaceAll("import.meta.url", `new URL(${JSON.stringify(address)}, import.meta.__here).href`)
        .replaceAll("import.meta.__here", "import.meta.url");
      return { contents, loader: "ts" };
    });
  },
};

/** zod brings the words of some sixty languages along, and nothing of ours asks for another than English. */
const englishOnly: Plugin = {
  name: "english-only",
  setup(build) {
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
      loader: "js",
    }));
  },
};

async function bundle(): Promise<OutputFile[]> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: entries.map((entry) => join(source, entry)),
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    outdir: join(target, "copy"),
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // V8 keeps a source in one byte a character then.
    charset: "ascii",
    legalComments: "none",
    logLevel: "error",
    plugins: [sourceAddresses, englishOnly],
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as createRequireOfCopy } from "node:module"; const require = createRequireOfCopy(import.meta.url);',
    },
  });
  return outputFiles;
}

/** Written whole into a folder of its own, then made current at once: what runs from an older copy still finds its files. */
function write(files: OutputFile[], asOf: Date): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file.contents);
  const name = hash.digest("hex").slice(0, 16);
  const copy = join(target, name);
  const fresh = `${copy}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  for (const { path, contents } of files) {
    const file = join(fresh, relative(join(target, "copy"), path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
    utimesSync(file, asOf, asOf); // what is written to a source meanwhile is newer
  }
  rmSync(copy, { recursive: true, force: true });
  renameSync(fresh, copy);
  const link = join(target, `current.${process.pid}`);
  symlinkSync(name, link);
  renameSync(link, join(target, "current"));
  return name;
}

function prune(current: string): void {
  const copies = readdirSync(target)
    .filter((name) => /^[0-9a-f]{16}$/.test(name) && name !== current)
    .map((name) => ({ name, time: statSync(join(target, name)).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { name } of copies.slice(copiesKept - 1)) rmSync(join(target, name), { recursive: true, force: true });
}

mkdirSync(target, { recursive: true });
const asOf = new Date();
prune(write(await bundle(), asOf));
