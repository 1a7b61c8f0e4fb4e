// What the pages gain when scripts run. Every page works without this file: it only uncovers and eases.
"use strict";
{
  // Error summary: the focus goes there, so that a screen reader says what is missing first.
  document.querySelector("[data-focus]")?.focus();

  // Print buttons are hidden until there is something to make them work.
  for (const button of document.querySelectorAll("[data-imprimer]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Counters: − and + move the number between its own bounds.
  for (const counter of document.querySelectorAll("[data-compteur]")) {
    const field = counter.querySelector("input");
    for (const button of counter.querySelectorAll("[data-pas]")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const wanted = (Number.parseInt(field.value, 10) || 0) + Number(button.dataset.pas);
        field.value = String(Math.min(Number(field.max), Math.max(Number(field.min), wanted)));
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  }

  // The panel of the display stays open while one looks for what suits.
  if (location.hash === "#affichage") document.querySelector(".panneau-affichage")?.setAttribute("open", "");

  // An open menu of the phone bar, or that panel, closes with Escape and gives the focus back.
  for (const menu of document.querySelectorAll(".barre-tel details, .panneau-affichage")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  }
}
