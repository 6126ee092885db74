/** The choice of an encoder, with what is to know of each: size, licence, what it sees. In: a name, undefined for the default. Out: the next. */
import { Radio, Skeleton, Stack } from '@mantine/core';
import type { EncoderChoice } from '../../../../src/protocol/index.js';
import { formatBytes, formatCount, formatQuantity } from '../../../../src/words/index.js';
import { useRead } from '../../queries.js';
import { Loaded } from '../page/loaded.js';

export function EncoderField(props: {
  description?: string;
  value: string | undefined;
  onChange: (encoder: string | undefined) => void;
}) {
  const encoders = useRead('GET /api/encoders', {});
  return (
    <Loaded query={encoders} skeleton={<Skeleton height={90} />}>
      {(response) => {
        const standard = response.encoders.find(({ isDefault }) => isDefault)?.name;
        return (
          <Radio.Group
            label="Encoder"
            description={props.description ?? 'The network whose features are judged.'}
            value={props.value ?? standard ?? null}
            onChange={(name) => props.onChange(name === standard ? undefined : name)}
          >
            <Stack gap="xs" mt={6}>
              {response.encoders.map((encoder) => (
                <Radio
                  key={encoder.name}
                  value={encoder.name}
                  label={encoder.title}
                  description={describe(encoder)}
                />
              ))}
            </Stack>
          </Radio.Group>
        );
      }}
    </Loaded>
  );
}

/** What it sees, how large it is, under which licence. */
function describe(encoder: EncoderChoice): string {
  const { crop, featureCount, classCount, someClasses, robust, sizeBytes, licence } = encoder;
  const sees =
    crop === null
      ? 'images as they are'
      : `the middle ${crop.width} × ${crop.height} pixels of the scaled image`;
  const classes =
    classCount === 0
      ? 'Has no head of its own.'
      : `Was trained on ${formatQuantity(classCount, 'class', 'classes')}: ${someClasses.join('; ')} …`;
  return [
    `Sees ${sees}, as ${formatCount(featureCount)} features.`,
    classes,
    robust
      ? 'Adversarially trained, so that heatmaps and attacks show what people see.'
      : 'Not adversarially trained: attacks show little.',
    `${formatBytes(sizeBytes)}; licence: ${licence}`,
  ].join(' ');
}
