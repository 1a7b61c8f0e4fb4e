// A person is followed: her dossier in few taps, a mandate signed with a finger, an act, and her own
// page by her code, where she stops it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, countTaps, openRig, overflow } from './rig.mjs';

describe('l’accompagnement', () => {
  let plus;
  let dossier;
  let code;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  test('un dossier s’ouvre en cinq touches au plus', async () => {
    const agent = await plus.visitor({ as: 'animatrice', width: 360 });
    const count = await countTaps(agent);
    await agent.goto('/agent/dossiers');
    await count.reset();
    await agent.getByRole('link', { name: 'Ouvrir un dossier' }).click();
    await agent.getByLabel('Prénom').click();
    // From one field to the next by the key of the keyboard.
    for (const word of ['Éliane', 'Marie-Sainte', 'Dossier de retraite']) {
      await agent.keyboard.type(word);
      await agent.keyboard.press('Tab');
    }
    await agent.getByLabel('Je le lui ai dit').check();
    await assertAccessible(agent, 'nouveau dossier');
    assert.equal(await overflow(agent), 0);
    await agent.getByRole('button', { name: 'Ouvrir le dossier' }).click();
    await agent.getByText('Le dossier est ouvert.').waitFor();
    const { taps } = await count.read();
    assert.ok(taps >= 3 && taps <= 5, `${taps} touches`);
    dossier = new URL(agent.url()).pathname;
    await assertAccessible(agent, 'dossier');
    assert.equal(await overflow(agent), 0);
  });

  test('une promesse, un papier, une étape, puis le talon', async () => {
    const agent = await plus.visitor({ as: 'animatrice', theme: 'dark' });
    await agent.goto(dossier);
    await agent.getByLabel('Ce que nous promettons').fill('Appeler la CGSS');
    await agent.getByLabel('Au plus tard le').fill('2027-06-30');
    await agent.getByRole('button', { name: 'Promettre' }).click();
    await agent.getByText('La promesse est notée').waitFor();
    await agent.getByLabel('Un papier à apporter').fill('Relevé de carrière');
    await agent.getByRole('button', { name: 'Ajouter le papier' }).click();
    await agent.getByLabel('Une étape').fill('Écrire à la CGSS');
    await agent.getByRole('button', { name: 'Ajouter l’étape' }).click();
    await agent.getByText('C’est noté.').waitFor();
    await assertAccessible(agent, 'dossier rempli');
    assert.equal(await overflow(agent), 0);
    await agent.getByRole('button', { name: 'Faire le talon' }).click();
    code = (await agent.locator('.code-unique').innerText()).trim();
    assert.match(code, /^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    await assertAccessible(agent, 'talon');
  });

  test('un mandat se signe du doigt, et ne permet que ce qu’il dit', async () => {
    const desk = await plus.visitor({ as: 'coordinateur' });
    for (const written of ['/pilotage/traitements', '/pilotage/traitements/analyse']) {
      await desk.goto(written);
      await assertAccessible(desk, written);
      assert.equal(await overflow(desk), 0, written);
    }
    await desk.goto('/pilotage/mandats');
    await assertAccessible(desk, 'mandats');
    const first = desk.locator('form[action="/pilotage/mandats"]');
    for (let n = 0; n < (await first.count()); n += 1) {
      await first.nth(n).locator('select').selectOption('agent');
      await first.nth(n).getByRole('button').click();
      await desk.waitForLoadState();
    }
    const agent = await plus.visitor({ as: 'animatrice', width: 768 });
    await agent.goto(`${dossier}/mandats/nouveau`);
    const listen = agent.getByRole('button', { name: 'Écouter ce mandat' });
    await listen.click();
    await agent.getByText('Choisissez d’abord les démarches et la durée.').waitFor();
    await agent.locator('input[name="demarches"]').first().check();
    await agent.getByText('Un mois (31 jours)').click();
    await listen.click();
    await agent.waitForFunction(() => document.querySelector('[data-lire] audio').currentTime > 0.2);
    await agent.locator('[data-lire] audio').evaluate((sound) => sound.pause());
    await agent.getByText('Non, elle le déclare').click();
    await agent.getByLabel('Je l’ai lu avec la personne').check();
    await assertAccessible(agent, 'nouveau mandat');
    assert.equal(await overflow(agent), 0);
    const canvas = agent.locator('canvas.signature');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    await agent.mouse.move(box.x + 20, box.y + 60);
    await agent.mouse.down();
    for (let n = 1; n < 20; n += 1) await agent.mouse.move(box.x + 20 + n * 12, box.y + 60 + (n % 2 ? 25 : -25));
    await agent.mouse.up();
    await agent.getByRole('button', { name: 'Signer le mandat' }).click();
    await agent.getByText('Le mandat est signé').waitFor();
    await assertAccessible(agent, 'mandat');
    await agent.getByRole('button', { name: 'Noter cet acte' }).click();
    await agent.getByText('L’acte est noté.').waitFor();
  });

  test('la personne lit son suivi avec son code, et arrête le mandat', async () => {
    const person = await plus.visitor({ width: 360 });
    await person.goto('/suivi');
    await assertAccessible(person, 'suivi');
    await person.getByLabel('Votre code').fill(code.toLowerCase());
    await person.getByRole('button', { name: 'Voir mon suivi' }).click();
    await person.getByText('Relevé de carrière').waitFor();
    assert.equal(await person.getByText('Marie-Sainte').count(), 0);
    await assertAccessible(person, 'mon suivi');
    assert.equal(await overflow(person), 0);
    await person.getByRole('button', { name: /^Arrêter/ }).first().click();
    await person.getByText('C’est arrêté.').waitFor();
  });
});
