// Words explained, beside the word: on hover, on focus, on the first touch. Without this file the link leads to the
// definition further down. Escape closes, the pointer may enter the bubble, nothing closes by itself (WCAG 1.4.13).
"use strict";
{
  const bubble = document.createElement("div");
  bubble.className = "bulle";
  bubble.hidden = true;
  // The link is described by the definition itself: a screen reader has it already.
  bubble.setAttribute("aria-hidden", "true");
  document.body.append(bubble);
  let word = null;
  let leaving = 0;

  const place = () => {
    const box = word.getClientRects()[0] ?? word.getBoundingClientRect();
    const room = document.documentElement.clientWidth - bubble.offsetWidth - 8;
    bubble.style.left = `${Math.max(8, Math.min(box.left, room)) + window.scrollX}px`;
    const above = box.bottom + bubble.offsetHeight + 8 > window.innerHeight && box.top > bubble.offsetHeight + 8;
    bubble.style.top = `${(above ? box.top - bubble.offsetHeight - 4 : box.bottom + 4) + window.scrollY}px`;
  };

  const hide = () => {
    bubble.hidden = true;
    word = null;
  };

  const show = (link) => {
    clearTimeout(leaving);
    const sense = document.getElementById(link.getAttribute("aria-describedby"));
    if (!sense || word === link) return;
    word = link;
    const copy = sense.cloneNode(true);
    for (const marked of copy.querySelectorAll("[id]")) marked.removeAttribute("id");
    // The bubble is read, not crossed with the keyboard: its links stay in the definition.
    for (const inner of copy.querySelectorAll("a, summary")) inner.replaceWith(...inner.childNodes);
    bubble.replaceChildren(...copy.childNodes);
    bubble.hidden = false;
    place();
  };

  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      if (document.activeElement !== word) hide();
    }, 300);
  };

  const link = (event) => event.target.closest?.("a.fiche-mot");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    if (bubble.contains(event.target)) clearTimeout(leaving);
    else if (link(event)) show(link(event));
    else if (word) leave();
  });
  document.addEventListener("focusin", (event) => {
    if (link(event)) show(link(event));
    else if (word) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && word) hide();
  });
  // The first touch shows; the second follows the link. A touch elsewhere closes.
  let shown = null;
  document.addEventListener("pointerdown", (event) => {
    const target = link(event);
    shown = event.pointerType === "mouse" || target === word ? null : target;
    if (!target && word && !bubble.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    if (shown && link(event) === shown) {
      event.preventDefault();
      show(shown);
    } else if (link(event)) {
      hide();
    }
    shown = null;
  });
}
