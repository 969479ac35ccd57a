// Saves a file that came with the page: nothing is sent, and the server is not asked again.

export default function fileDownload({ parentElement, data: [data] }) {
  const button = parentElement.querySelector("button");
  const status = parentElement.querySelector('[role="status"]');
  button.textContent = data.label;
  button.onclick = () => {
    const bytes = Uint8Array.from(atob(data.content), (char) => char.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: data.mime }));
    const link = document.createElement("a");
    link.href = address;
    link.download = data.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    status.textContent = "The file is saved.";
  };
  return () => {
    button.onclick = null;
  };
}
