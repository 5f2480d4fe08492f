// Suggestions below the search box while somebody types. The page searches without it.

interface Item {
  text: string;
  kind: string;
  url: string | null;
}

/** So long after the last key the list is asked for. */
const PAUSE_MS = 120;

for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) suggest(input);

function suggest(input: HTMLInputElement): void {
  const list = document.createElement("ul");
  list.id = `${input.id}-goi-y`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.list ?? "");
  input.after(list);
  input.parentElement?.classList.add("with-suggestions");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) input.setAttribute(name, value);
  let items: Item[] = [];
  let chosen = -1;
  let timer = 0;
  let asked = "";

  const close = () => {
    clearTimeout(timer);
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (at: number) => {
    chosen = at;
    Array.from(list.children, (line, n) => line.setAttribute("aria-selected", String(n === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  };
  const take = (item: Item) => {
    if (item.url) {
      location.assign(item.url);
      return;
    }
    input.value = item.text;
    close();
    input.form?.requestSubmit();
  };
  const show = (found: Item[]) => {
    items = found;
    list.replaceChildren(
      ...found.map((item, at) => {
        const line = document.createElement("li");
        line.id = `${list.id}-${at}`;
        line.setAttribute("role", "option");
        line.setAttribute("aria-selected", "false");
        const kind = document.createElement("small");
        kind.textContent = input.dataset[item.kind] ?? "";
        line.append(item.text, " ", kind);
        // Before the box loses the focus.
        line.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(item);
        });
        return line;
      }),
    );
    chosen = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const words = input.value.trim();
    asked = words;
    if (!words) {
      close();
      return;
    }
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(words)}`);
      if (!answer.ok) return;
      const said = (await answer.json()) as { items: Item[] };
      if (asked === words && document.activeElement === input) show(said.items);
    } catch {
      // Without suggestions the page still searches.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    // An input method has the key.
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + items.length + 1) % (items.length + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      const item = items[chosen];
      if (!item) return;
      event.preventDefault();
      take(item);
    }
  });
}
