// node e2e/borne/portee.mjs PLUS — a document carried to a borne (decision 0049), with a hub and
// an enrolled kiosk as two programs: left by a mediator, carried at a contact, the hub stopped,
// the code typed on the screen, printed by a real printer protocol, and told to the hub once.
// It needs root, for policies that only this kiosk sees.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { assertAccessible, fillSignIn, overflow } from '../rig.mjs';
import { freePort, kill, open, paper, persist, until } from './banc.mjs';

const plus = process.argv[2] ?? 'target/ci/plus';
if (process.getuid() !== 0) {
  console.log('portee: skipped, policies that this test alone sees need root');
  console.log('e2e: 0 passed, 0 failed');
  process.exit(0);
}

const PASSWORD = 'une phrase assez longue 42';
const WORDS = 'Votre droit est ouvert';
const folder = mkdtempSync(path.join(os.tmpdir(), 'plus-portail-'));
const port = await freePort();
const address = `http://127.0.0.1:${port}`;
const run = (...line) => execFileSync(plus, line, { input: `${PASSWORD}\n`, stdio: ['pipe', 'pipe', 'inherit'] }).toString();
let hub;
/** The hub serves, from the same data each time. */
async function serve() {
  hub = spawn(plus, ['serve', '--data', folder, '--territory', 'territoires/espace-sud', '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' });
  await until('the hub answers', () => fetch(`${address}/healthz`).then((one) => one.ok, () => false), 60_000);
}
/** What the journal of a machine holds, by type, read beside its program. */
function facts(data) {
  const sql = "SELECT type, COUNT(*) FROM journal WHERE type LIKE 'retrait.%' GROUP BY type ORDER BY type";
  const out = execFileSync('sqlite3', ['-readonly', path.join(data, 'plus.db'), sql]).toString().trim();
  return Object.fromEntries(out.split('\n').filter(Boolean).map((line) => line.split('|')));
}

let [passed, failed] = [0, 0];
let rig;
const step = async (name, act) => {
  const begun = Date.now();
  try {
    await act();
    passed += 1;
    console.log(`ok     ${name} (${Date.now() - begun} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.message}`);
    try {
      rig.shot(`portee-echec-${failed}`);
    } catch {}
  }
};

