/**
 * The colours of report and figures, once: pages turn them into CSS variables, figures use those with a fallback.
 * Blue and orange stay apart for every common colour vision; every text colour has a contrast of 4.5 or more on
 * `paper` and `panel` (a test checks it).
 */

/** Roles of colours; the CSS variable of a role is `--role`, hyphenated. */
export interface Theme {
  paper: string;
  panel: string;
  ink: string;
  muted: string;
  rule: string;
  /** Most spurious end. */
  spurious: string;
  /** Least spurious end; core; after tuning on low-spuriosity images. */
  core: string;
  /** Misclassified images. */
  wrong: string;
  /** Unreviewed verdicts. */
  caution: string;
  cautionPanel: string;
}

export const LIGHT_THEME: Theme = {
  paper: '#fdfdfb',
  panel: '#f4f4f0',
  ink: '#1b1d20',
  muted: '#5a5f66',
  rule: '#dcdcd6',
  spurious: '#b0440a',
  core: '#1d5f9c',
  wrong: '#a8103c',
  caution: '#7a5200',
  cautionPanel: '#fdf1d3',
};

export const DARK_THEME: Theme = {
  paper: '#14161a',
  panel: '#1d2025',
  ink: '#e9e9e5',
  muted: '#a6abb3',
  rule: '#363a41',
  spurious: '#f39a62',
  core: '#82baec',
  wrong: '#ff8fa6',
  caution: '#f0c766',
  cautionPanel: '#33290f',
};

/**
 * Of categories, in order; each has a contrast of 3 or more on the paper of both themes. Neighbours differ for every common
 * colour vision, and figures give each its own sign as well.
 */
export const SERIES_COLOURS = [
  '#3b82c4',
  '#d1671c',
  '#2b9467',
  '#b5589e',
  '#8c8412',
  '#c9433c',
  '#1690a7',
  '#7b6fd0',
] as const;

/** CSS spells `cautionPanel` as `caution-panel`. */
function formatRole(role: string): string {
  return role.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The colour of a role in a figure: follows the page's theme, and is the light colour outside a page. */
export function toFigureColour(role: keyof Theme): string {
  return `var(--${formatRole(role)}, ${LIGHT_THEME[role]})`;
}

/** The CSS declarations that give each role its colour. */
export function formatThemeVariables(theme: Theme): string {
  return Object.entries(theme)
    .map(([role, colour]) => `--${formatRole(role)}:${colour}`)
    .join(';');
}
