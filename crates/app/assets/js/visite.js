// A visite: the time that passes, one sending per form, and what is typed kept as it is typed.
// The page works without this file: the server measures, refuses doubles and keeps drafts at each sending.
"use strict";
{
  // Duration: minutes begun since the page was opened.
  const clock = document.querySelector("[data-depuis]");
  if (clock) {
    const opened = Number(clock.dataset.depuis);
    const skew = Date.now() - opened - Math.max(0, (Number.parseInt(clock.textContent, 10) || 0) - 1) * 60_000;
    // A machine whose clock is far from the server's keeps what the server wrote.
    if (Math.abs(skew) < 120_000) {
      const tick = () => {
        const minutes = Math.ceil((Date.now() - opened) / 60_000);
        if (minutes >= 0 && minutes <= 180) clock.textContent = `${minutes}\u00a0min`;
      };
      setInterval(tick, 15_000);
    }
  }

  // One sending per form: the second press of a double tap does nothing. Coming back to the page opens it again.
  for (const form of document.querySelectorAll("[data-une-fois]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.parti) event.preventDefault();
      form.dataset.parti = "1";
    });
    addEventListener("pageshow", () => delete form.dataset.parti);
  }

  // Draft: sent a moment after the last key, and when the page is left.
  for (const form of document.querySelectorAll("[data-brouillon]")) {
    const state = form.querySelector("[data-brouillon-etat]");
    const word = form.querySelector("[data-brouillon-mot]")?.innerHTML ?? "";
    let waiting = 0;
    const keep = async () => {
      clearTimeout(waiting);
      waiting = 0;
      const body = new URLSearchParams(new FormData(form));
      try {
        const answer = await fetch(form.dataset.brouillon, { method: "POST", body, keepalive: true });
        if (state) state.textContent = answer.status === 204 ? word : "";
      } catch {
        // No network: the next key tries again.
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(keep, 1200);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
    addEventListener("pagehide", () => {
      if (waiting) keep();
    });
  }
}
