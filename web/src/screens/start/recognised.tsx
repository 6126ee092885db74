/** The second step: what the data set is taken for, with pictures, and how it shall be studied. In: a path. Out: a study that has begun. */
import { Alert, Button, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconArrowLeft, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { InspectionResponse } from '../../../../src/protocol/index.js';
import { formatCount, formatQuantity, formatSplit } from '../../../../src/words/index.js';
import { send } from '../../api.js';
import { Loaded } from '../../parts/page/loaded.js';
import { Panel } from '../../parts/page/panel.js';
import { Samples } from './samples.js';
import { StudyForm } from './study-form.js';

/** Classes that are listed with their images; the others are counted. */
const LISTED_CLASSES = 12;

export function Recognised({ path, goBack }: { path: string; goBack: () => void }) {
  const inspection = useQuery<InspectionResponse>({
    queryKey: ['inspection', path],
    queryFn: () => send('POST /api/start/inspections', {}, { path }),
    // The folder may be another one by then.
    gcTime: 0,
  });
  return (
    <>
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowLeft size={14} aria-hidden />}
          onClick={goBack}
        >
          Choose other images
        </Button>
      </Group>
      <Loaded query={inspection} skeleton={<Skeleton height={420} />}>
        {(found) => (
          <>
            <Panel title={`Recognised: ${describe(found)}`} description={found.path}>
              <Found found={found} />
            </Panel>
            <StudyForm found={found} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** "397 images of 2 classes". */
function describe({ splits, classes }: InspectionResponse): string {
  const images = splits.reduce((sum, { imageCount }) => sum + imageCount, 0);
  return `${formatQuantity(images, 'image')} of ${formatQuantity(classes.length, 'class', 'classes')}`;
}

function Found({ found }: { found: InspectionResponse }) {
  return (
    <Stack gap="md">
      {found.hasWorkspace && (
        <Alert color="blue" icon={<IconInfoCircle aria-hidden />}>
          There is a workspace of this data set already. Starting goes on with it; answers are kept.
        </Alert>
      )}
      <Samples found={found} />
      <Counts found={found} />
      <ul style={{ margin: 0, paddingInlineStart: '1.2em' }}>
        {listRemarks(found).map((remark) => (
          <Text key={remark} component="li" size="sm" style={{ overflowWrap: 'anywhere' }}>
            {remark}
          </Text>
        ))}
      </ul>
    </Stack>
  );
}

function listRemarks({ notes, groupColumns, maskColumn, leftOut, samples }: InspectionResponse): string[] {
  return [
    ...notes,
    ...(groupColumns.length > 0 ? [`Known groups: ${groupColumns.join(', ')}.`] : []),
    ...(maskColumn === null ? [] : [`Object masks: column ${maskColumn}.`]),
    ...leftOut.map(
      ({ reason, count }) => `Left out, ${formatQuantity(count, 'entry', 'entries')}: ${reason}`,
    ),
    ...samples.flatMap(({ path, problem }) => (problem === null ? [] : [`${path}: ${problem}`])),
  ];
}

function Counts({ found: { classes, splits } }: { found: InspectionResponse }) {
  const shown = classes.slice(0, LISTED_CLASSES);
  const more = classes.length - shown.length;
  return (
    <Table.ScrollContainer
      minWidth={280}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Images of each class' } }}
    >
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Class</Table.Th>
            {splits.map(({ split }) => (
              <Table.Th key={split} ta="right">
                {formatSplit(split)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ name, counts }) => (
            <Table.Tr key={name}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{name}</Table.Td>
              {splits.map(({ split }) => (
                <Table.Td key={split} ta="right" className="numbers">
                  {formatCount(counts[split] ?? 0)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
          {more > 0 && (
            <Table.Tr>
              <Table.Td colSpan={splits.length + 1}>
                and {formatQuantity(more, 'class', 'classes')} more
              </Table.Td>
            </Table.Tr>
          )}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
