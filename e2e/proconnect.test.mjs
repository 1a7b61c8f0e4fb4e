// ProConnect as a person lives it, against an OpenID provider that is not ours (the npm package
// oidc-provider, on another host than the relay): an account tied, opened, left; a level that is
// too low, an answer played again, a provider that is away.

import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import Oidc, { interactionPolicy } from 'oidc-provider';
import { ACCOUNTS, assertAccessible, fillSignIn, freePort, openRigOn, overflow, picture, startDemo } from './rig.mjs';

const OWN = '/compte/second-facteur';
const CLIENT = 'plus-essai';
const SCOPES = ['openid', 'given_name', 'usual_name', 'email', 'uid', 'siret', 'idp_id'];

/** Who stands in front of the provider, and how well it knows her. */
const there = { sub: 'maryse-a-la-ville', acr: 'eidas1-mfa' };

function settings(site, secret) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  // By itself it would ask again for a level that is too low; the relay has to judge it too.
  const policy = interactionPolicy.base();
  policy.get('login').checks.remove('essential_acrs');
  return {
    clients: [{
      client_id: CLIENT,
      client_secret: secret,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [`${site}/connexion/proconnect/retour`],
      post_logout_redirect_uris: [`${site}/connexion/proconnect/fin`],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      id_token_signed_response_alg: 'ES256',
      userinfo_signed_response_alg: 'ES256',
    }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'essai', alg: 'ES256', use: 'sig' }] },
    scopes: SCOPES,
    acrValues: ['eidas1', 'eidas0-mfa', 'eidas1-mfa', 'eidas2', 'eidas3'],
    claims: Object.fromEntries([...SCOPES.map((scope) => [scope, [scope === 'openid' ? 'sub' : scope]]), ['acr', null], ['amr', null]]),
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true }, jwtUserinfo: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    pkce: { methods: ['S256'], required: () => true },
    cookies: { keys: [randomBytes(16).toString('hex')], long: { sameSite: 'lax' }, short: { sameSite: 'lax' } },
    interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, idp_id: 'ville-du-marin', given_name: 'Maryse', usual_name: 'Canari', email: 'maryse@ville.test', uid: '12', siret: '21970209100016' }),
    }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope(SCOPES.join(' '));
      grant.addOIDCClaims(['acr', 'amr', ...SCOPES]);
      await grant.save();
      return grant;
    },
  };
}

