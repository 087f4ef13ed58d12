// A help for the form of a submission; everything works without it.
// While one types, the checks say beside the cells what they find, and what is typed is kept in this browser until it is
// saved: a session that ends, a connection that breaks or a closed tab costs nothing. It is kept for this person and this
// form alone, for two days, and goes with signing out.
const form = document.querySelector("form.answers[data-check]");
const KEPT_FOR = 2 * 24 * 3600 * 1000;
const PREFIX = "typed:";

if (form) {
  const key = `${PREFIX}${form.getAttribute("action")}:${form.elements.section.value}`;
  const person = form.dataset.person;
  const place = document.querySelector("#moment");
  const fields = () => [...form.elements].filter((field) => /^[nst]\.|^words\.|^to_date$/.test(field.name));
  const value = (field) => (field.type === "checkbox" ? String(field.checked) : field.value);
  const first = new Map(fields().map((field) => [field.name, value(field)]));

  // ---- What is kept --------------------------------------------------------------------------------------------------

  const read = (name) => {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  };
  const write = (name, what) => {
    try { localStorage.setItem(name, JSON.stringify(what)); } catch { /* full, or forbidden: then nothing is kept */ }
  };
  const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const forget = (which = () => true) => {
    try { for (const name of names()) if (which(read(name), name)) localStorage.removeItem(name); } catch { /* forbidden */ }
  };
  const keep = () => {
    const typed = fields().filter((field) => value(field) !== first.get(field.name));
    if (!typed.length) return localStorage.removeItem(key);
    const seen = (field) => form.elements[`r.${field.name.slice(2)}`]?.value ?? "";
    const kept = Object.fromEntries(typed.map((field) => [field.name, [value(field), seen(field)]]));
    write(key, { person, at: Date.now(), kept });
  };

  forget((one) => !one || one.person !== person || Date.now() - one.at > KEPT_FOR);
  if (["saved", "answered"].includes(new URLSearchParams(location.search).get("done"))) forget((one) => one.sent);

  // ---- What is said --------------------------------------------------------------------------------------------------

  const say = (moment, fill = () => {}) => {
    const said = document.querySelector(`#${moment}`).content.cloneNode(true);
    fill(said);
    place.replaceChildren(said);
    place.dataset.says = moment;
  };
  const unsay = (...moments) => {
    if (!moments.includes(place.dataset.says)) return;
    place.replaceChildren();
    delete place.dataset.says;
  };

  const found = read(key);
  const lost = Object.entries(found?.kept ?? {}).filter(([name, [typed]]) => first.has(name) && first.get(name) !== typed);
  if (lost.length) {
    say("moment-kept", (said) => {
      said.querySelector(".when").textContent = new Date(found.at).toLocaleString(document.documentElement.lang);
      said.querySelector(".put-back").addEventListener("click", putBack);
      said.querySelector(".forget").addEventListener("click", () => { localStorage.removeItem(key); unsay("moment-kept"); });
    });
  }

  function putBack() {
    for (const [name, [typed, seen]] of lost) {
      const field = form.elements[name];
      if (field.type === "checkbox") field.checked = typed === "true"; else field.value = typed;
      // With what it was typed beside, so that what somebody else saved meanwhile is not written over unseen.
      if (seen && form.elements[`r.${name.slice(2)}`]) form.elements[`r.${name.slice(2)}`].value = seen;
      for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    }
    unsay("moment-kept");
    form.elements[lost[0][0]].focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // ---- Checks beside the cells ---------------------------------------------------------------------------------------

  let asked = 0;
  async function check() {
    const number = ++asked;
    let answer;
    try {
      answer = await fetch(form.dataset.check, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { accept: "application/json" },
      });
    } catch { return say("moment-away"); }
    if (number !== asked) return;
    if (answer.status === 401) return say("moment-signed-out");
    if (answer.status === 403) return say("moment-stale");
    unsay("moment-away", "moment-signed-out", "moment-stale");
    if (!answer.ok) return;
    const { found, refusal } = await answer.json();
    if (refusal) say("moment-refused", (said) => { said.querySelector(".why").textContent = refusal; });
    else unsay("moment-refused");
    show(found);
  }

  function show(found) {
    const here = document.activeElement.closest?.("[data-where]")?.dataset.where;
    for (const box of form.querySelectorAll("[data-where]")) {
      const told = found.filter((one) => one.where === box.dataset.where);
      const field = box.querySelector("[id^='n.']");
      const inside = box.matches(".cell") ? box.querySelector(".answer") : box;
      for (const old of inside.querySelectorAll(":scope > p.wrong[id^='w.'], :scope > p.asked[id^='w.']")) old.remove();
      const said = told.map((one, at) => {
        const line = document.createElement("p");
        line.className = one.kind;
        line.id = `w.${box.dataset.key}.${at + 1}`;
        line.textContent = one.says;
        return line;
      });
      if (box.matches(".cell")) {
        inside.append(...said);
        const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.startsWith("w."));
        field.setAttribute("aria-describedby", [...said.map((line) => line.id), ...others].join(" "));
        if (told.some((one) => one.kind === "wrong")) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
        if (told.some((one) => one.kind === "asked")) box.querySelector("details.note").open = true;
      } else {
        box.querySelector(":scope > summary").after(...said);
        if (said.length) box.open = true;
      }
    }
    // Only of the cell one is in; the others are read when one comes to them.
    const words = found.filter((one) => one.where === here).map((one) => one.says).join(" ");
    const aloud = document.querySelector("#said-aloud");
    if (aloud.textContent !== words) aloud.textContent = words;
  }

  let soon;
  form.addEventListener("input", () => {
    keep();
    clearTimeout(soon);
    soon = setTimeout(check, 700);
  });
  form.addEventListener("submit", (event) => {
    keep();
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return say("moment-away");
    }
    const one = read(key);
    if (one) write(key, { ...one, sent: true });
  }, { capture: true });
  addEventListener("offline", () => say("moment-away"));
  addEventListener("online", check);
  document.querySelector("form[action='/sign-out']")?.addEventListener("submit", () => forget());
}
