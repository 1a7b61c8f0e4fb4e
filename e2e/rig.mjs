// The rig of the browser journeys: starts `plus demo` and Chromium, signs people
// in, counts taps, runs axe. It knows no page: selectors live in the journeys,
// by role and visible name, as a person would find them.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** A hundred or so official fiches, those of the tests of `fiches`. */
const CONTENT = path.join(HERE, '../crates/fiches/tests/data/vosdroits-mini.zip');

/** The rules every page must satisfy. The contrast rule is among them (wcag2aa). */
export const TAGS = ['RGAAv4', 'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
export const THEMES = ['light', 'dark'];

/** People of the demonstration: `plus demo` prints them all, with their one password. */
const PASSWORD = 'bienvenue au relais';
export const ACCOUNTS = {
  animatrice: { login: 'maryse', password: PASSWORD, home: '/agent' },
  coordinateur: { login: 'ghislaine', password: PASSWORD, home: '/pilotage' },
  partenaire: { login: 'caf', password: PASSWORD, home: '/partenaire' },
  administrateur: { login: 'administration', password: PASSWORD, home: '/pilotage' },
};

// ---------------------------------------------------------------- server

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export async function ready(url, child, seconds) {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    if (child.exitCode !== null) return false;
    try {
      if ((await fetch(`${url}/healthz`)).ok) return true;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/**
 * Starts `plus demo` on a free port, its data in a new temporary folder with a
 * small part of the official content and `settings` as its `plus.toml`, `env` over the environment, and waits until it answers. `stop()` ends that process and removes that folder.
 */
export async function startDemo(binary, extra = [], { port: wanted, settings, env = {} } = {}) {
  const data = mkdtempSync(path.join(tmpdir(), 'plus-e2e-'));
  if (settings) writeFileSync(path.join(data, 'plus.toml'), settings);
  const port = wanted ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const content = spawnSync(path.resolve(binary), ['content', 'import', CONTENT, '--data', data]);
  if (content.status !== 0) throw new Error(`plus content import: ${content.stderr}`);
  const child = spawn(path.resolve(binary), ['demo', '--data', data, '--listen', `127.0.0.1:${port}`, ...extra], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await Promise.race([once(child, 'exit'), new Promise((r) => setTimeout(r, 5000).unref())]);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    }
    rmSync(data, { recursive: true, force: true });
  };
  if (!(await ready(url, child, 180))) {
    await stop();
    throw new Error(`plus demo did not answer on ${url}\n${log}`);
  }
  return { url, data, log: () => log, stop, child };
}

/** The server under test: the one of the run, else one started for this file alone. */
async function serverUnderTest() {
  if (process.env.PLUS_E2E_URL) return { url: process.env.PLUS_E2E_URL, stop: async () => {} };
  return startDemo(process.env.PLUS_E2E_BINARY ?? path.join(HERE, '../target/ci/plus'));
}

// --------------------------------------------------------------- browser

/** Opens Debian's Chromium; as root it has no sandbox, and it calls nobody but the server. */
function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

/**
 * One server and one browser for a file of journeys:
 * `const plus = await openRig()`, then `after(() => plus.close())`.
 */
export async function openRig() {
  return openRigOn(await serverUnderTest());
}

/** The same on a server already started. */
export async function openRigOn(server) {
  const browser = await launch();
  const strangers = [];

  /** A new person at a new screen. Options are those of a Playwright context, plus `as`. */
  async function visitor({ as, baseURL = server.url, width = 1280, height = 900, theme = 'light', javaScript = true, touch = false } = {}) {
    const context = await browser.newContext({
      baseURL,
      locale: 'fr-FR',
      timezoneId: 'America/Martinique',
      viewport: { width, height },
      colorScheme: theme,
      javaScriptEnabled: javaScript,
      hasTouch: touch,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== baseURL) strangers.push(request.url());
    });
    const page = await context.newPage();
    if (as) await signIn(page, as);
    return page;
  }

  return {
    url: server.url,
    visitor,
    /** Addresses of other hosts that any page asked for: must stay empty. */
    strangers,
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

/** Signs in by the page, as anybody does. */
export async function signIn(page, role) {
  const { login, password, home } = ACCOUNTS[role];
  await page.goto('/connexion');
  await fillSignIn(page, login, password);
  await page.waitForURL((url) => url.pathname === home);
}

/** Fills the form of /connexion and sends it. */
export async function fillSignIn(page, login, password) {
  await page.getByLabel('Identifiant').fill(login);
  await page.getByLabel('Mot de passe').fill(password);
  await Promise.all([
    page.waitForEvent('load'),
    page.getByRole('main').getByRole('button', { name: 'Se connecter' }).click(),
  ]);
}

/** Counts, in the page itself and across its loads, every tap and every key pressed. */
export async function countTaps(page) {
  await page.context().addInitScript(() => {
    const add = (name) => () => sessionStorage.setItem(name, Number(sessionStorage.getItem(name) ?? 0) + 1);
    addEventListener('pointerdown', add('e2e-taps'), { capture: true });
    addEventListener('keydown', add('e2e-keys'), { capture: true });
  });
  return {
    async reset() {
      await page.evaluate(() => sessionStorage.clear());
    },
    read: () =>
      page.evaluate(() => ({
        taps: Number(sessionStorage.getItem('e2e-taps') ?? 0),
        keys: Number(sessionStorage.getItem('e2e-keys') ?? 0),
      })),
  };
}

// --------------------------------------------------------- accessibility

/** Violations of the page as it stands, as `{rule, target, why}`; none when all is well. */
export async function violations(page) {
  // A page that a click has just opened may have no element yet: axe judges whole pages only.
  await page.waitForLoadState('load');
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }),
    TAGS,
  );
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => ({
      rule: rule.id,
      target: node.target.join(' '),
      why: node.failureSummary.replace(/\s+/g, ' '),
    })),
  );
}

/** Fails with the list of violations, if there is one. */
export async function assertAccessible(page, where = page.url()) {
  const found = await violations(page);
  if (found.length > 0) {
    const lines = found.map(({ rule, target, why }) => `${rule}: ${target} — ${why}`);
    assert.fail(`${found.length} accessibility violations on ${where}\n${lines.join('\n')}`);
  }
}

/** How many pixels the page is wider than its window: 0, or the page scrolls sideways. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** A picture under e2e/out/, for the person who reads a failure. */
export async function picture(page, name) {
  const folder = path.join(HERE, 'out');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}
