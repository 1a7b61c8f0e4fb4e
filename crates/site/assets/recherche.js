// The search of the site. The index is a script beside this one: no request, so it works from a
// folder opened without a server. Without this script the page lists every page and heading.

const MOST = 30;
const AROUND = 90;

/** Words as they are compared: no accent, no capital, one kind of apostrophe. Same length. */
const folded = (text) =>
  [...text].map((c) => (c === '’' ? "'" : (c.normalize('NFD')[0] ?? c).toLowerCase()[0] ?? c)).join('');

const entries = window.PLUS_SITE.map((entry) => ({
  ...entry,
  x: [...entry.x],
  words: folded(entry.x),
  heading: folded(entry.h),
  title: folded(entry.t),
}));

/** How well a passage answers; 0 when a word is nowhere in it. */
function weight(entry, words) {
  let sum = 0;
  for (const word of words) {
    const here = (entry.title.includes(word) ? 6 : 0) + (entry.heading.includes(word) ? 8 : 0)
      + Math.min(entry.words.split(word).length - 1, 5);
    if (here === 0) return 0;
    sum += here;
  }
  return sum;
}

/** The words around the first that was asked, those asked marked. */
function passage(entry, words) {
  const at = Math.max(0, Math.min(...words.map((w) => entry.words.indexOf(w)).filter((i) => i >= 0), entry.words.length));
  const from = Math.max(0, at - AROUND);
  const p = document.createElement('p');
  const text = entry.words.slice(from, at + 2 * AROUND);
  let last = 0;
  const show = (start, end) => entry.x.slice(from + start, from + end).join('');
  const found = words.flatMap((w) => [...text.matchAll(new RegExp(w.replace(/[^\p{L}\p{N}]/gu, '\\$&'), 'gu'))].map((m) => [m.index, m.index + w.length]));
  for (const [start, end] of found.sort((a, b) => a[0] - b[0])) {
    if (start < last) continue;
    p.append(show(last, start));
    const mark = document.createElement('mark');
    mark.textContent = show(start, end);
    p.append(mark);
    last = end;
  }
  p.append(show(last, text.length));
  if (from > 0) p.prepend('… ');
  p.append(' …');
  return p;
}

function line(entry, words) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = entry.u;
  link.textContent = entry.h ? `${entry.t} : ${entry.h}` : entry.t;
  if (entry.e) item.lang = 'en';
  item.append(link, passage(entry, words));
  return item;
}

function answer(query) {
  const words = folded(query).split(/\s+/).filter((w) => w.length > 1);
  const told = document.getElementById('compte');
  const list = document.getElementById('reponses');
  list.replaceChildren();
  list.hidden = true;
  if (words.length === 0) return;
  const found = entries.map((entry) => [weight(entry, words), entry]).filter(([w]) => w > 0);
  found.sort((a, b) => b[0] - a[0]);
  told.textContent = found.length === 0 ? told.dataset.aucune : told.dataset.nombre.replace('{n}', found.length);
  list.append(...found.slice(0, MOST).map(([, entry]) => line(entry, words)));
  list.hidden = found.length === 0;
}

const field = document.getElementById('q');
field.value = new URLSearchParams(location.search).get('q') ?? '';
answer(field.value);
