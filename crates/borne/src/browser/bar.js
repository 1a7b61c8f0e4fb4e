// Runs in each page of the kiosk, in a world of its own: the page sees neither these names
// nor the way to the program. It says that somebody is there, and draws our bar over the
// sites of partners.
(() => {
  const bar = "PLUS_BAR";
  const tell = (word) => {
    try {
      plusBorne(word);
    } catch {
      // The program is leaving.
    }
  };

  let said = -1e9;
  const touched = () => {
    const now = performance.now();
    if (now - said < 1000) return;
    said = now;
    tell("touch");
  };
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart", "touchmove", "scroll", "input"]) {
    addEventListener(kind, touched, { capture: true, passive: true });
  }
  // A corner held for a while, then let go: somebody of the team, who is asked for a code.
  const [CORNER, HELD] = [90, 3000];
  let since = 0;
  const inCorner = (event) => event.isTrusted && event.clientX <= CORNER && event.clientY <= CORNER;
  addEventListener("pointerdown", (event) => (since = inCorner(event) && window === top ? performance.now() : 0), { capture: true, passive: true });
  addEventListener(
    "pointerup",
    (event) => {
      if (since && inCorner(event) && performance.now() - since >= HELD) tell("team");
      since = 0;
    },
    { capture: true, passive: true },
  );
  addEventListener("pointercancel", () => (since = 0), { capture: true, passive: true });

  // What is dragged in from elsewhere, or out of a page: a link that is dragged to the edge would
  // open beside it. And the menu of a long press.
  for (const kind of ["dragstart", "dragover", "drop", "contextmenu"]) {
    addEventListener(kind, (event) => event.preventDefault(), { capture: true });
  }

  // A keyboard for who has none, drawn while somebody writes. It types by the program, as a
  // real one: the page cannot tell.
  const [SHIFT, BACK] = ["\u21e7", "\u232b"];
  const ROWS = ["1234567890", "azertyuiop", "qsdfghjklm", "\u21e7wxcvbn'\u232b"];
  const written = (field) =>
    field?.matches?.("textarea, [contenteditable=''], [contenteditable=true], input") &&
    !/^(button|submit|reset|checkbox|radio|file|range|color|image|hidden|date|time|month)$/.test(field.type || "") &&
    !field.readOnly;
  let keyboard, upper = false;
  const letters = [];
  // The rows of the keyboard; the bar that is drawn over the sites of partners.
  const keys = [];
  let ours = () => [];
  const press = (key, word, act, kind) => {
    key.type = "button";
    key.textContent = word;
    key.className = kind || "";
    key.addEventListener("click", act);
    return key;
  };
  const shift = () => {
    upper = !upper;
    for (const key of letters) key.textContent = upper ? key.textContent.toUpperCase() : key.textContent.toLowerCase();
  };
  const rowOf = (signs) => {
    const row = document.createElement("div");
    keys.push([]);
    for (const sign of signs) {
      const key = document.createElement("button");
      if (sign === SHIFT) press(key, sign, shift, "wide");
      else if (sign === BACK) {
        press(key, sign, () => tell("key:back"), "wide");
        key.setAttribute("aria-label", bar.back);
      } else {
        press(key, sign, () => {
          tell("key:" + key.textContent);
          if (upper) shift();
        });
        letters.push(key);
      }
      keys.at(-1).push(key);
      row.append(key);
    }
    return row;
  };
  const drawKeyboard = () => {
    keyboard = document.createElement("div");
    keyboard.setAttribute("role", "group");
    keyboard.setAttribute("aria-label", bar.keys);
    keyboard.popover = "manual";
    const inside = keyboard.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :host { all: initial; position: fixed; inset: auto 0 ${location.origin === bar.own ? 92 : 76}px 0; width: 100vw; margin: 0;
        border: 0; border-top: 2px solid #0b3d4f; padding: 6px; box-sizing: border-box; background: #e6ebe8; z-index: 2147483646; }
      :host(:not(:popover-open)) { display: none; }
      div { display: flex; gap: 5px; margin-bottom: 5px; }
      button { all: unset; flex: 1; min-width: 0; height: 50px; border-radius: 8px; background: #fff; color: #12201f;
        font: 600 20px/50px system-ui, sans-serif; text-align: center; box-shadow: 0 1px 0 #0003; cursor: default; }
      button.wide { flex: 1.5; background: #cfdad6; }
      button.space { flex: 3; font-size: 16px; background: #fff; }
      button.enter { flex: 2; background: #0b3d4f; color: #fff; font-size: 16px; }
      button:active { background: #b9d3d4; }`);
    inside.adoptedStyleSheets = [sheet];
    const last = rowOf("@.-");
    const wide = [
      press(document.createElement("button"), bar.space, () => tell("key: "), "space"),
      press(document.createElement("button"), bar.enter, () => tell("key:enter"), "enter"),
    ];
    last.append(...wide);
    const hide = press(document.createElement("button"), "\u2715", () => keyboard.hidePopover(), "wide");
    hide.setAttribute("aria-label", bar.hide);
    last.append(hide);
    const end = keys.pop();
    inside.append(...ROWS.map(rowOf), rowOf("\u00e9\u00e8\u00ea\u00e0\u00e2\u00e7\u00f9\u00f4\u00ee_"), last);
    keys.push([...end, ...wide, hide]);
    // The field keeps its place while keys are pressed.
    for (const kind of ["pointerdown", "mousedown"]) keyboard.addEventListener(kind, (event) => event.preventDefault());
  };
  if (bar.keyboard) {
    addEventListener(
      "focusin",
      (event) => {
        if (!written(event.target) || !document.documentElement) return;
        if (!keyboard) drawKeyboard();
        if (!keyboard.isConnected) document.documentElement.append(keyboard);
        if (!keyboard.matches(":popover-open")) keyboard.showPopover();
        event.target.scrollIntoView({ block: "center" });
        setTimeout(() => event.target.scrollIntoView({ block: "start" }), 50);
      },
      { capture: true },
    );
    addEventListener(
      "focusout",
      () => setTimeout(() => written(document.activeElement) || keyboard?.hidePopover(), 150),
      { capture: true },
    );
  }

  if (bar.switch) {
    "PLUS_SWITCH";
  }

  if (window !== top || location.origin === bar.own || location.protocol === "about:") return;

  const shapes = {
    home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
    listen: "M4 9v6h4l5 4V5L8 9zm12-1a5 5 0 0 1 0 8m3-11a9 9 0 0 1 0 14",
    larger: "M3 19 9 5l6 14M5 15h8m4-4v8m-3-4h6",
    print: "M7 8V3h10v5M5 17H3V9h18v8h-2M7 14h10v7H7z",
    waits: "M6 3h12M6 21h12M8 3c0 6 8 6 8 12v6M16 3c0 6-8 6-8 12v6",
    done: "m5 13 5 5L20 6",
  };
  const style = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; width: 100vw; height: 76px;
      margin: 0; border: 0; padding: 0; background: #0b3d4f; z-index: 2147483647; }
    div { display: flex; gap: 8px; height: 100%; padding: 6px 8px; box-sizing: border-box; }
    button { all: unset; flex: 1; display: flex; flex-direction: column; align-items: center;
      justify-content: center; gap: 2px; min-width: 52px; border-radius: 10px; color: #fff;
      font: 600 13px/1.1 system-ui, sans-serif; text-align: center; cursor: default; }
    button:focus-visible { outline: 3px solid #ffd166; outline-offset: -3px; }
    button.done { background: #fff; color: #0b3d4f; }
    svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 2;
      stroke-linecap: round; stroke-linejoin: round; }`;
  const SVG = "http://www.w3.org/2000/svg";
  let host;
  const buttons = new Map();
  ours = () => (buttons.size ? [[...buttons.keys()]] : []);

  // Who waits is told that it was heard; the person goes on, and is asked in due time.
  let noting;
  const say = (word) => {
    tell(word);
    if (word !== "waits" || !noting) return;
    noting.textContent = bar.noted;
    setTimeout(() => (noting.textContent = bar.waits), 10_000);
  };

  const button = (word) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = word;
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shapes[word]);
    drawing.append(path);
    const said = document.createElement("span");
    said.textContent = bar[word];
    made.append(drawing, said);
    made.addEventListener("click", () => say(word));
    if (word === "waits") {
      noting = said;
      made.setAttribute("aria-live", "polite");
    }
    buttons.set(made, word);
    return made;
  };

  const draw = () => {
    host = document.createElement("div");
    host.setAttribute("role", "navigation");
    host.setAttribute("aria-label", bar.name);
    host.popover = "manual";
    const inside = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    inside.adoptedStyleSheets = [sheet];
    const row = document.createElement("div");
    row.append(...["home", "listen", "larger", "print", "waits", "done"].map(button));
    inside.append(row);
    // The end of the page stays above the bar.
    const room = new CSSStyleSheet();
    room.replaceSync("html { padding-bottom: 84px !important; scroll-padding-bottom: 84px; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, room];
  };

  // A page may open a dialog above everything, which makes the rest deaf: a touch where the
  // bar is drawn is ours all the same.
  const hit = (event) => {
    for (const [one, word] of buttons) {
      const box = one.getBoundingClientRect();
      const across = event.clientX >= box.left && event.clientX <= box.right;
      if (across && event.clientY >= box.top && event.clientY <= box.bottom) return word;
    }
    return null;
  };
  addEventListener(
    "click",
    (event) => {
      const word = event.isTrusted && host?.matches(":popover-open") && hit(event);
      if (!word || event.target === host) return;
      event.stopImmediatePropagation();
      event.preventDefault();
      say(word);
    },
    { capture: true },
  );

  let above = null;
  const keep = () => {
    if (!document.documentElement) return;
    if (!host) draw();
    const modal = document.querySelector(":modal");
    if (!host.isConnected) document.documentElement.append(host);
    if (!host.matches(":popover-open")) host.showPopover();
    else if (modal !== above) {
      host.hidePopover();
      host.showPopover();
    }
    above = modal;
  };
  keep();
  addEventListener("DOMContentLoaded", keep);
  setInterval(keep, 500);
})();
