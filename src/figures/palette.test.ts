import { describe, expect, test } from 'vitest';
import { DARK_THEME, LIGHT_THEME, SERIES_COLOURS, type Theme } from './palette.js';

/** WCAG 2 relative luminance of `#rrggbb`. */
function computeLuminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function computeContrast(a: string, b: string): number {
  const [dark, light] = [computeLuminance(a), computeLuminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

describe.each([
  ['light', LIGHT_THEME],
  ['dark', DARK_THEME],
])('%s theme', (_, theme: Theme) => {
  test.each(['ink', 'muted', 'spurious', 'core', 'wrong', 'caution'] as const)(
    '%s reads on paper and panel (WCAG AA)',
    (role) => {
      for (const ground of [theme.paper, theme.panel]) {
        expect(computeContrast(theme[role], ground)).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test('text reads on the banner and colours on their soft ground', () => {
    expect(computeContrast(theme.ink, theme.cautionSoft)).toBeGreaterThanOrEqual(4.5);
    for (const role of ['core', 'spurious', 'wrong', 'caution', 'muted'] as const)
      expect(computeContrast(theme[role], theme[`${role}Soft`]), role).toBeGreaterThanOrEqual(4.5);
  });

  test('marks of categories stand out from the page (WCAG: 3)', () => {
    for (const colour of SERIES_COLOURS) {
      expect(computeContrast(colour, theme.paper)).toBeGreaterThanOrEqual(3);
    }
  });
});
