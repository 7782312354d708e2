// Opens a notebook in JupyterLab, runs all cells, and prints what a reader would see: `lab.js BROWSER URL PICTURE`.
import { chromium } from "playwright-core";

const [executablePath, url, picture] = process.argv.slice(2);
if (executablePath === undefined || url === undefined || picture === undefined)
  throw new RangeError("lab: a browser, an address and a file for the picture are needed.");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1600 } });
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  const code = page.locator(".jp-Notebook .jp-CodeCell");
  await code.first().waitFor();
  await page
    .getByText(/\| Idle/)
    .first()
    .waitFor();
  void page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')").catch(() => {});
  const prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputPrompt");
  const count = await code.count();
  for (let at = 0; at < count; at++)
    await prompts
      .nth(at)
      .filter({ hasText: /\[\d+\]/ })
      .waitFor();
  await page.waitForTimeout(1000);
  const texts = async (selector: string) =>
    (await page.locator(selector).allInnerTexts()).map((text) => text.trim());
  const pictures = [];
  for (const image of await page.locator(".jp-OutputArea-output img").all()) {
    const box = await image.boundingBox();
    if (box === null) continue;
    pictures.push([Math.round(box.width), Math.round(box.height)]);
  }
  const shown = (await prompts.allInnerTexts()).map((text) => Number(/\d+/.exec(text)?.[0]));
  await page.screenshot({ path: picture });
  const errors = await texts(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']");
  const outputs = await texts(".jp-OutputArea-output");
  const tables = await page.locator(".jp-OutputArea-output table").count();
  const plots = await page.locator(".jp-OutputArea-output .js-plotly-plot:has(.main-svg)").count();
  console.log(JSON.stringify({ counts: shown, errors, texts: outputs, pictures, tables, plots }));
} finally {
  await browser.close();
}
