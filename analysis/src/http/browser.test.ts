import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import type { FastifyInstance } from "fastify";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { createAnalyst } from "#analysis/analyse.ts";
import { aComparison, aPreview } from "#analysis/compare.fixture.ts";
import { anAnalysis } from "#domain/analysis.fixture.ts";
import { createVeil } from "#pseudonymise/create-veil.ts";
import { anAlertAnalyst, aTestApp, theToken, withToken } from "./app.fixture.ts";

/** What only a real browser shows: its own rules about origins and cookies, layout, and whether the policy breaks our pages. */

const executablePath = "/usr/bin/chromium";
const skip = existsSync(executablePath) ? false : "chromium is not installed";
/** A name that is no loopback name, so that the browser takes it for a host on a network, without Sec-Fetch headers. */
const lanName = "sib.test";

describe("in a browser", { skip }, () => {
  let browser: Browser;
  const apps: FastifyInstance[] = [];

  before(async () => {
    browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--disable-gpu", `--host-resolver-rules=MAP ${lanName} 127.0.0.1`],
    });
  });
  after(async () => {
    await browser?.close();
    await Promise.all(apps.map((app) => app.close()));
  });

  async function open(...setup: Parameters<typeof aTestApp>): Promise<string> {
    const { app } = aTestApp(...setup);
    apps.push(app);
    await app.listen({ host: "127.0.0.1", port: 0 });
    return String((app.server.address() as AddressInfo).port);
  }

  async function withPage(width: number, use: (page: Page, complaints: string[]) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled: false });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (/Content Security Policy|refused/i.test(message.text())) complaints.push(message.text());
    });
    try {
      await use(page, complaints);
    } finally {
      await context.close();
    }
  }

  for (const host of ["localhost", lanName]) {
    it(`signs in at ${host}, leads back to the alert and signs out`, async () => {
      const port = await open(withToken());
      const address = `http://${host}:${port}/analyze?rule=R%26D&output=${"x".repeat(3000)}%20(user=root)`;
      await withPage(1000, async (page) => {
        assert.equal((await page.goto(address))?.status(), 401);
        await page.fill("input[name=token]", theToken);
        await page.click("button[type=submit]");
        await page.waitForSelector("section.verdict");
        assert.equal(page.url(), address);
        assert.equal(await page.textContent("h1"), "R&D");
        await page.click("text=Sign out");
        await page.waitForSelector("input[name=token]");
        assert.equal((await page.goto(address))?.status(), 401);
      });
    });
  }

  it("is not posted to by a page of another site", async () => {
    const port = await open({ auth: "none" });
    const foreign = await open({ auth: "none" });
    await withPage(1000, async (page) => {
      await page.route("**/evil", (route) =>
        route.fulfill({
          contentType: "text/html",
          body: `<form method="post" enctype="text/plain" action="http://localhost:${port}/api/events"><input name='{"rule":"R","output":"x' value='"}'><button>Win</button></form>`,
        }),
      );
      await page.goto(`http://127.0.0.1:${foreign}/evil`);
      const [response] = await Promise.all([page.waitForResponse(/api\/events/), page.click("button")]);
      assert.equal(response.status(), 403);
    });
  });

  it("needs no sideways scrolling at 320 pixels, whatever stands in the alert", async () => {
    const long = "x".repeat(4000);
    const port = await open(
      {},
      {
        analyst: anAlertAnalyst({
          analyse: async () =>
            anAnalysis({
              summary: long,
              evidence: [{ claim: long, quote: long }],
              decide: { question: long, query: `/api/events?q=${long}` },
              mitigation_steps: [{ horizon: "immediate", text: long, effect: "destructive", command: `rm ${long}` }],
            }),
          compare: (alert) =>
            aComparison(alert, aPreview({ prompt: { system: long, user: long }, mapping: { "[USER-1]": long } }), {
              output: {
                name: "output",
                pieces: [{ text: long, hidden: { token: "[USER-1]", type: "USER" } }],
                rest: long,
              },
            }),
        }),
      },
    );
    const base = `http://localhost:${port}`;
    await fetch(`${base}/api/events`, {
      method: "POST",
      body: JSON.stringify({ rule: long, output: long, hostname: long, time: "2026-03-14T01:00:00Z" }),
    });
    const query = new URLSearchParams({ rule: long, output: `${long} (user=${long} file=/etc/x)`, hostname: long });
    for (const path of [
      "/",
      `/analyze?${query}`,
      `/analyze?${query}&dry_run=true&show_mapping=true`,
      "/docs",
      "/analyze",
      "/sign-in",
    ]) {
      await withPage(320, async (page, complaints) => {
        await page.goto(base + path);
        for (const summary of await page.locator("summary").all()) await summary.click();
        const width = await page.evaluate("document.documentElement.scrollWidth");
        assert.ok(Number(width) <= 320, `${path.slice(0, 20)} is ${width} wide`);
        assert.deepEqual(complaints, []);
      });
    }
  });

  it("previews what came beside what would go, each kind in its colour on both sides, and below it on a phone", async () => {
    const analyst = createAnalyst({
      createVeil: (alert) => createVeil(alert, { enabled: true, level: "standard", preserveStructure: true }),
      level: "standard",
      provider: "builtin",
      model: null,
      now: () => new Date(),
      elapsed: () => 0,
      randomId: () => "0123456789abcdef01234567",
    });
    const port = await open({}, { analyst });
    const query = new URLSearchParams({
      rule: "Terminal shell",
      output: "A shell (user=mira command=mysql -h 10.0.0.5 -pPlum-Kettle7 shop <b>)",
      dry_run: "true",
      show_mapping: "true",
    });
    const boxes: Record<number, readonly { readonly x: number; readonly y: number }[]> = {};
    for (const width of [1000, 320]) {
      await withPage(width, async (page, complaints) => {
        await page.goto(`http://localhost:${port}/analyze?${query}`);
        const style = (selector: string, name: string, pseudo = "") =>
          page.evaluate(
            `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), ${JSON.stringify(pseudo)}).getPropertyValue(${JSON.stringify(name)})`,
          );
        const ground = await style(".came .of-user", "background-color");
        for (const selector of [".goes .of-user", ".legend .of-user", ".mapping .of-user"])
          assert.equal(await style(selector, "background-color"), ground, selector);
        assert.notEqual(await style(".goes .of-internal-ip", "background-color"), ground);
        assert.notEqual(await style(".goes pre", "background-color"), ground);
        assert.equal(await page.locator(".came .of-redacted").first().textContent(), "Plum-Kettle7");
        assert.equal(await style(".came .of-redacted", "content", "::after"), '"[REDACTED]"');
        assert.doesNotMatch((await page.locator(".goes").textContent()) ?? "", /mira|10\.0\.0\.5|Plum-Kettle7/);
        assert.match((await page.locator("[role=status]").textContent()) ?? "", /Nothing was sent\./);
        assert.match((await page.locator(".mapping").textContent()) ?? "", /\[USER-1\]mira/);
        boxes[width] = await Promise.all(
          [".came", ".goes"].map(async (side) => (await page.locator(side).boundingBox()) ?? assert.fail(side)),
        );
        assert.deepEqual(complaints, []);
      });
    }
    const [wideCame, wideGoes] = boxes[1000] ?? [];
    const [narrowCame, narrowGoes] = boxes[320] ?? [];
    assert.ok(wideCame && wideGoes && wideCame.y === wideGoes.y && wideCame.x < wideGoes.x, "not side by side");
    assert.ok(narrowCame && narrowGoes && narrowCame.x === narrowGoes.x && narrowCame.y < narrowGoes.y, "not stacked");
  });

  it("shows a page that is not complete yet, and takes the note away when it is", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const port = await open(
      {},
      {
        analyst: anAlertAnalyst({
          analyse: async () => {
            await held;
            return anAnalysis();
          },
        }),
      },
    );
    await withPage(1000, async (page) => {
      const loaded = page.goto(`http://localhost:${port}/analyze?rule=R&output=x`);
      const note = page.locator(".waiting");
      await note.waitFor({ state: "visible" });
      assert.equal(await page.locator("section.verdict").count(), 0);
      release();
      await loaded;
      assert.equal(await note.isVisible(), false);
      assert.equal(await page.locator("section.verdict").isVisible(), true);
    });
  });
});
