// A hub and a van as people see them: where the machine stands on every page of the team,
// what waits and why, the machines of the hub. Two servers of its own: the one of the run
// is nobody's hub.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { THEMES, assertAccessible, freePort, openRig, overflow, picture, ready, signIn, startDemo } from './rig.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const BINARY = path.resolve(process.env.PLUS_E2E_BINARY ?? path.join(HERE, '../target/ci/plus'));

/** Every theme and the two widths of the design. */
async function looks(page, name) {
  for (const theme of THEMES) {
    for (const width of [360, 1280]) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: 900 });
      await assertAccessible(page, `${name} (${theme}, ${width})`);
      await picture(page, `machines-${name}-${theme}-${width}`);
    }
  }
  await page.setViewportSize({ width: 320, height: 900 });
  assert.equal(await overflow(page), 0, `${name} scrolls sideways at 320`);
  await page.setViewportSize({ width: 1280, height: 900 });
}

describe('les machines', () => {
  let plus;
  let hub;
  let van;
  before(async () => {
    hub = await startDemo(BINARY, ['--no-bornes']);
    plus = await openRig();
    van = { data: mkdtempSync(path.join(tmpdir(), 'plus-e2e-bus-')) };
  });
  after(async () => {
    van.child?.kill('SIGTERM');
    await plus.close();
    await hub.stop();
    rmSync(van.data, { recursive: true, force: true });
  });

  /** Somebody at a screen of one of the two servers. */
  async function person(url, as, javaScript = true) {
    const page = await plus.visitor({ baseURL: url, javaScript });
    await signIn(page, as);
    return page;
  }

  function run(...line) {
    const done = spawnSync(BINARY, line, { encoding: 'utf8' });
    assert.equal(done.status, 0, done.stderr);
  }

  test('un portail sans machine le dit, puis en invite une', async () => {
    const page = await person(hub.url, 'coordinateur');
    assert.equal(await page.locator('.rail-reseau').count(), 0);
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Machines' }).click();
    await page.getByText('Ce portail travaille seul').waitFor();
    await looks(page, 'aucune');
    await page.getByLabel('Nom').fill('Le bus');
    await page.getByRole('button', { name: 'Donner un code' }).click();
    const code = await page.locator('.code-unique').innerText();
    assert.match(code, /^[A-Z0-9-]{16}$/);
    await looks(page, 'code');
    run('node', 'enroll', '--data', van.data, '--hub', hub.url, '--code', code);
    run('sync', 'now', '--data', van.data);
    const port = await freePort();
    van.url = `http://127.0.0.1:${port}`;
    van.child = spawn(BINARY, ['serve', '--data', van.data, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' });
    assert.ok(await ready(van.url, van.child, 60), 'the van answers');
    await page.goto('/pilotage/machines');
    // The disk of whoever runs this may be nearly full, and the page then says so.
    await page.getByText(/Tout va bien|disque est presque plein/).first().waitFor();
    await looks(page, 'liste');
    await page.getByRole('link', { name: 'Le bus', exact: true }).click();
    await looks(page, 'une');
  });

  test('le bus dit sur chaque page ce qui attend, et transmet', async () => {
    const page = await person(van.url, 'animatrice');
    for (const address of ['/agent', '/agent/visites', '/compte', '/transmission']) {
      await page.goto(address);
      const state = page.locator('a.rail-reseau');
      assert.match(await state.innerText(), /Tout est transmis|en attente/, address);
      await looks(page, address.replaceAll('/', '-'));
    }
    await page.getByRole('button', { name: 'Transmettre maintenant' }).click();
    await page.getByText('L’échange est fait.').waitFor();
    await looks(page, 'fait');
    await page.goto('/');
    assert.equal(await page.locator('.rail-reseau').count(), 0, 'nothing of it for the public');
  });

  test('sans script, le bus transmet de même', async () => {
    const page = await person(van.url, 'animatrice', false);
    await page.locator('a.rail-reseau').click();
    await page.getByRole('button', { name: 'Transmettre maintenant' }).click();
    await page.getByText('L’échange est fait.').waitFor();
  });

  test('sans le portail, le bus dit que tout attend', async () => {
    const page = await person(van.url, 'animatrice');
    await hub.stop();
    await page.goto('/transmission');
    await page.getByRole('button', { name: 'Transmettre maintenant' }).click();
    await page.getByRole('status').getByText('Le portail central ne répond pas').waitFor();
    await looks(page, 'sans-reseau');
  });

  test('les corrections à relire, quand il n’y en a pas', async () => {
    const page = await person(van.url, 'animatrice');
    await page.goto('/agent/conflits');
    await page.getByText('Rien à relire').waitFor();
    await looks(page, 'conflits');
  });
});
