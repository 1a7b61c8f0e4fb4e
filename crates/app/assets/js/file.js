// The screen of the queue: a sound when another number is called, once somebody of the team allowed it.
"use strict";
{
  const called = document.querySelector("[data-appel]")?.textContent.trim() ?? "";
  const button = document.querySelector("[data-son]");
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
  if (sessionStorage.getItem("son") === "oui") {
    if (called && sessionStorage.getItem("appel") !== called) ring();
  } else if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      sessionStorage.setItem("son", "oui");
      button.hidden = true;
      ring();
    });
  }
  sessionStorage.setItem("appel", called);
}
