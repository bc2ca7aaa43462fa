/** Gives a file that the server made to the browser to keep. */
export function saveFile({ name, data }: { name: string; data: Blob }): void {
  const url = URL.createObjectURL(data);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
