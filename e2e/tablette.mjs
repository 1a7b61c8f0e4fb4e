// node e2e/tablette.mjs MOMENT [--OPTION VALUE…] — one moment of the van's tablet, which
// script/drill-tablet plays in a network of its own. HOME holds the tablet: its profile and
// the authorities that it trusts. No certificate is ever waved through.
//
//   stranger   the van's page is refused: nothing vouches for it
//   take       the authority's certificate, taken from /installer into --file
//   morning    a sign-in, a visite in three taps (its identifier goes into --file), the
//              list of the day, what waits and since when
//   silent     « Transmettre maintenant » while the hub does not answer
//   send       « Transmettre maintenant »: everything goes, once
//   told       what the sign-in page says five days before the end
//   closed     after the end: nobody signs in, and the page says what to do
//   again      signs in, and everything was sent
//   desk       at the hub: every visite of --file is there, and is counted once
//
// --day 2026-11-05 is what the tablet's clock must show, moved by libfaketime (--preload,
// --clock). --number counts the days since the first. A line « ok … » for each thing that was
// seen; 1 with a line « FAILED … » for the first that was not, and a picture in e2e/out/.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { ACCOUNTS, assertAccessible, countTaps, fillSignIn, overflow, picture, signIn } from './rig.mjs';
import { listed, record } from './visite.mjs';

const VAN = process.env.PLUS_VAN ?? 'https://bus.plus.internal:8443';
const HUB = process.env.PLUS_HUB ?? 'https://relais.exemple.fr';

const text = { type: 'string' };
const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: { day: text, number: text, preload: text, clock: text, file: text, before: text, waiting: text, since: text, end: text },
});
const moment = positionals[0];
const ok = (what) => console.log(`ok     day ${asked.number ?? '?'}: ${what}`);

/** A phrase as it is read: one kind of space, since French typography has several. */
const read = async (locator) => (await locator.innerText()).replaceAll(/\s+/g, ' ').trim();

