// The screens of the queue renew themselves. A sound when another number is called, once somebody of the team
// allowed it. Without this script the page asks for itself again.
"use strict";
{
  const number = (where) => where.querySelector("[data-appel]")?.textContent.trim() ?? "";
  const screen = document.querySelector("[data-renouvele]");
  const button = document.querySelector("[data-son]");
  let [called, sounds] = [number(document), false];
  const ring = () => {
    const audio = new AudioContext();
    // Two notes, as in a station: heard, and not startling.
    [659, 523].forEach((pitch, at) => {
      const [note, volume] = [audio.createOscillator(), audio.createGain()];
      note.frequency.value = pitch;
      note.connect(volume).connect(audio.destination);
      const begin = audio.currentTime + at * 0.35;
      volume.gain.setValueAtTime(0.25, begin);
      volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.6);
      note.start(begin);
      note.stop(begin + 0.6);
    });
  };
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      sounds = true;
      button.hidden = true;
      ring();
    });
  }
  const renew = async () => {
    const answer = await fetch(location.href).catch(() => null);
    // Cut off or signed out: what is shown stays, and it tries again.
    if (!answer?.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = [...document.querySelectorAll("[data-part]")];
    const news = [...fresh.querySelectorAll("[data-part]")];
    // Only what changed: a voice says it once.
    parts.forEach((part, at) => {
      if (news[at] && part.innerHTML !== news[at].innerHTML) part.replaceChildren(...news[at].childNodes);
    });
    const now = number(document);
    if (sounds && now && now !== called) ring();
    called = now;
  };
  if (screen) setInterval(renew, 1000 * Number(screen.dataset.renouvele));
  const back = document.querySelector("[data-revient]");
  // The tablet of the door is for the next person.
  if (back) setTimeout(() => location.replace(back.dataset.revient), 20000);
}
