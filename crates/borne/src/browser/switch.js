  // One key does it all, for who cannot point: what can be touched is framed group after group,
  // then one after another, and the key takes what is framed. A switch that is plugged in is
  // such a key (EN 301 549, 4.2.7).
  const SEEN = "a[href], button, input, select, textarea, summary, [role=button], [role=link], [role=tab], [tabindex='0']";
  const GROUP = 5;
  const ROUNDS = 2;
  const usable = (one) =>
    one.getClientRects().length > 0 &&
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !one.matches(":disabled, [type=hidden], [inert] *");
  const groups = () => {
    const within = document.querySelector("dialog:modal") ?? document;
    const seen = [...within.querySelectorAll(SEEN)].filter(usable);
    const made = [];
    for (let at = 0; at < seen.length; at += GROUP) made.push(seen.slice(at, at + GROUP));
    const rows = keyboard?.matches(":popover-open") ? keys : [];
    return [...rows, ...made, ...ours()];
  };

  let frames, inFrames, framing = null;
  const frame = (ones) => {
    if (!frames) {
      frames = document.createElement("div");
      frames.popover = "manual";
      frames.setAttribute("aria-hidden", "true");
      inFrames = frames.attachShadow({ mode: "closed" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`
        :host { all: initial; position: fixed; inset: 0; width: 100vw; height: 100vh; margin: 0; border: 0; padding: 0;
          background: none; overflow: clip; pointer-events: none; z-index: 2147483647; }
        :host(:not(:popover-open)) { display: none; }
        div { position: fixed; box-sizing: border-box; border: 4px solid #b3261e; border-radius: 10px;
          outline: 2px solid #fff; }`);
      inFrames.adoptedStyleSheets = [sheet];
    }
    if (!frames.isConnected) document.documentElement.append(frames);
    // Above whatever was opened meanwhile.
    if (frames.matches(":popover-open")) frames.hidePopover();
    frames.showPopover();
    ones[0].scrollIntoView({ block: "nearest" });
    inFrames.replaceChildren(...ones.map((one) => {
      const [drawn, box] = [document.createElement("div"), one.getBoundingClientRect()];
      Object.assign(drawn.style, { left: `${box.left - 4}px`, top: `${box.top - 4}px`, width: `${box.width + 8}px`, height: `${box.height + 8}px` });
      return drawn;
    }));
  };
  const rest = () => {
    clearTimeout(framing?.timer);
    framing = null;
    if (frames?.matches(":popover-open")) frames.hidePopover();
  };
  const step = () => {
    framing.at += 1;
    if (framing.at >= framing.list.length) [framing.at, framing.round] = [0, framing.round + 1];
    if (framing.round >= ROUNDS) {
      // Nothing was taken: the groups again, then rest.
      if (!framing.inside) return rest();
      return begin();
    }
    frame([framing.list[framing.at]].flat());
    framing.timer = setTimeout(step, bar.pace);
  };
  const go = (list, inside) => {
    clearTimeout(framing?.timer);
    framing = { list, inside, at: -1, round: 0 };
    step();
  };
  const begin = () => {
    const list = groups();
    if (list.length > 0) go(list, false);
    else rest();
  };
  const take = (one) => {
    const again = keys.some((row) => row.includes(one)) || written(one);
    rest();
    if (one.matches("select")) {
      one.selectedIndex = (one.selectedIndex + 1) % one.options.length;
      for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, { bubbles: true }));
    } else if (written(one)) one.focus();
    else one.click();
    // Who writes goes on writing: the keyboard is framed again, once it is drawn.
    if (again) setTimeout(begin, 200);
  };
  const pressed = () => {
    if (!framing) return begin();
    const chosen = [framing.list[framing.at]].flat();
    if (chosen.length === 1) take(chosen[0]);
    else go(chosen, true);
  };
  if (window === top) {
    for (const kind of ["keydown", "keyup"]) {
      addEventListener(
        kind,
        (event) => {
          // What a page pretends was pressed moves nothing.
          if (event.code !== bar.switch || !event.isTrusted) return;
          event.preventDefault();
          event.stopImmediatePropagation();
          if (kind === "keydown" && !event.repeat) pressed();
        },
        { capture: true },
      );
    }
    addEventListener("pointerdown", rest, { capture: true });
  }
