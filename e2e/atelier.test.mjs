// An atelier from its plan to the progress of the territory: planned, announced, before and
// after on the tablet that goes from one person to the next, held with three people; with and
// without JavaScript, in both themes, at the width of a phone.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, assertAccessible, countTaps, openRig, overflow } from './rig.mjs';

const NEW = '/agent/ateliers/nouveau';
const TITLE = 'Ma première adresse e-mail';

/** Plans an atelier of today on two things; gives its address. */
async function plan(page, title) {
  await page.goto(NEW);
  await page.getByLabel('Adresse e-mail').check();
  await page.getByLabel('Sécurité, arnaques').check();
  await page.getByLabel('Titre').fill(title);
  await page.getByLabel('Niveau').selectOption('debutant');
  const animated = page.getByLabel('Animé par');
  if (!(await animated.inputValue())) await animated.selectOption({ index: 1 });
  // The day of the relay, whatever that of this machine.
  const day = new Intl.DateTimeFormat('fr-CA', { timeZone: 'America/Martinique' }).format(new Date());
  await page.getByLabel('Date').fill(day);
  await page.getByLabel('Lieu', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('Début').fill('08:00');
  await page.getByLabel('Durée, en minutes').fill('959');
  await page.getByRole('button', { name: 'Garder' }).click();
  await page.getByText('L’atelier est prévu.').waitFor();
  return new URL(page.url()).pathname;
}

/** One person answers both questions, then hands the tablet on. */
async function answer(page, words) {
  for (const word of words) await page.getByRole('button', { name: word }).click();
  await page.getByText('Merci.').waitFor();
}

describe('un atelier', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  for (const javaScript of [true, false]) {
    test(`prévu, tenu à trois, avant et après${javaScript ? '' : ', sans JavaScript'}`, async () => {
      const title = javaScript ? TITLE : `${TITLE} bis`;
      const page = await plus.visitor({ as: 'animatrice', width: 768, height: 1024, javaScript });
      const at = await plan(page, title);
      const anybody = await plus.visitor({ javaScript });
      await anybody.goto('/ateliers');
      await anybody.getByText(title, { exact: true }).waitFor();

      const count = javaScript ? await countTaps(page) : null;
      await page.getByRole('link', { name: 'Avant : donner la tablette' }).click();
      const links = await page.locator('main a').evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
      assert.ok(links.every((path) => path.startsWith('/ateliers') || /^\/(gcf|en)\//.test(path)), `${links}`);
      await count?.reset();
      await answer(page, ['Je ne sais pas', 'Je ne sais pas']);
      if (count) assert.equal((await count.read()).taps, 2, 'one touch a question');
      for (const words of [['Avec de l’aide', 'Je ne sais pas'], ['Je ne sais pas', 'Ne pas répondre']]) {
        await page.getByRole('link', { name: 'Personne suivante' }).click();
        await answer(page, words);
      }
      await page.getByRole('link', { name: 'Rendre la tablette' }).click();
      await page.waitForURL(`**${at}`);
      await page.getByRole('link', { name: 'Après : donner la tablette' }).click();
      for (const next of [true, true, false]) {
        await answer(page, ['Toute seule', 'Avec de l’aide']);
        if (next) await page.getByRole('link', { name: 'Personne suivante' }).click();
      }
      await page.getByRole('link', { name: 'Rendre la tablette' }).click();
      await page.getByText(/100\s%\sseul, 0\s%\savec de l’aide, sur 3 réponses/).waitFor();
      await page.getByText('moins de 3 réponses').waitFor();

      await page.getByRole('button', { name: 'L’atelier a eu lieu' }).click();
      await page.getByRole('alert').getByText('combien de personnes').waitFor();
      await page.getByLabel('Personnes sans nom').fill('3');
      await page.getByRole('button', { name: 'L’atelier a eu lieu' }).click();
      await page.getByText('C’est noté.').waitFor();
      await page.getByText('Tenu', { exact: true }).waitFor();
      await anybody.goto('/ateliers');
      assert.equal(await anybody.getByText(title, { exact: true }).count(), 0, 'held, it is announced no more');
    });
  }

  test('le progrès se lit, rien de moins de onze ; le fichier de La Coop a ses lignes', async () => {
    const team = await plus.visitor({ as: 'coordinateur' });
    await team.goto('/pilotage/ateliers');
    await team.getByText(/ateliers? tenus?/).waitFor();
    await team.getByText('Adresse e-mail').first().waitFor();
    await team.getByText('moins de 11 réponses').first().waitFor();
    await team.getByRole('link', { name: 'Vers La Coop' }).click();
    await team.getByText('Ce qui diffère').waitFor();
    const [file] = await Promise.all([
      team.waitForEvent('download'),
      team.getByRole('link', { name: 'Télécharger les lignes' }).click(),
    ]);
    const bytes = [];
    for await (const chunk of await file.createReadStream()) bytes.push(chunk);
    const lines = Buffer.concat(bytes).toString('utf8').split('\r\n').filter((line) => line.includes(TITLE));
    assert.equal(lines.length, 6, 'three people in each of the two ateliers');
    assert.ok(lines.every((line) => line.includes('Atelier collectif') && line.includes('Anonyme')));
  });

  test('chaque page est accessible, dans les deux thèmes, et tient sur un petit écran', async () => {
    const team = await plus.visitor({ as: 'coordinateur' });
    const at = await plan(team, 'Un atelier à regarder');
    const id = at.split('/').pop();
    const pages = [
      '/agent/ateliers', NEW, at, `${at}/corriger`, `/ateliers/${id}/avant`, `/en/ateliers/${id}/apres`,
      `/ateliers/${id}/apres?merci`, '/ateliers', '/gcf/ateliers', '/pilotage/ateliers', '/pilotage/coop',
    ];
    for (const theme of THEMES) {
      await team.emulateMedia({ colorScheme: theme });
      await team.setViewportSize({ width: 320, height: 900 });
      for (const path of pages) {
        await team.goto(path);
        await assertAccessible(team, `${path} (${theme})`);
        assert.equal(await overflow(team), 0, path);
      }
    }
    assert.deepEqual(plus.strangers, []);
  });
});
