/** What the class is: names, kind, meaning, ordinary images, places to read more. In: the class, sample images. Out: a card. */
import { Anchor, Badge, Group, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import {
  type AnnotationTask,
  type ClassEntry,
  listSynonyms,
  PICTURES,
} from '../../../../../src/protocol/index.js';
import { Picture } from '../../../parts/images/picture.js';
import classes from './class-card.module.css';

export function ClassCard({ entry }: { entry: ClassEntry }) {
  const [name, ...others] = listSynonyms(entry.displayName);
  return (
    <div className={classes.head}>
      <Group gap="xs" align="center">
        <Title order={2} size="h4">
          {name}
        </Title>
        {entry.superCategory ? (
          <Badge variant="default" size="sm" tt="none" fw={500}>
            {entry.superCategory}
          </Badge>
        ) : null}
      </Group>
      {others.length > 0 ? (
        <Text size="sm" c="var(--muted)">
          also {others.join(', ')}
        </Text>
      ) : null}
      {entry.gloss ? (
        <Text size="sm" lineClamp={3}>
          {entry.gloss}
        </Text>
      ) : null}
    </div>
  );
}

export function ClassSamples({ entry, samples }: { entry: ClassEntry; samples: AnnotationTask['samples'] }) {
  const [name] = listSynonyms(entry.displayName);
  return (
    <div className={classes.samples}>
      {samples.length > 0 ? (
        <div className={classes.strip}>
          {samples.map(({ image }, place) => (
            <Picture
              key={image}
              src={PICTURES.image(image)}
              alt={`Ordinary image ${place + 1} of ${name}`}
              loading="eager"
            />
          ))}
        </div>
      ) : null}
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="var(--muted)">
          {samples.length > 0 ? 'Ordinary images of the class' : ''}
        </Text>
        <Group gap="sm">
          <Anchor
            size="xs"
            target="_blank"
            rel="noreferrer"
            href={`https://en.wikipedia.org/wiki/Special:Search?search=${encodeURIComponent(name)}`}
          >
            Wikipedia <IconExternalLink size={11} aria-hidden />
            <span className="sr-only">: search for {name} (opens a new tab)</span>
          </Anchor>
          {entry.wordnetId ? (
            <Text size="xs" c="var(--muted)" title="WordNet's number of this meaning">
              {entry.wordnetId}
            </Text>
          ) : null}
        </Group>
      </Group>
    </div>
  );
}
