// A new coordinator with the guide at hand: she looks for a plan, changes a half-day with its
// consequences in front of her, publishes the month, and cancels one half-day; the portal, the
// calendar, the feed and the page of a kiosk's portal say so at the next request. What she does
// is counted: pages she opens and buttons she presses, and the time that the program takes.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, openRig, overflow } from './rig.mjs';

/** Ten minutes, less what a person needs to read and decide: the program may take one of them. */
const PROGRAM_SECONDS = 60;

/** The month after the next, which the demonstration has not announced. */
function month() {
  const now = new Date();
  const later = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 3, 1));
  return later.toISOString().slice(0, 7);
}

describe('une coordinatrice prépare, publie et annule', () => {
  let plus;
  let desk;
  let plan;
  let spent = 0;
  let gestures = 0;
  before(async () => {
    plus = await openRig();
    desk = await plus.visitor({ as: 'coordinateur' });
  });
  after(() => plus.close());

  /** One gesture of hers, and the time until the next page is there. */
  async function press(locator) {
    const since = Date.now();
    await locator.click();
    await desk.waitForLoadState('load');
    spent += Date.now() - since;
    gestures += 1;
  }

  const text = async (path) => (await fetch(plus.url + path)).text();

  test('elle cherche un plan pour un mois', async () => {
    await desk.goto('/pilotage');
    await press(desk.getByRole('link', { name: 'Tournée', exact: true }).first());
    await desk.getByLabel('Premier mois').fill(month());
    await desk.getByLabel('Nombre de mois').fill('1');
    await desk.getByLabel('Secondes, au plus').fill('5');
    await desk.getByLabel('Nom du plan').fill('Mon premier mois');
    const since = Date.now();
    await press(desk.getByRole('button', { name: 'Chercher' }));
    const found = desk.getByRole('link', { name: 'Mon premier mois' });
    while ((await found.count()) === 0) {
      assert.ok(Date.now() - since < 60_000, 'le plan n’est pas venu en une minute');
      await desk.goto('/pilotage/tournees');
    }
    spent += Date.now() - since;
    await press(found);
    plan = new URL(desk.url()).pathname;
    await desk.getByText('Toutes les règles sont tenues.').waitFor();
    await assertAccessible(desk, 'plan');
    assert.equal(await overflow(desk), 0);
  });

  test('elle change une demi-journée et voit ce que cela fait', async () => {
    await press(desk.getByRole('link', { name: /^Changer/ }).first());
    const place = desk.getByLabel('Lieu', { exact: true });
    const others = place.locator('option:not([selected])');
    await place.selectOption(await others.last().getAttribute('value'));
    await press(desk.getByRole('button', { name: 'Voir les conséquences' }));
    await assertAccessible(desk, 'conséquences');
    assert.equal(await overflow(desk), 0);
    assert.match(await desk.locator('main').innerText(), /Différence/);
    // She keeps the plan as it was found: nothing has been kept of her try.
    await desk.goto(plan);
    await desk.getByText('Toutes les règles sont tenues.').waitFor();
  });

  test('elle publie le mois, et annule une demi-journée', async () => {
    await desk.locator('summary').filter({ hasText: 'Publier ce mois' }).click();
    await desk.getByText(/seront annoncées au public/).waitFor();
    await assertAccessible(desk, 'avant de publier');
    await press(desk.getByRole('button', { name: /^Oui, publier/ }));
    await desk.getByText(/permanences? (est|sont) annoncées?/).first().waitFor();
    const days = desk.locator('tr[id^="j-"]').filter({ hasText: 'Annoncée' });
    const day = (await days.first().getAttribute('id')).slice(2);
    const said = await days.first().locator('td').first().innerText();

    await press(days.first().getByRole('link', { name: /^Changer/ }));
    await desk.locator('summary').filter({ hasText: 'Annuler cette permanence' }).click();
    const reason = desk.locator('#raison');
    await assertAccessible(desk, 'avant d’annuler');
    await press(desk.getByRole('button', { name: 'Oui, annuler' }));
    await desk.getByText('Dites pourquoi.').first().waitFor();
    await reason.fill('La route est coupée.');
    // Enter in the reason cancels: it does not press « Déplacer ».
    const sent = desk.waitForURL(/fait=/);
    await reason.press('Enter');
    await sent;

    await desk.goto(plan);
    await desk.getByText('Depuis que ce plan est publié').waitFor();
    assert.match(await desk.locator(`#j-${day} th`).innerText(), /Annulée/);
    await assertAccessible(desk, 'plan publié');

    const places = JSON.parse(await text('/api/v1/places'));
    const place = places.find((p) => said.includes(p.name));
    assert.ok(place, said);
    assert.match(await text(`/lieux/${place.code}?mois=${day.slice(0, 7)}`), /Annulé/);
    assert.match(await text(`/passages?commune=${place.commune}&mois=${day.slice(0, 7)}`), /La route est coupée/);
    assert.match(await text(`/passages.ics?lieu=${place.code}`), /STATUS:CANCELLED/);
    assert.match(await text(`/avis.xml?commune=${place.commune}`), /Passage annulé/);
  });

  test('le programme n’a pas pris dix minutes à lui seul', () => {
    console.log(`       ${gestures} gestes, ${(spent / 1000).toFixed(1)} s de programme (borne ${PROGRAM_SECONDS})`);
    assert.ok(gestures <= 12, `${gestures} gestes`);
    assert.ok(spent < PROGRAM_SECONDS * 1000, `${spent} ms`);
  });

  test('aucune page n’appelle un autre serveur', () => assert.deepEqual(plus.strangers, []));
});
