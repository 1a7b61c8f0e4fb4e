// node e2e/screenshots.mjs BINARY — the pictures of README, made again from the
// demonstration, so that they never show a page that no longer exists.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRig, startDemo } from './rig.mjs';

const OUT = path.join(path.dirname(fileURLToPath(import.meta.url)), '../docs/images');
const PICTURES = [
  { name: 'accueil-360', path: '/', width: 360, height: 740 },
  { name: 'accueil-1280', path: '/', width: 1280, height: 860 },
  { name: 'accueil-1080x1920', path: '/', width: 1080, height: 1920 },
  { name: 'agent-1280', path: '/agent', as: 'animatrice', width: 1280, height: 860 },
  { name: 'visite-1280', path: '/agent/visites/nouvelle', as: 'animatrice', width: 1280, height: 860 },
  { name: 'visite-360', path: '/agent/visites/nouvelle', as: 'animatrice', width: 360, height: 740 },
  { name: 'visite-1280-nuit', path: '/agent/visites/nouvelle', as: 'animatrice', width: 1280, height: 860, theme: 'dark' },
  { name: 'chiffres-1280', path: '/pilotage/chiffres', as: 'coordinateur', width: 1280, height: 860 },
  { name: 'chiffres-768-nuit', path: '/pilotage/chiffres', as: 'coordinateur', width: 768, height: 1024, theme: 'dark' },
  { name: 'releves-1280', path: '/pilotage/releves', as: 'coordinateur', width: 1280, height: 860 },
];

const server = await startDemo(process.argv[2]);
process.env.PLUS_E2E_URL = server.url;
const plus = await openRig();
mkdirSync(OUT, { recursive: true });
try {
  for (const { name, path: where, ...screen } of PICTURES) {
    const page = await plus.visitor(screen);
    await page.goto(where);
    await page.screenshot({ path: path.join(OUT, `${name}.png`) });
    await page.context().close();
    console.log(`docs/images/${name}.png`);
  }
} finally {
  await plus.close();
  await server.stop();
}
