// One touch at the end of a visite, on the screen turned to the person; then what it changes,
// written by the coordinator and read by everybody.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, assertAccessible, countTaps, openRig, overflow } from './rig.mjs';
import { begin, record } from './visite.mjs';

const GIVE = '/satisfaction/donner';

describe('l’avis à la fin d’une visite', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  for (const javaScript of [true, false]) {
    test(`une touche, puis l’appareil est rendu${javaScript ? '' : ', sans JavaScript'}`, async () => {
      const page = await plus.visitor({ as: 'animatrice', width: 768, height: 1024, javaScript });
      await begin(page);
      await record(page, 'Renseigné');
      await page.getByRole('link', { name: 'Demander l’avis de la personne' }).click();
      await page.getByRole('heading', { name: 'Cette visite vous a-t-elle aidé' }).waitFor();
      assert.ok(!page.url().includes('visites'), 'nothing says of which visite');
      const links = await page.locator('main a').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
      assert.deepEqual(links.filter((path) => !path.endsWith(GIVE)), ['/agent'], 'no way elsewhere');
      const count = javaScript ? await countTaps(page) : null;
      await page.goto(GIVE);
      await count?.reset();
      await page.getByRole('button', { name: 'Oui' }).click();
      await page.getByText('Merci.').waitFor();
      if (count) assert.equal((await count.read()).taps, 1);
      await page.getByRole('link', { name: 'Rendre l’appareil' }).click();
      await page.waitForURL('**/agent');
    });
  }

  test('chaque page est accessible, dans les deux thèmes, et tient sur un petit écran', async () => {
    const team = await plus.visitor({ as: 'coordinateur' });
    for (const theme of THEMES) {
      await team.emulateMedia({ colorScheme: theme });
      for (const path of [GIVE, `/en${GIVE}`, `${GIVE}?merci`, '/satisfaction', '/pilotage/satisfaction']) {
        await team.setViewportSize({ width: 320, height: 900 });
        await team.goto(path);
        await assertAccessible(team, `${path} (${theme})`);
        assert.equal(await overflow(team), 0, path);
      }
    }
  });

  test('ce que cela change se lit à côté du chiffre', async () => {
    const team = await plus.visitor({ as: 'coordinateur' });
    await team.goto('/pilotage/satisfaction');
    await team.getByLabel('Ce que le relais a changé').fill('oui');
    await team.getByRole('button', { name: 'Publier' }).click();
    await team.getByRole('alert').getByText('Écrivez une phrase').waitFor();
    assert.equal(await team.getByLabel('Ce que le relais a changé').inputValue(), 'oui', 'what was typed stays');
    await team.getByLabel('Ce que le relais a changé').fill('Une chaise de plus à l’entrée du bus.');
    await team.getByRole('button', { name: 'Publier' }).click();
    await team.getByRole('button', { name: /Retirer/ }).first().waitFor();
    const anybody = await plus.visitor();
    await anybody.goto('/');
    await anybody.getByRole('link', { name: 'Vos avis' }).click();
    await anybody.getByText('Une chaise de plus à l’entrée du bus.').waitFor();
    assert.deepEqual(plus.strangers, []);
  });
});
