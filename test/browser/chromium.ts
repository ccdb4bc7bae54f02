import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium, or undefined when there is none; then the tests that need it are skipped and say so. */
export const chromiumPath: string | undefined = PATHS.find((path) => existsSync(path));

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface OpenedPage {
  readonly page: Page;
  /** Console messages of warnings and errors, uncaught errors and violations of the page's policy. */
  readonly complaints: string[];
  /** Addresses that were asked for, besides the page itself. */
  readonly requests: string[];
}

export interface PageOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** Opens a file from disk and waits until its charts are drawn. */
export async function openPage(
  browser: Browser,
  path: string,
  options: PageOptions = {},
): Promise<OpenedPage> {
  const opened = await openAddress(browser, `file://${path}`, options);
  await opened.page.locator('html[data-state="drawn"]').waitFor({ state: 'attached' });
  return opened;
}

/** Opens an address. */
export async function openAddress(
  browser: Browser,
  address: string,
  options: PageOptions = {},
): Promise<OpenedPage> {
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.colorScheme ?? 'light',
  });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== address) requests.push(request.url());
  });
  await page.addInitScript({ path: fileURLToPath(new URL('./inPage.js', import.meta.url)) });
  await page.goto(address);
  return { page, complaints, requests };
}
