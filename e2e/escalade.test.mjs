// What is stuck goes to the partner and comes back: asked from a follow-up, read with what the
// convention allows and nothing else, answered, solved; in both themes, at the width of a phone.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertAccessible, openRig, overflow } from './rig.mjs';

const NAME = 'Valmontel';

describe('demander à un partenaire', () => {
  let plus;
  let thread;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  test('l’animatrice montre à la personne ce que le partenaire lira', async () => {
    const agent = await plus.visitor({ as: 'animatrice', width: 360 });
    await agent.goto('/agent/dossiers/nouveau');
    await agent.getByLabel('Prénom').fill('Josette');
    await agent.getByLabel('Nom', { exact: true }).fill(NAME);
    await agent.locator('[name="objet"]').fill('Aide au logement arrêtée');
    await agent.getByLabel('Je le lui ai dit').check();
    await agent.getByRole('button', { name: 'Ouvrir le dossier' }).click();
    await agent.getByText('Le dossier est ouvert.').waitFor();
    await agent.getByRole('link', { name: 'Demander à un partenaire' }).click();
    await agent.getByLabel('Partenaire').selectOption('caf');
    await agent.getByRole('button', { name: 'Choisir' }).click();
    await agent.getByRole('heading', { name: /lira/ }).waitFor();
    assert.equal(await agent.locator('[name="telephone"]').count(), 0, 'hors convention');
    await assertAccessible(agent, 'nouvelle demande');
    assert.equal(await overflow(agent), 0);
    await agent.getByLabel('Numéro de dossier').fill('1234567');
    await agent.getByLabel('Motif').selectOption('rupture');
    await agent.getByLabel('Message').fill('L’aide est arrêtée depuis août.');
    await agent.getByLabel('La personne est d’accord').check();
    await agent.getByRole('button', { name: 'Envoyer la demande' }).click();
    await agent.getByText('C’est envoyé.').waitFor();
    thread = new URL(agent.url()).pathname;
    await assertAccessible(agent, 'demande');
    assert.equal(await overflow(agent), 0);
  });

  test('la CAF lit, demande une précision, puis dit que c’est résolu', async () => {
    const caf = await plus.visitor({ as: 'partenaire', theme: 'dark' });
    await caf.goto('/partenaire/escalades');
    await assertAccessible(caf, 'demandes du relais');
    const id = thread.split('/').pop();
    await caf.locator(`a[href$="${id}"]`).click();
    await caf.getByText(NAME).waitFor();
    await caf.getByLabel('Message').fill('Quel est le montant du loyer ?');
    await caf.getByRole('button', { name: 'Répondre ou demander' }).click();
    await caf.getByText('Le relais doit répondre').waitFor();
    await assertAccessible(caf, 'répondre');
    assert.equal(await overflow(caf), 0);

    const agent = await plus.visitor({ as: 'animatrice' });
    await agent.goto('/agent');
    await agent.getByRole('link', { name: /partenaire a répondu|partenaires ont répondu/ }).click();
    await agent.goto(thread);
    await agent.getByText('Quel est le montant du loyer').waitFor();
    await agent.getByLabel('Message').fill('480 euros.');
    await agent.getByRole('button', { name: 'Envoyer' }).click();
    await agent.getByText('Chez le partenaire', { exact: true }).waitFor();

    await caf.reload();
    await caf.getByText('480 euros.').waitFor();
    await caf.getByRole('button', { name: 'C’est résolu' }).click();
    await caf.getByText('Résolue').waitFor();
    await agent.goto('/agent/escalades');
    await agent.getByText('Résolue').first().waitFor();
    await assertAccessible(agent, 'demandes aux partenaires');
    assert.equal(await overflow(agent), 0);
  });
});
