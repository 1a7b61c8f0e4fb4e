// The rules of axe that the criteria name are those that axe has, and they are among those that
// every page is held to; the statement passes them too.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { TAGS, THEMES, assertAccessible, openRig, overflow } from './rig.mjs';

const LIST = new URL('../docs/accessibilite/axe.csv', import.meta.url);

/** `12.7` of `RGAA-12.7.1`, each once. */
function criteria(tags) {
  return [...new Set(tags.map((tag) => /^RGAA-(\d+\.\d+)\.\d+$/.exec(tag)?.[1]).filter(Boolean))];
}

describe('accessibilité', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  test('les règles nommées sont celles d’axe, et chaque page leur est soumise', () => {
    const said = readFileSync(LIST, 'utf8').trim().split('\n').slice(1);
    const rules = axe.getRules(['RGAAv4']).map(({ ruleId, tags }) => `${ruleId},${criteria(tags).join(' ')}`);
    assert.deepEqual(said, rules.filter((line) => !line.endsWith(',')).sort());
    assert.ok(TAGS.includes('RGAAv4'));
  });

  test('la déclaration s’ouvre du pied de l’accueil et passe les mêmes règles', async () => {
    const page = await plus.visitor();
    await page.goto(plus.url);
    await page.locator('footer a[href="/accessibilite"]').click();
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await assertAccessible(page);
    }
    await page.locator('main details summary').click();
    assert.ok((await page.locator('main details li').count()) > 0);
    await page.setViewportSize({ width: 320, height: 900 });
    assert.ok((await overflow(page)) <= 0);
  });
});
