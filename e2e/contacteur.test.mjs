// A switch: one key frames what can be touched, group after group, and takes it. The script of
// the kiosk runs here in a page of its own browser, its clock held by the test; the kiosk whole
// is `e2e/borne`.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { openRig } from './rig.mjs';

const PACE = 1000;
const KEY = 'F9';
const BAR = { own: 'http://ailleurs.invalid', home: 'Accueil', listen: 'Écouter', larger: 'Plus grand', print: 'Imprimer', waits: 'On attend', noted: 'C’est noté', done: 'J’ai fini', name: 'Barre', keyboard: true, keys: 'Clavier', back: 'Effacer', space: 'espace', enter: 'Valider', hide: 'Fermer', switch: KEY, pace: PACE };

/** The script as the program puts it together. */
function script() {
  const read = (name) => readFileSync(new URL(`../crates/borne/src/browser/${name}.js`, import.meta.url), 'utf8');
  return read('bar').replace('"PLUS_SWITCH";', read('switch')).replace('"PLUS_BAR"', JSON.stringify(BAR));
}

const PAGE = `<!doctype html><html lang=fr><meta charset=utf-8><title>Banc</title><body>
<a href="#un">un</a> <a href="#deux">deux</a> <a href="#trois">trois</a> <button hidden>caché</button> <button disabled>éteint</button>
<a href="#quatre">quatre</a> <a href="#cinq">cinq</a>
<p><label>Nom <input id=nom></label> <select id=choix><option>a<option>b</select> <button id=fin>Fin</button></p></body></html>`;

describe('contacteur', () => {
  let plus;
  before(async () => {
    plus = await openRig();
  });
  after(() => plus.close());

  async function bench() {
    const page = await plus.visitor();
    await page.clock.install();
    // No page of ours: the rules of its contents would forbid scripts of the test.
    await page.route('http://banc.test/', (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
    await page.goto('http://banc.test/');
    await page.evaluate(() => {
      window.told = [];
      window.plusBorne = (word) => window.told.push(word);
      addEventListener('click', (event) => window.told.push(`click:${event.target.id || event.target.textContent}`), { capture: true });
    });
    await page.evaluate(script());
    const press = () => page.keyboard.press(KEY);
    const steps = (count) => page.clock.runFor(count * PACE);
    const told = () => page.evaluate(() => window.told.filter((word) => word !== 'touch' && word !== 'click:'));
    const framed = () => page.evaluate(() => [...document.querySelectorAll('[popover][aria-hidden=true]')].some((one) => one.matches(':popover-open')));
    return { page, press, steps, told, framed };
  }

  test('une touche encadre, choisit un groupe, puis une chose', async () => {
    const { press, steps, told, framed } = await bench();
    assert.equal(await framed(), false);
    await press();
    assert.equal(await framed(), true);
    // The first five, those that are hidden or off left out; then the third of them.
    await press();
    await steps(2);
    await press();
    assert.deepEqual(await told(), ['click:trois']);
    assert.equal(await framed(), false);
    // The second group, its third.
    await press();
    await steps(1);
    await press();
    await steps(2);
    await press();
    assert.deepEqual(await told(), ['click:trois', 'click:fin']);
  });

  test('un champ ouvre le clavier, et ses rangées passent d’abord', async () => {
    const { page, press, steps, told } = await bench();
    await press();
    await steps(1);
    await press();
    await press();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'nom');
    await page.clock.runFor(250);
    // The second row, its third key.
    await steps(1);
    await press();
    await steps(2);
    await press();
    assert.deepEqual(await told(), ['key:e']);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'nom', 'who writes goes on');
    await page.clock.runFor(250);
    await press();
    await press();
    assert.deepEqual(await told(), ['key:e', 'key:1']);
  });

  test('une liste passe au choix suivant ; la barre est le dernier groupe', async () => {
    const { page, press, steps, told } = await bench();
    await press();
    await steps(1);
    await press();
    await steps(1);
    await press();
    assert.equal(await page.locator('#choix').inputValue(), 'b');
    await press();
    await steps(2);
    await press();
    await steps(5);
    await press();
    assert.deepEqual(await told(), ['done']);
  });

  test('sans pression, tout s’efface ; un doigt l’efface ; une page ne peut pas presser', async () => {
    const { page, press, steps, framed, told } = await bench();
    await press();
    await steps(6);
    assert.equal(await framed(), false, 'two rounds of three groups');
    await press();
    await page.mouse.click(600, 500);
    assert.equal(await framed(), false);
    await page.evaluate((code) => dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true })), KEY);
    assert.equal(await framed(), false);
    assert.deepEqual((await told()).filter((word) => word === 'done'), []);
  });
});
