// Looking over by keyboard. Each key does what a button or a link of the page does; everything works without it.
// The keys can be switched off in their help, and never act while something is being typed.
const KEPT = "review-keys";
const dialog = document.querySelector("#keys");
const rows = [...document.querySelectorAll("tr[data-row]")];
const kept = (() => { try { return localStorage; } catch { return null; } })();
const on = () => kept?.getItem(KEPT) !== "off";
let at = -1;

function to(place) {
  if (!rows.length) return;
  at = Math.max(0, Math.min(rows.length - 1, place));
  rows[at].focus();
  rows[at].scrollIntoView({ block: "center" });
}

const row = () => document.activeElement?.closest("tr[data-row]") ?? rows[at];

function sendBack() {
  const card = document.querySelector("#back");
  if (!card) return;
  card.open = true;
  card.querySelector("textarea").focus();
}

const KEYS = {
  j: () => to(at + 1),
  k: () => to(at - 1),
  x: () => row()?.querySelector("input[name=cell]")?.click(),
  q: () => row()?.querySelector("[data-ask]")?.click() ?? row()?.nextElementSibling?.querySelector("textarea")?.focus(),
  r: sendBack,
  a: () => document.querySelector("#accept")?.focus(),
  n: () => document.querySelector("#next")?.click(),
  Enter: () => document.activeElement === rows[at] && rows[at].querySelector("[data-open]")?.click(),
};

for (const one of rows) one.addEventListener("focusin", () => { at = rows.indexOf(one); });

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || dialog.open) return;
  if (event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])")) return;
  if (event.key === "?" && on()) { event.preventDefault(); dialog.showModal(); return; }
  if (event.key === "Enter" && event.target !== rows[at]) return;
  if (!on() || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

const opener = document.querySelector("#keys-open");
if (opener) { opener.hidden = false; opener.addEventListener("click", () => dialog.showModal()); }
document.querySelector("#send-back")?.addEventListener("click", (event) => { event.preventDefault(); sendBack(); });
const box = document.querySelector("#keys-on");
box.checked = on();
box.addEventListener("change", () => kept?.setItem(KEPT, box.checked ? "on" : "off"));
