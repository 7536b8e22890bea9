/** A file of the browser's own. */
export function saveFile(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), {
    href: url,
    download: name.replace(/[\\/:*?"<>|]/g, '_'),
  });
  link.click();
  URL.revokeObjectURL(url);
}

export const saveCsv = (text: string, name: string): void =>
  saveFile(text, `${name}.csv`, 'text/csv;charset=utf-8');
