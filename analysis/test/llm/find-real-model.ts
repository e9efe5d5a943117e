import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import wanted from "./package.json" with { type: "json" };

export interface InstalledModel {
  readonly weights: string;
  /** Holds `node_modules/node-llama-cpp`. */
  readonly library: string;
}

/** Where `scripts/install-real-model.sh` put the model, or why there is none. Reads two names of files, no more. */
export function findRealModel(env: NodeJS.ProcessEnv = process.env): InstalledModel | { readonly skipped: string } {
  if (env["SIB_REAL_MODEL"] === "0") return { skipped: "SIB_REAL_MODEL=0 leaves the real model out" };
  const home = join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "sib", "real-model");
  const weights = join(home, "gemma-3-270m-q4_k_m.gguf");
  const library = join(home, `node-llama-cpp-${wanted.dependencies["node-llama-cpp"]}`);
  if (existsSync(weights) && existsSync(library)) return { weights, library };
  return { skipped: `no real model here: ${reasonIn(join(home, "why-not.txt"))}` };
}

function reasonIn(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "not installed; `sh scripts/install-real-model.sh` does it";
  }
}
