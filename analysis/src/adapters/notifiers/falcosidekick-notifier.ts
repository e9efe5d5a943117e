import type { Notifier } from "#ports/note-log.ts";
import { ownSource } from "#ports/note-log.ts";
import type { HttpClient } from "../http-client/http-client.ts";
import { refusedBy } from "../http-client/http-client.ts";

/** The tag that channels may be filtered by. */
const ownTag = "sib-analysis";

/**
 * Hands analyses to falcosidekick as one more event, so that the channels that are set up there carry them. Their `source` keeps them from ever
 * being analysed again, by whichever way they come back. https://github.com/falcosecurity/falcosidekick
 */
export function createFalcosidekickNotifier(client: HttpClient): Notifier {
  return {
    async notify({ rule, priority, time, output, fields }, signal) {
      const body = JSON.stringify({
        rule,
        priority,
        time,
        output,
        source: ownSource,
        tags: [ownTag],
        output_fields: fields,
      });
      const answer = await client.call({ method: "POST", path: "/", body }, signal);
      if (answer.status < 200 || answer.status > 299) throw refusedBy("falcosidekick", answer);
    },
  };
}
