// The second factor as a person lives it: codes set up and asked for, a passkey in a virtual
// authenticator, screens ended, an account opened again by two people.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import path from 'node:path';
import { ACCOUNTS, assertAccessible, fillSignIn, freePort, openRigOn, overflow, picture, startDemo } from './rig.mjs';

const OWN = '/compte/second-facteur';
const PASSWORD = ACCOUNTS.animatrice.password;

/** A code of RFC 6238, worked out apart from the program. */
function totp(letters, at = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...letters].map((l) => alphabet.indexOf(l).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const from = mac.at(-1) & 15;
  return String((mac.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Both sizes, both themes: no violation, nothing that scrolls sideways. */
async function looks(page, name) {
  const before = page.viewportSize();
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await assertAccessible(page, `${name} ${width} ${theme}`);
      assert.equal(await overflow(page), 0, `${name} ${width}`);
      await picture(page, `identite-${name}-${width}-${theme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}

describe('identité', () => {
  let plus, server;
  before(async () => {
    // A name, not a number: passkeys are bound to it. The settings say it before the start.
    const port = await freePort();
    const url = `http://localhost:${port}`;
    server = await startDemo(process.env.PLUS_E2E_BINARY ?? path.join(import.meta.dirname, '../target/ci/plus'), [], { port, settings: `[web]\npublic_url = "${url}"\n` });
    plus = await openRigOn({ ...server, url });
  });
  after(() => plus.close());

  test('des codes : installés, demandés, un code ne sert qu’une fois', async () => {
    const page = await plus.visitor({ as: 'animatrice' });
    await page.goto('/compte');
    await page.getByRole('link', { name: 'Régler le deuxième facteur' }).click();
    await looks(page, 'soi');
    await page.getByRole('button', { name: 'Installer les codes' }).click();
    await looks(page, 'code');
    const letters = (await page.locator('.identite-lettres').textContent()).replaceAll(' ', '');
    await page.getByLabel('Code à six chiffres').fill('000000');
    await page.getByRole('button', { name: 'Confirmer' }).click();
    await page.getByRole('alert').first().waitFor();
    const first = totp(letters);
    await page.getByLabel('Code à six chiffres').fill(first);
    await page.getByRole('button', { name: 'Confirmer' }).click();
    const papers = await page.locator('.identite-papier li').allTextContents();
    assert.equal(papers.length, 10);
    await looks(page, 'secours');

    const other = await plus.visitor();
    await other.goto('/connexion');
    await fillSignIn(other, ACCOUNTS.animatrice.login, PASSWORD);
    assert.equal(new URL(other.url()).pathname, '/connexion/code');
    await looks(other, 'entree');
    await other.getByLabel('Code').fill(first);
    await other.getByRole('button', { name: 'Entrer' }).click();
    await other.getByRole('alert').first().waitFor();
    // The code of the next half-minute is taken too: telephones are a little early.
    await other.getByLabel('Code').fill(totp(letters, Date.now() + 30_000));
    await other.getByRole('button', { name: 'Entrer' }).click();
    await other.waitForURL((url) => url.pathname === '/agent');
    await other.goto('/compte/sessions');
    await looks(other, 'sessions');
    await other.getByRole('button', { name: 'Fermer les autres' }).click();
    await page.goto('/agent');
    assert.equal(new URL(page.url()).pathname, '/connexion');
  });

  test('tout est perdu : deux personnes rouvrent le compte', async () => {
    const list = async (page) => {
      await page.goto('/pilotage/comptes');
      await page.getByRole('link', { name: 'Maryse' }).first().click();
    };
    const one = await plus.visitor({ as: 'coordinateur' });
    await list(one);
    await looks(one, 'compte');
    await one.getByRole('button', { name: 'Donner le premier accord' }).click();
    await one.getByRole('button', { name: 'Donner le second accord' }).click();
    await one.getByRole('alert').first().waitFor();
    await looks(one, 'reprise');
    const two = await plus.visitor({ as: 'administrateur' });
    await list(two);
    await two.getByRole('button', { name: 'Donner le second accord' }).click();
    await two.getByText('Le deuxième facteur est oublié').waitFor();
    const her = await plus.visitor({ as: 'animatrice' });
    assert.equal(new URL(her.url()).pathname, '/agent');
    await two.getByRole('link', { name: 'Préparer le départ' }).click();
    await looks(two, 'depart');
  });

  test('une clé d’accès ouvre seule', async () => {
    const page = await plus.visitor({ as: 'animatrice' });
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await page.goto(OWN);
    const form = page.locator('form[data-cle]');
    await form.getByLabel('Nom de la clé').fill('Téléphone de Maryse');
    await form.getByLabel('Mot de passe actuel').fill('ce n’est pas le bon');
    await form.getByRole('button', { name: 'Ajouter une clé d’accès' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('Mot de passe actuel').fill(PASSWORD);
    await form.getByRole('button', { name: 'Ajouter une clé d’accès' }).click();
    await page.getByText('Votre clé d’accès est ajoutée').waitFor();
    await looks(page, 'cle');
    await page.goto('/compte/sessions');
    await page.getByRole('button', { name: 'Tout fermer, ici aussi' }).click();
    await page.waitForURL((url) => url.pathname === '/connexion');
    await looks(page, 'connexion');
    await page.getByRole('button', { name: 'Entrer avec une clé d’accès' }).click();
    await page.waitForURL((url) => url.pathname === '/agent');
  });
});
