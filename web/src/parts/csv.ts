/** Tables as CSV text (RFC 4180), and text as a file that the browser saves. Reads nothing. */

type Cell = string | number | boolean | null | undefined;

/** Header and rows; absent values are empty. */
export function formatCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((cells) => `${cells.map(formatCell).join(',')}\n`).join('');
}

/** Lets the browser save the text under the name. */
export function saveTextFile(name: string, text: string, mediaType = 'text/csv'): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${mediaType};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has taken its own hold of the bytes by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}

function formatCell(cell: Cell): string {
  const text = cell === null || cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
