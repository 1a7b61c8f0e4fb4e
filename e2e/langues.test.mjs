// The choice of languages is in words on the first screen, and the visit keeps it.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRig } from './rig.mjs';

const LANGUAGES = [
  ['Français', 'fr', ''],
  ['Kréyol', 'gcf-MQ', '/gcf'],
  ['English', 'en', '/en'],
];

describe('les langues', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  for (const [width, height] of [[320, 568], [360, 640], [1280, 800]]) {
    test(`se choisissent sans menu à ${width} px`, async () => {
      const page = await plus.visitor();
      await page.setViewportSize({ width, height });
      await page.goto(plus.url);
      for (const [name] of LANGUAGES) {
        const box = await page.getByRole('link', { name, exact: true }).boundingBox();
        assert.ok(box, `${name} is not shown`);
        assert.ok(box.height >= 44, `${name} is ${box.height} px high`);
        assert.ok(box.x >= 0 && box.x + box.width <= width, `${name} leaves the screen`);
        assert.ok(box.y + box.height <= height, `${name} is below the first screen`);
      }
    });
  }

  for (const [name, tag, prefix] of LANGUAGES.slice(1)) {
    test(`la visite continue en ${tag}`, async () => {
      const page = await plus.visitor();
      await page.goto(plus.url);
      await page.getByRole('link', { name, exact: true }).click();
      await page.waitForURL(`**${prefix}/`);
      assert.equal(await page.locator('html').getAttribute('lang'), tag);
      await page.locator('.tuiles a').first().click();
      await page.waitForURL(`**${prefix}/themes/**`);
      await page.locator('a.ligne').first().click();
      await page.waitForURL(`**${prefix}/demarches/**`);
      assert.equal(await page.locator('html').getAttribute('lang'), tag);
    });
  }
});
