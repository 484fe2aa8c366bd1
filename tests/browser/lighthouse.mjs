// Chromium, the address of a site and those of pages in, on the command line; out, as JSON, for each page its three scores
// and what failed, and whether robots.txt is as it should be. Starts Chromium once.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import RobotsTxt from "lighthouse/core/audits/seo/robots-txt.js";

const [chromePath, site, ...addresses] = process.argv.slice(2);
const chrome = await launch({
  chromePath,
  logLevel: "silent",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const options = {
  port: chrome.port,
  logLevel: "silent",
  onlyCategories: ["accessibility", "best-practices", "seo"],
  // None of the three depends on speed, and none of our pages does anything once it is loaded.
  networkQuietThresholdMs: 0,
  cpuQuietThresholdMs: 0,
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  disableFullPageScreenshot: true,
  // Lighthouse asks for robots.txt in the name of the page, whose policy forbids that; asked below in our own name.
  skipAudits: ["robots-txt"],
};
const robots = await fetch(new URL("robots.txt", site));
const verdict = RobotsTxt.audit({ RobotsTxt: { status: robots.status, content: await robots.text() } });
const found = {};
try {
  for (const address of addresses) {
    const { lhr } = await lighthouse(address, options);
    const scores = Object.values(lhr.categories).map(({ id, score }) => [id, score]);
    const failed = Object.values(lhr.audits)
      .filter(audit => audit.score !== null && audit.score < 1 && audit.scoreDisplayMode !== "informative")
      .map(audit => `${audit.id}: ${audit.title}`);
    found[address] = { scores: Object.fromEntries(scores), failed, error: lhr.runtimeError ?? null };
  }
} finally {
  await chrome.kill();
}
console.log(JSON.stringify({ pages: found, robots: verdict.score }));
