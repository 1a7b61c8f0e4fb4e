// The search field proposes while somebody types: a list under it, arrows to choose, Escape to close (WAI-ARIA
// combobox with a listbox). Without this file the field is a plain form.
"use strict";
for (const form of document.querySelectorAll("[data-propositions]")) {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const said = document.createElement("p");
  const sprite = form.querySelector("use")?.getAttribute("href").split("#")[0];
  list.className = "propositions";
  list.id = `${field.id}-propositions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  said.className = "oreille";
  said.setAttribute("role", "status");
  form.append(list, said);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);

  let chosen = -1;
  let waiting = 0;
  let asking;
  let shown = "";

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (at) => {
    const options = [...list.children];
    chosen = at;
    for (const [i, option] of options.entries()) option.setAttribute("aria-selected", String(i === at));
    if (at < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const go = (option) => {
    location.href = option.dataset.href;
  };
  const icon = (name) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const use = document.createElementNS(space, "use");
    svg.setAttribute("class", "icone");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${sprite}#${name}`);
    svg.append(use);
    return svg;
  };
  const option = (title, detail, href, more, i) => {
    const line = document.createElement("li");
    const words = document.createElement("span");
    const name = document.createElement("span");
    const kind = document.createElement("small");
    line.id = `${list.id}-${i}`;
    line.dataset.href = href;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    name.lang = more.lang[i];
    name.textContent = title;
    kind.textContent = detail;
    words.append(name, kind);
    if (sprite) line.append(icon(more.icon[i]));
    line.append(words);
    return line;
  };
  const show = ([asked, titles, details, addresses, more]) => {
    shown = asked;
    list.replaceChildren(...titles.map((title, i) => option(title, details[i], addresses[i], more, i)));
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    list.hidden = titles.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = more.said;
  };
  const ask = async () => {
    const asked = field.value.trim();
    asking?.abort();
    if (asked.length < 2) return close();
    asking = new AbortController();
    try {
      const address = `${form.dataset.propositions}?q=${encodeURIComponent(asked)}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok && document.activeElement === field) show(await answer.json());
    } catch {
      // Cancelled by the next key, or no network: the form still works.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
      event.preventDefault();
      if (list.hidden && shown === field.value.trim()) {
        list.hidden = false;
        field.setAttribute("aria-expanded", "true");
      }
      // One place beyond the ends gives the text back.
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      go(list.children[chosen]);
    }
  });
  field.addEventListener("blur", () => {
    clearTimeout(waiting);
    asking?.abort();
    close();
  });
  form.addEventListener("submit", () => asking?.abort());
  // The field keeps the focus: a press on the list is no blur.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) go(line);
  });
}
