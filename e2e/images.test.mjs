// The pictures of the guide, each on its page as a person comes to it, on a day that is always
// the same: Wednesday 25 November 2026, ten in the morning where the relay is.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertCurrent, changed, shown } from './images.mjs';
import { freePort, openRigOn, startDemo } from './rig.mjs';
import { chooseFirst, recorded } from './visite.mjs';

const BINARY = process.env.PLUS_E2E_BINARY ?? path.join(import.meta.dirname, '../target/ci/plus');

/** The clock of the program moved to that morning; it runs on from there. */
function thatMorning() {
  const [folder] = readdirSync('/usr/lib').map((name) => `/usr/lib/${name}/faketime`).filter((f) => {
    try {
      return readdirSync(f).includes('libfaketimeMT.so.1');
    } catch {
      return false;
    }
  });
  assert.ok(folder, 'libfaketime is missing: ./script/need faketime');
  const seconds = Math.round((Date.parse('2026-11-25T14:00:00Z') - Date.now()) / 1000);
  return {
    LD_PRELOAD: `${folder}/libfaketimeMT.so.1`,
    FAKETIME: seconds >= 0 ? `+${seconds}` : `${seconds}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_FORCE_MONOTONIC_FIX: '0',
    NO_FAKE_STAT: '1',
  };
}

describe('les images du guide', () => {
  let plus;
  before(async () => {
    // A name, not a number, said in the settings: what a real relay has.
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const server = await startDemo(BINARY, [], { port, settings: `[web]\npublic_url = "${url}"\n`, env: thatMorning() });
    plus = await openRigOn({ ...server, url });
  });
  after(() => plus.close());

  /** A person at a desk of a size that a page of the guide can show. */
  const desk = (as, screen = {}) => plus.visitor({ as, width: 1120, height: 760, ...screen });
  /** Pages that are shown as they open. */
  const opened = async (name, as, where, screen) => {
    const page = await desk(as, screen);
    const answer = await page.goto(where);
    assert.ok(answer.ok(), `${where}: ${answer.status()}`);
    await shown(page, name);
    await page.context().close();
  };

  test('le public', async () => {
    await opened('accueil-1280', undefined, '/', { width: 1280, height: 860 });
    await opened('passages', undefined, '/passages');
  });

  test('une visite en trois touches', async () => {
    await opened('agent-1280', 'animatrice', '/agent', { width: 1280, height: 860 });
    await opened('visite-1280-nuit', 'animatrice', '/agent/visites/nouvelle', { width: 1280, height: 860, theme: 'dark' });
    const page = await desk('animatrice', { width: 1280, height: 860 });
    await page.goto('/agent/visites/nouvelle');
    await chooseFirst(page, 'partenaire');
    await chooseFirst(page, 'démarche');
    await shown(page, 'visite');
    await page.getByRole('button', { name: /^Fait avec la personne/ }).click();
    await recorded(page);
    await shown(page, 'visite-enregistree');
    await page.context().close();
  });

  test('la file et les rendez-vous', async () => {
    const page = await desk('animatrice');
    for (const _ of [1, 2, 3]) {
      await page.goto('/agent/file/porte');
      await page.locator('button.choix').first().click();
      await page.locator('.numero-geant').waitFor();
    }
    await page.goto('/agent/file');
    await shown(page, 'file');
    await page.goto('/agent/rendez-vous');
    for (const slot of [1, 3]) {
      await page.getByText('Prendre un rendez-vous pour quelqu’un').click();
      await page.getByLabel('Quand venez-vous ?').selectOption({ index: slot });
      await page.getByRole('button', { name: 'Prendre le rendez-vous' }).click();
      await page.locator('.code-unique').waitFor();
      await page.goto('/agent/rendez-vous');
    }
    await shown(page, 'rendez-vous');
    await page.context().close();
  });

  test('un dossier', async () => {
    const page = await desk('animatrice');
    await page.goto('/agent/dossiers');
    await page.getByRole('link', { name: 'Ouvrir un dossier' }).click();
    await page.getByLabel('Prénom').fill('Éliane');
    await page.getByLabel('Nom', { exact: true }).fill('Marie-Sainte');
    await page.getByLabel('Pourquoi ce dossier').fill('Dossier de retraite');
    await page.getByLabel('Je le lui ai dit').check();
    await page.getByRole('button', { name: 'Ouvrir le dossier' }).click();
    await page.getByLabel('Ce que nous promettons').fill('Appeler la CGSS');
    await page.getByLabel('Au plus tard le').fill('2027-01-15');
    await page.getByRole('button', { name: 'Promettre' }).click();
    await page.getByText('La promesse est notée').waitFor();
    await shown(page, 'dossiers');
    await page.context().close();
  });

  test('la coordination', async () => {
    await opened('pilotage', 'coordinateur', '/pilotage');
    await opened('chiffres-1280', 'coordinateur', '/pilotage/chiffres', { width: 1280, height: 860 });
    await opened('releves', 'coordinateur', '/pilotage/releves');
    await opened('tournee', 'coordinateur', '/pilotage/tournees');
    const page = await desk('coordinateur');
    await page.goto('/pilotage/territoire');
    await page.getByRole('link', { name: /territoire\.toml/ }).click();
    await page.getByRole('link', { name: 'En-tête' }).click();
    await shown(page, 'territoire');
    await page.goto('/pilotage/bilans');
    await page.getByRole('link', { name: 'premier semestre 2026' }).click();
    await shown(page, 'bilan');
    await page.context().close();
    await opened('partenaire', 'partenaire', '/partenaire');
  });

  test('qui l’on est', async () => {
    await opened('identite', 'animatrice', '/compte/second-facteur');
  });

  test('un changement de la page se voit, un frémissement non', () => {
    const line = 'h1 10 20 300 40 #142a2d/#faf4e8 Nouvelle visite';
    assert.deepEqual(changed([line], ['h1 12 20 300 38 #142a2d/#faf4e8 Nouvelle visite']), []);
    for (const other of [line.replace('visite', 'venue'), line.replace('10', '40'), line.replace('#142a2d', '#000000'), line.replace('h1', 'h2')]) {
      assert.equal(changed([line], [other]).length, 2, other);
    }
    assert.equal(changed([line], [line, line]).length, 2);
    assert.equal(changed([line, line], [line]).length, 2);
  });

  test('chaque image montrée est celle de sa page', () => assertCurrent());
});
