// The search of the public by keyboard: proposals, arrows, Escape, Enter; and the same without scripts.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { THEMES, assertAccessible, openRig, overflow } from './rig.mjs';

describe('la recherche', () => {
  let plus;
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  /** Types, and waits for the proposals. */
  async function type(page, words) {
    const field = page.getByRole('combobox');
    await field.fill('');
    await field.pressSequentially(words);
    await page.getByRole('option').first().waitFor();
    return field;
  }

  for (const theme of THEMES) {
    test(`on tape, on choisit au clavier, on y est (${theme})`, async () => {
      const page = await plus.visitor({ theme, width: 360, height: 740 });
      await page.goto('/');
      const field = await type(page, 'cart gr');
      assert.equal(await field.getAttribute('aria-expanded'), 'true');
      assert.match(await page.locator('.recherche [role=status]').innerText(), /\d+ propositions?\./);
      await assertAccessible(page);
      assert.equal(await overflow(page), 0);
      await field.press('ArrowDown');
      const active = await field.getAttribute('aria-activedescendant');
      const option = page.locator(`#${active}`);
      assert.equal(await option.getAttribute('aria-selected'), 'true');
      await assertAccessible(page);
      await field.press('Escape');
      assert.equal(await field.getAttribute('aria-expanded'), 'false');
      assert.equal(await field.inputValue(), 'cart gr', 'what was typed stays');
      await field.press('ArrowUp');
      const last = await page.getByRole('option').last().getAttribute('aria-selected');
      assert.equal(last, 'true', 'up goes to the last one');
      await field.press('ArrowDown');
      await field.press('ArrowDown');
      await field.press('Enter');
      await page.waitForURL(/\/demarches\/carte-grise/);
    });
  }

  test('Entrée sans choix cherche ce qui est tapé', async () => {
    const page = await plus.visitor();
    await page.goto('/');
    const field = await type(page, 'rsa');
    await field.press('Enter');
    await page.waitForURL(/\/recherche\?q=rsa/);
  });

  test('en anglais, les propositions sont en anglais', async () => {
    const page = await plus.visitor();
    await page.goto('/en/');
    const field = await type(page, 'I lost my pap');
    await field.press('ArrowDown');
    await field.press('Enter');
    await page.waitForURL(/\/en\/evenements\/papiers-perdus/);
  });

  test('sans script, le champ est un formulaire et le reste se déplie', async () => {
    const page = await plus.visitor({ javaScript: false });
    await page.goto('/');
    await page.getByLabel('Votre recherche').fill("carte d'identité");
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page.waitForURL(/\/recherche/);
    const more = page.locator('#officiel ~ details summary');
    await more.click();
    assert.ok(await page.locator('#officiel ~ details .reponse').first().isVisible());
  });
});
