// A page left open: when nobody touches it, what it shows leaves the screen (ASVS 14.3.1).

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ACCOUNTS, assertAccessible, openRig } from './rig.mjs';

const CLOSED = 'Votre session est fermée';

describe('veille', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  /** A page of the team, on a clock that the test moves. */
  async function left(path) {
    const page = await plus.visitor({ as: 'animatrice' });
    await page.clock.install();
    await page.goto(path);
    return page;
  }

  test('à quinze minutes, hors connexion, plus rien n’est affiché ; on revient à la même page', async () => {
    const page = await left('/agent/visites?mois=2026-11');
    const shown = (await page.getByRole('main').innerText()).split('\n').find((line) => line.length > 20);
    assert.ok(shown, 'la page montre quelque chose');
    const { name } = await page.evaluate(() => ({ name: document.querySelector('summary.rail-personne').innerText.trim() }));
    await page.clock.fastForward('14:00');
    await page.locator('[data-veille]').waitFor({ state: 'visible' });
    assert.ok((await page.content()).includes(name), 'la page est encore là pendant l’avis');
    await page.context().setOffline(true);
    await page.clock.fastForward('01:00');
    await page.getByRole('heading', { name: CLOSED }).waitFor();
    const rest = await page.content();
    assert.ok(!rest.includes(name) && !rest.includes(shown), 'ni le nom, ni la page');
    assert.equal(await page.title(), CLOSED);
    assert.equal(await page.locator('form, input, table').count(), 0);
    await page.context().setOffline(false);
    await assertAccessible(page);
    // The session is closed at the server too: the link asks who it is, then comes back here.
    await page.context().clearCookies();
    const back = page.getByRole('link', { name: 'Se connecter et revenir à cette page' });
    assert.ok(await back.evaluate((link) => link === document.activeElement), 'un geste au clavier suffit');
    await back.click();
    await page.waitForURL((url) => url.pathname === '/connexion');
    const { login, password } = ACCOUNTS.animatrice;
    await page.getByLabel('Identifiant').fill(login);
    await page.getByLabel('Mot de passe').fill(password);
    await page.getByRole('main').getByRole('button', { name: 'Se connecter' }).click();
    await page.waitForURL((url) => url.pathname === '/agent/visites' && url.searchParams.get('mois') === '2026-11');
  });

  test('« Je suis encore là » garde la page quinze minutes de plus', async () => {
    const page = await left('/agent');
    await page.clock.fastForward('14:10');
    await Promise.all([
      page.waitForResponse((answer) => new URL(answer.url()).pathname === '/session' && answer.status() === 204),
      page.getByRole('button', { name: 'Je suis encore là' }).click(),
    ]);
    await page.locator('[data-veille]').waitFor({ state: 'hidden' });
    await page.clock.fastForward('13:00');
    assert.equal(await page.getByRole('heading', { name: CLOSED }).count(), 0);
    await page.clock.fastForward('02:00');
    await page.getByRole('heading', { name: CLOSED }).waitFor();
  });

  test('une machine qui a dormi regarde l’heure au retour', async () => {
    const page = await left('/agent');
    // The clock alone moves: no timer ran while the machine slept.
    await page.clock.setFixedTime(Date.now() + 3_600_000);
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await page.getByRole('heading', { name: CLOSED }).waitFor();
  });

  test('se déconnecter dans un onglet vide les autres ; y travailler les garde', async () => {
    const first = await left('/agent');
    const second = await first.context().newPage();
    await second.goto('/agent/visites');
    await first.clock.fastForward('13:00');
    await second.reload();
    await second.waitForLoadState('load');
    await first.clock.fastForward('03:00');
    assert.equal(await first.getByRole('heading', { name: CLOSED }).count(), 0, 'l’autre onglet la garde ouverte');
    await second.locator('summary.rail-personne').click();
    await second.getByRole('button', { name: 'Se déconnecter' }).click();
    await first.getByRole('heading', { name: CLOSED }).waitFor();
  });
});
