/**
 * The choice of an encoder, with what is to know of each: size, licence, what it sees. In: a name. Out: the next. `useEncoderName` says which
 * it is while nobody chose: a study that stands goes on with its own.
 */
import { Radio, Skeleton, Stack } from '@mantine/core';
import type { EncoderChoice } from '../../../../src/protocol/index.js';
import { formatBytes, formatCount, formatQuantity } from '../../../../src/words/index.js';
import { useRead } from '../../queries.js';
import { Loaded } from '../page/loaded.js';

/**
 * The encoder that a person chose, else the one that made the features that stand, else the program's default; undefined until that is known.
 * @param standing null where no features stand; undefined while nobody knows
 */
export function useEncoderName(
  chosen: string | undefined,
  standing: string | null | undefined,
): string | undefined {
  const { data } = useRead('GET /api/encoders', {}, { enabled: standing === null, isVolatile: true });
  if (chosen !== undefined || standing === undefined) return chosen;
  return standing ?? data?.encoders.find(({ isDefault }) => isDefault)?.name;
}

export function EncoderField(props: {
  description?: string;
  value: string | undefined;
  onChange: (encoder: string) => void;
}) {
  const { value, description = 'The network whose features are judged.', onChange } = props;
  const encoders = useRead('GET /api/encoders', {}, { isVolatile: true });
  return (
    <Loaded query={encoders} skeleton={<Skeleton height={90} />}>
      {(response) => (
        <Radio.Group label="Encoder" description={description} value={value ?? null} onChange={onChange}>
          <Stack gap="xs" mt={6}>
            {response.encoders.map((encoder) => (
              <Radio
                key={encoder.name}
                value={encoder.name}
                label={encoder.title}
                description={describe(encoder)}
              />
            ))}
            {value !== undefined && response.encoders.every(({ name }) => name !== value) && (
              <Radio value={value} label={value} description="Made the features of this workspace." />
            )}
          </Stack>
        </Radio.Group>
      )}
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
