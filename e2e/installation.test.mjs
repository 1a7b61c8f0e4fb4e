// The first start in the browser: the nine pages, by a mouse and without a script, each without
// an accessibility violation in both themes nor a sideways scroll at 320 px.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { THEMES, freePort, openRig, overflow, ready, violations } from './rig.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const BINARY = process.env.PLUS_E2E_BINARY ?? path.join(HERE, '../target/ci/plus');

/** A relay that waits to be installed, and the link that its console gives. */
async function toInstall() {
  const data = mkdtempSync(path.join(tmpdir(), 'plus-e2e-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(BINARY, ['serve', '--install', '--data', data, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  assert.ok(await ready(url, child, 60), said);
  while (!said.includes('jeton=')) await new Promise((resolve) => setTimeout(resolve, 50));
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(data, { recursive: true, force: true });
  };
  return { url, link: /http\S+jeton=\S+/.exec(said)[0], stop };
}

async function sound(page, step) {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    assert.deepEqual(await violations(page), [], `${step} (${theme})`);
  }
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width: 320, height });
  assert.ok((await overflow(page)) <= 0, `${step} scrolls sideways`);
  await page.setViewportSize({ width, height });
}

describe('installer le relais', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  for (const javaScript of [true, false]) {
    test(`de la console au premier compte, ${javaScript ? 'avec' : 'sans'} script`, async () => {
      const relay = await toInstall();
      try {
        const page = await plus.visitor({ baseURL: relay.url, javaScript, width: 1280 });
        const keep = () => page.getByRole('button', { name: 'Garder et continuer' }).click();
        const at = async (step) => {
          await page.waitForURL((url) => url.pathname === `/installation/${step}`);
          if (javaScript) await sound(page, step);
        };
        await page.goto('/demarches/rsa');
        await page.getByText('n’est pas encore installé').waitFor();
        await page.goto(relay.link);
        await at('epci');
        await page.getByLabel('Code SIREN de l’EPCI').fill('200067263');
        await keep();
        await page.getByText('CC du Haut Béarn (200067262)').first().waitFor();
        assert.equal(await page.getByLabel('Code SIREN de l’EPCI').inputValue(), '200067263');
        if (javaScript) await sound(page, 'epci refusé');
        await page.getByLabel('Code SIREN de l’EPCI').fill('200067262');
        await keep();
        await at('nom');
        await page.getByLabel('Nom court du service').fill('Béarn+');
        await keep();
        await at('logo');
        const logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><script>alert(1)</script></svg>';
        await page.getByLabel('Fichier du logo').setInputFiles({ name: 'l.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(logo) });
        await keep();
        await page.getByText('n’est pas un dessin SVG sans danger').first().waitFor();
        const sane = logo.replace(/<script>.*<\/script>/, '<rect width="8" height="8" fill="#0A5561"/>');
        await page.getByLabel('Fichier du logo').setInputFiles({ name: 'l.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(sane) });
        await keep();
        for (const step of ['communes', 'partenaires', 'lieux', 'equipe', 'conventions']) {
          await at(step);
          await keep();
        }
        await at('relecture');
        await page.getByText('À compléter').first().waitFor();
        await page.getByRole('button', { name: 'Ouvrir le relais' }).click();
        await page.waitForURL((url) => url.pathname === '/premier-compte');
        await page.goto('/');
        assert.match(await page.content(), /Relais de services publics du Haut Béarn/);
        await page.context().close();
      } finally {
        await relay.stop();
      }
    });
  }
});
