// The documentation as a reader opens it: a folder, without a server. Pages of every kind are
// accessible in both themes and hold in 320 pixels; the search answers, and does without its
// script.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { assertAccessible, openRigOn, overflow, picture, THEMES } from './rig.mjs';

const HOUSE = path.join(import.meta.dirname, '..');
const BUILDER = path.join(path.dirname(path.resolve(process.env.PLUS_E2E_BINARY ?? path.join(HOUSE, 'target/ci/plus'))), 'plus-site');

/** A first page, a page with pictures, wide tables, code, drawings of letters, English, JSON. */
const PAGES = ['index.html', 'lisezmoi.html', 'guide/animatrice.html', 'guide/reglages.html', 'guide/exploitation.html', 'architecture.html', 'contributing.html', 'benchmarks.html', 'api/index.html', 'decisions/index.html', 'recherche.html'];

describe('le site de la documentation', () => {
  let plus, folder, at;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plus-site-'));
    const built = spawnSync(BUILDER, [path.join(folder, 'site')], { cwd: HOUSE, encoding: 'utf8' });
    assert.equal(built.status, 0, built.stderr);
    at = (page) => `${pathToFileURL(path.join(folder, 'site')).href}/${page}`;
    plus = await openRigOn({ url: at(''), stop: async () => rmSync(folder, { recursive: true, force: true }) });
  });
  after(() => plus.close());

  for (const theme of THEMES) {
    test(`chaque sorte de page est accessible, ${theme}`, async () => {
      const page = await plus.visitor({ theme });
      for (const name of PAGES) {
        await page.goto(at(name));
        await assertAccessible(page, `${name} ${theme}`);
        await picture(page, `site-${name.replace('/', '-')}-${theme}`);
      }
      await page.context().close();
    });
  }

  test('chaque page tient sur un écran de 320 pixels', async () => {
    const page = await plus.visitor({ width: 320 });
    for (const name of PAGES) {
      await page.goto(at(name));
      assert.ok((await overflow(page)) <= 0, name);
      await assertAccessible(page, `${name} 320`);
    }
    await picture(page, 'site-320');
    await page.context().close();
  });

  test('le clavier va droit au contenu, et d’un rôle à sa page', async () => {
    const page = await plus.visitor();
    await page.goto(at('guide/file.html'));
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Aller au contenu');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'contenu');
    await page.getByRole('navigation', { name: 'Toutes les pages, par rôle' }).getByText('Coordination', { exact: true }).click();
    await page.getByRole('link', { name: 'Le mois de la coordination' }).click();
    await page.getByRole('heading', { level: 1, name: 'Le mois de la coordination' }).waitFor();
    await page.context().close();
  });

  test('la recherche trouve sans accent, marque le mot, mène au passage', async () => {
    const page = await plus.visitor();
    await page.goto(at('guide/file.html'));
    await page.getByRole('searchbox').fill('numeros prioritaires');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page.getByRole('status').filter({ hasText: 'passage' }).waitFor();
    const first = page.locator('#reponses > li').first();
    assert.match(await first.innerText(), /file d’attente|file d'attente/i);
    assert.equal(await first.locator('mark').first().innerText(), 'numéros');
    await assertAccessible(page, 'réponses');
    await picture(page, 'site-reponses');
    await first.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: "La file d'attente" }).waitFor();
    await page.goto(at('recherche.html?q=xylophone'));
    await page.getByText('Aucune page ne dit tous ces mots.').waitFor();
    await page.goto(at('recherche.html?q=%3Cimg%20src%3Dx%3E'));
    assert.equal(await page.locator('#reponses img').count(), 0);
    await page.context().close();
  });

  test('sans JavaScript, la même page liste tout', async () => {
    const page = await plus.visitor({ javaScript: false });
    await page.goto(at('recherche.html?q=file'));
    await page.getByRole('link', { name: "La file d'attente" }).click();
    await page.getByRole('heading', { level: 1, name: "La file d'attente" }).waitFor();
    await page.context().close();
  });

  test('aucune page n’appelle un autre serveur', () => assert.deepEqual(plus.strangers, []));
});
