// The territory changed on screen: the coordinator changes a telephone, sees the page of the
// public as it would be, the administrator publishes, then takes it back. Each page accessible,
// in both themes, and none scrolls sideways at 320 px.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, openRig, overflow, picture, violations } from './rig.mjs';

const PHONE = '0596 12 34 56';

describe('territoire', () => {
  let plus;
  // What everybody reads changes here: this relay is for this file alone.
  before(async () => {
    delete process.env.PLUS_E2E_URL;
    plus = await openRig();
  });
  after(() => plus.close());

  async function check(page, name) {
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], name);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 320, height: 900 });
    assert.ok((await overflow(page)) <= 0, `${name} scrolls sideways at 320`);
    await page.setViewportSize({ width: 1280, height: 900 });
    await picture(page, `territoire-${name}`);
  }

  async function publish(page, path) {
    await page.goto(path);
    await page.getByRole('button', { name: 'Publier', exact: true }).click();
    await page.getByText(/^Publié :/).waitFor();
  }

  test('proposé, regardé, publié, défait', async () => {
    const page = await plus.visitor({ as: 'coordinateur' });
    await page.goto('/pilotage/territoire');
    await check(page, 'liste');
    await page.getByRole('link', { name: /territoire\.toml/ }).click();
    await page.waitForURL(/\?nom=territoire\.toml$/);
    await check(page, 'fichier');
    await page.getByRole('link', { name: 'En-tête' }).click();
    await page.waitForURL(/[?&]element=/);
    await check(page, 'element');
    await page.getByLabel('Téléphone').fill(PHONE);
    await page.getByRole('button', { name: 'Garder' }).click();
    await page.getByText('Pas encore publié').waitFor();
    await check(page, 'changement');
    assert.equal(await page.getByRole('button', { name: 'Publier', exact: true }).count(), 0);
    const path = new URL(page.url()).pathname;

    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: /^Accueil/ }).last().click();
    const look = await opened;
    await look.getByText('Aperçu : ceci n’est pas publié.').waitFor();
    assert.ok((await look.content()).includes(PHONE));
    const public_page = await plus.visitor();
    await public_page.goto('/');
    assert.ok(!(await public_page.content()).includes(PHONE), 'nothing serves yet');

    const admin = await plus.visitor({ as: 'administrateur' });
    await publish(admin, path);
    await public_page.goto('/');
    assert.ok((await public_page.content()).includes(PHONE));
    await admin.goto(path);
    await check(admin, 'publie');
    await admin.getByRole('button', { name: /Revenir/ }).click();
    await admin.getByText('Ce changement en défait un autre').waitFor();
    await publish(admin, new URL(admin.url()).pathname);
    await public_page.goto('/');
    assert.ok(!(await public_page.content()).includes(PHONE));
  });

  test('ce qui est faux est dit, à l’écran et dans le texte', async () => {
    const admin = await plus.visitor({ as: 'administrateur' });
    await admin.goto('/pilotage/territoire/fichier?nom=territoire.toml&element=releve');
    await admin.getByLabel('Seuil', { exact: true }).fill('onze');
    await admin.getByRole('button', { name: 'Garder' }).click();
    await admin.getByRole('alert').waitFor();
    await check(admin, 'faute');
    assert.equal(await admin.getByLabel('Seuil', { exact: true }).inputValue(), 'onze');
    await admin.goto('/pilotage/territoire/fichier?nom=territoire.toml&texte=1');
    await check(admin, 'texte');
    const text = await admin.getByLabel('Texte du fichier').inputValue();
    await admin.getByLabel('Texte du fichier').fill(text.replace('America/Martinique', 'Mars/Olympus'));
    await admin.getByRole('button', { name: 'Garder' }).click();
    await admin.getByRole('heading', { name: 'À corriger avant de publier' }).waitFor();
    await check(admin, 'arrets');
    assert.equal(await admin.getByRole('button', { name: 'Publier', exact: true }).count(), 0);
    await admin.getByRole('button', { name: 'Abandonner ce changement' }).click();
    await admin.getByText('Changement abandonné.').waitFor();
  });
});
