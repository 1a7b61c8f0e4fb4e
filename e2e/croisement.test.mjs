// Two breakdowns crossed: bars, map and comparison; a view kept; its secret link, opened by
// somebody without an account, then closed. Each page accessible, in both themes, at 360 px.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, openRig, overflow, violations } from './rig.mjs';

describe('croisement', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  async function check(page) {
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), []);
    }
    await page.setViewportSize({ width: 320, height: 900 });
    assert.ok((await overflow(page)) <= 0, 'scrolls sideways at 320');
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  test('une vue gardée, son lien ouvert puis fermé', async () => {
    const page = await plus.visitor({ as: 'coordinateur' });
    await page.goto('/pilotage/croisement');
    await page.getByRole('button', { name: 'Croiser' }).click();
    await page.getByRole('heading', { name: 'En barres' }).waitFor();
    await page.getByRole('heading', { name: /période d’avant/ }).waitFor();
    await check(page);
    await page.getByRole('button', { name: 'Garder' }).click();
    await page.getByRole('alert').waitFor();
    await check(page);
    await page.getByLabel('Nom', { exact: true }).fill('Communes de l’année');
    await page.getByLabel('Mois', { exact: true }).selectOption('annee');
    await page.getByRole('button', { name: 'Garder' }).click();
    await page.getByText('La vue est gardée.').waitFor();
    await check(page);
    await page.getByRole('button', { name: 'Ouvrir un lien' }).click();
    const link = await page.getByRole('link', { name: /\/vue\// }).getAttribute('href');
    await check(page);
    const guest = await plus.visitor();
    const path = new URL(link).pathname;
    await guest.goto(path);
    await guest.getByRole('heading', { name: 'Communes de l’année' }).waitFor();
    await guest.getByText(/moins de 11 personnes/).waitFor();
    assert.equal(await guest.locator('a[href]').count(), 0);
    await check(guest);
    await page.getByRole('button', { name: 'Fermer le lien' }).click();
    await page.getByText('Le lien est fermé').waitFor();
    const answer = await guest.goto(path);
    assert.equal(answer.status(), 404);
    await page.goto('/pilotage/vues');
    await check(page);
    await page.getByRole('link', { name: /Ouvrir/ }).click();
    await page.getByRole('heading', { name: 'En barres' }).waitFor();
  });
});
