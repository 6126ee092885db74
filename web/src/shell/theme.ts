/** Colours, type and sizes of the whole app; contrast is WCAG AA in both schemes. */
import {
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Modal,
  Notification,
  Tooltip,
} from '@mantine/core';
import { DARK_THEME, LIGHT_THEME, listThemeVariables } from '../../../src/figures/index.js';

/** Deep teal, the app's own colour: links, selection, buttons. Colours that mean something are those of report and figures. */
const teal: MantineColorsTuple = [
  '#e3f8f8',
  '#d2eceb',
  '#a7d8d8',
  '#79c3c4',
  '#53b1b3',
  '#3aa6a8',
  '#2a9fa2',
  '#178a8e',
  '#04767a',
  '#006468',
];

export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: 8,
  colors: { teal },
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  components: {
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    Tooltip: Tooltip.extend({
      defaultProps: { events: { hover: true, focus: true, touch: true }, openDelay: 250, withinPortal: true },
    }),
  },
});

/** The palette of report and figures, on the ground that Mantine gives cards and pages. */
const LIGHT = listThemeVariables({ ...LIGHT_THEME, paper: '#ffffff' });
const DARK = listThemeVariables({ ...DARK_THEME, paper: '#242424' });

/** Quiet text is dark enough to be read: Mantine's own grey, which it sets for each scheme, is not. */
const QUIET = { '--mantine-color-dimmed': 'var(--muted)', '--mantine-color-placeholder': 'var(--muted)' };

/** Under the pointer, too, words on the light ground are dark enough: Mantine takes the palette's third colour, 4.45 to 1. */
const HOVERED = { '--mantine-color-teal-light-hover': '#b6dfdf' };

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...QUIET, ...HOVERED, ...LIGHT },
  dark: { ...QUIET, ...DARK },
});
