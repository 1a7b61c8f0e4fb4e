// The main job: a visit recorded in three taps and no typing, then found again in
// the list and in the figures. At a desk and on a narrow screen, with and without
// JavaScript: the same journey, the same count.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, countTaps, openRig, overflow } from './rig.mjs';
import { begin, chooseFirst, figures, listed, record } from './visite.mjs';

describe('enregistrer une visite', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  for (const [screen, width] of [['au bureau', 1280], ['sur un petit écran', 360]]) {
    test(`en trois touches et sans rien taper, ${screen}`, async () => {
      const page = await plus.visitor({ as: 'animatrice', width });
      const before = await listed(page);
      const count = await countTaps(page);
      await begin(page);
      await count.reset();

      await record(page, 'Fait avec la personne');

      const { taps, keys } = await count.read();
      assert.equal(taps, 3, 'partner, démarche, result');
      assert.equal(keys, 0, 'nothing typed');
      await page.getByRole('status').getByText('Enregistré').waitFor();
      await assertAccessible(page, 'confirmation');
      assert.equal(await listed(page), before + 1);
    });
  }

  test('elle paraît dans les chiffres du mois, une fois', async () => {
    const desk = await plus.visitor({ as: 'coordinateur' });
    const agent = await plus.visitor({ as: 'animatrice' });
    const before = await figures(desk);
    await begin(agent);
    await record(agent, 'Fait avec la personne');
    const after = await figures(desk);
    assert.deepEqual(after, {
      visites: before.visites + 1,
      demandes: before.demandes + 1,
      accompagnements: before.accompagnements + 1,
    });
  });

  test('rien n’est choisi d’avance', async () => {
    const page = await plus.visitor({ as: 'animatrice' });
    await begin(page);
    assert.equal(await page.locator('main :checked, main [aria-pressed=true]').count(), 0);
  });

  test('l’annulation la retire de la liste', async () => {
    const page = await plus.visitor({ as: 'animatrice' });
    const before = await listed(page);
    await begin(page);
    await record(page, 'Renseigné');
    await Promise.all([
      page.waitForEvent('load'),
      page.getByRole('button', { name: 'Annuler cette visite' }).click(),
    ]);
    assert.equal(await listed(page), before);
  });

  test('chaque étape tient sur un écran de 320 pixels', async () => {
    const page = await plus.visitor({ as: 'animatrice', width: 320 });
    await begin(page);
    for (const step of ['partenaire', 'démarche']) {
      assert.equal(await overflow(page), 0, step);
      await chooseFirst(page, step);
    }
    assert.equal(await overflow(page), 0, 'résultat');
  });
});
