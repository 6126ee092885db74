/**
 * The image that was clicked, and those that the encoder takes for alike. In: the map and the image's place in it. Out: a panel; a click
 * on a picture chooses it in turn. A static copy has no similar images.
 */
import { ActionIcon, Anchor, Group, SimpleGrid, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type MapResponse, PICTURES } from '../../../../src/protocol/index.js';
import { formatDecimal, formatSplit } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { Picture } from '../../parts/images/picture.js';
import { Panel } from '../../parts/page/panel.js';
import { useRead } from '../../queries.js';

const SIZE = 96;

interface ChosenImageProps {
  map: MapResponse;
  place: number;
  toLabel: (classIndex: number) => string;
  choose: (image: number) => void;
  clear: () => void;
}

export function ChosenImage({ map, place, toLabel, choose, clear }: ChosenImageProps) {
  const image = map.images[place]!;
  const classIndex = map.classIndex[place]!;
  const split = map.split[place]!;
  return (
    <Panel
      title={toLabel(classIndex)}
      description={`${map.paths[place]}, ${formatSplit(split)}`}
      actions={
        <ActionIcon variant="subtle" color="gray" onClick={clear} aria-label="Let the image go">
          <IconX size={16} aria-hidden />
        </ActionIcon>
      }
    >
      <Stack gap="sm">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <Picture src={PICTURES.image(image)} alt={toLabel(classIndex)} size={SIZE} />
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link to="/rankings" search={{ class: classIndex, split, image }} {...props} />
            )}
          >
            Open it in its ranking
          </Anchor>
        </Group>
        {!IS_STATIC && <SimilarImages {...{ map, place, toLabel, choose }} />}
      </Stack>
    </Panel>
  );
}

function SimilarImages({ map, place, toLabel, choose }: Omit<ChosenImageProps, 'clear'>) {
  const { data, error } = useRead('GET /api/images/:id/similar', { id: map.images[place]! });
  const drawn = useMemo(() => new Set(map.images), [map]);
  if (error !== null) return <Text size="sm">{error.message}</Text>;
  if (data === undefined) return <Skeleton height={SIZE * 2} />;
  return (
    <div>
      <Text size="xs" c="var(--muted)" mb={4}>
        Nearest of all images by their features, with the cosine similarity; another class is named.
      </Text>
      <SimpleGrid cols={4} spacing={6}>
        {data.images.map(({ image, path, classIndex, split, similarity }) => {
          const isOther = classIndex !== map.classIndex[place];
          const content = (
            <>
              <Picture src={PICTURES.image(image)} alt="" />
              <Text size="xs" className="numbers" truncate c={isOther ? 'var(--wrong)' : undefined}>
                {formatDecimal(similarity, 2)}
                {isOther && ` ${toLabel(classIndex)}`}
              </Text>
            </>
          );
          const named = {
            'aria-label': `${formatDecimal(similarity, 2)} ${toLabel(classIndex)}, a similar image`,
            title: path,
          };
          // A map of many images is a sample: the others are shown in their rankings.
          return drawn.has(image) ? (
            <UnstyledButton key={image} {...named} onClick={() => choose(image)}>
              {content}
            </UnstyledButton>
          ) : (
            <Link key={image} {...named} to="/rankings" search={{ class: classIndex, split, image }}>
              {content}
            </Link>
          );
        })}
      </SimpleGrid>
    </div>
  );
}
