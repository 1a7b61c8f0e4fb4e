// How a person records a visit and reads the counts: the words of the screen,
// shared by the journeys with and without JavaScript.

const STEP = { partenaire: /partenaire/i, démarche: /démarche/i, résultat: /résultat/i };

/** Taps the first choice of a step: habits come first, so it is the likeliest. */
export async function chooseFirst(page, step) {
  const group = page.getByRole('group', { name: STEP[step] });
  await group.getByRole('button').first().click();
}

/** The three taps; the third records. */
export async function record(page, result) {
  await chooseFirst(page, 'partenaire');
  await chooseFirst(page, 'démarche');
  await page.getByRole('button', { name: result }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/nouvelle'));
}

/** How many visits the list of the day says it holds. */
export async function listed(page) {
  await page.goto('/agent/visites');
  return number(await page.getByTestId('total').innerText());
}

/** The coordinator's three counts of the current month. */
export async function figures(page) {
  await page.goto('/pilotage/chiffres');
  const read = async (name) => number(await page.getByTestId(name).innerText());
  return {
    visites: await read('visites'),
    demandes: await read('demandes'),
    accompagnements: await read('accompagnements'),
  };
}

/** "1 234" → 1234, whatever the space. */
function number(text) {
  return Number(/\d[\d\s\u00a0\u202f]*/.exec(text)[0].replaceAll(/\D/g, ''));
}
