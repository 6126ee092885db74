/**
 * How a person wants to see where a feature fires; kept in this browser under their name.
 * In: what they choose, by the control or its key. Out: the style, for the addresses of heatmaps.
 */
import { SegmentedControl } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { DEFAULT_HEATMAP_STYLE, SHOWN_STYLES, type ShownStyle } from '../../../../src/protocol/index.js';
import { useKeys } from '../keys/keys.js';
import { usePerson } from '../study/person.js';

/** What the styles are called, and what to look for in them. */
export const STYLE_WORDS: Record<ShownStyle, { title: string; cue: string; hint: string }> = {
  isolate: {
    title: 'Isolate',
    cue: 'What stays bright?',
    hint: 'The same images, dimmed where the attribute is not. Judge what stays bright.',
  },
  outline: {
    title: 'Outline',
    cue: 'What is inside the line?',
    hint: 'The same images. The line goes around what shows at least half of the attribute’s full strength. Judge what is inside.',
  },
  overlay: {
    title: 'Overlay',
    cue: 'What is red?',
    hint: 'The same images. Red is where the attribute is, blue where it is not. Judge what is red.',
  },
};

/** The style that this person chose last, and a way to choose another. */
export function useHeatmapStyle(): [ShownStyle, (style: ShownStyle) => void] {
  const { name } = usePerson();
  const [kept, keep] = useLocalStorage<string>({
    key: `spuriosity.heatmaps${name === null ? '' : `.${name}`}`,
    defaultValue: DEFAULT_HEATMAP_STYLE,
    getInitialValueInEffect: false,
  });
  return [SHOWN_STYLES.find((style) => style === kept) ?? 'isolate', keep];
}

export function HeatmapStyleControl({ inDialog = false }: { inDialog?: boolean }) {
  const [style, setStyle] = useHeatmapStyle();
  const next = SHOWN_STYLES[(SHOWN_STYLES.indexOf(style) + 1) % SHOWN_STYLES.length]!;
  useKeys(
    inDialog ? 'Enlarged image' : 'Pictures',
    [{ keys: 'h', does: 'Heatmaps: isolate, outline, overlay', run: () => setStyle(next) }],
    { inDialog },
  );
  return (
    <SegmentedControl
      aria-label="Heatmaps (h)"
      title="Heatmaps (h)"
      size="xs"
      value={style}
      onChange={(value) => setStyle(value as ShownStyle)}
      data={SHOWN_STYLES.map((one) => ({ value: one, label: STYLE_WORDS[one].title }))}
    />
  );
}
