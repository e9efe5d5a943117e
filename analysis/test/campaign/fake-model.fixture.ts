import { answer } from "../fake-llm/behaviour.ts";
import type { FakeLlm } from "../fake-llm/fake-llm.ts";
import { startFakeLlm } from "../fake-llm/fake-llm.ts";
import type { FakeRequest } from "../fake-llm/fake-request.ts";
import { goodAnswer } from "../fake-llm/good-answer.ts";

/** A fake Ollama that takes so long for each answer. */
export async function startFakeModel(delayMs: number): Promise<FakeLlm> {
  return await startFakeLlm({
    protocol: "ollama",
    // The one that is asked where no setting names another.
    models: ["llama3.1:8b"],
    answer: (request) => answer(goodAnswer(request), { delayMs: isAboutAlert(request) ? delayMs : 0 }),
  });
}

/** Calls about alerts: at its start, and when it is idle, the service asks whether the model is there. */
export function callsAboutAlerts(llm: FakeLlm): readonly FakeRequest[] {
  return llm.asked().filter(isAboutAlert);
}

function isAboutAlert({ user }: FakeRequest): boolean {
  return /^ALERT \S+$/m.test(user);
}
