import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import type { Service } from "./sib.ts";
import { startSib } from "./sib.ts";

const executablePath = "/usr/bin/chromium";
const missing = existsSync(executablePath) ? false : "skipped: there is no Chromium here (apt-get install chromium)";

/** What would run, call home or break out if any of it were taken for markup. `HOME` is replaced by a server that notes every call. */
const payloads = [
  "<script>fetch('HOME/script')</script>",
  "<img src=HOME/img onerror=fetch('HOME/onerror')>",
  "\"><svg onload=fetch('HOME/svg')>",
  "'><iframe src=HOME/frame></iframe>",
  "</pre></code><h1>broken out</h1>",
  "<style>@import 'HOME/css'</style>",
  "<link rel=stylesheet href=HOME/link>",
  "<base href=HOME/>",
  "<meta http-equiv=refresh content='0;url=HOME/refresh'>",
  "javascript:fetch('HOME/js')",
  "<form action=HOME/form><input name=x></form>",
  "{{constructor.constructor('fetch(`HOME/template`)')()}}",
  "${fetch('HOME/literal')}",
  "\u202egnp.exe \u0000 \u001b[31m \ud800",
  "`</code><script>fetch('HOME/tick')</script>`",
  "x".repeat(20_000),
] as const;

describe("the pages in a real browser", { skip: missing }, () => {
  let service: Service;
  let browser: Browser;
  let page: Page;
  const calls: string[] = [];
  const faults: string[] = [];
  const home = createServer((request, response) => {
    calls.push(request.url ?? "");
    response.end();
  });

  before(async () => {
    service = await startSib();
    await new Promise<void>((resolve) => home.listen(0, "127.0.0.1", resolve));
    browser = await chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    page = await browser.newPage();
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("pageerror", (error) => faults.push(error.message));
  });
  after(async () => {
    await browser?.close();
    home.close();
    await service?.stop();
  });

  const hostile = () => {
    const address = `http://127.0.0.1:${(home.address() as AddressInfo).port}`;
    return payloads.map((payload) => payload.replaceAll("HOME", address));
  };

  it("lead from an event to its analysis and to the preview, without a script", async () => {
    await fetch(`${service.url}/api/events`, {
      method: "POST",
      body: JSON.stringify({
        rule: "Read sensitive file untrusted",
        priority: "Warning",
        time: "2026-03-14T01:00:00Z",
        hostname: "shop-node-1",
        output: "Sensitive file opened (user=mira command=cat /etc/shadow file=/etc/shadow)",
      }),
    });
    await page.goto(`${service.url}/`);
    await page.getByRole("link", { name: "Read sensitive file untrusted" }).click();
    await page.waitForURL(/\/analyze/);
    assert.match((await page.locator("h1").textContent()) ?? "", /Read sensitive file untrusted/);
    assert.match((await page.locator("main").textContent()) ?? "", /T1003\.008/);
    await page.getByRole("link", { name: /preview/i }).click();
    await page.waitForURL(/dry_run/);
    const text = (await page.locator("main").textContent()) ?? "";
    assert.match(text, /nothing was sent/i);
    assert.match(text, /\[USER-1\]/);
    assert.deepEqual(faults, [], "no CSP violation and no error in normal use");
  });

  it("run nothing that stands in an alert, and still read", async () => {
    for (const payload of hostile()) {
      const parameters = new URLSearchParams({
        rule: payload.slice(0, 5000),
        output: `${payload} (user=${payload.slice(0, 200)} command=cat ${payload.slice(0, 200)})`,
        priority: "Warning",
        hostname: payload.slice(0, 200),
        source: "syscall",
        tags: payload.slice(0, 200),
        time: "2026-03-14T01:00:00Z",
      });
      for (const dryRun of ["", "&dry_run=true"]) {
        await page.goto(`${service.url}/analyze?${parameters}${dryRun}`);
        assert.ok((await page.locator("main h1").count()) === 1, `broken out: ${payload.slice(0, 60)}`);
        assert.equal(await page.locator("script, iframe, img, svg, base, style").count(), 0, payload.slice(0, 60));
      }
    }
    await page.waitForTimeout(200);
    assert.deepEqual(calls, []);
  });

  it("show hostile events in the list and run nothing", async () => {
    const events = hostile().map((payload, index) => ({
      rule: payload.slice(0, 400),
      output: `${payload} ${index}`,
      hostname: payload.slice(0, 100),
      priority: "Error",
      time: `2026-03-14T02:00:${String(index).padStart(2, "0")}Z`,
      output_fields: { [payload.slice(0, 50)]: payload },
    }));
    const response = await fetch(`${service.url}/api/events`, { method: "POST", body: JSON.stringify(events) });
    assert.equal(response.status, 202, await response.text());
    await page.goto(`${service.url}/`);
    assert.ok((await page.locator("tbody tr").count()) >= events.length);
    await page.goto(`${service.url}/?q=${encodeURIComponent(payloads[2])}&rule=${encodeURIComponent(payloads[0])}`);
    assert.equal(await page.locator("main h1").count(), 1);
    await page.waitForTimeout(200);
    assert.deepEqual(calls, []);
  });

  for (const [name, width, height] of [
    ["a phone", 320, 640],
    ["a desk", 1280, 800],
  ] as const) {
    it(`fit on ${name} without scrolling sideways`, async () => {
      await page.setViewportSize({ width, height });
      for (const path of [
        "/",
        "/docs",
        `/analyze?${new URLSearchParams({ rule: "R", output: `x (file=/${"very-long-path/".repeat(40)})` })}`,
      ]) {
        await page.goto(service.url + path);
        const overflow = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert.ok(Number(overflow) <= 0, `${path} is ${overflow} pixels too wide`);
      }
    });
  }
});
