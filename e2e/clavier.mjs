// What a person without a pointer does: moves by Tab, and reads where she is.

import assert from 'node:assert/strict';

/** Stops of a page, at most: beyond, something traps the focus. */
export const MOST_TABS = 400;

/** What has focus: its words, and whether anything shows that it has it. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      name: (element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '').trim(),
      seen: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
      placed: box.width > 0 && box.height > 0,
      html: element.outerHTML.slice(0, 120),
    };
  });
}

/** Presses Tab until what has focus begins with these words. */
export async function tabTo(page, name) {
  for (let i = 0; i < MOST_TABS; i += 1) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (at?.name.startsWith(name)) return;
  }
  assert.fail(`${name} is not reached by Tab on ${page.url()}`);
}