/** The tablet as it wakes up: the same profile every day, this day's clock. */
function wake(baseURL) {
  return chromium.launchPersistentContext(path.join(process.env.HOME, 'profile'), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid() !== 0,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    env: {
      ...process.env,
      LD_PRELOAD: asked.preload ?? '',
      FAKETIME: asked.clock ?? '+0',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_FORCE_MONOTONIC_FIX: '0', // else waits with a limit spin
      NO_FAKE_STAT: '1',
    },
    baseURL,
    locale: 'fr-FR',
    timezoneId: 'America/Martinique',
    viewport: { width: 768, height: 1024 },
    hasTouch: true,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
}

/** The indicator, which must be in sight. */
async function indicator(page) {
  const place = page.locator('a.rail-reseau');
  assert.ok(await place.isVisible(), 'the indicator is in sight');
  return read(place);
}

async function picturesOf(page, name) {
  await picture(page, `tablette-${name}`);
  assert.equal(await overflow(page), 0, `${name} scrolls sideways`);
  await assertAccessible(page, name);
}

const moments = {
  async stranger(page) {
    await page.goto(`${HUB}/installer`);
    ok('the hub, whose certificate everybody knows, opens');
    const refused = await page.goto(`${VAN}/connexion`).then(() => 'opened', (error) => error.message);
    assert.match(refused, /ERR_CERT_AUTHORITY_INVALID/);
    ok('without the authority the van is refused (ERR_CERT_AUTHORITY_INVALID)');
  },

  async take(page) {
    await page.goto(`${HUB}/installer`);
    await picturesOf(page, 'installer');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Prendre le certificat' }).click(),
    ]);
    await download.saveAs(asked.file);
    const hash = createHash('sha256').update(readFileSync(asked.file)).digest('hex').toUpperCase();
    const shown = (await read(page.locator('.empreinte'))).replaceAll(/[^0-9A-F]/g, '');
    assert.equal(shown, hash, 'the fingerprint of the page is that of the file');
    ok(`${download.suggestedFilename()} taken from /installer, fingerprint ${hash.slice(0, 8)}… as shown`);
  },

  async morning(page) {
    const { day, waiting, since } = asked;
    const before = Number(asked.before);
    await page.goto('/agent');
    assert.equal(new URL(page.url()).pathname, '/connexion', 'nobody is still signed in from another day');
    const shows = await page.evaluate(() => new Date().toLocaleDateString('sv'));
    assert.equal(shows, day, 'the clock of the tablet');
    const began = Date.now();
    await signIn(page, 'animatrice');
    ok(`signed in on ${new URL(page.url()).host}, ${((Date.now() - began) / 1000).toFixed(1)} s`);

    // Where no permanence is known for the day, the place is asked, once.
    const places = page.getByLabel('Lieu', { exact: true });
    if (await places.count()) {
      await places.selectOption({ index: 1 });
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'C’est ici' }).click()]);
      ok('no permanence is known so far ahead: the place is chosen, once');
    }
    assert.equal(await listed(page), before, 'visites of the days before');
    const count = await countTaps(page);
    await page.goto('/agent/visites/nouvelle');
    if (asked.number === '21') await picturesOf(page, 'visite');
    await count.reset();
    await record(page, 'Fait avec la personne');
    assert.deepEqual(await count.read(), { taps: 3, keys: 0 });
    await page.getByRole('status').getByText('Enregistré').waitFor();
    const id = new URL(page.url()).pathname.split('/')[3];
    appendFileSync(asked.file, `${id}\n`);
    if (asked.number === '21') await picturesOf(page, 'enregistree');
    ok('a visite in three taps, nothing typed');

    assert.equal(await listed(page), before + 1, 'visites in the list');
    await page.goto(`/agent/visites?du=${day}&au=${day}`);
    assert.equal(await read(page.getByTestId('total')), '1 visite', 'visites of the day');
    assert.equal(await page.locator(`tbody a[href*="${id}"]`).count(), 1, 'the visite in the list of the day');
    await page.goto('/agent');
    assert.match(await read(page.locator('.chiffres-ligne')), /^1 ?visite/);
    assert.equal(await page.locator(`tbody a[href*="${id}"]`).count(), 1, 'the visite on the page of the day');
    ok(`counted, and seen in the day's list; ${before + 1} in all`);

    const told = await indicator(page);
    assert.ok(told.startsWith(`${waiting} visite`) && told.includes('en attente'), `${waiting} wait: ${told}`);
    assert.ok(told.includes(`dernier contact ${since}`), `since ${since}: ${told}`);
    await picturesOf(page, `jour-${asked.number}`);
    ok(`« ${told} »`);
    await page.goto('/transmission');
    const waits = page.getByRole('region', { name: 'En attente' });
    assert.equal(await read(waits.getByRole('row', { name: /Visite/ }).getByRole('cell').first()), waiting);
    await picturesOf(page, `transmission-${asked.number}`);
  },

  async silent(page) {
    await signIn(page, 'animatrice');
    await page.goto('/transmission');
    const began = Date.now();
    await page.getByRole('button', { name: 'Transmettre maintenant' }).click();
    await page.getByRole('status').getByText(/Le portail central ne répond pas|L’échange est en cours/).waitFor();
    ok(`« ${await read(page.getByRole('status').locator('p').first())} », ${((Date.now() - began) / 1000).toFixed(1)} s`);
  },

  async send(page) {
    await signIn(page, 'animatrice');
    await page.goto('/transmission');
    for (const time of ['once', 'twice']) {
      await page.getByRole('button', { name: 'Transmettre maintenant' }).click();
      await page.getByText('L’échange est fait.').waitFor();
      const told = await indicator(page);
      assert.match(told, /^Tout est transmis dernier contact à /);
      ok(`${time}: « ${await read(page.getByRole('status'))} », « ${told} »`);
    }
    await picturesOf(page, `transmis-${asked.number}`);
    await page.goto('/agent');
    assert.match(await indicator(page), /^Tout est transmis/);
  },

  async told(page) {
    await page.goto('/connexion');
    const told = await read(page.getByRole('main').locator('.bandeau').first());
    assert.match(told, new RegExp(`n’a pas joint le portail central depuis longtemps.*avant ${asked.end}`));
    await picturesOf(page, `bientot-${asked.number}`);
    ok(`« ${told} »`);
  },

  async closed(page) {
    await page.goto('/connexion');
    const { login, password } = ACCOUNTS.animatrice;
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      fillSignIn(page, login, password),
    ]);
    assert.equal(answer.status(), 403);
    const told = await read(page.getByRole('alert'));
    for (const words of ['trop longtemps loin du portail', '30 jours sans contact', 'partage de connexion', 'papier']) {
      assert.ok(told.includes(words), `${words}: ${told}`);
    }
    await picturesOf(page, `ferme-${asked.number}`);
    await page.goto('/agent');
    assert.equal(new URL(page.url()).pathname, '/connexion', 'nobody is signed in');
    ok(`sign-in refused: « ${told.slice(0, 160)}… »`);
  },

  async again(page) {
    await signIn(page, 'animatrice');
    assert.equal(await page.getByText('n’a pas joint le portail').count(), 0);
    await page.goto('/transmission');
    if (!(await indicator(page)).startsWith('Tout est transmis')) {
      await page.getByRole('button', { name: 'Transmettre maintenant' }).click();
      await page.getByText('L’échange est fait.').waitFor();
    }
    const told = await indicator(page);
    assert.match(told, /^Tout est transmis/);
    ok(`signed in by the contact itself: « ${told} »`);
  },

  async desk(page) {
    const ids = readFileSync(asked.file, 'utf8').trim().split('\n');
    assert.equal(new Set(ids).size, ids.length, 'each visite has its own identifier');
    await signIn(page, 'animatrice');
    for (const id of ids) {
      const answer = await page.goto(`/agent/visites/${id}`);
      assert.equal(answer.status(), 200, `${id} at the hub`);
    }
    assert.equal(await listed(page), Number(asked.before) + ids.length, 'visites of the hub');
    ok(`${ids.length} visites of the tablet at the hub, each once (${asked.before} before)`);
  },
};

if (!moments[moment]) {
  console.error(`usage: node e2e/tablette.mjs ${Object.keys(moments).join('|')} [--OPTION VALUE…]`);
  process.exit(2);
}
const tablet = await wake(moment === 'desk' ? HUB : VAN);
tablet.setDefaultTimeout(20_000);
const page = await tablet.newPage();
try {
  await moments[moment](page);
} catch (error) {
  console.log(`FAILED day ${asked.number ?? '?'}, ${moment}: ${error.message}`);
  await picture(page, 'tablette-failed').catch(() => {});
  process.exitCode = 1;
} finally {
  await tablet.close();
}
