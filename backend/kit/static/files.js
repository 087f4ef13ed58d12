// A help for sending files; everything works without it.
// A file may be dropped anywhere on the form, and the page of one under way shows by itself how far it is.
for (const form of document.querySelectorAll("form.drop")) {
  const input = form.querySelector("input[type=file]");
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
}

const progress = document.querySelector("#progress");
async function look() {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#progress");
    if (!found) return location.reload();
    progress.replaceChildren(...found.childNodes);
  } catch { /* no answer: the next look may have one */ }
  setTimeout(look, 1000);
}
if (progress) setTimeout(look, 700);
