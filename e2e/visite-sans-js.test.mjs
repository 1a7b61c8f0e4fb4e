// The same journey with JavaScript switched off in the browser: the same three
// taps, the same lists, and forms that keep what was typed.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fillSignIn, openRig } from './rig.mjs';
import { begin, listed, record } from './visite.mjs';

describe('sans JavaScript', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  for (const width of [360, 1280]) {
    test(`une visite s’enregistre en trois touches (${width} px)`, async () => {
      const page = await plus.visitor({ as: 'animatrice', width, javaScript: false });
      const before = await listed(page);
      await begin(page);
      await record(page, 'Fait avec la personne');
      assert.equal(await listed(page), before + 1);
    });
  }

  test('la recherche répond', async () => {
    const page = await plus.visitor({ javaScript: false });
    await page.goto('/');
    await page.getByRole('searchbox').first().fill('carte grise');
    await Promise.all([page.waitForURL('**/recherche?*'), page.getByRole('searchbox').first().press('Enter')]);
    assert.equal(new URL(page.url()).pathname, '/recherche');
    assert.ok((await page.getByRole('main').getByRole('link').count()) > 0);
  });

  test('un mot de passe faux garde l’identifiant', async () => {
    const page = await plus.visitor({ javaScript: false });
    await page.goto('/connexion');
    await fillSignIn(page, 'quelqu-un', 'autre chose');
    assert.equal(await page.getByLabel('Identifiant').inputValue(), 'quelqu-un');
  });
});
