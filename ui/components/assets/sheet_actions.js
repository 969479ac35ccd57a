// What can be done with the sheet. It came with the page: nothing is sent, and the server is not asked again.

import { fileOf, save as saveFile } from "./save_file.js";

const sheetOf = ({ pdf, name }) => fileOf(pdf, name, "application/pdf");

function save(data) {
  saveFile(sheetOf(data));
  return "saved";
}

async function share(data) {
  const file = { files: [sheetOf(data)] };
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
