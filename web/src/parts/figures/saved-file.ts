/** Files that the browser saves. In: content and a name. Out: a download. Reads nothing. */

/** Lets the browser save the content under the name. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has taken its own hold of the bytes by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}

/** The same for text. */
export function saveTextFile(name: string, text: string, mediaType = 'text/csv'): void {
  saveFile(name, new Blob([text], { type: `${mediaType};charset=utf-8` }));
}
