// Official fiches as they are read: a word explained at the word, by mouse, keyboard and touch; a guide one question
// a page, without any script; nothing wider than the screen.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, openRig, overflow, violations } from './rig.mjs';

describe('an official fiche', () => {
  let plus;
  before(async () => {
    plus = await openRig();
  });
  after(() => plus.close());

  /** A word explained that stands in sight, and its bubble. */
  async function word(page) {
    await page.goto('/fiches/F2469');
    return { link: page.locator('a.fiche-mot:visible').first(), bubble: page.locator('.bulle') };
  }

  test('a word is explained under the pointer, which may enter, and Escape closes', async () => {
    const page = await plus.visitor();
    const { link, bubble } = await word(page);
    await link.hover();
    await bubble.waitFor();
    assert.ok((await bubble.innerText()).trim().length > 5);
    await bubble.hover();
    assert.ok(await bubble.isVisible());
    await page.keyboard.press('Escape');
    await bubble.waitFor({ state: 'hidden' });
  });

  test('a word is explained at the keyboard, and a screen reader is given the definition', async () => {
    const page = await plus.visitor();
    const { link, bubble } = await word(page);
    await link.focus();
    await bubble.waitFor();
    const sense = page.locator(`[id="${await link.getAttribute('aria-describedby')}"]`);
    assert.equal(await sense.count(), 1);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await bubble.waitFor({ state: 'hidden' });
    assert.ok(await link.evaluate((it) => it === document.activeElement));
  });

  test('a first touch explains, a touch elsewhere closes, a second touch leads to the definition', async () => {
    const page = await plus.visitor({ width: 360, touch: true });
    const { link, bubble } = await word(page);
    await link.tap();
    await bubble.waitFor();
    assert.equal(new URL(page.url()).hash, '');
    await page.locator('h1').tap();
    await bubble.waitFor({ state: 'hidden' });
    await link.tap();
    await link.tap();
    assert.match(new URL(page.url()).hash, /^#(mot|sigle)-/);
  });

  test('without script the same link leads to the definition', async () => {
    const page = await plus.visitor({ javaScript: false });
    const { link } = await word(page);
    await link.click();
    assert.match(new URL(page.url()).hash, /^#(mot|sigle)-/);
  });

  test('a guide is walked without script, one question a page, and back undoes', async () => {
    const page = await plus.visitor({ width: 360, javaScript: false });
    await page.goto('/fiches/F35131');
    const first = page.url();
    for (let steps = 0; (await page.locator('.fiche-arrivee').count()) === 0; steps++) {
      assert.ok(steps < 10, 'the guide has an end');
      const choice = page.locator('.fiche-choix-lien').first();
      assert.ok((await choice.boundingBox()).height >= 44);
      // By the key: the bar of shortcuts may stand over the link that a pointer would aim at.
      await Promise.all([page.waitForEvent('load'), choice.press('Enter')]);
    }
    await page.getByRole('heading', { name: 'Vos réponses' }).waitFor();
    // The small archive does not hold where it leads: the official site does, and the link says so.
    const arrival = page.locator('.fiche-arrivee a').first();
    assert.match(await arrival.innerText(), /site officiel/);
    assert.ok((await arrival.boundingBox()).height >= 44);
    for (let steps = 0; page.url() !== first; steps++) {
      assert.ok(steps < 12, 'back leads to the first question');
      await page.goBack();
    }
  });

  test('fiches of every shape pass axe in both themes and fit 320 pixels', async () => {
    const page = await plus.visitor({ width: 320 });
    for (const path of [
      '/fiches/F1420',
      '/fiches/F34300?choix=2.1',
      '/fiches/F14128',
      '/fiches/F14128?choix=1.1.2.1',
      '/fiches/F1050?guide=F34300&choix=1',
      '/fiches/F1334',
      '/fiches/N367',
      '/fiches/R1343',
    ]) {
      await page.goto(path);
      await page.$$eval('details', (all) => all.forEach((it) => (it.open = true)));
      assert.equal(await overflow(page), 0, path);
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme });
        assert.deepEqual(await violations(page), [], `${path} (${theme})`);
      }
    }
  });
});
