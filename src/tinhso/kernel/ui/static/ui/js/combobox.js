// Type-ahead for <input data-suggest="/address">: GET address?q=… answers {"results": [{id, text, hint}]}.
// The chosen id goes into the hidden field #<id>_id, or with data-many="name" into a ticked box in #<id>_picked.
// Keyboard as in the ARIA combobox pattern. Without this file the typed text is posted and the server resolves it.
(() => {
  let serial = 0;

  function enhance(input) {
    if (input.dataset.ready) return;
    input.dataset.ready = "1";
    const hidden = document.getElementById(`${input.id}_id`);
    const picked = document.getElementById(`${input.id}_picked`);
    const list = document.createElement("ul");
    const said = document.createElement("span");
    list.className = "listbox";
    list.id = `suggest-${++serial}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels[0]?.innerText ?? input.name);
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    input.after(list, said);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) input.setAttribute(name, value);

    let items = [], active = -1, timer, request;

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      active = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      const option = list.children[index];
      if (!option) return;
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };
    const choose = (index) => {
      const item = items[index];
      if (!item) return;
      if (input.dataset.many) {
        addPicked(item);
        input.value = "";
      } else {
        input.value = item.text;
        if (hidden) hidden.value = item.id;
      }
      close();
      input.dispatchEvent(new CustomEvent("suggest:chosen", { bubbles: true, detail: item }));
    };
    const addPicked = (item) => {
      const id = `${input.id}_${item.id}`;
      if (document.getElementById(id)) return;
      const row = document.createElement("li"), box = document.createElement("input"), label = document.createElement("label");
      row.className = "choice";
      Object.assign(box, { type: "checkbox", name: input.dataset.many, value: item.id, id, checked: true });
      label.htmlFor = id;
      label.textContent = item.text;
      row.append(box, label);
      picked.append(row);
    };
    const show = (results) => {
      items = results;
      list.replaceChildren(...results.map((item, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(item.text);
        if (item.hint) {
          const hint = document.createElement("small");
          hint.textContent = item.hint;
          option.append(hint);
        }
        return option;
      }));
      list.hidden = !results.length;
      input.setAttribute("aria-expanded", String(results.length > 0));
      said.textContent = results.length ? `${results.length} ${input.dataset.some}` : input.dataset.none;
      active = -1;
    };
    const ask = async () => {
      request?.abort();
      request = new AbortController();
      const url = new URL(input.dataset.suggest, location);
      url.searchParams.set("q", input.value.trim());
      try {
        const answer = await fetch(url, { signal: request.signal, headers: { Accept: "application/json" } });
        if (answer.ok) show((await answer.json()).results);
      } catch { /* no network or a newer question: the form still works as text */ }
    };

    input.addEventListener("input", () => {
      if (hidden) hidden.value = "";
      clearTimeout(timer);
      if (input.value.trim().length < 2) return request?.abort(), close();
      timer = setTimeout(ask, 150);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // Telex and VNI under way
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) return input.value.trim().length > 1 && ask();
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark((active + step + items.length) % items.length);
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        choose(active);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", () => setTimeout(close, 100));
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      const option = event.target.closest("li");
      if (option) choose([...list.children].indexOf(option));
    });
  }

  document.querySelectorAll("input[data-suggest]").forEach(enhance);
  // Parts that htmx puts into the page later.
  document.addEventListener("focusin", (event) => event.target.matches?.("input[data-suggest]") && enhance(event.target));
})();
