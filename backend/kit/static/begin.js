// A help for naming a collaborative; everything works without it.
// The short address follows the name until it is typed itself, and whether it is free is told while it is typed.
const told = document.querySelector("#address-told");
const [name, address] = ["name", "address"].map((id) => document.getElementById(id));
let own = address.value !== "", turn = 0, later;

async function ask() {
  const mine = ++turn;
  const query = new URLSearchParams(own ? { wanted: address.value } : { name: name.value });
  try {
    const answer = await fetch(`${told.dataset.ask}?${query}`, { headers: { accept: "application/json" } });
    if (answer.ok && mine === turn) show(await answer.json());
  } catch { /* no connection: it is told when the form is sent */ }
}

function show(found) {
  if (!own) address.value = found.address;
  document.querySelectorAll("[id^=address-wrong]").forEach((one) => one.remove());
  told.replaceChildren(found.said, ...found.instead.map(button));
  address.toggleAttribute("aria-invalid", found.said !== "" && !found.free);
}

function button(free) {
  const one = document.createElement("button");
  Object.assign(one, { type: "button", className: "second", textContent: free });
  one.dataset.take = free;
  return one;
}

function soon() {
  clearTimeout(later);
  later = setTimeout(ask, 250);
}

name.addEventListener("input", () => own || soon());
address.addEventListener("input", () => { own = address.value !== ""; soon(); });
told.addEventListener("click", (event) => {
  const free = event.target.dataset.take;
  if (!free) return;
  own = true;
  address.value = free;
  address.focus();
  ask();
});
