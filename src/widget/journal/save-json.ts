/** A file of the browser's own: what it holds is what the gateway answered, so no secret and no link to a recording. */
export function saveJson(value: object, name: string): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), {
    href: url,
    download: name.replace(/[\\/:*?"<>|]/g, '_'),
  });
  link.click();
  URL.revokeObjectURL(url);
}
