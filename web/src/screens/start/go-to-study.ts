/** The app anew, on the workspace that the server shows now: nothing that the page knows is of it. */
export function goToStudy(): void {
  window.location.assign(document.baseURI);
}
