// The queue: a number at the door, called on the second screen, and a visite in one tap.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, openRig, overflow } from './rig.mjs';

/** A place and hours of the demonstration that no other journey uses. */
const PLACE = 'le-diamant-la-cherry';

function today() {
  return new Intl.DateTimeFormat('fr-CA', { timeZone: 'America/Martinique' }).format(new Date());
}

describe('la file d’attente', () => {
  let plus;
  let place;
  before(async () => {
    plus = await openRig();
    const answer = await fetch(`${plus.url}/api/v1/places`);
    const stops = (await answer.json()).filter((p) => p.kind === 'arret');
    place = (stops.find((p) => p.code === PLACE) ?? stops[0]).code;
    const desk = await plus.visitor({ as: 'coordinateur' });
    await desk.goto('/pilotage/permanences');
    const form = desk.locator('form[action="/pilotage/permanences"]');
    await form.getByLabel('Date').fill(today());
    await form.getByLabel('Début').fill('00:03');
    await form.getByLabel('Fin').fill('23:57');
    await form.getByLabel('Lieu', { exact: true }).selectOption(place);
    await form.getByRole('button', { name: 'Prévoir' }).click();
    await desk.waitForURL(/prevues=1/);
  });
  after(() => plus.close());

  test('un numéro à la porte, appelé à l’écran, reçu d’une touche', async () => {
    const agent = await plus.visitor({ as: 'animatrice', width: 768 });
    await agent.goto('/agent?lieu=1');
    await agent.getByLabel('Lieu', { exact: true }).selectOption(place);
    await agent.getByRole('button', { name: 'C’est ici' }).click();
    await agent.goto('/agent/file/porte');
    await assertAccessible(agent, 'porte');
    assert.equal(await overflow(agent), 0);
    // In the last minutes of the day the queue has closed by itself: its own test is elsewhere.
    if (await agent.getByText('La file est fermée.').count()) return;
    await agent.locator('button.choix').first().click();
    const number = (await agent.locator('.numero-geant').innerText()).trim();
    assert.match(number, /^\d+$/);
    await assertAccessible(agent, 'numéro');

    await agent.goto('/agent/file');
    await agent.getByRole('button', { name: `Appeler le ${number}` }).click();
    await assertAccessible(agent, 'file');
    assert.equal(await overflow(agent), 0);
    const screen = await agent.context().newPage();
    await screen.setViewportSize({ width: 1080, height: 1920 });
    await screen.goto('/agent/file/ecran');
    assert.equal((await screen.locator('[data-appel]').innerText()).trim(), number);
    await assertAccessible(screen, 'écran');
    assert.equal(await overflow(screen), 0);
    await screen.close();
    await agent.getByRole('button', { name: /^Recevoir/ }).click();
    await agent.waitForURL(/\/agent\/visites\/nouvelle/);
  });
});
