import type { WriteBack } from "#analysis/write-back/write-back.ts";
import type { Config } from "#config/load-config.ts";
import type { NoteLog } from "#ports/note-log.ts";

/** Writes analyses back as the configuration wants it; null where there is neither a log store nor anybody to notify. */
export async function openWriteBack(
  { values }: Config,
  parts: {
    readonly log: NoteLog | null;
    readonly now: () => Date;
    readonly onFault: (error: unknown) => void;
  },
): Promise<WriteBack | null> {
  const url = values["notify.falcosidekick_url"];
  if (parts.log === null && url === null) return null;
  const { createWriteBack } = await import("#analysis/write-back/write-back.ts");
  const notifier = url === null ? null : await openNotifier(url);
  return createWriteBack({ ...parts, notifier, notifyFrom: values["notify.min_severity"] });
}

async function openNotifier(baseUrl: string) {
  const [{ createHttpClient }, { createFalcosidekickNotifier }] = await Promise.all([
    import("#adapters/http-client/http-client.ts"),
    import("#adapters/notifiers/falcosidekick-notifier.ts"),
  ]);
  return createFalcosidekickNotifier(createHttpClient({ title: "falcosidekick", baseUrl }));
}
