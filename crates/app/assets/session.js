// A session about to close says so in time (RGAA 13.1) and can be kept with one tap. Once it is
// closed, what the page showed leaves the screen, with or without the network: whoever passes by
// reads nothing (ASVS 14.3.1). What is typed keeps the session; drafts are kept by their own pages.
// Without this script the session closes and the next page asks to sign in.
"use strict";
(() => {
  const box = document.querySelector("[data-veille]");
  const token = box?.querySelector('input[name="csrf"]')?.value;
  const after = box?.querySelector("template");
  if (!box || !token || !after) return;
  const idle = Number(box.dataset.veille) * 1000;
  const notice = Math.min(60_000, idle / 3);
  const others = "BroadcastChannel" in window ? new BroadcastChannel("plus-session") : null;
  let timers = [];
  let ends = 0;
  let over = false;
  const close = () => {
    if (over) return;
    over = true;
    timers.forEach(clearTimeout);
    const title = document.createElement("h1");
    title.textContent = document.title = after.dataset.titre;
    const page = document.createElement("main");
    page.className = "page pile-large etroit veille";
    page.append(title, after.content.cloneNode(true));
    const back = page.querySelector("a");
    // The same page: signed out, the server asks who it is, then comes back here.
    back.href = location.pathname + location.search;
    document.body.className = "";
    document.body.replaceChildren(page);
    back.focus();
  };
  const look = () => { if (!over && Date.now() >= ends) close(); };
  const wait = () => {
    timers.forEach(clearTimeout);
    ends = Date.now() + idle;
    box.hidden = true;
    const warn = () => { box.hidden = false; box.querySelector("button").focus(); };
    timers = [setTimeout(warn, idle - notice), setTimeout(look, idle)];
  };
  const stay = async () => {
    const answer = await fetch("/session", { method: "POST", headers: { "x-csrf-token": token } });
    if (answer.status === 204) {
      wait();
      others?.postMessage("vue");
    } else if (answer.redirected || answer.status === 401 || answer.status === 403) {
      close();
    }
  };
  box.querySelector("button").addEventListener("click", stay);
  // Typing a long note touches no server: tell it, at most once a minute.
  let told = Date.now();
  addEventListener("input", () => {
    if (!over && Date.now() - told > 60_000) { told = Date.now(); stay(); }
  });
  // A machine that slept has not counted: look at the hour as soon as somebody is back.
  for (const back of ["visibilitychange", "focus", "pageshow"]) addEventListener(back, look, true);
  // One session for all the tabs: seen in one, it lives in the others; closed in one, in all.
  others?.addEventListener("message", ({ data }) => {
    if (data === "vue" && !over) wait();
    if (data === "fin") close();
  });
  addEventListener("submit", ({ target }) => {
    if (new URL(target.action).pathname === "/deconnexion") others?.postMessage("fin");
  });
  wait();
  others?.postMessage("vue");
})();
