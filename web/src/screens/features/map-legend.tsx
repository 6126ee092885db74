/** What the colours of the map mean. In: its palette. Out: swatches with words; a run of steps has words at both ends. */
import { Group, Text } from '@mantine/core';
import type { PointColours, Tone } from './point-colours.js';

export function MapLegend({ colours: { tones, toneOfPoint } }: { colours: PointColours }) {
  const used = new Set(toneOfPoint);
  const isStep = (place: number) => tones[place]?.title === null;
  return (
    <Group gap={4} mt={8} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {tones.map((tone, place) => {
        const isInRun = isStep(place) || isStep(place - 1) || isStep(place + 1);
        if (!isInRun && !used.has(place)) return null;
        return (
          <Entry
            key={`${tone.colour} ${tone.title}`}
            tone={tone}
            beginsRun={isStep(place + 1) && !isStep(place)}
            isLast={!isStep(place) && !isStep(place + 1)}
          />
        );
      })}
    </Group>
  );
}

/** The words stand before the swatch where a run begins. */
function Entry({ tone, beginsRun, isLast }: { tone: Tone; beginsRun: boolean; isLast: boolean }) {
  return (
    <Group
      gap={5}
      component="li"
      wrap="nowrap"
      mr={isLast ? 'xs' : 0}
      style={{ flexDirection: beginsRun ? 'row-reverse' : 'row' }}
    >
      <span aria-hidden style={{ width: 12, height: 12, borderRadius: 6, background: tone.colour }} />
      {tone.title !== null && <Text size="xs">{tone.title}</Text>}
    </Group>
  );
}