/** The provider on a port of its own, by its number: for the browser, another site. */
async function startProvider(site, secret) {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const provider = new Oidc(issuer, settings(site, secret));
  const callback = provider.callback();
  const server = createServer(async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response);
    try {
      if (request.method === 'GET') {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        return response.end('<!doctype html><html lang="fr"><title>Ville</title><h1>La ville vous demande</h1><form method="post"><button name="choix" value="oui">C’est moi</button></form><form method="post" action="?non"><button>Renoncer</button></form>');
      }
      const result = request.url.endsWith('?non')
        ? { error: 'access_denied', error_description: 'renoncé' }
        : { login: { accountId: there.sub, acr: there.acr, amr: ['pwd', 'mfa'], remember: false } };
      return await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    } catch (error) {
      response.statusCode = 500;
      return response.end(String(error));
    }
  });
  server.listen(Number(new URL(issuer).port), '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
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
      await picture(page, `proconnect-${name}-${width}-${theme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}

describe('ProConnect', () => {
  let plus, provider, running = false;
  const folder = mkdtempSync(path.join(tmpdir(), 'plus-e2e-proconnect-'));
  const at = (where) => (url) => url.pathname === where;
  const button = (page, name) => page.getByRole('button', { name });

  before(async () => {
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const secret = randomBytes(16).toString('hex');
    const file = path.join(folder, 'secret');
    writeFileSync(file, secret, { mode: 0o600 });
    provider = await startProvider(url, secret);
    running = true;
    const text = `[web]\npublic_url = "${url}"\n[proconnect]\nissuer = "${provider.issuer}"\nclient_id = "${CLIENT}"\nsecret_file = "${file}"\n`;
    const binary = process.env.PLUS_E2E_BINARY ?? path.join(import.meta.dirname, '../target/ci/plus');
    const server = await startDemo(binary, [], { port, settings: text });
    plus = await openRigOn({ ...server, url });
  });
  after(async () => {
    await plus.close();
    if (running) await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** From the page of sign-in as far as the provider. */
  async function goes(page) {
    await page.goto('/connexion?ajouter=1');
    await button(page, 'S’identifier avec ProConnect').click();
    await button(page, 'C’est moi').waitFor();
    assert.equal(new URL(page.url()).origin, provider.issuer);
  }

  test('une identité que personne n’a reliée n’ouvre rien', async () => {
    const page = await plus.visitor();
    await page.goto('/connexion');
    await looks(page, 'connexion');
    await goes(page);
    await button(page, 'C’est moi').click();
    await page.getByText('n’ouvre aucun compte ici').waitFor();
    await looks(page, 'inconnue');
  });

  test('relier son compte, entrer, sortir', async () => {
    const page = await plus.visitor({ as: 'animatrice' });
    await page.goto(OWN);
    const section = page.getByRole('region', { name: 'ProConnect' });
    await section.getByLabel('Mot de passe actuel').fill(ACCOUNTS.animatrice.password);
    await section.getByRole('button', { name: 'Relier mon compte à ProConnect' }).click();
    await button(page, 'C’est moi').click();
    await page.getByText('Votre compte est relié à ProConnect').waitFor();
    await looks(page, 'relie');
    const other = await plus.visitor();
    await goes(other);
    await button(other, 'C’est moi').click();
    await other.waitForURL(at('/agent'));
    await other.goto('/agent');
    await other.locator('summary.rail-personne').click();
    await button(other, 'Se déconnecter').click();
    // The provider asks by itself whether the session there is to be closed.
    await other.waitForURL((url) => url.origin === provider.issuer);
    await other.getByRole('button', { name: 'Yes, sign me out' }).click();
    await other.waitForURL(at('/connexion'));
    await goes(other);
  });

  test('un niveau trop bas est refusé, le mot de passe reste', async () => {
    const page = await plus.visitor();
    there.acr = 'eidas1';
    await goes(page);
    const answered = page.waitForResponse((r) => r.url().includes('/connexion/proconnect/retour'));
    await button(page, 'C’est moi').click();
    assert.equal((await answered).status(), 403);
    await page.getByText('activez-le chez votre employeur').waitFor();
    await looks(page, 'niveau');
    there.acr = 'eidas1-mfa';
    await fillSignIn(page, ACCOUNTS.animatrice.login, ACCOUNTS.animatrice.password);
    await page.waitForURL(at('/agent'));
  });

  test('une réponse jouée deux fois n’ouvre rien, et renoncer ramène', async () => {
    const page = await plus.visitor();
    await goes(page);
    const answered = page.waitForRequest((r) => r.url().includes('/connexion/proconnect/retour'));
    await button(page, 'C’est moi').click();
    await page.waitForURL(at('/agent'));
    const back = (await answered).url();
    const thief = await plus.visitor();
    for (const one of [page, thief]) {
      assert.equal((await one.goto(back)).status(), 410);
    }
    await thief.getByText('La demande a expiré').waitFor();
    await thief.goto('/agent');
    assert.equal(new URL(thief.url()).pathname, '/connexion');
    await goes(thief);
    await button(thief, 'Renoncer').click();
    await thief.getByText('Vous avez renoncé').waitFor();
    await looks(thief, 'renonce');
  });

  test('sans réponse de ProConnect, on entre autrement', async () => {
    await provider.stop();
    running = false;
    const page = await plus.visitor();
    await page.goto('/connexion');
    await button(page, 'S’identifier avec ProConnect').click();
    await page.getByText('ProConnect ne répond pas').waitFor();
    await fillSignIn(page, ACCOUNTS.animatrice.login, ACCOUNTS.animatrice.password);
    await page.waitForURL(at('/agent'));
  });
});