await serve();
run('account', 'create', '--data', folder, '--login', 'maryse', '--name', 'Maryse L.', '--role', 'animatrice', '--password-stdin');
const invited = run('node', 'invite', '--data', folder, '--kind', 'borne', '--name', 'Borne du Marin');
const invitation = invited.match(/[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{4}/)[0];
let kiosk;
rig = await open(plus, paper('Attestation'), '', async (data) => {
  kiosk = data;
  run('node', 'enroll', '--data', data, '--hub', address, '--code', invitation);
  run('sync', 'now', '--data', data);
});
const agent = await rig.at(address);
await agent.goto('/connexion');
await fillSignIn(agent, 'maryse', PASSWORD);
const contact = () => run('sync', 'now', '--data', kiosk);
const text = (file) => execFileSync('pdftotext', ['-layout', path.join(rig.paper.spool, file), '-']).toString().replaceAll(/\s+/g, ' ');
const page = async (where) => (await fetch(rig.base + where)).text();
/** Types a code on the screen of the kiosk, from wherever it is. */
async function pick(typed) {
  await rig.press('/borne', '.barre-borne a[href="/borne"]');
  await wait(1200);
  await rig.press('/borne', 'a[href="/borne/retrait"]');
  await wait(1200);
  rig.type(typed);
  rig.keys('Return');
  await wait(2500);
}
/** What the screen says of a code, read beside it. */
async function said(typed) {
  await rig.sheet.goto(`${rig.base}/borne/retrait`);
  await rig.sheet.locator('#code').fill(typed);
  await rig.sheet.locator('form[action="/borne/retrait"] button').click();
  return (await rig.sheet.locator('main').innerText()).trim();
}

let code;
await step('the mediator leaves a document for this borne, also for when it is cut off', async () => {
  const form = '/agent/retraits/nouveau';
  mkdirSync('e2e/out', { recursive: true });
  await agent.goto(form);
  await agent.locator('#borne').selectOption({ label: 'Borne du Marin' });
  for (const theme of ['light', 'dark']) {
    await agent.emulateMedia({ colorScheme: theme });
    for (const width of [360, 1280]) {
      await agent.setViewportSize({ width, height: 900 });
      assert.ok(await agent.locator('#porte').isVisible(), 'the box is there for this borne');
      await assertAccessible(agent, `${form} (${theme}, ${width})`);
      await agent.screenshot({ path: `e2e/out/portee-depot-${theme}-${width}.png`, fullPage: true });
    }
  }
  await agent.setViewportSize({ width: 320, height: 900 });
  assert.equal(await overflow(agent), 0, `${form} scrolls sideways at 320`);
  await agent.setViewportSize({ width: 1280, height: 900 });
  await agent.emulateMedia({ colorScheme: 'light' });
  await agent.locator('#fichier').setInputFiles({ name: 'avis.pdf', mimeType: 'application/pdf', buffer: paper(WORDS) });
  await agent.locator('#porte').check();
  await agent.locator('form[enctype] button.hibiscus').click();
  code = (await agent.locator('.code-unique').innerText()).trim();
  await agent.screenshot({ path: 'e2e/out/portee-talon.png', fullPage: true });
  assert.match(await agent.locator('main').innerText(), /même quand le réseau est coupé/);
  await assertAccessible(agent, 'the slip');
});
await step('a contact carries it there, and the list says so', async () => {
  contact();
  await agent.goto('/agent/retraits');
  assert.match(await agent.locator('main').innerText(), /prêt même sans réseau/);
  await assertAccessible(agent, '/agent/retraits');
  await agent.screenshot({ path: 'e2e/out/portee-prete.png', fullPage: true });
  assert.deepEqual(facts(folder), { 'retrait.carried': '1', 'retrait.deposited': '1' });
});
/** Types the code on the screen, prints, and reads the sheet back. */
async function printed() {
  const before = rig.paper.files();
  const ready = async () => {
    for (let n = 1; n < 20; n += 1) {
      const there = await page(`/borne/impression/${n}`);
      if (/1 page, en noir/.test(there) && !there.includes('C’est imprimé')) return n;
    }
    return 0;
  };
  const number = await persist('the document', () => pick(code), ready, 12_000);
  rig.shot('portee-apercu');
  const print = () => rig.press(`/borne/impression/${number}`, 'button.hibiscus');
  const file = await persist('it is in the printer', print, () => rig.paper.files().find((one) => !before.includes(one)), 15_000);
  await until('it is printed', async () => (await page(`/borne/impression/${number}`)).includes('C’est imprimé'), 40_000);
  assert.match(text(file), new RegExp(WORDS));
  await wait(1200);
  // The preview stands above: the bar below is in reach once it is gone.
  await rig.press(`/borne/impression/${number}`, 'form[action="/borne/retour"] button');
  await wait(1200);
}
await step('the hub is stopped: the code is typed, and the document is printed', async () => {
  await kill(hub);
  await assert.rejects(fetch(`${address}/healthz`));
  await printed();
  rig.shot('portee-imprime');
});
await step('once more within fifteen minutes, then it says what a wrong code says', async () => {
  await printed();
  assert.equal(rig.paper.files().length, 2);
  const [used, wrong] = [await said(code), await said('2222-2222')];
  assert.equal(used, wrong);
  assert.match(used, /portail|réseau|équipe/i);
  await pick(code);
  rig.shot('portee-servi');
  assert.equal(rig.paper.files().length, 2);
});
await step('the hub serves again and learns it, once', async () => {
  await serve();
  const told = { 'retrait.carried': '1', 'retrait.deposited': '1', 'retrait.erased': '2', 'retrait.printed': '2' };
  for (let turn = 0; turn < 2; turn += 1) {
    contact();
    assert.deepEqual(facts(folder), told);
  }
  await agent.goto('/agent/retraits');
  const list = await agent.locator('main').innerText();
  assert.match(list, /[Rr]etiré/);
  assert.match(list, /Borne du Marin/);
  assert.doesNotMatch(list, /prêt même sans réseau/);
  await agent.screenshot({ path: 'e2e/out/portee-retiree.png', fullPage: true });
  assert.equal(await said(code), await said('3333-3333'), 'on line too');
});
const { left, kept } = await rig.close();
await step('closed: no process and no file are left', async () => assert.deepEqual({ left, kept }, { left: [], kept: [] }));
await kill(hub);
if (!process.env.PLUS_KEEP) rmSync(folder, { recursive: true, force: true });
console.log(`e2e: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
