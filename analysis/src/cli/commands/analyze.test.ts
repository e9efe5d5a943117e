import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, describe, it } from "node:test";
import type { FalcoEvent } from "#domain/alert.ts";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { AppError } from "#domain/errors.ts";
import type { AnalysisStore } from "#ports/analysis-store.ts";
import { runCli } from "../cli.ts";
import type { Terminal, Toolbox } from "../command.ts";
import { aLog, anAnalyst, anEvent, aTerminal, aToolbox } from "../toolbox.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "sib-analyze-"));
after(() => rmSync(folder, { recursive: true }));
const fileOf = (events: readonly object[]) => {
  const path = join(folder, `${events.length}-${Math.random()}.jsonl`);
  writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  return path;
};

async function run(args: readonly string[], change: Partial<Toolbox> = {}, look: Partial<Terminal> = {}) {
  const { terminal, written } = aTerminal(look);
  const code = await runCli(["analyze", ...args], aToolbox({ terminal, ...change }));
  return { code, ...written };
}
const withEvents = (events: FalcoEvent[]) => ({ openAlertLog: async () => aLog(events).log });
const reports = (text: string) => text.match(/SECURITY ALERT ANALYSIS/g)?.length ?? 0;
const shell = { rule: "Terminal shell in container", priority: "Notice" } as const;

describe("sib analyze over the backend", () => {
  it("prints the table by class first, then a report of each class's newest event and how many are like it", async () => {
    const events = [1, 2, 3].map((second) => anEvent(second, { hostname: `node-${second}` }));
    const { code, out, err } = await run([], withEvents([...events, anEvent(9, shell)]));
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^4 events in 2 classes \(times are UTC\):\n\ncount {2}rule +severity +verdict +technique +first–last +hosts\n/,
    );
    assert.match(out, /\n +3 {2}Write below etc +high +real +T1003\.008 +01:00 +3\n/);
    assert.equal(reports(out), 2);
    assert.ok(out.indexOf("hosts") < out.indexOf("SECURITY"));
    assert.match(out, /When: 2026-03-14T01:00:03.000000000Z on node-3/);
    assert.match(out, /and 2 more like it, since 2026-03-14T01:00:01Z\n/);
    assert.equal(err, "");
  });

  it("sorts classes by severity, then by how many there are", async () => {
    const events = [
      ...[1, 2].map((second) => anEvent(second, { rule: "often" })),
      anEvent(3, { rule: "once" }),
      anEvent(4, { rule: "grave" }),
    ];
    const analyse = async ({ rule }: { rule: string }) =>
      anAnalysis({
        risk_assessment: { severity: rule === "grave" ? "critical" : "low", confidence: "low", impact: "x" },
      });
    const { out } = await run([], { ...withEvents(events), openAnalyst: async () => anAnalyst({ analyse }) });
    assert.deepEqual(
      out.match(/^ +\d {2}(\w+)/gm)?.map((line) => line.trim().split(/ +/)[1]),
      ["grave", "often", "once"],
    );
  });

  it("prints of a single event its report only", async () => {
    const { out } = await run([], withEvents([anEvent(1)]));
    assert.match(out, /^=+\n/);
    assert.equal(reports(out), 1);
  });

  it("takes 50 of the last hour unless told otherwise, and pages through more", async () => {
    const { log, queries } = aLog(Array.from({ length: 1300 }, (_, second) => anEvent(second)));
    const openAlertLog = async () => log;
    const lines = async (...args: string[]) =>
      (await run(["--jsonl", ...args], { openAlertLog })).out.split("\n").length - 1;
    assert.equal(await lines(), 50);
    assert.equal(queries[0]?.sinceNs, BigInt(Date.parse("2026-03-14T01:00:00Z")) * 1_000_000n);
    queries.length = 0;
    assert.equal(await lines("--limit", "1200"), 1200);
    assert.deepEqual(
      queries.map(({ limit }) => limit),
      [500, 500, 200],
    );
    assert.equal(await lines("--limit", "1000000"), 1300);
  });

  it("asks for what --priority, --rule and --last say", async () => {
    const { log, queries } = aLog([]);
    await run(["--last", "2h", "--priority", "error", "--rule", "R"], { openAlertLog: async () => log });
    assert.deepEqual(queries, [
      {
        sinceNs: BigInt(Date.parse("2026-03-14T00:00:00Z")) * 1_000_000n,
        priorities: ["Emergency", "Alert", "Critical", "Error"],
        rule: "R",
        limit: 50,
      },
    ]);
  });

  it("says in one sentence that the backend is away, and prints what came before", async () => {
    const { log } = aLog(Array.from({ length: 600 }, (_, second) => anEvent(second)));
    const query: typeof log.query = async (asked) => {
      if (asked.cursor !== undefined) throw new AppError("LOG_STORE_UNAVAILABLE");
      return await log.query(asked);
    };
    const { code, out, err } = await run(["--limit", "600"], { openAlertLog: async () => ({ ...log, query }) });
    assert.equal(code, 1);
    assert.match(out, /^500 events in 1 class /);
    assert.match(err, /^sib: The log store cannot be read right now\./);
  });

  it("shows a bar on a terminal, with the rule's control characters made visible, and clears it", async () => {
    const { err } = await run([], withEvents([anEvent(1, { rule: "x\u001b]0;owned\u0007" }), anEvent(2)]), {
      errIsTerminal: true,
      outIsTerminal: true,
    });
    assert.match(err, /^\r\[-{20}\] 0\/2 {2}Write below etc\u001b\[K/);
    assert.doesNotMatch(err, /\u0007/);
    assert.ok(err.endsWith("\r\u001b[K"));
  });

  it("fits the terminal", async () => {
    const events = [anEvent(1, { rule: "A rule with a name that is far too long ".repeat(6) }), anEvent(2)];
    for (const columns of [40, 60, 80, 200]) {
      const { out } = await run([], withEvents(events), { outIsTerminal: true, columns });
      const [table = ""] = out.split("\n\n=");
      assert.ok(
        table
          .split("\n")
          .slice(1)
          .every((line) => line.length <= columns),
        table,
      );
      assert.match(table, /…/);
    }
  });
});

