// The keyboard alone: everything is reached in order, focus is always seen,
// nothing traps it, and a visit is recorded without a pointer.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MOST_TABS, focused, tabTo } from './clavier.mjs';
import { THEMES, openRig } from './rig.mjs';
import { arrived, begin, choices, listed, recorded } from './visite.mjs';

describe('au clavier', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  for (const [as, path] of [
    [undefined, '/'],
    [undefined, '/connexion'],
    ['animatrice', '/agent/visites/nouvelle'],
    ['coordinateur', '/pilotage/chiffres'],
  ]) {
    for (const theme of THEMES) {
      test(`${path} (${theme}) : on voit où l’on est, et l’on en sort`, async () => {
        const page = await plus.visitor({ as, theme });
        await page.goto(path);
        let first;
        for (let i = 0; i < MOST_TABS; i += 1) {
          await page.keyboard.press('Tab');
          const at = await focused(page);
          if (!at || (first && at.html === first)) return; // left the page, or went round
          first ??= at.html;
          assert.ok(at.seen && at.placed, `focus is not seen on ${at.html}`);
        }
        assert.fail(`more than ${MOST_TABS} stops on ${path}`);
      });
    }
  }

  test('le premier arrêt mène au contenu', async () => {
    const page = await plus.visitor();
    await page.goto('/');
    await page.keyboard.press('Tab');
    assert.match((await focused(page)).name, /contenu/i);
    await page.keyboard.press('Enter');
    assert.ok(await page.evaluate(() => Boolean(document.querySelector('main:target, main:focus, :target'))));
  });

  test('une visite s’enregistre sans pointeur', async () => {
    const page = await plus.visitor({ as: 'animatrice' });
    const before = await listed(page);
    await begin(page);
    for (const step of ['partenaire', 'démarche']) {
      await tabTo(page, (await choices(page, step).first().innerText()).trim());
      await page.keyboard.press('Enter');
      await arrived(page, step);
    }
    await tabTo(page, 'Fait avec la personne');
    await page.keyboard.press('Enter');
    await recorded(page);
    assert.equal(await listed(page), before + 1);
  });
});
