/* What makes pages quicker to work with. Every page works without it.

   Shortcuts: an element with data-key="g" is clicked (a field: focused) by that key; j and k walk the [data-row]s of a
   page, or where there are none the lines of its table or list that open something; 1 to 4 choose among the radio buttons of [data-lane]; x ticks. body[data-shortcuts=off] switches all off. */
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const shown = (element) => element && element.getClientRects().length > 0;

  document.addEventListener("click", (event) => {
    const open = $("details.me[open]");
    if (open && !open.contains(event.target)) open.removeAttribute("open");
  });

  /* Letters by their place on the keyboard where the layout is not Latin: j is о on a Russian one. */
  const keyOf = (event) => {
    if (event.key.length !== 1) return event.key;
    if (event.key === "?" || event.key === "/") return event.key;
    if (event.code === "Slash" && !event.shiftKey) return "/";
    if (/^[a-z0-9]$/i.test(event.key)) return event.key.toLowerCase();
    if (/^Key[A-Z]$/.test(event.code)) return event.code[3].toLowerCase();
    return event.key;
  };

  const focus = (element) => {
    if (!shown(element)) return false;
    element.focus();
    element.scrollIntoView({ block: "nearest" });
    return true;
  };

  let at = null; /* the address of the row that j and k stand on: it outlives a refreshed list */
  const link = (row) => $("[data-open]", row) || $("a[href]", row);
  const rows = () => {
    const marked = all("[data-row]");
    return (marked.length ? marked : all("main .wide-table tbody tr, main .order-list>li")).filter((row) => link(row) && shown(row));
  };
  const walk = (step) => {
    const list = rows();
    if (!list.length) return false;
    const here = list.findIndex((row) => row.contains(document.activeElement));
    const kept = here >= 0 ? here : list.findIndex((row) => at !== null && link(row).href === at);
    const from = kept >= 0 ? kept : list.findIndex((row) => row.hasAttribute("data-current"));
    const to = list[from < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(from + step, 0), list.length - 1)];
    at = link(to).href;
    return focus(link(to));
  };

  const choose = (lane) => {
    const radios = all(`[data-lane="${lane}"] input[type=radio]`);
    if (!radios.length) return false;
    const now = radios.findIndex((radio) => radio.checked);
    const proposed = radios.findIndex((radio) => radio.defaultChecked);
    const next = radios[now >= 0 ? (now + 1) % radios.length : Math.max(proposed, 0)];
    next.checked = true;
    next.dispatchEvent(new Event("change", { bubbles: true }));
    return focus(next);
  };

  const tick = () => {
    const row = rows().find((each) => each.contains(document.activeElement));
    const box = row && $("input[type=checkbox]", row);
    if (box) box.click();
    return Boolean(box);
  };

  const help = () => {
    const dialog = $("#shortcuts");
    if (!dialog) return false;
    if (dialog.open) dialog.close();
    else dialog.showModal();
    return true;
  };

  const marked = (key) => {
    const element = all("[data-key]").find((each) => each.dataset.key === key && shown(each));
    if (!element) return false;
    if (element.matches("input:not([type=checkbox],[type=radio],[type=submit]),textarea,select")) return focus(element);
    element.click();
    return true;
  };

  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    x: tick,
    r: () => focus($("#reason")) || focus($("#bulk-reason")),
    "/": () => focus($("input[type=search]")) || focus($("main .filters input:not([type=hidden])")),
    p: () => { window.print(); return true; },
    "?": help,
  };
  for (const lane of "1234") keys[lane] = () => choose(lane);

  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.shortcuts === "off" || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target.matches("input:not([type=radio],[type=checkbox]),textarea,select,[contenteditable]");
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const key = keyOf(event);
    if ($("dialog[open]") && key !== "?") return;
    if (marked(key) || (Object.hasOwn(keys, key) && keys[key]())) event.preventDefault();
  });

  let opened = []; /* the addresses of rows whose names were opened in Latin letters: they stay so */
  /* A list that refreshes itself waits while somebody ticks or types in it, or looks at another window. */
  const busy = (list) => document.hidden || $("input:checked", list) || list.contains(document.activeElement) && document.activeElement.matches("input[type=checkbox],#bulk-reason");
  document.addEventListener("htmx:beforeRequest", (event) => {
    const list = event.target.closest("#queue-list");
    if (list && busy(list)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.target.id === "queue-list" && document.activeElement.closest("[data-row]");
    at = row ? link(row).href : at;
    opened = event.target.id === "queue-list" ? rows().filter((each) => $("details[open]", each)).map((each) => link(each).href) : [];
    event.target.dataset.focused = row ? "yes" : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const each of rows()) if (opened.includes(link(each)?.href)) for (const part of all("details", each)) part.open = true;
    const row = at !== null && document.activeElement === document.body && rows().find((each) => link(each)?.href === at);
    if (row) link(row).focus({ preventScroll: true });
  });
})();
