// A help for long forms; everything works without it.
// "?" in a field opens what is written about its question, and what was typed is not left behind by accident.
for (const form of document.querySelectorAll("form.answers")) {
  let changed = document.querySelector("#problems") !== null;
  form.addEventListener("input", (event) => { changed ||= event.target.form === form; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "?" || !event.target.matches("input.number, select")) return;
    const about = event.target.closest("[role=group]")?.querySelector("details.counts");
    if (!about) return;
    event.preventDefault();
    about.open = !about.open;
  });
}
