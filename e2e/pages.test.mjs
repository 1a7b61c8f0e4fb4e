// Every page that each person can reach: no accessibility violation in both themes,
// no sideways scrolling at 320 px, no dead link, no request to another host.
//
// Pages are found by following links from each person's first page. Pages of one
// shape (/demarches/a, /demarches/b) are checked once: they share their template.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ACCOUNTS, THEMES, openRig, overflow, picture, violations } from './rig.mjs';

/** Themes and widths of one page: all of them at length, else each once. */
const SCREENS = process.env.PLUS_LONG
  ? THEMES.flatMap((theme) => [320, 360, 480, 768, 1024, 1280, 1920].map((width) => [theme, width]))
  : [['light', 360], ['dark', 1280]];
/** Links followed for one person, at most; reaching it fails, since pages would be left out. */
const MOST = 250;
/** Nouns whose next segment is a code or an identifier. */
const KEYED = new Set(['themes', 'demarches', 'fiches', 'lieux', 'partenaires', 'documents', 'releves', 'annee', 'preparation', 'permanences', 'travaux', 'services', 'signalements', 'evenements', 'machines', 'escales', 'equipe', 'bornes', 'tournees', 'lignes', 'jalons', 'materiels']);

/** `/demarches/carte-grise?x=1` → `/demarches/*` : what template a page comes from. */
function shape(url) {
  const segments = new URL(url).pathname.split('/').filter(Boolean);
  return (
    '/' +
    segments
      .map((segment, i) => (KEYED.has(segments[i - 1]) || /\d/.test(segment) ? '*' : segment))
      .join('/')
  );
}

async function links(page, origin) {
  const hrefs = await page.$$eval('a[href]:not([download])', (all) => all.map((a) => a.href));
  return hrefs.map((href) => href.split('#')[0]).filter((href) => href.startsWith(origin));
}

/** Problems met, each told once with the pages and the screens where it was seen. */
class Problems {
  #seen = new Map();

  add(what, where, why = '') {
    const problem = this.#seen.get(what) ?? { why, where: new Set() };
    this.#seen.set(what, { ...problem, where: problem.where.add(where) });
  }

  get size() {
    return this.#seen.size;
  }

  assertNone() {
    const lines = [...this.#seen].map(([what, { why, where }]) => `${what}\n  on ${[...where].join(', ')}\n  ${why}`);
    assert.equal(lines.length, 0, `${lines.length} problems\n${lines.join('\n')}`);
  }
}

async function check(page, where, problems) {
  for (const [theme, width] of SCREENS) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    for (const { rule, target, why } of await violations(page)) {
      problems.add(`${rule}: ${target}`, `${where} (${theme}, ${width})`, why);
    }
  }
  await page.setViewportSize({ width: 320, height: 900 });
  const wider = await overflow(page);
  if (wider > 0) problems.add('scrolls sideways at 320', `${where} by ${wider} px`);
}

describe('toutes les pages', () => {
  let plus;
  /** Shapes already checked: every person opens every page, `PLUS_LONG` checks it for each. */
  const checked = new Set();
  before(async () => (plus = await openRig()));
  after(() => plus.close());

  async function walk(page, starts) {
    const queue = starts.map((path) => new URL(path, plus.url).href);
    const seen = new Set();
    const problems = new Problems();
    while (queue.length > 0) {
      const url = queue.shift();
      const where = shape(url);
      if (seen.has(where) || where === '/deconnexion') continue;
      assert.ok(seen.size < MOST, `more than ${MOST} shapes of pages: ${[...seen]}`);
      seen.add(where);
      const answer = await page.context().request.get(url);
      if (answer.status() >= 400) {
        problems.add(`answers ${answer.status()}`, url);
        continue;
      }
      if (!answer.headers()['content-type']?.startsWith('text/html')) continue;
      await page.goto(url);
      queue.push(...(await links(page, plus.url)));
      if (checked.has(where) && !process.env.PLUS_LONG) continue;
      checked.add(where);
      const sofar = problems.size;
      await check(page, where, problems);
      if (problems.size > sofar) await picture(page, where.replaceAll(/\W+/g, '_'));
    }
    return { seen, problems };
  }

  test('le public', async () => {
    const page = await plus.visitor();
    const { seen, problems } = await walk(page, ['/', '/recherche?q=carte+grise', '/connexion']);
    problems.assertNone();
    for (const needed of ['/', '/themes/*', '/demarches/*', '/recherche', '/connexion']) {
      assert.ok(seen.has(needed), `${needed} was not reached from the home page: ${[...seen]}`);
    }
  });

  for (const role of ['animatrice', 'coordinateur', 'partenaire', 'administrateur']) {
    test(role, async () => {
      const page = await plus.visitor({ as: role });
      const { seen, problems } = await walk(page, [ACCOUNTS[role].home]);
      problems.assertNone();
      assert.ok(seen.size > 1, `${role} reaches only ${[...seen]}`);
    });
  }

  test('une page qui n’existe pas', async () => {
    const page = await plus.visitor();
    const answer = await page.goto('/cette-page-n-existe-pas');
    assert.equal(answer.status(), 404);
    const problems = new Problems();
    await check(page, '404', problems);
    problems.assertNone();
  });

  test('aucune page n’appelle un autre serveur', () => {
    assert.deepEqual(plus.strangers, []);
  });
});
