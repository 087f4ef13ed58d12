// Pointing at cells with a mouse; everything works without it, by typing their names.
for (const form of document.querySelectorAll("form.pointing")) {
  const fields = [...form.querySelectorAll("input.address")];
  const count = form.querySelector("#count");
  let asked = null;

  const split = (text) => text.split(/[,;]/).map((one) => one.trim()).filter(Boolean);
  const cell = (at) => form.querySelector(`td[data-at="${CSS.escape(at)}"]`);

  const mark = () => {
    for (const td of form.querySelectorAll("td.pointed")) td.classList.remove("pointed", "asked-now");
    for (const field of fields) {
      for (const at of split(field.value)) cell(at)?.classList.add("pointed", ...(field === asked ? ["asked-now"] : []));
    }
    const pointed = fields.filter((field) => field.name.startsWith("at.") && field.value.trim()).length;
    if (count) count.textContent = `${pointed} pointed at`;
  };

  for (const field of fields) {
    field.addEventListener("focus", () => {
      asked?.classList.remove("asked-now");
      asked = field;
      asked.classList.add("asked-now");
      mark();
    });
    field.addEventListener("input", mark);
  }

  form.addEventListener("click", (event) => {
    const at = event.target.closest("td[data-at]")?.dataset.at;
    if (!at || !asked) return;
    const now = split(asked.value);
    const several = event.ctrlKey || event.metaKey || event.shiftKey;
    asked.value = now.includes(at) ? now.filter((one) => one !== at).join(", ") : several ? [...now, at].join(", ") : at;
    asked.dispatchEvent(new Event("input", { bubbles: true }));
  });

  form.classList.add("with-mouse");
  mark();
}