describe("sib analyze over a file", () => {
  const untimed = { rule: "Write below etc", priority: "Warning", output: "File below /etc (user=root)" };

  it("leaves out what the filters do not want, and says how many", async () => {
    const path = fileOf([anEvent(-7200), anEvent(5), anEvent(6, shell), untimed]);
    const { code, out, err } = await run([path, "--last", "1h", "--priority", "Warning", "--jsonl"]);
    assert.equal(code, 0);
    assert.equal(out.split("\n").length - 1, 2);
    assert.equal(err, "sib: 2 left out by --last, --priority or --rule\n");
    const byRule = await run([path, "--rule", shell.rule, "--jsonl"]);
    assert.equal(byRule.out.split("\n").length - 1, 1);
  });

  it("filters standard input too, which nothing but --last and --follow turns away from", async () => {
    const stdin = () => ({
      stdin: Readable.from([`${JSON.stringify(untimed)}\n${JSON.stringify(anEvent(1, shell))}\n`]),
      stdinIsTerminal: false,
    });
    const { out, err } = await run(["--priority", "Warning", "--jsonl"], {}, stdin());
    assert.equal(out.split("\n").length - 1, 1);
    assert.match(err, /^sib: 1 left out/);
    assert.match((await run(["--last", "1h"], {}, stdin())).err, /no event/);
  });

  it("keeps the newest event of a class, in whatever order they come", async () => {
    const { out } = await run([fileOf([anEvent(5), anEvent(9), anEvent(1)])]);
    assert.match(out, /When: 2026-03-14T01:00:09/);
    assert.match(out, /and 2 more like it, since 2026-03-14T01:00:01Z/);
  });

  it("groups by rule where no class can be made", async () => {
    const riskClass = () => {
      throw new AppError("PSEUDONYMISE_FAILED");
    };
    const { out } = await run([fileOf([anEvent(5), anEvent(9)])], {
      openAnalyst: async () => anAnalyst({ riskClass }),
    });
    assert.match(out, /^2 events in 1 class /);
  });
});

describe("sib analyze --store", () => {
  const store = { close: async () => undefined } as AnalysisStore;
  const path = fileOf([anEvent(1)]);

  it("gives the analyst the configured store, and writes its counts", async () => {
    const asked: unknown[] = [];
    let flushed = false;
    const { code } = await run([path, "--store"], {
      openAnalysisStore: async ({ values }) => {
        asked.push(values["storage.state"]);
        return store;
      },
      openAnalyst: async (_, parts) => {
        asked.push(parts?.store);
        return anAnalyst({
          flush: async () => {
            flushed = true;
          },
        });
      },
    });
    assert.equal(code, 0);
    assert.deepEqual(asked, ["memory:", store]);
    assert.ok(flushed);
  });

  it("prints the analyses all the same when they cannot be kept, says so once and ends with 1", async () => {
    const { code, out, err } = await run([fileOf([anEvent(1), anEvent(2)]), "--store"], {
      openAnalysisStore: async () => store,
      openAnalyst: async (_, parts) =>
        anAnalyst({
          analyse: async () => {
            parts?.onStoreFault?.(new AppError("STORE_UNAVAILABLE"));
            return anAnalysis();
          },
        }),
    });
    assert.equal(code, 1);
    assert.equal(reports(out), 1);
    assert.match(err, /^sib: analyses cannot be kept: The database cannot be used right now; nothing was written\.\n$/);
  });

  for (const other of ["--dry-run", "--explain-key"]) {
    it(`does not go together with ${other}`, async () => {
      const { code, err } = await run([path, "--store", other]);
      assert.equal(code, 2);
      assert.match(err, /--store and --(?:dry-run|explain-key) exclude each other/);
    });
  }
});

describe("sib analyze --follow", () => {
  it("prints each report as it comes until it is stopped, and ends with 0", async () => {
    const { terminal, written } = aTerminal();
    let stop: (signal: string) => void = () => undefined;
    const code = await runCli(
      ["analyze", "--follow", "--last", "2h"],
      aToolbox({
        terminal: {
          ...terminal,
          out: async (text) => {
            await terminal.out(text);
            if (reports(written.out) === 2) stop("SIGINT");
          },
        },
        ...withEvents([anEvent(1), anEvent(2)]),
        untilStopped: () =>
          new Promise((stopped) => {
            stop = stopped;
          }),
      }),
    );
    assert.equal(code, 0);
    assert.equal(reports(written.out), 2);
    assert.doesNotMatch(written.out, /classes/);
    assert.ok(written.out.indexOf("01:00:01") < written.out.indexOf("01:00:02"), "oldest first");
  });

  it("ends after --limit", async () => {
    const { code, out } = await run(
      ["--follow", "--last", "2h", "--limit", "1", "--jsonl"],
      withEvents([anEvent(1), anEvent(2)]),
    );
    assert.equal(code, 0);
    assert.equal(out.split("\n").length - 1, 1);
  });
});
