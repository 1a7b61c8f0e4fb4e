// A rendez-vous, from a small telephone without script to the list of the van, and to a visite.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, assertAccessible, openRig, overflow } from './rig.mjs';

/** A place of the demonstration that no other journey plans at these hours. */
const PLACE = 'le-diamant-la-cherry';

/** A day of Martinique, so many days from now. */
function day(ahead) {
  const at = new Date(Date.now() + ahead * 86_400_000);
  return new Intl.DateTimeFormat('fr-CA', { timeZone: 'America/Martinique' }).format(at);
}

/**
 * Touches a slot, brought above the bar that stays at the bottom of a telephone; of the half-day
 * that begins at `begins`, when other journeys may have filled others.
 */
async function touch(page, hour, begins) {
  const half = page.locator('.rendez-vous-jour', { hasText: begins }).first();
  const among = begins ? half.locator('xpath=following-sibling::*[1]') : page;
  const slot = among.locator('.puce', { hasText: hour }).first();
  await slot.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await slot.click();
}

describe('le rendez-vous, du téléphone au bus', () => {
  let plus;
  let insee;
  let stop;
  let code;
  /** Plans a half-day of the stop. */
  async function planned(ahead, from, to) {
    const desk = await plus.visitor({ as: 'coordinateur' });
    await desk.goto('/pilotage/permanences');
    const form = desk.locator('form[action="/pilotage/permanences"]');
    await form.getByLabel('Date').fill(day(ahead));
    await form.getByLabel('Début').fill(from);
    await form.getByLabel('Fin').fill(to);
    await form.getByLabel('Lieu', { exact: true }).selectOption(stop.code);
    await form.getByRole('button', { name: 'Prévoir' }).click();
    await desk.waitForURL(/prevues=1/);
  }

  before(async () => {
    plus = await openRig();
    const answer = await fetch(`${plus.url}/api/v1/places`);
    const stops = (await answer.json()).filter((p) => p.kind === 'arret');
    stop = stops.find((p) => p.code === PLACE) ?? stops[0];
    insee = stop.commune.code ?? stop.commune;
    await planned(2, '06:10', '11:10');
  });
  after(() => plus.close());

  test('sans JavaScript, sur un petit téléphone : pourquoi, où, quand, et un code', async () => {
    const person = await plus.visitor({ width: 360, height: 740, javaScript: false });
    await person.goto('/');
    await person.getByRole('link', { name: /^Prendre rendez-vous/ }).click();
    assert.equal(await overflow(person), 0);
    await person.locator('.tuiles a').first().click();
    assert.equal(await overflow(person), 0);
    await person.locator(`a[href*="commune=${insee}"]`).click();
    assert.equal(await overflow(person), 0);
    await person.getByLabel('Votre téléphone ou votre e-mail').fill('0696');
    await person.getByRole('button', { name: 'Réserver cette heure' }).click();
    await person.getByText('Choisissez une heure.').first().waitFor();
    assert.equal(await person.getByLabel('Votre téléphone ou votre e-mail').inputValue(), '0696');
    await touch(person, '6 h 10');
    await person.getByLabel('Votre téléphone ou votre e-mail').fill('0696 00 11 22');
    await person.getByRole('button', { name: 'Réserver cette heure' }).click();
    await person.getByRole('heading', { name: 'Rendez-vous pris' }).waitFor();
    assert.equal(await overflow(person), 0);
    code = (await person.locator('.code-unique').innerText()).trim();
    assert.match(code, /^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  });

  test('avec son code, elle le voit et le déplace', async () => {
    const person = await plus.visitor({ width: 360, height: 740 });
    await person.goto('/rendez-vous/mien');
    await person.getByLabel('Le code de votre rendez-vous').fill(code.toLowerCase().replace('-', ' '));
    await person.getByRole('button', { name: 'Voir mon rendez-vous' }).click();
    await person.getByText('6 h 10').first().waitFor();
    await assertAccessible(person, 'mon rendez-vous');
    assert.equal(await overflow(person), 0);
    await person.getByText('Le déplacer').click();
    await touch(person, '7 h 10');
    await person.getByRole('button', { name: 'Déplacer à cette heure' }).click();
    await person.getByText('Votre rendez-vous est déplacé').waitFor();
    await assertAccessible(person, 'déplacé');
  });

  test('chaque page est accessible, dans les deux thèmes, et tient sur un petit écran', async () => {
    const person = await plus.visitor({ width: 320, height: 800 });
    for (const theme of THEMES) {
      await person.emulateMedia({ colorScheme: theme });
      for (const path of ['/rendez-vous', '/en/rendez-vous?motif=sante', `/rendez-vous?motif=autre&commune=${insee}`, '/rendez-vous/mien']) {
        await person.goto(path);
        await assertAccessible(person, `${path} (${theme})`);
        assert.equal(await overflow(person), 0, path);
      }
    }
  });

  test('la personne arrive : une touche, et la visite commence', async () => {
    const agent = await plus.visitor({ as: 'animatrice', width: 768, height: 1024 });
    await agent.goto('/agent?lieu=1');
    await agent.getByLabel('Lieu', { exact: true }).selectOption(stop.code);
    await agent.getByRole('button', { name: 'C’est ici' }).click();
    await agent.goto('/agent/rendez-vous');
    await assertAccessible(agent, 'liste');
    assert.equal(await overflow(agent), 0);
    const shown = await agent.locator('main').innerText();
    assert.ok(!shown.includes('0696'), 'the number is folded away');
    const line = agent.locator('li', { hasText: '7 h 10' }).first();
    await line.locator('summary').click();
    await line.getByRole('link', { name: /0696/ }).waitFor();
    await line.getByRole('button', { name: /^Arrivé : recevoir/ }).click();
    await agent.waitForURL(/\/agent\/visites\/nouvelle/);
    await agent.goto('/agent/rendez-vous');
    await agent.locator('li', { hasText: 'Venu' }).first().waitFor();
    assert.deepEqual(plus.strangers, []);
  });

  test('l’équipe en prend un pour quelqu’un, et donne le code', async () => {
    const agent = await plus.visitor({ as: 'animatrice', theme: 'dark' });
    await agent.goto('/agent/rendez-vous');
    await agent.getByText('Prendre un rendez-vous pour quelqu’un').click();
    await agent.getByLabel('Quand venez-vous ?').selectOption({ index: 1 });
    await agent.getByRole('button', { name: 'Prendre le rendez-vous' }).click();
    await agent.locator('.code-unique').waitFor();
    await assertAccessible(agent, 'talon');
  });

  test('un jour complet : la liste d’attente, puis l’heure gardée', async () => {
    // One hour: one slot.
    await planned(3, '06:20', '07:20');
    const book = async (hour, phone) => {
      const person = await plus.visitor({ width: 360, height: 740 });
      await person.goto(`/rendez-vous?motif=autre&commune=${insee}`);
      await touch(person, hour, '6 h 20');
      await person.getByLabel('Votre téléphone ou votre e-mail').fill(phone);
      await person.getByRole('button', { name: 'Réserver cette heure' }).click();
      const shown = await person.locator('.code-unique').innerText();
      return { person, code: shown.trim() };
    };
    const open = async (person, with_code) => {
      await person.goto('/rendez-vous/mien');
      await person.getByLabel('Le code de votre rendez-vous').fill(with_code);
      await person.getByRole('button', { name: 'Voir mon rendez-vous' }).click();
    };
    const first = await book('6 h 20', '0696 00 22 33');
    const second = await book('Complet', '0696 00 33 44');
    await second.person.getByRole('heading', { name: 'Vous êtes sur la liste d’attente' }).waitFor();
    await assertAccessible(second.person, 'liste d’attente');
    await open(first.person, first.code);
    await first.person.getByText('L’annuler').click();
    await first.person.getByRole('button', { name: 'Oui, annuler' }).click();
    await first.person.getByText('Votre rendez-vous est annulé').waitFor();
    const agent = await plus.visitor({ as: 'animatrice', width: 768 });
    await agent.goto('/agent/rendez-vous');
    await agent.getByText('Une heure libérée pour elle').waitFor();
    await assertAccessible(agent, 'à prévenir');
    assert.equal(await overflow(agent), 0);
    await open(second.person, second.code);
    await assertAccessible(second.person, 'heure gardée');
    assert.equal(await overflow(second.person), 0);
    await second.person.getByRole('button', { name: 'Oui, je viens' }).click();
    await second.person.getByText('À bientôt').waitFor();
  });
});
