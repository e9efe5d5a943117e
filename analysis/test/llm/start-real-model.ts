import { findRealModel } from "./find-real-model.ts";
import { loadGemma } from "./load-gemma.ts";
import type { OllamaServer } from "./ollama-server.ts";
import { startOllamaServer } from "./ollama-server.ts";

export interface RealModel extends OllamaServer {
  /** The name to ask for. */
  readonly model: string;
  readonly loadMs: number;
}

/** A real model behind Ollama's API, in this process; or why there is none. An installed model that does not load is a fault, and thrown. */
export async function startRealModel(): Promise<RealModel | { readonly skipped: string }> {
  const installed = findRealModel();
  if ("skipped" in installed) return installed;
  const gemma = await loadGemma(installed);
  const model = "gemma3:270m";
  return { ...(await startOllamaServer(gemma, model)), model, loadMs: gemma.loadMs };
}
