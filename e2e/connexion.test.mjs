// Signing in and out, and what a wrong password costs.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ACCOUNTS, assertAccessible, fillSignIn, openRig } from './rig.mjs';

describe('connexion', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  for (const [role, account] of Object.entries(ACCOUNTS)) {
    test(`${role} arrive à sa page`, async () => {
      const page = await plus.visitor({ as: role });
      assert.equal(new URL(page.url()).pathname, account.home);
    });
  }

  test('un mot de passe faux : une phrase, l’identifiant gardé, rien d’ouvert', async () => {
    const page = await plus.visitor();
    await page.goto('/connexion');
    await fillSignIn(page, ACCOUNTS.partenaire.login, 'ce n’est pas le bon');
    assert.equal(new URL(page.url()).pathname, '/connexion');
    assert.equal(await page.getByLabel('Identifiant').inputValue(), ACCOUNTS.partenaire.login);
    assert.equal(await page.getByLabel('Mot de passe').inputValue(), '');
    await page.getByRole('alert').first().waitFor();
    await assertAccessible(page);
    await page.goto('/partenaire');
    assert.equal(new URL(page.url()).pathname, '/connexion');
  });

  test('qui n’est pas connecté est conduit à la connexion, puis à la page demandée', async () => {
    const page = await plus.visitor();
    await page.goto('/agent/visites');
    assert.equal(new URL(page.url()).pathname, '/connexion');
    const { login, password } = ACCOUNTS.animatrice;
    await fillSignIn(page, login, password);
    assert.equal(new URL(page.url()).pathname, '/agent/visites');
  });

  test('un partenaire ne voit ni l’espace agent ni le pilotage', async () => {
    const page = await plus.visitor({ as: 'partenaire' });
    for (const path of ['/agent', '/agent/visites', '/pilotage', '/pilotage/chiffres', '/pilotage/comptes']) {
      const answer = await page.context().request.get(path, { maxRedirects: 0 });
      assert.equal(answer.status(), 403, path);
    }
  });

  test('se déconnecter ferme la porte', async () => {
    const page = await plus.visitor({ as: 'coordinateur' });
    await page.goto('/pilotage');
    await page.locator('summary.rail-personne').click();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.waitForURL((url) => url.pathname !== '/pilotage');
    await page.goto('/pilotage');
    assert.equal(new URL(page.url()).pathname, '/connexion');
  });
});
