// node e2e/run.mjs BINARY [NAME…] — one demonstration server for all the journeys,
// then each file (or those whose name contains one of NAME), two at a time. Those that
// add visites come one after the other.
// The last line, "e2e: N passed, N failed", is read by script/test.

import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemo } from './rig.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const [binary, ...names] = process.argv.slice(2);
if (!binary) {
  console.error('usage: node e2e/run.mjs BINARY [NAME…]');
  process.exit(2);
}

/** A page waits for its server as much as it works: two files fill two cores. */
const AT_ONCE = 2;

const waiting = readdirSync(HERE)
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
  .sort();

/**
 * Files that record or import visites count them before and after, and the server is one for
 * all: they take turns.
 */
const records = (file) => /'\.\/visite\.mjs'|\/pilotage\/importer/.test(readFileSync(path.join(HERE, file), 'utf8'));
const turns = waiting.filter(records);
const others = waiting.filter((file) => !records(file));

/** Runs one file with node's own runner and reads its closing figures. */
function run(file, url) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--test', '--test-reporter=tap', path.join(HERE, file)], {
      env: { ...process.env, PLUS_E2E_URL: url, PLUS_E2E_BINARY: path.resolve(binary) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let tap = '';
    child.stdout.on('data', (text) => (tap += text));
    child.on('exit', (status) => {
      const figure = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
      const failed = figure('fail') + figure('cancelled');
      const passed = figure('pass');
      console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${file}: ${passed} passed, ${failed} failed`);
      if (status !== 0) console.log(tap);
      resolve({ passed, failed: status === 0 ? failed : Math.max(failed, 1) });
    });
  });
}

const server = await startDemo(binary);
let passed = 0;
let failed = 0;
try {
  // The first lane begins with the turns; then it helps the others.
  await Promise.all(Array.from({ length: AT_ONCE }, async (_, lane) => {
    const next = () => (lane === 0 && turns.shift()) || others.shift();
    for (let file = next(); file; file = next()) {
      const result = await run(file, server.url);
      passed += result.passed;
      failed += result.failed;
    }
  }));
} finally {
  await server.stop();
}
if (failed > 0) console.log(server.log());
console.log(`e2e: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
