/* Orders on a tablet with a poor link: what is filled is kept here until the office has it, and sent once. */
"use strict";
(() => {
  const root = document.querySelector("#order, #orders");
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  if (!root || !window.indexedDB) return;
  const state = document.querySelector("#link-state");
  const form = document.querySelector("#result-form");
  const officer = root.dataset.officer;
  const PIECE = 256 * 1024;
  const uuid = () => crypto.randomUUID ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  /* ---- what is kept on the tablet ---- */
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("darvoza-orders", 1);
    asked.onupgradeneeded = () => {
      for (const name of ["drafts", "outbox", "photos"]) asked.result.createObjectStore(name, { keyPath: "key" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const within = async (mode, names, work) => {
    const base = await opened;
    return new Promise((resolve, reject) => {
      const step = base.transaction(names, mode);
      const asked = work(...[].concat(names).map((name) => step.objectStore(name)));
      step.oncomplete = () => resolve(asked && asked.result);
      step.onerror = step.onabort = () => reject(step.error);
    });
  };
  const get = (store, key) => within("readonly", store, (kept) => kept.get(key));
  const all = (store) => within("readonly", store, (kept) => kept.getAll());
  const put = (store, value) => within("readwrite", store, (kept) => kept.put(value));
  const remove = (store, key) => within("readwrite", store, (kept) => kept.delete(key));
  const mine = async (store) => (await all(store)).filter((each) => each.officer === officer);

  /* ---- sending ---- */
  let token = null;
  class NoLink extends Error {}
  class SignIn extends Error {}
  const ask = async (address, options) => {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options });
    } catch {
      throw new NoLink();
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignIn();
    if (answer.status >= 500 || answer.status === 429) throw new NoLink();
    return answer;
  };
  const ready = async () => {
    const said = await (await ask("/orders/ready")).json();
    if (String(said.officer) !== officer) throw new SignIn();
    token = said.token;
  };
  const sendResult = async (each) => {
    const body = new FormData();
    for (const [name, value] of each.fields) body.append(name, value);
    for (const name of ["started", "ended"]) {
      const time = new Date(body.get(name)); // a tablet's clock has a zone of its own
      if (body.get(name) && !Number.isNaN(time.getTime())) body.set(name, time.toISOString());
    }
    body.set("csrfmiddlewaretoken", token);
    const answer = await ask(`/order/${each.order}/result`, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok) {
      await remove("outbox", each.key);
      return true;
    }
    const said = answer.headers.get("Content-Type") === "application/json" ? await answer.json() : {};
    await within("readwrite", ["outbox", "drafts"], (outbox, drafts) => {
      outbox.delete(each.key);
      drafts.put({ key: each.order, officer, fields: each.fields, problems: said.problems || {}, standing: said.standing, status: answer.status });
    });
    if (form && root.dataset.order === each.order) await restore();
    return false;
  };
  const sendPhoto = async (each) => {
    const address = `/order/${each.order}/photo/${each.key}?` + new URLSearchParams({ sha256: each.sha256, name: each.name, taken: each.taken });
    const size = each.blob.size;
    const piece = (range, body) => ask(address, { method: "PUT", body, headers: { "Content-Range": range, "X-CSRFToken": token, "Content-Type": "application/octet-stream" } });
    let said = await (await piece(`bytes */${size}`)).json();
    for (let tries = 0; !said.whole && tries < 3 * Math.ceil(size / PIECE) + 3; tries++) {
      const from = Math.min(said.have, size);
      const to = Math.min(from + PIECE, size);
      const answer = await piece(`bytes ${from}-${to - 1}/${size}`, each.blob.slice(from, to));
      said = await answer.json();
      if (said.problem && answer.status === 422 && tries > 1) return put("photos", { ...each, problem: said.problem });
    }
    if (said.whole) await remove("photos", each.key);
  };
  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      const waiting = await mine("outbox");
      const photos = (await mine("photos")).filter((each) => each.ready && !each.problem);
      if (!waiting.length && !photos.length) return await tell("");
      await ready();
      let sent = 0;
      for (const each of waiting) sent += await sendResult(each);
      for (const each of photos) await sendPhoto(each);
      await tell("sent");
      const here = waiting.some((each) => each.order === root.dataset.order) && !(await get("drafts", root.dataset.order));
      if (sent && form && here) location.replace(location.pathname);
    } catch (failed) {
      if (!(failed instanceof NoLink || failed instanceof SignIn)) throw failed;
      await tell(failed instanceof SignIn ? "signIn" : "offline");
    } finally {
      sending = false;
    }
  };
  const tell = async (what) => {
    const waiting = (await mine("outbox")).length;
    const photos = (await mine("photos")).filter((each) => each.ready && !each.problem).length;
    const parts = [];
    if (what) parts.push(state.dataset[what]);
    if (waiting + photos) parts.push(`${state.dataset.waiting} ${waiting + photos}`);
    state.textContent = parts.join(" ");
    state.className = `link-state ${what}${waiting + photos ? " waiting" : ""}`;
  };

  /* ---- the form ---- */
  const fieldsOf = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  const saveDraft = async () => {
    if (form.dataset.sent) return;
    await put("drafts", { key: root.dataset.order, officer, fields: fieldsOf() });
  };
  const fill = (fields) => {
    for (const [name, value] of fields) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value || field.checked && field.type === "checkbox";
        else if (field.type !== "file") field.value = value;
      }
    }
    for (const pad of form.querySelectorAll("[data-pad]")) {
      pad.querySelector(".ink").setAttribute("d", form.elements[pad.dataset.pad].value);
    }
    for (const part of form.querySelectorAll("details.part")) {
      part.open = part.open || [...part.querySelectorAll("input")].some((field) => field.value);
    }
  };
  const problem = (text) => {
    const place = form.querySelector("#form-problem");
    place.textContent = text;
    place.hidden = !text;
  };
  const restore = async () => {
    const draft = await get("drafts", root.dataset.order);
    if (!draft || draft.officer !== officer) return;
    fill(draft.fields);
    if (draft.standing) {
      form.querySelector("#reason-part").hidden = false;
      form.elements.corrects.value = draft.standing;
    }
    if (draft.problems) {
      delete form.dataset.sent;
      form.querySelector("button:not([type])").disabled = false;
      problem(Object.values(draft.problems).join(" "));
    }
    await show();
  };
  const show = async () => {
    const list = form.querySelector("#taken");
    const photos = (await mine("photos")).filter((each) => each.order === root.dataset.order);
    for (const picture of list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    list.replaceChildren(...photos.map((each) => {
      const item = document.createElement("li");
      const picture = document.createElement("img");
      const button = document.createElement("button");
      picture.src = URL.createObjectURL(each.blob);
      picture.alt = each.name;
      button.type = "button";
      button.className = "plain-button";
      button.textContent = form.dataset.remove;
      button.addEventListener("click", async () => {
        await remove("photos", each.key);
        await show();
      });
      const said = document.createElement("code");
      said.textContent = each.problem || each.sha256.slice(0, 12);
      item.append(picture, said, button);
      return item;
    }));
    form.elements["photographs-due"].value = photos.map((each) => each.key).join(" ");
  };
  const digest = async (blob) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const taken = async (input) => {
    for (const file of input.files) {
      await put("photos", {
        key: uuid(), order: root.dataset.order, officer, blob: new Blob([await file.arrayBuffer()], { type: file.type }),
        name: file.name, taken: new Date(file.lastModified).toISOString(), sha256: await digest(file), ready: false,
      });
    }
    input.value = "";
    await saveDraft();  // before it is shown: what is seen is kept
    await show();
  };
  const submit = async () => {
    const order = root.dataset.order;
    form.dataset.sent = "1";
    form.querySelector("button:not([type])").disabled = true;
    if (!form.elements.ended.value) form.elements.ended.value = local(new Date());
    const fields = fieldsOf();
    const photos = (await mine("photos")).filter((each) => each.order === order);
    await within("readwrite", ["outbox", "drafts", "photos"], (outbox, drafts, kept) => {
      outbox.put({ key: form.elements.submission.value, order, officer, fields });
      drafts.delete(order);
      for (const each of photos) kept.put({ ...each, ready: true });
    });
    problem("");
    state.textContent = form.dataset.wait;
    state.className = "link-state waiting";
    await send();
  };
  const local = (time) => new Date(time - time.getTimezoneOffset() * 60000).toISOString().slice(0, 16);

  const pads = () => {
    for (const pad of form.querySelectorAll("[data-pad]")) {
      const svg = pad.querySelector("svg");
      const ink = pad.querySelector(".ink");
      const field = form.elements[pad.dataset.pad];
      let drawing = false;
      const at = (event) => {
        const box = svg.getBoundingClientRect();
        return `${Math.round(((event.clientX - box.left) * 600) / box.width)} ${Math.round(((event.clientY - box.top) * 200) / box.height)}`;
      };
      const add = (text) => {
        if (field.value.length > 38000) return;
        field.value += text;
        ink.setAttribute("d", field.value);
      };
      pad.hidden = false;
      svg.addEventListener("pointerdown", (event) => {
        drawing = true;
        svg.setPointerCapture(event.pointerId);
        add(`M${at(event)}`);
        event.preventDefault();
      });
      svg.addEventListener("pointermove", (event) => drawing && add(`L${at(event)}`));
      svg.addEventListener("pointerup", () => {
        drawing = false;
        saveDraft();
      });
      pad.querySelector("button").addEventListener("click", () => {
        field.value = "";
        ink.setAttribute("d", "");
        saveDraft();
      });
    }
  };

  const start = async () => {
    if (form && window.crypto.subtle) {
      pads();
      const waiting = (await mine("outbox")).some((each) => each.order === root.dataset.order);
      if (waiting) {
        form.dataset.sent = "1";
        form.querySelector("button:not([type])").disabled = true;
      }
      form.elements.started.value = local(new Date());
      await restore();
      await show();
      let later;
      form.addEventListener("input", () => {
        clearTimeout(later);
        later = setTimeout(saveDraft, 300);
      });
      form.addEventListener("change", saveDraft);  // a tablet may be switched off any moment
      form.elements.photographs.addEventListener("change", (event) => taken(event.target));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!form.dataset.sent) submit();
      });
      form.dataset.script = "1";
    }
    if ("serviceWorker" in navigator) {
      const place = document.querySelector("#kept");
      if (place) navigator.serviceWorker.addEventListener("message", (event) => { place.textContent = `${place.dataset.said} ${event.data}`; });
      const worker = await navigator.serviceWorker.register(root.dataset.worker, { scope: "/" }).catch(() => null);
      if (worker) {
        const here = await navigator.serviceWorker.ready;
        here.active.postMessage(root.dataset.keep.split(" ").filter(Boolean));
      }
    }
    await send();
  };
  window.addEventListener("online", send);
  window.addEventListener("offline", () => tell("offline"));
  setInterval(send, 5000); // asks for nothing while nothing waits
  start();
})();
