// How a person records a visit and reads the counts: the words of the screen,
// shared by the journeys with and without JavaScript.

const STEPS = {
  partenaire: { title: /Partenaire/, chosen: /partenaire=/ },
  démarche: { title: /Démarche/, chosen: /(demarche|theme)=/ },
};

/** Buttons of a step, the habits first. */
export function choices(page, step) {
  return page.getByRole('group', { name: STEPS[step].title }).getByRole('button');
}

/** Opens a new visite. On a day without a permanence, the day begins by saying where one is. */
export async function begin(page) {
  const here = '/agent/visites/nouvelle';
  await page.goto(here);
  if (new URL(page.url()).pathname === here) return;
  const place = page.getByLabel('Lieu', { exact: true });
  await place.selectOption(await place.locator('option:not([value=""])').first().getAttribute('value'));
  await page.getByRole('button', { name: 'C’est ici' }).click();
  await page.goto(here);
}

/** Taps the first choice of a step: what is done most often here. */
export async function chooseFirst(page, step) {
  await choices(page, step).first().click();
  await arrived(page, step);
}

/** Waits for the page where that step is chosen. */
export function arrived(page, step) {
  return page.waitForURL(STEPS[step].chosen);
}

/** The three taps; the third records. */
export async function record(page, result) {
  await chooseFirst(page, 'partenaire');
  await chooseFirst(page, 'démarche');
  await page.getByRole('button', { name: result, exact: true }).click();
  await recorded(page);
}

/** Waits for the confirmation. */
export function recorded(page) {
  return page.waitForURL(/\/agent\/visites\/[^/]+\/enregistree/);
}

/** How many visits the list says it holds. */
export async function listed(page) {
  await page.goto('/agent/visites');
  return number(await page.getByTestId('total').innerText());
}

/** The coordinator's counts, as the page opens: the months up to now. */
export async function figures(page) {
  await page.goto('/pilotage/chiffres');
  const read = async (name) => {
    const figure = page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
    return number(await figure.first().innerText());
  };
  return {
    visites: await read('visites'),
    demandes: await read('demandes'),
    accompagnements: await read('accompagnements'),
  };
}

/** "1 234 visites" → 1234, whatever the space; "Aucune visite" → 0. */
function number(text) {
  const digits = /\d[\d\s\u00a0\u202f]*/.exec(text)?.[0] ?? '0';
  return Number(digits.replaceAll(/\D/g, ''));
}
