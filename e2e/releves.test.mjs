// The statements of a month: prepared, read before they are frozen, approved together, read by
// their partner, the year month by month. Each page accessible, in both themes, at 320 px.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, openRig, overflow, violations } from './rig.mjs';

describe('relevés', () => {
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

  async function done(page) {
    await page.getByText('Terminé').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Voir les relevés du mois' }).click();
    await page.getByRole('heading', { name: 'Ce qui manque au mois' }).waitFor();
  }

  test('préparés, lus, approuvés, figés, signés', async () => {
    const page = await plus.visitor({ as: 'coordinateur' });
    await page.goto('/pilotage/releves');
    await page.getByRole('button', { name: 'Préparer de nouveau' }).click();
    await done(page);
    await check(page);
    await page.getByRole('link', { name: /Lire le relevé préparé/ }).first().click();
    await page.getByText('préparé, pas figé').waitFor();
    await check(page);
    await page.goBack();
    const together = page.getByRole('button', { name: /Approuver les? / });
    const alone = page.getByRole('button', { name: /Figer sans attendre : CAF/ });
    await ((await together.count()) > 0 ? together : alone).first().click();
    await done(page);
    await check(page);
    await page.getByRole('link', { name: 'Lire : CAF' }).click();
    await page.getByText(/Figé et signé le/).waitFor();
    await check(page);
    await page.goBack();
    await page.getByRole('link', { name: 'CAF', exact: true }).click();
    await page.getByRole('heading', { name: 'Les relevés de l’année' }).waitFor();
    await check(page);
  });

  test('le partenaire lit son année', async () => {
    const page = await plus.visitor({ as: 'partenaire' });
    await page.goto('/partenaire');
    await check(page);
    await page.getByRole('link', { name: 'L’année, mois par mois' }).click();
    await page.getByRole('heading', { name: 'Les relevés de l’année' }).waitFor();
    await check(page);
  });
});
