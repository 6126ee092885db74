/**
 * The colours of report, app and figures, once: pages turn them into CSS variables, figures use those with a fallback.
 * Blue and orange stay apart for every common colour vision; every text colour has a contrast of 4.5 or more on
 * `paper`, `panel` and its own soft ground (a test checks it).
 */

/** Roles of colours; the CSS variable of a role is `--role`, hyphenated. `…Soft` is a ground on which the colour itself can be read. */
export interface Theme {
  paper: string;
  panel: string;
  ink: string;
  /** Axes, counts, the unreviewed: everything that stands back. */
  muted: string;
  mutedSoft: string;
  rule: string;
  /** Not part of the object; most spurious end. */
  spurious: string;
  spuriousSoft: string;
  /** Part of the object; least spurious end; after tuning on images of low spuriosity. */
  core: string;
  coreSoft: string;
  /** Misclassified images, failures. */
  wrong: string;
  wrongSoft: string;
  /** Unreviewed verdicts, disputes, things to look at. */
  caution: string;
  cautionSoft: string;
}

export const LIGHT_THEME: Theme = {
  paper: '#fdfdfb',
  panel: '#f4f4f0',
  ink: '#1b1d20',
  muted: '#5a5f66',
  mutedSoft: '#eeeeec',
  rule: '#dcdcd6',
  spurious: '#b0440a',
  spuriousSoft: '#fbe9df',
  core: '#1d5f9c',
  coreSoft: '#e4eef8',
  wrong: '#a8103c',
  wrongSoft: '#fae3e9',
  caution: '#7a5200',
  cautionSoft: '#fdf1d3',
};

export const DARK_THEME: Theme = {
  paper: '#14161a',
  panel: '#1d2025',
  ink: '#e9e9e5',
  muted: '#a6abb3',
  mutedSoft: '#3a3d42',
  rule: '#3b3e44',
  spurious: '#f39a62',
  spuriousSoft: '#41291a',
  core: '#82baec',
  coreSoft: '#1c2f42',
  wrong: '#ff8fa6',
  wrongSoft: '#44202a',
  caution: '#f0c766',
  cautionSoft: '#3a2f12',
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

/** CSS spells `cautionSoft` as `caution-soft`. */
function formatRole(role: string): string {
  return role.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The colour of a role in a figure: follows the page's theme, and is the light colour outside a page. */
export function toFigureColour(role: keyof Theme): string {
  return `var(--${formatRole(role)}, ${LIGHT_THEME[role]})`;
}

/** The CSS variables that give each role its colour, by name. */
export function listThemeVariables(theme: Theme): Record<string, string> {
  return Object.fromEntries(Object.entries(theme).map(([role, colour]) => [`--${formatRole(role)}`, colour]));
}

/** The same as CSS declarations. */
export function formatThemeVariables(theme: Theme): string {
  return Object.entries(listThemeVariables(theme))
    .map((declaration) => declaration.join(':'))
    .join(';');
}
