/** How the images of a ranking are shown: order, size, heatmaps. In: the search, the features there are. Out: changes of the address. */
import { Button, NumberInput, Popover, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { SHOWN_STYLES, type ShownStyle } from '../../../../../src/protocol/index.js';
import { STYLE_WORDS, useHeatmapStyle } from '../../../parts/images/heatmap-style.js';
import type { Overlay, RankingSearch, TileSize } from '../ranking-search.js';
import type { ChangeSearch } from '../use-ranking-address.js';

export function RankingLook(props: {
  search: RankingSearch;
  /** Features whose heatmaps can be shown, with what they are. */
  cues: { feature: number; title: string }[];
  cue: number | null;
  k: number;
  change: ChangeSearch;
}) {
  const { search, cues, cue, k, change } = props;
  return (
    <Popover position="bottom-end" withArrow shadow="md" width={300}>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconAdjustmentsHorizontal size={14} aria-hidden />}>
          Display
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="How images are shown">
        <Stack gap="sm">
          {search.view === 'ends' ? (
            <NumberInput
              label="Images at each end (k)"
              size="xs"
              min={1}
              max={200}
              value={k}
              onChange={(value) => change({ k: Number(value) || undefined })}
            />
          ) : (
            <Choice
              label="Order"
              value={search.order ?? 'least-first'}
              onChange={(value) =>
                change({ order: value === 'most-first' ? 'most-first' : undefined, at: undefined })
              }
              data={[
                { value: 'least-first', label: 'Least first' },
                { value: 'most-first', label: 'Most first' },
              ]}
            />
          )}
          <Choice
            label="Image size"
            value={search.size ?? 'medium'}
            onChange={(value) => change({ size: omit(value as TileSize, 'medium') })}
            data={[
              { value: 'small', label: 'Small' },
              { value: 'medium', label: 'Medium' },
              { value: 'large', label: 'Large' },
            ]}
          />
          {cue === null ? null : (
            <>
              <Choice
                label="Heatmaps (h)"
                value={search.overlay ?? 'hover'}
                onChange={(value) => change({ overlay: omit(value as Overlay, 'hover') })}
                data={[
                  { value: 'hover', label: 'On hover' },
                  { value: 'always', label: 'Always' },
                  { value: 'never', label: 'Never' },
                ]}
              />
              <HeatmapStyleChoice />
              <Select
                label="Heatmaps of"
                size="xs"
                allowDeselect={false}
                value={String(cue)}
                onChange={(value) => change({ cue: value === null ? undefined : Number(value) })}
                data={cues.map(({ feature, title }) => ({ value: String(feature), label: title }))}
                comboboxProps={{ withinPortal: false }}
              />
            </>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function HeatmapStyleChoice() {
  const [style, setStyle] = useHeatmapStyle();
  return (
    <Choice
      label="Heatmaps show the cue by"
      value={style}
      onChange={(value) => setStyle(value as ShownStyle)}
      data={SHOWN_STYLES.map((one) => ({ value: one, label: STYLE_WORDS[one].title }))}
    />
  );
}

function Choice(props: {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <div>
      <Text size="xs" fw={500} mb={2}>
        {props.label}
      </Text>
      <SegmentedControl
        aria-label={props.label}
        fullWidth
        size="xs"
        value={props.value}
        onChange={props.onChange}
        data={props.data}
      />
    </div>
  );
}

function omit<T extends string, D extends T>(value: T, defaultValue: D): Exclude<T, D> | undefined {
  return value === defaultValue ? undefined : (value as Exclude<T, D>);
}
