// The rig of the kiosk: a screen (Xvfb), a printer that speaks IPP (ippeveprinter), the site
// of a partner, and `plus borne` with the real Chromium under its managed policies, which only
// these processes see. Loopback alone; everything it starts, it ends by its number.

import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createServer as plain } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { fillSignIn } from '../rig.mjs';
import { scanner } from './vitre.mjs';

/** Pixels of the screen of a kiosk, and its diagonal, as in the settings. */
export const SCREEN = { width: 1080, height: 1920, diagonal: 22 };
/** Pixels for one of a page: the rule of `plus_domain::borne::ecran`. */
export const SCALE = Math.ceil((6.1 / (0.7 * 16 * ((SCREEN.diagonal * 25.4) / Math.hypot(SCREEN.width, SCREEN.height)))) * 100) / 100;

/** A paper of one page, as a partner gives it. */
export function paper(words) {
  const stream = `BT /F1 24 Tf 60 700 Td (${words}) Tj ET`;
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>', `<</Length ${stream.length}>>\nstream\n${stream}\nendstream\n`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
  let out = '%PDF-1.4\n';
  const at = objects.map((object, n) => {
    const start = out.length;
    out += `${n + 1} 0 obj${object}endobj\n`;
    return start;
  });
  const table = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}trailer<</Root 1 0 R/Size ${objects.length + 1}>>\nstartxref\n${table}\n%%EOF`;
  return Buffer.from(out, 'latin1');
}

/** Waits until something is so, and gives it back; fails after a while with a sentence. */
export async function until(what, look, ms = 15_000) {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) assert.fail(`not within ${ms} ms: ${what}`);
    await wait(40);
  }
}

/**
 * Touches until something is so, as a person does: a touch that falls while the screen
 * changes is lost, and is made again when nothing came of it.
 */
export async function persist(what, touch, look, each = 6_000) {
  for (let left = 2; ; left -= 1) {
    try {
      await touch();
    } catch (error) {
      // What was to be touched may be gone because the first touch was heard after all.
      if (left === 2) throw error;
    }
    try {
      return await until(what, look, left ? each : 15_000);
    } catch (error) {
      if (!left) throw error;
      console.log(`       touched again: ${what}`);
    }
  }
}

export async function freePort() {
  const server = plain().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** The site of a partner: a sign-in, a window that opens, a PDF, a file to give. */
async function partner(folder, pdf) {
  const [key, cert] = [path.join(folder, 'site.key'), path.join(folder, 'site.crt')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=www.caf.fr', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const seen = [];
  // Everything stands at a known place, in pixels of a page.
  const at = (top, inner) => `<div style="position:absolute;left:20px;top:${top}px">${inner}</div>`;
  const page = (title, body) => `<!doctype html><meta charset=utf-8><meta name=viewport content="width=device-width"><title>${title}</title><style>@page{size:A4} body{font:20px sans-serif;margin:0} a,button,input{display:inline-block;font:20px sans-serif;width:300px;height:50px}</style><h1>${title}</h1>${body}`;
  const home = page('Mon compte', [
    at(100, '<form method=post action=/entrer><input name=nom id=nom autocomplete=on><button style="width:120px">Entrer</button></form>'),
    at(170, '<a href="/fenetre" target=_blank>Autre fenêtre</a>'),
    at(230, '<a href="/attestation.pdf">Attestation</a>'),
    at(290, '<form method=post action=/joindre enctype="multipart/form-data"><input type=file name=papier onchange="this.form.submit()"></form>'),
    at(350, '<a href="https://ailleurs.test/">Ailleurs</a>'),
    at(410, '<a href="#" onclick="for(;;);">Figer</a>'),
    `<script>
      addEventListener("load", async () => {
        document.cookie = "trace=CANARI-COOKIE; max-age=86400";
        localStorage.setItem("trace", "CANARI-LOCAL");
        indexedDB.open("CANARI-BASE", 1).onupgradeneeded = (e) => e.target.result.createObjectStore("CANARI-OBJET").put("CANARI-VALEUR", 1);
        (await caches.open("CANARI-CACHE")).put("/x", new Response("CANARI-REPONSE"));
        navigator.serviceWorker?.register("/travailleur.js").catch(() => {});
        fetch("/etat?" + new URLSearchParams({ avant: sessionStorage.length + "/" + (history.length - 1) }));
      });
    </script>`,
  ].join('\n'));
  const answers = {
    '/': ['text/html', home],
    '/entrer': ['text/html', page('Bienvenue', at(100, 'Vous êtes connecté'))],
    '/fenetre': ['text/html', page('Autre fenêtre', at(100, 'Une autre page'))],
    '/attestation.pdf': ['application/pdf', pdf],
    '/travailleur.js': ['text/javascript', 'self.CANARI = "CANARI-TRAVAILLEUR"; addEventListener("fetch", () => {});'],
    '/joindre': ['text/html', page('Reçu', at(100, 'Papier reçu'))],
  };
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname, search } = new URL(request.url, 'https://x');
    seen.push({ method: request.method, path: pathname, search, cookie: request.headers.cookie ?? '', body: Buffer.concat(chunks).toString('latin1') });
    const [type, body] = answers[pathname] ?? ['text/plain', ''];
    response.setHeader('content-type', type);
    if (type === 'application/pdf') response.setHeader('content-disposition', 'attachment; filename="attestation.pdf"');
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, seen, close: () => server.closeAllConnections() ?? server.close() };
}

/** A private bus and a printer on it. */
async function printer(folder) {
  const bus = path.join(folder, 'bus');
  writeFileSync(`${bus}.conf`, `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>custom</type><listen>unix:path=${bus}.sock</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow receive_sender="*"/></policy></busconfig>`);
  const daemon = spawn('dbus-daemon', [`--config-file=${bus}.conf`, '--nofork'], { stdio: 'ignore' });
  await until('the bus', () => existsSync(`${bus}.sock`));
  const spool = path.join(folder, 'spool');
  mkdirSync(spool);
  const port = await freePort();
  const program = existsSync('/usr/sbin/ippeveprinter') ? '/usr/sbin/ippeveprinter' : 'ippeveprinter';
  const start = async (pages = 60) => {
    const child = spawn(program, ['-p', String(port), '-n', 'localhost', '-r', 'off', '-d', spool, '-k', '-s', String(pages), '-f', 'application/pdf,image/pwg-raster,image/jpeg', 'Borne'], {
      stdio: 'ignore',
      env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${bus}.sock` },
    });
    await until('the printer', () => fetch(`http://localhost:${port}/`).then(() => true, () => false));
    return child;
  };
  const tray = (level) => fetch(`http://localhost:${port}/media?size1=iso_a4_210x297mm&type1=stationery&level1=${level}&size3=iso_dl_110x220mm&type3=envelope&level3=25`);
  const one = { port, spool, tray, child: await start() };
  one.files = () => readdirSync(spool).sort();
  one.unplug = () => kill(one.child);
  one.plug = async () => (one.child = await start());
  one.close = async () => {
    await kill(one.child);
    await kill(daemon);
  };
  return one;
}

