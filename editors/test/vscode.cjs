// Opens the project in VS Code, waits for its finding in the Problems panel, applies the fix and saves.
// Arguments: the folder with code-server and the project in it, the server, a part of the finding.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const [place, binary, finding] = process.argv.slice(2);
const { chromium } = require(path.join(place, "node_modules/playwright-core"));
const port = 18000 + (process.pid % 1000);
const project = path.join(place, "project");
const fix = "Build the index concurrently";

async function main() {
  writeSettings();
  const code = path.join(place, "node_modules/code-server/out/node/entry.js");
  const server = spawn(
    process.execPath,
    [code, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check",
      "--user-data-dir", path.join(place, "data"), "--extensions-dir", path.join(place, "extensions"), project],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const listening = new Promise((resolve, reject) => {
    server.stdout.on("data", (said) => String(said).includes("HTTP server listening") && resolve());
    server.on("exit", (status) => reject(new Error(`code-server ended with ${status}`)));
  });
  let browser;
  try {
    await listening;
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run"],
    });
    await drive(await browser.newPage({ viewport: { width: 1400, height: 900 } }));
  } finally {
    await browser?.close();
    server.kill();
  }
}

function writeSettings() {
  const user = path.join(place, "data/User");
  fs.mkdirSync(user, { recursive: true });
  const settings = {
    "lockgate.path": binary,
    "security.workspace.trust.enabled": false,
    "workbench.startupEditor": "none",
    "telemetry.telemetryLevel": "off",
    "chat.disableAIFeatures": true,
  };
  fs.writeFileSync(path.join(user, "settings.json"), JSON.stringify(settings));
}

async function drive(page) {
  const text = () => page.evaluate(() => document.body.innerText);
  const shows = async (wanted, seconds) => {
    for (let tries = 0; tries < seconds * 4; tries += 1) {
      if ((await text()).replace(/\s+/g, " ").includes(wanted)) {
        return;
      }
      await page.waitForTimeout(250);
    }
    await page.screenshot({ path: path.join(place, "failed.png") });
    throw new Error(`"${wanted}" is not shown: ${(await text()).slice(-1500)}`);
  };
  await page.goto(`http://127.0.0.1:${port}/?folder=${project}`, { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-workbench", { timeout: 60000 });
  await page.waitForTimeout(4000);
  // No file is open yet: the server speaks of the whole project.
  await page.keyboard.press("Control+Shift+M");
  await shows(finding, 40);
  await page.getByText(finding).first().click();
  await page.waitForSelector(".monaco-editor .view-line", { timeout: 20000 });
  await page.waitForTimeout(2000);
  await page.screenshot({ path: path.join(place, "problems.png") });
  // Into the editor, to the statement, its quick fixes, the one that is meant, save.
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+.");
  await shows(fix, 20);
  await page.screenshot({ path: path.join(place, "fixes.png") });
  await page.getByText(fix).first().click();
  await page.waitForTimeout(2000);
  await page.keyboard.press("Control+S");
  await page.waitForTimeout(2000);
  await page.screenshot({ path: path.join(place, "fixed.png") });
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
