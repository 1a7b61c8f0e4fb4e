// The screens of a kiosk that move by themselves. Without this script each has a button that
// does the same.
"use strict";
{
  // The warning is spoken, whatever the person was doing.
  const said = document.querySelector("[data-dire]");
  if (said) new Audio(said.dataset.dire).play().catch(() => {});

  // The screen that says what was erased makes room for the next person.
  const back = document.querySelector("[data-retour]");
  if (back) setTimeout(() => location.assign(back.href), Number(back.dataset.retour) * 1000);

  // A paper at the printer: the same page is asked for again while something moves, and only
  // what changed is replaced, so that a reader hears it once.
  const look = async () => {
    const shown = document.querySelector("[data-bouge]");
    if (!shown) return;
    try {
      const text = await (await fetch(location.href)).text();
      const next = new DOMParser().parseFromString(text, "text/html").querySelector("#papier");
      if (next && next.outerHTML !== shown.outerHTML) shown.replaceWith(document.adoptNode(next));
    } catch {
      // It is asked again.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}
