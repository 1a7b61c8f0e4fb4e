// « Écouter » in a real browser: the sentence that is read moves through the page, the
// reading waits and ends when asked, and the display can be chosen. With and without script.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, assertAccessible, openRig, overflow } from './rig.mjs';

/** What is shown as being read: the words of the highlighted range. */
const read = (page) =>
  page.evaluate(() => {
    const [range] = CSS.highlights.get('phrase') ?? [];
    return range ? range.toString().replace(/\s+/g, ' ').trim() : '';
  });

/** Waits until another sentence than `before` is read, and gives it. */
async function other(page, before) {
  await page.waitForFunction((before) => {
    const [range] = CSS.highlights.get('phrase') ?? [];
    const now = range ? range.toString().replace(/\s+/g, ' ').trim() : '';
    return now !== '' && now !== before;
  }, before);
  return read(page);
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const bar = (page) => page.getByRole('region', { name: 'Lecture de la page' });

describe('écouter une page', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  test('la phrase lue avance, la pause tient, Échap arrête', async () => {
    const page = await plus.visitor();
    await page.goto('/demarches/rsa');
    await button(page, 'Écouter').click();
    const first = await other(page, '');
    assert.equal(first, (await page.getByRole('heading', { level: 1 }).innerText()).trim());
    await page.getByRole('status').filter({ hasText: 'Je lis la page' }).waitFor();

    // It goes on by itself when the sound ends: a real sound, really played.
    const second = await other(page, first);
    assert.notEqual(second, first);

    await button(page, 'Pause').click();
    await page.getByRole('status').filter({ hasText: 'En pause' }).waitFor();
    const held = await read(page);
    await button(page, 'Après').click();
    const next = await other(page, held);
    await button(page, 'Pause').click();
    await button(page, 'Avant').click();
    assert.equal(await other(page, next), held);

    await page.keyboard.press('Escape');
    await bar(page).waitFor({ state: 'hidden' });
    assert.equal(await read(page), '');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'ecouter');
  });

  test('au clavier seul', async () => {
    const page = await plus.visitor();
    await page.goto('/bornes');
    await page.locator('#ecouter').focus();
    await page.keyboard.press('Space');
    await other(page, '');
    assert.equal(await page.evaluate(() => document.activeElement.dataset.touche), 'pause');
    await page.keyboard.press('Space');
    await page.getByRole('status').filter({ hasText: 'En pause' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await bar(page).waitFor({ state: 'hidden' });
  });

  test('une partie repliée se lit quand on l’ouvre', async () => {
    const page = await plus.visitor();
    await page.goto('/demarches/rsa');
    await button(page, 'Écouter').click();
    await other(page, '');
    const summary = page.locator('main details > summary').first();
    await summary.click();
    const inside = await page.locator('main details').first().evaluate((part) => part.innerText.replace(/\s+/g, ' '));
    await page.waitForFunction((inside) => {
      const [range] = CSS.highlights.get('phrase') ?? [];
      const now = range ? range.toString().replace(/\s+/g, ' ').trim() : '';
      return now !== '' && inside.includes(now);
    }, inside);
    await page.keyboard.press('Escape');
  });

  test('le kréyol propose le français', async () => {
    const page = await plus.visitor();
    await page.goto('/gcf/');
    await page.locator('#ecouter').click();
    await page.getByRole('status').filter({ hasText: 'écoutez en français' }).waitFor();
    await page.getByRole('link', { name: 'Écouter en français' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'ecouter');
    assert.equal(await bar(page).isVisible(), false, 'nothing plays unless asked');
  });

  for (const theme of THEMES) {
    test(`la barre ouverte est accessible, même à 200 % sur 320 px (${theme})`, async () => {
      const page = await plus.visitor({ theme });
      await page.goto('/demarches/rsa');
      await button(page, 'Écouter').click();
      await other(page, '');
      await assertAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByText('Affichage', { exact: true }).click();
      await assertAccessible(page);
      await Promise.all([page.waitForEvent('load'), button(page, '200 %').click()]);
      await page.setViewportSize({ width: 320, height: 700 });
      assert.equal(await overflow(page), 0);
      await page.locator('#ecouter').click();
      await other(page, '');
      assert.equal(await overflow(page), 0);
      await assertAccessible(page);
    });
  }

  test('l’affichage choisi suit la visite', async () => {
    const page = await plus.visitor();
    await page.goto('/');
    await page.getByText('Affichage', { exact: true }).click();
    await Promise.all([page.waitForEvent('load'), button(page, '150 %').click()]);
    assert.equal(await button(page, '150 %').getAttribute('aria-pressed'), 'true');
    await Promise.all([page.waitForEvent('load'), button(page, 'Fort').click()]);
    await page.goto('/bornes');
    const root = page.locator('html');
    assert.equal(await root.getAttribute('data-taille'), '150');
    assert.equal(await root.getAttribute('data-contraste'), 'fort');
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '24px');
    await assertAccessible(page);
  });

  test('aucune page ne perd son texte à 200 %', async () => {
    const page = await plus.visitor({ width: 360 });
    await page.goto('/');
    await page.getByText('Affichage', { exact: true }).click();
    await Promise.all([page.waitForEvent('load'), button(page, '200 %').click()]);
    const lost = [];
    for (const where of ['/', '/themes/sante', '/demarches/rsa', '/fiches', '/recherche?q=carte+grise', '/passages', '/bornes', '/rappel']) {
      await page.goto(where);
      for (const width of [320, 360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const wider = await overflow(page);
        if (wider > 0) lost.push(`${where} at ${width}: ${wider} px too wide`);
        lost.push(...(await clipped(page)).map((what) => `${where} at ${width}: ${what}`));
      }
    }
    assert.deepEqual(lost, []);
  });

  test('sans script, la page s’écoute par un lien', async () => {
    const page = await plus.visitor({ javaScript: false });
    await page.goto('/bornes');
    await page.getByRole('link', { name: 'Écouter' }).click();
    await page.waitForURL((url) => url.pathname === '/ecoute');
    assert.equal(await page.locator('audio[controls]').count(), 1);
    await page.getByText('Affichage', { exact: true }).click();
    await Promise.all([page.waitForEvent('load'), button(page, 'Sombre').click()]);
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  });

  test('aucun son ne vient d’un autre serveur', () => {
    assert.deepEqual(plus.strangers, []);
  });
});

/** Texts cut by their own box: what a larger text would lose. */
function clipped(page) {
  return page.evaluate(() => {
    const cut = [];
    for (const element of document.querySelectorAll('main *, header *, footer *, .barre-tel *')) {
      if (element.closest('svg, .oreille') || element.classList.contains('oreille')) continue;
      const style = getComputedStyle(element);
      if (style.overflow === 'visible' || style.overflowX === 'auto' || style.display === 'none') continue;
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && element.innerText) {
        cut.push(`${element.tagName} ${element.className}: « ${element.innerText.slice(0, 30)} »`);
      }
    }
    return cut;
  });
}