export async function kill(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** The code of the team of this kiosk, and its line in the settings. */
export const TEAM = '482193';
const staffCode = (plus, data) => execFileSync(plus, ['borne', '--data', data, '--staff-code'], { input: `${TEAM}\n` }).toString().split('\n').find((line) => line.startsWith('staff_code'));

/** A screen without a window manager. */
async function display() {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', `${SCREEN.width}x${SCREEN.height}x24`, '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = await once(child.stdio[3], 'data');
  return { child, name: `:${String(number).trim()}` };
}

/**
 * Opens everything; `close` ends it. `settings` are lines of `[borne]`; `before` is done with the
 * data folder before the kiosk is opened over it.
 */
export async function open(plus, pdf, settings = '', before = async () => {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plus-borne-'));
  const shm = path.join('/dev/shm', path.basename(folder));
  const data = path.join(folder, 'data');
  const managed = path.join(folder, 'politiques', 'managed');
  mkdirSync(data);
  mkdirSync(managed, { recursive: true });
  const [site, paper, glass, screen, port, own, phone] = [await partner(folder, pdf), await printer(folder), await scanner(), await display(), await freePort(), await freePort(), await freePort()];
  writeFileSync(path.join(data, 'plus.toml'), `listen = "127.0.0.1:${port}"
[borne]
listen = "127.0.0.1:${own}"
folder = "${shm}"
name = "Borne du Marin"
printer = "ipp://localhost:${paper.port}/ipp/print"
scanner = "${glass.address}"
player = "true"
phone_listen = "127.0.0.1:${phone}"
phone = "http://127.0.0.1:${phone}"
switch_key = "F9"
idle_seconds = 20
warned_seconds = 20
turn_seconds = 60
${staffCode(plus, data)}
browser_flags = [${process.getuid() === 0 ? '"--no-sandbox", ' : ''}"--ignore-certificate-errors", "--host-resolver-rules=MAP *.caf.fr 127.0.0.1:${site.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
${settings}`);
  await before(data);
  const args = ['borne', '--data', data, '--territory', 'territoires/espace-sud'];
  execFileSync(plus, [...args, '--write-policies']);
  cpSync(path.join(data, 'borne-politiques.json'), path.join(managed, 'plus.json'));
  const env = { ...process.env, DISPLAY: screen.name, PLUS_POLICIES: path.dirname(managed) };
  const log = path.join(folder, 'plus.log');
  const child = spawn('unshare', ['-m', 'bash', '-c', 'mkdir -p /etc/chromium/policies && mount --bind "$PLUS_POLICIES" /etc/chromium/policies && exec "$@"', '--', plus, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => ((said += bytes), appendFileSync(log, bytes)));
  const begun = Date.now();
  await until('the kiosk is open', () => said.includes('La borne est ouverte') || (child.exitCode !== null && assert.fail(said)), 60_000);
  const started = Date.now() - begun;
  // The same pages, measured by another browser: where a thing stands on the screen.
  const ruler = await chromium.launch({ executablePath: '/usr/bin/chromium', chromiumSandbox: process.getuid() !== 0, args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-quic'] });
  const sheet = await ruler.newPage({ viewport: { width: Math.ceil(SCREEN.width / SCALE), height: Math.ceil(SCREEN.height / SCALE) }, hasTouch: true, locale: 'fr-FR' });
  const base = `http://127.0.0.1:${own}`;
  const x = (...words) => execFileSync('xdotool', words.map(String), { env });
  const rig = {
    folder, shm, data, base, site, paper, glass, env, child, started, sheet,
    hub: `http://127.0.0.1:${port}`,
    said: () => said,
    /** Touches a place of the screen, in pixels of a page. */
    tap: (across, down) => x('mousemove', Math.round(across * SCALE), Math.round(down * SCALE), 'click', 1),
    /** Holds a place of the screen for a while. */
    async hold(across, down, ms) {
      x('mousemove', Math.round(across * SCALE), Math.round(down * SCALE), 'mousedown', 1);
      await wait(ms);
      x('mouseup', 1);
    },
    /** Drags something from one place to another. */
    async drag(from, to) {
      const at = (part) => [0, 1].map((n) => Math.round((from[n] + (to[n] - from[n]) * part) * SCALE));
      x('mousemove', ...at(0), 'mousedown', 1);
      for (let n = 1; n <= 8; n += 1) {
        x('mousemove', ...at(n / 8));
        await wait(60);
      }
      await wait(1_200);
      x('mouseup', 1);
    },
    keys: (...names) => x('key', '--clearmodifiers', ...names),
    type: (words) => x('type', '--delay', 15, words),
    /** Touches what a page of ours shows there. */
    async press(address, selector) {
      await sheet.goto(base + address);
      const box = await sheet.locator(selector).first().boundingBox();
      assert.ok(box && box.y + box.height / 2 < 894, `${selector} is in sight on ${address}`);
      rig.tap(box.x + box.width / 2, box.y + box.height / 2);
    },
    /** The pixels of the screen, as a file of ImageMagick gives them. */
    shot(name) {
      const file = path.join('e2e/out', `borne-${name}.png`);
      mkdirSync('e2e/out', { recursive: true });
      execFileSync('import', ['-window', 'root', file], { env });
      return file;
    },
    /** The colour of one place of the screen. */
    colour: (across, down) => execFileSync('import', ['-window', 'root', '-crop', `1x1+${Math.round(across * SCALE)}+${Math.round(down * SCALE)}`, '-depth', '8', 'txt:-'], { env }).toString().match(/#[0-9A-F]{6}/)?.[0],
    /** Processes of the browser, by their number. */
    browsers: () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(shm);
      } catch {
        return false;
      }
    }).map(Number),
    /** A browser of the team, at a hub. */
    async at(baseURL) {
      return (await ruler.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR', baseURL })).newPage();
    },
    /** A mediator's browser, signed in at the hub. */
    async agent() {
      const login = ['account', 'create', '--data', data, '--login', 'maryse', '--name', 'Maryse L.', '--role', 'animatrice', '--password-stdin'];
      execFileSync(plus, login, { input: 'une phrase assez longue 42\n' });
      const page = await rig.at(rig.hub);
      await page.goto('/connexion');
      await fillSignIn(page, 'maryse', 'une phrase assez longue 42');
      return page;
    },
    /** The first process of the browser that is shown: the older of the two folders. */
    shown() {
      const lines = rig.browsers().map((pid) => [pid, readFileSync(`/proc/${pid}/cmdline`, 'latin1')]);
      const firsts = lines.filter(([, line]) => line.includes('--remote-debugging-pipe') && !line.includes('--type='));
      const folder = ([, line]) => Number(line.match(/--user-data-dir=[^\0]*\/(\d+)/)[1]);
      return firsts.sort((a, b) => folder(a) - folder(b))[0][0];
    },
    /** Memory of the program itself, the browser apart, bytes: all that is resident, and what is its own, the pages of its file apart. */
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
      const of = (name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) * 1024;
      return { resident: of('VmRSS'), own: of('RssAnon') + of('RssShmem') };
    },
    sessions: () => said.split('session ended').length - 1,
    async close() {
      await ruler.close();
      await kill(child);
      const gone = () => rig.browsers().length === 0;
      await until('no browser is left', gone, 3_000).catch(() => {});
      const left = rig.browsers();
      await kill(screen.child);
      await paper.close();
      glass.close();
      site.close();
      const kept = existsSync(shm) ? readdirSync(shm) : [];
      rmSync(shm, { recursive: true, force: true });
      if (!process.env.PLUS_KEEP) rmSync(folder, { recursive: true, force: true });
      return { left, kept };
    },
  };
  return rig;
}
