// The coordinator brings in past visites: a file with a line to mend, then a good
// one, checked, confirmed, done, and found in the figures.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRig, violations } from './rig.mjs';

const HEAD = 'reference;date;lieu;partenaire;nature;resultat;note\n';

describe('importer', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  async function give(page, text) {
    await page.goto('/pilotage/importer');
    const file = { name: 'passe.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
    await page.getByLabel('Fichier CSV ou XLSX').setInputFiles(file);
    await page.getByRole('button', { name: 'Vérifier le fichier' }).click();
  }

  test('une ligne à revoir, puis tout est enregistré', async () => {
    const page = await plus.visitor({ as: 'coordinateur' });
    await give(page, `${HEAD}A1;32/12/2016;le-marin-mondesir;CAF;accompagnement;résolu;\n`);
    assert.match(await page.getByRole('alert').innerText(), /Ligne 2, colonne/);
    assert.deepEqual(await violations(page), []);
    await give(page, `${HEAD}A1;05/12/2025;le-marin-mondesir;CAF;accompagnement;résolu;\n`);
    await page.getByRole('heading', { name: /1 visite sera ajoutée/ }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: 'Enregistrer ces visites' }).click();
    await page.getByText('1 visite ajoutée.').waitFor();
    assert.deepEqual(await violations(page), []);
  });
});
