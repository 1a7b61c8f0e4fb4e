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

  // Print opens every folded part: paper cannot be unfolded. They fold again afterwards.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("main details:not([open]):not(.sans-papier)")];
    for (const part of unfolded) part.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const part of unfolded) part.open = false;
  });

  // Sharing: copying needs a safe context, the system's own sheet a system that has one.
  for (const button of document.querySelectorAll("[data-copier]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copier);
      button.querySelector("span").textContent = button.dataset.fait;
      button.closest(".partage").querySelector("[data-copie]").textContent = button.dataset.fait;
    });
  }
  for (const button of document.querySelectorAll("[data-partager]")) {
    button.hidden = !navigator.share;
    button.addEventListener("click", () => {
      // Giving up the sheet is no fault.
      navigator.share({ title: button.dataset.titre, url: button.dataset.partager }).catch(() => {});
    });
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
