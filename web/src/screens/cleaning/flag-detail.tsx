/** One flagged image large, beside the part where the object should be, and why it is flagged. In: a flag. Out: pictures and words. */
import { Box, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { type NoiseFlag, PICTURES } from '../../../../src/protocol/index.js';
import { formatDecimal, formatGap, formatQuantity, formatSplit } from '../../../../src/words/index.js';
import { withPerson } from '../../api.js';
import { Picture } from '../../parts/images/picture.js';
import { PageLink } from '../../parts/page/page-link.js';
import { formatDateTime } from '../../parts/study/date-time.js';
import { Explain } from '../../parts/study/explain.js';
import { useRead } from '../../queries.js';

interface FlagDetailProps {
  flag: NoiseFlag;
  hasPictures: boolean;
  toLabel: (classIndex: number) => string;
}

export function FlagDetail({ flag, hasPictures, toLabel }: FlagDetailProps) {
  const label = toLabel(flag.classIndex);
  return (
    <Stack gap="sm">
      <SimpleGrid cols={2} spacing="sm" maw={620}>
        <Shown title="The image">
          <Picture
            src={hasPictures ? PICTURES.original(flag.image) : null}
            alt={`Image labelled ${label}`}
            absentNote="This workspace has no pictures."
            fit="contain"
            loading="eager"
          />
        </Shown>
        <Shown title={`Where ${label} should be`}>
          <Picture
            src={flag.hasCrop && hasPictures ? withPerson(PICTURES.crop(flag.image)) : null}
            alt={`Part of the image where the core features of ${label} fire`}
            waitingNote="Being cut out …"
            absentNote="No core crop: the class has no core feature, or the encoder is unknown."
            fit="contain"
            loading="eager"
          />
        </Shown>
      </SimpleGrid>
      <Reason flag={flag} toLabel={toLabel} />
    </Stack>
  );
}

/** The gap that makes the class's images suspicious, with what it rests on; nothing where it is no longer measured. */
function ClassGap({ flag, label }: { flag: NoiseFlag; label: string }) {
  const { data: study } = useRead('GET /api/models', {});
  const place = study?.classes.indexOf(flag.classIndex) ?? -1;
  const mean = study?.classMeans[place] ?? null;
  if (study === undefined || mean === null) return null;
  const ks = study.ks.flatMap((ofModel) => ofModel[place] ?? []);
  return (
    <Text size="sm" mt={2}>
      Gap of {label}:{' '}
      <Explain
        term="gap"
        facts={{
          Split: study.split && formatSplit(study.split),
          k: Math.min(...ks),
          n: formatQuantity(study.imageCounts[place] ?? 0, 'image'),
          Models: study.models.length > 1 ? `mean of ${study.models.length}` : study.models[0]?.model,
        }}
      >
        {formatGap(mean.gap, mean.interval)}
      </Explain>
    </Text>
  );
}

function Shown({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="figure" m={0}>
      <Text component="figcaption" size="xs" c="var(--muted)" mb={4} truncate>
        {title}
      </Text>
      {children}
    </Box>
  );
}

function Reason({ flag, toLabel }: Pick<FlagDetailProps, 'flag' | 'toLabel'>) {
  const { flaggedBy, suspectedClassIndex } = flag;
  const suspected = suspectedClassIndex === null ? null : toLabel(suspectedClassIndex);
  return (
    <Box>
      <Title order={2} size="h4">
        Labelled {toLabel(flag.classIndex)}
        {suspected === null ? '' : `, perhaps ${suspected}`}
      </Title>
      {flaggedBy && (
        <Text size="sm" mt={2}>
          Doubted by {flaggedBy.decidedBy}, {formatDateTime(flaggedBy.decidedAt)}.
        </Text>
      )}
      <Text size="sm" mt={2}>
        {suspected !== null && <Spuriosity flag={flag} suspected={suspected} />}
        <PageLink
          size="sm"
          underline="always"
          to="/rankings"
          search={{ class: flag.classIndex, split: flag.split, order: 'most-first', image: flag.image }}
        >
          See it in its ranking
        </PageLink>
      </Text>
      {suspected !== null && <ClassGap flag={flag} label={toLabel(flag.classIndex)} />}
      {!flag.isStanding && (
        <Text size="sm" mt={2}>
          No longer flagged: with the verdicts as they are now it would not be. It stays here all the same.
        </Text>
      )}
      <Text size="xs" c="var(--muted)" mt={2} style={{ overflowWrap: 'anywhere' }}>
        {flag.path}
      </Text>
    </Box>
  );
}

function Spuriosity({ flag, suspected }: { flag: NoiseFlag; suspected: string }) {
  const spuriosity = formatDecimal(flag.spuriosity, 2);
  return (
    <>
      Spuriosity{' '}
      <Explain
        term="spuriosity"
        facts={{ Split: formatSplit(flag.split) }}
        label={`Spuriosity ${spuriosity}`}
      >
        {spuriosity}
      </Explain>
      : the cue of its class is strong here, and the model still says {suspected}.{' '}
    </>
  );
}
