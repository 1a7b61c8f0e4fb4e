// Pictures of the guide. A picture is taken when it is asked for (PLUS_PICTURES=docs/images);
// in every other run the page is held against what stood on it when the picture was taken.
//
// Pixels differ from one machine to another, so they are not compared. What is kept beside each
// picture, in a text that people can read, is its imprint: everything that shows in its frame,
// in order, with its words, its place to a few pixels and its colours. Figures are not kept:
// they are those of an invented day. The imprint names the picture by its SHA-256, so that
// neither is changed without the other.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HOUSE = path.join(import.meta.dirname, '..');
const KEPT = path.join(HOUSE, 'docs/images');
const RENEW = './script/screenshots';

/** Pixels that a thing may move before its picture is said old: fonts are drawn a hair apart. */
const LEEWAY = 6;
/** Most that all pictures may weigh: they are cloned with the house. */
const HEAVIEST = 4_000_000;

/** Names of the pictures looked at in this run. */
const seen = new Set();
const old = [];

/** Everything that shows in the window: [what, x, y, width, height, colours, words]. */
function showing() {
  /** `rgb(0 … 255)`, or `color(srgb 0 … 1)` when it was mixed. */
  const hex = (colour) => {
    const most = colour.startsWith('color') ? 255 : 1;
    return '#' + (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((n) => Math.round(n * most).toString(16).padStart(2, '0')).join('');
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/rgba\(.*, 0\)|transparent/.test(colour)) return hex(colour);
    }
    return '#ffffff';
  };
  // A word that mixes letters and figures is a code: another one each time.
  const words = (text) => text.replace(/\s+/gu, ' ').trim().split(' ').map((w) => (/\d/.test(w) ? '#' : w)).join(' ');
  const lines = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = words([...element.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join(' '));
    const field = element.matches('input:not([type=hidden]), select, textarea');
    const drawn = element.matches('img, use');
    if (!own && !field && !drawn) continue;
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) continue;
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    // Words for the ear alone are no part of the picture.
    if (element.closest('.oreille, option, script, style')) continue;
    const said = own || words(element.value ?? '') || element.getAttribute('href')?.split('#').at(-1) || '';
    const place = [box.x, box.y, box.width, box.height].map(Math.round);
    lines.push([element.localName, ...place, `${hex(getComputedStyle(element).color)}/${ground(element)}`, said]);
  }
  return lines;
}

const written = (line) => line.join(' ').trimEnd();

/** A line of an imprint: what, its four numbers, its colours and words. */
function read(line) {
  const [what, x, y, w, h, ...rest] = line.split(' ');
  return { what, place: [x, y, w, h].map(Number), rest: rest.join(' ') };
}

const same = (a, b) =>
  a.what === b.what && a.rest === b.rest && a.place.every((n, i) => Math.abs(n - b.place[i]) <= LEEWAY);

/** What changed between two imprints, a few lines; nothing when they say the same. */
export function changed(before, now) {
  const at = before.findIndex((line, i) => now[i] === undefined || !same(read(line), read(now[i])));
  if (at < 0 && before.length === now.length) return [];
  const from = at < 0 ? before.length : at;
  return [`was: ${before[from] ?? '(nothing more)'}`, `is:  ${now[from] ?? '(nothing more)'}`];
}

const sum = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** The picture, in few colours: pages are flat. */
async function take(page, file) {
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
  const lighter = spawnSync('convert', [file, '-strip', '+dither', '-colors', '200', '-define', 'png:compression-level=9', `PNG8:${file}`]);
  assert.equal(lighter.status, 0, `convert (imagemagick): ${lighter.stderr}`);
}

/** Looks at what a page shows now as the picture `docs/images/NAME.png`. */
export async function shown(page, name) {
  assert.ok(!seen.has(name), `two pictures are called ${name}`);
  seen.add(name);
  await page.evaluate(() => document.fonts.ready);
  await page.mouse.move(0, 0);
  const now = (await page.evaluate(showing)).map(written);
  const folder = process.env.PLUS_PICTURES && path.resolve(HOUSE, process.env.PLUS_PICTURES);
  if (folder) {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${name}.png`);
    await take(page, file);
    writeFileSync(path.join(folder, `${name}.txt`), `${sum(file)}\n${now.join('\n')}\n`);
    return;
  }
  const [picture, imprint] = [path.join(KEPT, `${name}.png`), path.join(KEPT, `${name}.txt`)];
  if (!existsSync(picture) || !existsSync(imprint)) return void old.push(`${name}: not taken yet`);
  const [named, ...before] = readFileSync(imprint, 'utf8').trimEnd().split('\n');
  if (named !== sum(picture)) old.push(`${name}: the picture is not the one of its imprint`);
  const difference = changed(before, now);
  if (difference.length > 0) old.push([`${name}:`, ...difference].join('\n    '));
}

/** Names of the pictures that a text of the house shows. */
function named() {
  const folders = ['docs', 'docs/guide', 'docs/securite', 'docs/accessibilite'];
  const texts = [...folders.flatMap((folder) => readdirSync(path.join(HOUSE, folder)).filter((f) => f.endsWith('.md')).map((f) => `${folder}/${f}`)), 'README.md', 'LISEZMOI.md'];
  const pictures = texts.flatMap((text) => [...readFileSync(path.join(HOUSE, text), 'utf8').matchAll(/images\/([\w-]+)\.png\)/g)].map((m) => m[1]));
  return new Set(pictures);
}

/** Pictures of the kiosk: its own day takes them (e2e/borne/journee.mjs), where its pages are. */
const AT_THE_KIOSK = ['borne'];

/** Every picture looked at so far is that of its page. */
export function assertSame() {
  assert.deepEqual(old, [], `${old.length} pictures that no longer show their page. Renew them, then look at them:\n  ${RENEW}\n${old.join('\n')}`);
}

/** At the end: every picture that is shown was looked at, and is that of its page. */
export function assertCurrent() {
  assertSame();
  for (const name of AT_THE_KIOSK) seen.add(name);
  assert.deepEqual([...seen].sort(), [...named()].sort(), 'pictures looked at here, and pictures that the documentation shows');
  const files = readdirSync(KEPT).sort();
  assert.deepEqual(files, [...seen].flatMap((name) => [`${name}.png`, `${name}.txt`]).sort(), 'docs/images holds something else');
  const weight = files.reduce((all, file) => all + statSync(path.join(KEPT, file)).size, 0);
  assert.ok(weight < HEAVIEST, `docs/images weighs ${weight} bytes`);
}
