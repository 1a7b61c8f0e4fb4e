// A session about to close says so in time (RGAA 13.1) and can be kept with one
// tap. Without this script the session closes and the next page asks to sign in.
"use strict";
(() => {
  const box = document.querySelector("[data-veille]");
  const token = box?.querySelector('input[name="csrf"]')?.value;
  if (!box || !token) return;
  const idle = Number(box.dataset.veille) * 1000;
  const notice = Math.min(60_000, idle / 3);
  let timer;
  const wait = () => {
    clearTimeout(timer);
    box.hidden = true;
    timer = setTimeout(() => { box.hidden = false; box.querySelector("button").focus(); }, idle - notice);
  };
  const stay = async () => {
    const answer = await fetch("/session", { method: "POST", headers: { "x-csrf-token": token } });
    if (answer.ok) wait();
    else location.reload();
  };
  box.querySelector("button").addEventListener("click", stay);
  // Typing a long note touches no server: tell it, at most once a minute.
  let told = Date.now();
  addEventListener("input", () => {
    if (Date.now() - told > 60_000) { told = Date.now(); stay(); }
  });
  wait();
})();
