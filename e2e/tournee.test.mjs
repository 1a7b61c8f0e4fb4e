// A living tour: the crew says it is late in one tap, the public reads it with its hour; the
// coordinator cancels, and the portal, the calendar and the feed say so at the next request.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, openRig, overflow } from './rig.mjs';

/** A place of the demonstration, and its commune. */
const PLACE = { code: 'le-vauclin-massy-massy', commune: '97232' };

/** Today where the relay is, as a date field takes it. */
function today() {
  return new Intl.DateTimeFormat('fr-CA', { timeZone: 'America/Martinique' }).format(new Date());
}

/** Plans a passage that lasts all day; answers the address of its page. */
async function plan(desk, place) {
  await desk.goto('/pilotage/permanences');
  const form = desk.locator('form[action="/pilotage/permanences"]');
  await form.getByLabel('Date').fill(today());
  await form.getByLabel('Début').fill('00:01');
  await form.getByLabel('Fin').fill('23:59');
  await form.getByLabel('Lieu', { exact: true }).selectOption(place);
  await form.getByRole('button', { name: 'Prévoir' }).click();
  await desk.waitForURL(/prevues=1/);
}

describe('une tournée vivante', () => {
  let plus;
  let place;
  before(async () => {
    plus = await openRig();
    const answer = await fetch(`${plus.url}/api/v1/places`);
    const stops = (await answer.json()).filter((p) => p.kind === 'arret');
    place = stops.find((p) => p.code === PLACE.code) ?? stops.at(-1);
    await plan(await plus.visitor({ as: 'coordinateur' }), place.code);
  });
  after(() => plus.close());

  const text = async (path) => (await fetch(plus.url + path)).text();

  test('l’équipe dit son retard d’une touche, le public le lit avec l’heure', async () => {
    const crew = await plus.visitor({ as: 'animatrice', width: 360 });
    await crew.goto('/agent?lieu=1');
    await crew.getByLabel('Lieu', { exact: true }).selectOption(place.code);
    await crew.getByRole('button', { name: 'C’est ici' }).click();
    await crew.getByRole('heading', { name: 'Où en est-on' }).waitFor();
    assert.match(await crew.locator('[data-dit]').innerText(), /pas encore confirmé/);
    await assertAccessible(crew, 'agent');
    assert.equal(await overflow(crew), 0);

    await crew.getByRole('button', { name: '30 minutes' }).click();
    await crew.getByText('En retard', { exact: true }).first().waitFor();

    const reader = await plus.visitor({ width: 360 });
    await reader.goto(`/lieux/${place.code}`);
    await reader.getByText(/30 minutes de retard.*Confirmé à \d+\sh/s).first().waitFor();
    await assertAccessible(reader, 'lieu');
    assert.equal(await overflow(reader), 0);
    assert.match(await text(`/avis.xml?commune=${place.commune}`), /Passage en retard/);
  });

  test('la coordination annule, tout le dit à la demande suivante', async () => {
    const desk = await plus.visitor({ as: 'coordinateur' });
    await desk.goto('/pilotage/permanences');
    const row = desk.getByRole('row').filter({ hasText: '0 h 01' });
    await row.getByRole('link', { name: /Changer/ }).first().click();
    await desk.locator('summary', { hasText: 'Annulé' }).click();
    await assertAccessible(desk, 'changer');
    await desk.getByRole('button', { name: 'La route est coupée.' }).last().click();
    await desk.waitForURL(/fait=changee/);

    assert.match(await text(`/passages?commune=${place.commune}`), /La route est coupée/);
    assert.match(await text(`/lieux/${place.code}`), /Annulé/);
    assert.match(await text(`/passages.ics?lieu=${place.code}`), /STATUS:CANCELLED/);
    assert.match(await text(`/avis.xml?commune=${place.commune}`), /Passage annulé/);
  });

  test('près de chez moi, avec une faute de frappe, sans rien garder', async () => {
    const reader = await plus.visitor({ width: 360, theme: 'dark' });
    await reader.goto('/passages');
    await reader.getByLabel('Votre commune, quartier ou lieu').fill('riviere pilotte');
    await reader.getByRole('button', { name: 'Chercher' }).click();
    await reader.getByRole('heading', { name: /Rivière-Pilote/ }).waitFor();
    await assertAccessible(reader, 'pres');
    assert.equal(await overflow(reader), 0);

    await reader.context().grantPermissions(['geolocation']);
    await reader.context().setGeolocation({ latitude: 14.4704, longitude: -60.8737 });
    await reader.getByRole('button', { name: 'Utiliser ma position' }).click();
    await reader.getByRole('heading', { name: /votre position/ }).waitFor();
    assert.doesNotMatch(reader.url(), /14\.47/);
    await assertAccessible(reader, 'position');
  });

  test('aucune page n’appelle un autre serveur', () => assert.deepEqual(plus.strangers, []));
});
