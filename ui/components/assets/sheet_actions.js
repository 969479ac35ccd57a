// What can be done with the sheet. It came with the page: nothing is sent, and the server is not asked again.

function fileOf({ pdf, name }) {
  const bytes = Uint8Array.from(atob(pdf), (char) => char.charCodeAt(0));
  return new File([bytes], name, { type: "application/pdf" });
}

function save(data) {
  const address = URL.createObjectURL(fileOf(data));
  const link = document.createElement("a");
  link.href = address;
  link.download = data.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  return "saved";
}

async function share(data) {
  const file = { files: [fileOf(data)] };
  try {
    await navigator.share(navigator.canShare?.(file) ? file : { text: data.text });
  } catch (error) {
    if (error.name !== "AbortError") throw error; // closing the dialog is no failure
  }
  return "";
}

async function copy({ text }) {
  await navigator.clipboard.writeText(text);
  return "copied";
}

function print() {
  window.print();
  return "";
}

const ACTIONS = { save, share, copy, print };

export default function sheetActions({ parentElement, data: [data] }) {
  const root = parentElement.querySelector(".po-sheet-actions");
  const status = root.querySelector('[role="status"]');
  root.querySelector('[data-does="share"]').hidden = !navigator.share;
  root.onclick = async ({ target }) => {
    const action = ACTIONS[target.closest("button")?.dataset.does];
    if (!action) return;
    status.textContent = "";
    try {
      const done = await action(data);
      status.textContent = done ? status.dataset[done] : "";
    } catch {
      status.textContent = status.dataset.failed;
    }
  };
  return () => {
    root.onclick = null;
  };
}
