/** How an alert that advises against something looks. In: nothing. Out: styles: text of the library's yellow is too pale to read. */
export const CAUTION = {
  root: { background: 'var(--caution-soft)' },
  title: { color: 'var(--caution)' },
  icon: { color: 'var(--caution)' },
};
