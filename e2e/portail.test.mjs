// The portal in hard conditions: the keyboard alone from the home page to the start of a
// procedure, text twice as large, a narrow screen, no script, and a network that goes away.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { focused, tabTo } from './clavier.mjs';
import { THEMES, assertAccessible, openRig, overflow } from './rig.mjs';

/** A page of each kind, whose text is ours or official. */
const KINDS = ['/', '/recherche?q=carte+grise', '/themes/papiers', '/demarches/carte-identite-adulte', '/fiches/N367', '/fiches/F1341', '/passages', '/bornes', '/rappel'];
/** Languages under their prefix, each with its themes: French in both is walked by `pages`. */
const FRAMES = process.env.PLUS_LONG
  ? ['', '/gcf', '/en'].flatMap((prefix) => THEMES.map((theme) => [prefix, theme]))
  : [['/gcf', 'light'], ['/en', 'dark']];

/** Texts cut by a box that hides what does not fit; none when all is well (RGAA 10.4). */
function clipped(page) {
  return page.evaluate(() => {
    const hides = (style) => ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY);
    const cut = (element) => {
      const style = getComputedStyle(element);
      const shown = element.clientWidth > 2 && element.clientHeight > 2;
      return shown && hides(style) && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    };
    const worded = [...document.querySelectorAll('main *, header *, footer *')].filter((e) => e.innerText?.trim());
    return worded.filter(cut).map((e) => e.outerHTML.slice(0, 100));
  });
}

describe('le portail', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  test('au clavier seul, de l’accueil au début de la démarche', async () => {
    const page = await plus.visitor();
    await page.goto('/');
    await tabTo(page, 'Votre recherche');
    await page.keyboard.type('carte identité perdue');
    await Promise.all([page.waitForURL('**/recherche?*'), page.keyboard.press('Enter')]);
    await tabTo(page, 'Refaire une carte d’identité');
    await Promise.all([page.waitForURL('**/demarches/*'), page.keyboard.press('Enter')]);
    await tabTo(page, 'Faire la démarche en ligne');
    const href = await page.evaluate(() => document.activeElement.href);
    assert.match(href, /^https:\/\//);
  });

  for (const [width, height, what] of [[640, 450, 'la page à 200 % sur un écran de 1280'], [320, 256, 'la page à 400 %']]) {
    test(`${what} : rien ne dépasse, rien n’est coupé`, async () => {
      const page = await plus.visitor({ width, height });
      for (const kind of KINDS) {
        await page.goto(kind);
        assert.ok((await overflow(page)) <= 0, `${kind} scrolls sideways`);
        assert.deepEqual(await clipped(page), [], kind);
      }
    });
  }

  test('un texte deux fois plus grand : rien ne dépasse, rien n’est coupé', async () => {
    const page = await plus.visitor({ width: 360 });
    for (const kind of KINDS) {
      await page.goto(kind);
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      assert.ok((await overflow(page)) <= 0, `${kind} scrolls sideways`);
      assert.deepEqual(await clipped(page), [], kind);
    }
  });

  test('sans JavaScript : chercher, lire, préparer ses papiers', async () => {
    const page = await plus.visitor({ javaScript: false, width: 360 });
    await page.goto('/');
    await page.getByRole('searchbox').first().fill('RSA');
    await Promise.all([page.waitForURL('**/recherche?*'), page.getByRole('searchbox').first().press('Enter')]);
    await page.getByRole('main').getByRole('link', { name: /Demander le RSA/ }).first().click();
    await page.waitForURL('**/demarches/rsa');
    await page.getByRole('heading', { name: 'Papiers à préparer' }).waitFor();
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', { name: 'Imprimer la liste' }).click();
    await page.waitForURL('**/imprimer?*');
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  test('le réseau coupé après le chargement : la page reste lisible et se déplie', async () => {
    const page = await plus.visitor({ width: 360 });
    await page.goto('/fiches/F1341');
    await page.context().setOffline(true);
    const closed = page.locator('main details:not([open]) > summary').first();
    await closed.scrollIntoViewIfNeeded();
    const words = (await closed.innerText()).trim();
    await closed.click();
    const opened = await page.evaluate(
      (text) => [...document.querySelectorAll('main details[open]')].some((d) => d.querySelector('summary').innerText.trim() === text),
      words,
    );
    assert.ok(opened, `« ${words} » opens without network`);
    assert.ok((await page.getByRole('main').innerText()).length > 500);
    await assertAccessible(page);
  });

  for (const [prefix, theme] of FRAMES) {
    test(`chaque sorte de page, sous ${prefix}/, thème ${theme}`, async () => {
      const page = await plus.visitor({ theme });
      for (const kind of KINDS) {
        const answer = await page.goto(`${prefix}${kind}`);
        assert.equal(answer.status(), 200, `${prefix}${kind}`);
        await assertAccessible(page, `${prefix}${kind} (${theme})`);
      }
    });
  }

  test('le premier arrêt du clavier mène au contenu', async () => {
    const page = await plus.visitor();
    for (const kind of KINDS) {
      await page.goto(kind);
      await page.keyboard.press('Tab');
      assert.equal((await focused(page))?.name, 'Aller au contenu', kind);
    }
  });
});
