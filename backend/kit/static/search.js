// The key "/" leads to the search, unless something is being typed. It can be switched off on the page of the search.
{ // its names are its own: other scripts stand on the same page
  const KEPT = "search-key";
  const kept = (() => { try { return localStorage; } catch { return null; } })();
  const box = document.querySelector("#find");

  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || kept?.getItem(KEPT) === "off") return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog")) return;
    event.preventDefault();
    const menu = box.closest("[popover]");
    if (menu && !box.checkVisibility()) menu.showPopover();
    box.focus();
  });

  const choice = document.querySelector("#key-on");
  if (choice) {
    choice.closest("[hidden]").hidden = false;
    choice.checked = kept?.getItem(KEPT) !== "off";
    choice.addEventListener("change", () => kept?.setItem(KEPT, choice.checked ? "on" : "off"));
  }
}
