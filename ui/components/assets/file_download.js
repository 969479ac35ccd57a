// A button that saves a file which came with the page.

import { fileOf, save } from "./save_file.js";

export default function fileDownload({ parentElement, data: [data] }) {
  const button = parentElement.querySelector("button");
  const status = parentElement.querySelector('[role="status"]');
  button.textContent = data.label;
  button.onclick = () => {
    save(fileOf(data.content, data.name, data.mime));
    status.textContent = "The file is saved.";
  };
  return () => {
    button.onclick = null;
  };
}
