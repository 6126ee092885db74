/**
 * The only script of the report: three conveniences that the page can do without.
 * Theme button, class filter, and opening what is folded before printing, but for classes without a cue.
 */
export const PAGE_SCRIPT = `
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const button = document.getElementById('theme-button');
  const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme:dark)').matches ? 'dark' : 'light')) === 'dark';
  const label = () => { button.textContent = isDark() ? 'Light page' : 'Dark page'; };
  button.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; label(); });
  label();

  const filter = document.getElementById('class-filter');
  const status = document.getElementById('class-filter-status');
  filter?.addEventListener('input', () => {
    const wanted = filter.value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const part of document.querySelectorAll('[data-class-name]')) {
      part.hidden = !part.dataset.className.toLocaleLowerCase().includes(wanted);
      if (!part.hidden && part.matches('.class-section')) shown++;
    }
    status.textContent = wanted ? shown + ' shown' : '';
  });

  const opened = [];
  addEventListener('beforeprint', () => {
    for (const image of document.images) image.loading = 'eager';
    for (const part of document.querySelectorAll('details:not([open], .class-section)')) { part.open = true; opened.push(part); }
  });
  addEventListener('afterprint', () => { for (const part of opened.splice(0)) part.open = false; });
})();
`;
