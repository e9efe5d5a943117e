/** Takes the pictures of `docs/images` from a running demo: `node tools/screenshots.ts http://localhost:5000`. Needs Debian's Chromium. */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { demoLines } from "../bench/measure.ts";

const base = process.argv[2] ?? "http://localhost:5000";
const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const shell = demoLines()
  .map((line) => JSON.parse(line) as Record<string, string>)
  .find((event) => event["rule"] === "Redirect STDOUT/STDIN to Network Connection in Container");
const link = `${base}/analyze?${new URLSearchParams({ rule: shell?.["rule"] ?? "", output: shell?.["output"] ?? "", priority: shell?.["priority"] ?? "", hostname: shell?.["hostname"] ?? "", time: shell?.["time"] ?? "" })}`;

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
});
const shots = [
  ["analysis", link, "light", 1280, 1100],
  ["analysis-dark", link, "dark", 1280, 1100],
  ["analysis-phone", link, "light", 360, 900],
  ["preview", `${link}&dry_run=true`, "light", 1280, 900],
  ["events", `${base}/`, "light", 1280, 800],
] as const;
for (const [name, address, colorScheme, width, height] of shots) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height }, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address);
  await page.screenshot({ path: `${folder}${name}.png` });
  await context.close();
}
await browser.close();
