// « Écouter »: reads the page aloud, sentence by sentence, with the sounds of this node.
// The server cuts the page into sentences; here each is found in the page, shown while it
// is said, and the sound of the next is fetched ahead. Nothing plays unless asked.
"use strict";
{
  const bar = document.querySelector("[data-ecoute]");
  const link = document.querySelector("a[data-ecouter]");
  if (bar && link) listen(bar, link);

  function listen(bar, link) {
    const main = document.querySelector("main");
    const words = bar.dataset;
    const state = bar.querySelector("[role=status]");
    const count = state.nextElementSibling;
    const keys = Object.fromEntries([...bar.querySelectorAll("[data-touche]")].map((key) => [key.dataset.touche, key]));
    const player = new Audio();
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let phrases = [];
    let ranges = [];
    let current = -1;
    let tries = 0;
    let plan = null;

    // The link of the page without script becomes a button of this one.
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.id = link.id;
    button.append(...link.childNodes);
    link.replaceWith(button);
    if (location.hash === "#" + button.id) button.focus();

    const face = (element, icon, word) => {
      element.querySelector("use").setAttribute("href", `${words.icones}#${icon}`);
      element.querySelector("span").textContent = word;
    };
    const tell = (text) => {
      if (state.textContent !== text) state.textContent = text;
    };

    // ---- where each sentence stands in the page

    /** A range for each sentence, by its letters alone: spaces are not the same on both sides. */
    function locate() {
      let letters = "";
      const places = [];
      const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        places.push([letters.length, node]);
        letters += node.data.replace(/\s+/g, "");
      }
      /** The place in the page of the nth letter. */
      const place = (n) => {
        let [low, high] = [0, places.length - 1];
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (places[middle][0] <= n) low = middle;
          else high = middle - 1;
        }
        const [start, node] = places[low];
        let left = n - start;
        let at = 0;
        while (at < node.data.length && (left > 0 || /\s/.test(node.data[at]))) {
          if (!/\s/.test(node.data[at])) left -= 1;
          at += 1;
        }
        return [node, at];
      };
      let from = 0;
      return phrases.map(({ shown }) => {
        const wanted = shown.replace(/\s+/g, "");
        const at = letters.indexOf(wanted, from);
        if (at < 0 || at - from > 4000) return null;
        from = at + wanted.length;
        const range = new Range();
        range.setStart(...place(at));
        const [node, last] = place(from - 1);
        range.setEnd(node, last + 1);
        return range;
      });
    }

    /** Not shown now: hidden on this screen, or folded in a part that is closed. */
    function unseen(range) {
      if (!range) return false;
      let inside = range.startContainer.parentElement;
      for (let part = inside.closest("details"); part; part = part.parentElement.closest("details")) {
        if (!part.open && !part.querySelector(":scope > summary")?.contains(inside)) return true;
        inside = part;
      }
      return range.getClientRects().length === 0;
    }

    /** The first sentence to say from here on, going by `step`; -1 when there is none. */
    function near(index, step) {
      let at = index;
      while (at >= 0 && at < phrases.length && unseen(ranges[at])) at += step;
      return at < phrases.length ? at : -1;
    }

    // ---- what is shown while it is said

    function show(range) {
      document.querySelector(".phrase-dite")?.classList.remove("phrase-dite");
      if (window.CSS?.highlights) CSS.highlights.delete("phrase");
      if (!range) return;
      if (window.CSS?.highlights) CSS.highlights.set("phrase", new Highlight(range));
      else range.startContainer.parentElement.classList.add("phrase-dite");
      const box = range.getBoundingClientRect();
      const bottom = innerHeight - bar.offsetHeight - 24;
      if (box.top < 24 || box.bottom > bottom) {
        const top = box.top - Math.min(innerHeight * 0.3, Math.max(24, bottom - box.height));
        scrollBy({ top, behavior: calm.matches ? "instant" : "smooth" });
      }
    }

    // ---- saying

    function say(index) {
      if (index < 0) return finish();
      if (index !== current) tries = 0;
      current = index;
      show(ranges[index]);
      count.textContent = words.compte.replace("{n}", index + 1).replace("{t}", phrases.length);
      player.src = phrases[index].sound;
      resume();
      const next = near(index + 1, 1);
      // Kept by the browser for good: the address of a sound never changes what it says.
      if (next >= 0) fetch(phrases[next].sound).catch(() => {});
    }

    function resume() {
      tell(words.lit);
      face(keys.pause, "pause", words.fairePause);
      bar.classList.add("dit");
      player.play().catch(() => {});
    }

    function rest(text, icon, word) {
      player.pause();
      tell(text);
      face(keys.pause, icon, word);
      bar.classList.remove("dit");
    }

    function finish() {
      show(null);
      current = phrases.length;
      count.textContent = "";
      rest(words.fini, "play", words.relire);
    }

    player.addEventListener("ended", () => say(near(current + 1, 1)));
    player.addEventListener("error", () => {
      if (bar.hidden || !player.getAttribute("src")) return;
      tries += 1;
      if (tries < 3) setTimeout(() => !bar.hidden && say(current), 1500 * tries);
      else rest(words.panne, "play", words.reprendre);
    });

    // ---- the buttons

    async function start() {
      bar.hidden = false;
      document.documentElement.classList.add("a-l-ecoute");
      face(button, "speaker-x", words.arreter);
      tell(words.attend);
      count.textContent = "";
      keys.pause.focus({ preventScroll: true });
      plan = new AbortController();
      try {
        const answer = await fetch(words.ecoute, { signal: plan.signal });
        if (!answer.ok) throw new Error(answer.status);
        const said = await answer.json();
        if (said.instead) return offer(said.instead);
        phrases = said.phrases;
        ranges = locate();
        say(near(0, 1));
      } catch (problem) {
        if (problem.name !== "AbortError") rest(words.panne, "play", words.reprendre);
      }
    }

    /** The language of the page has no voice: another page has. */
    function offer({ sentence, link, href }) {
      tell(sentence);
      state.lang = "fr";
      const other = bar.querySelector(".ecoute-ailleurs");
      const anchor = other.querySelector("a");
      anchor.textContent = link;
      anchor.href = href;
      other.hidden = false;
      for (const name of ["avant", "pause", "apres"]) keys[name].hidden = true;
      anchor.focus();
    }

    function stop() {
      plan?.abort();
      const focused = bar.contains(document.activeElement);
      player.pause();
      player.removeAttribute("src");
      show(null);
      current = -1;
      phrases = [];
      bar.hidden = true;
      bar.classList.remove("dit");
      document.documentElement.classList.remove("a-l-ecoute");
      face(button, "speaker-high", words.ecouter);
      if (focused) button.focus({ preventScroll: true });
    }

    function pauseOrGoOn() {
      if (phrases.length === 0) return start();
      if (current >= phrases.length) return say(near(0, 1));
      if (player.error) return say(current);
      if (player.paused) resume();
      else rest(words.pause, "play", words.reprendre);
    }

    button.addEventListener("click", () => (bar.hidden ? start() : stop()));
    keys.arreter.addEventListener("click", stop);
    keys.pause.addEventListener("click", pauseOrGoOn);
    keys.avant.addEventListener("click", () => {
      const before = near(Math.min(current, phrases.length) - 1, -1);
      if (phrases.length > 0) say(before >= 0 ? before : near(0, 1));
    });
    keys.apres.addEventListener("click", () => phrases.length > 0 && say(near(current + 1, 1)));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !bar.hidden) stop();
    });
    addEventListener("pagehide", stop);

    // A folded part that the person opens while the page is read is read at once.
    main.addEventListener("toggle", ({ target }) => {
      if (bar.hidden || !target.open || phrases.length === 0) return;
      const summary = target.querySelector(":scope > summary");
      const inside = (range) => {
        const node = range?.startContainer;
        return node && target.contains(node) && !summary?.contains(node) && !unseen(range);
      };
      const first = ranges.findIndex(inside);
      if (first >= 0) say(first);
    }, true);
  }
}
