/** What the workspace was made from: images, encoder, head, and remarks of the reader. In: the workspace's answer. Out: a list of facts. */
import { Anchor, Badge, Group, Table, Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { EncoderEntry, HeadEntry, WorkspaceResponse } from '../../../../src/protocol/index.js';
import { formatCount, formatPercent, formatQuantity, formatSplit } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { PageLink } from '../../parts/page/page-link.js';
import { Panel } from '../../parts/page/panel.js';
import { Explain } from '../../parts/study/explain.js';
import { useRead } from '../../queries.js';

export function DataFacts(props: { workspace: WorkspaceResponse; openSkipped: () => void }) {
  const { workspace } = props;
  const facts: [string, ReactNode][] = [
    ['Images', <ImageCounts key="images" {...props} />],
    ['Classes', formatCount(workspace.classes.length)],
    ['Format', workspace.format],
    ['Encoder', <Encoder key="encoder" encoder={workspace.encoder} featureCount={workspace.featureCount} />],
    ['Head', workspace.head === null ? 'none yet' : <Head key="head" head={workspace.head} />],
  ];
  if (workspace.groupColumns.length > 0) facts.push(['Groups', workspace.groupColumns.join(', ')]);
  return (
    <Panel title="Data and encoder" actions={<OtherImages />}>
      <Table verticalSpacing={5} horizontalSpacing={0} fz="sm" className="numbers">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={500} c="dimmed" w={84} style={{ verticalAlign: 'top' }}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {workspace.notes.map((note) => (
        <Text key={note} size="xs" c="dimmed" mt={6}>
          {note}
        </Text>
      ))}
    </Panel>
  );
}

/** The way to another data set, where this server may start one. */
function OtherImages() {
  const { data } = useRead('GET /api/start', {}, { enabled: !IS_STATIC });
  if (data === undefined || data.folders.length === 0) return null;
  return (
    <PageLink to="/start" size="sm">
      Your own images
    </PageLink>
  );
}

function ImageCounts({ workspace, openSkipped }: { workspace: WorkspaceResponse; openSkipped: () => void }) {
  return (
    <>
      {workspace.splits
        .map(({ split, imageCount }) => `${formatCount(imageCount)} ${formatSplit(split)}`)
        .join(', ')}
      {workspace.skippedImageCount > 0 ? (
        <>
          {'; '}
          <Anchor component="button" type="button" size="sm" onClick={openSkipped}>
            {formatCount(workspace.skippedImageCount)} skipped
          </Anchor>
        </>
      ) : null}
    </>
  );
}

function Encoder(props: { encoder: EncoderEntry | null; featureCount: number | null }) {
  const { encoder, featureCount } = props;
  const features = featureCount === null ? '' : formatQuantity(featureCount, 'feature');
  if (encoder === null) return <>{features === '' ? 'none yet' : `unknown, ${features} imported`}</>;
  return (
    <Group gap={6}>
      <span>
        {encoder.title}
        {features ? `, ${features}` : ''}
      </span>
      <Tooltip
        multiline
        maw={280}
        label={
          encoder.robust
            ? 'Trained against small adversarial changes: its features are those that people can see.'
            : 'Not trained against adversarial changes: heatmaps and attacks may be hard to read.'
        }
      >
        <Badge size="sm" variant="default" tt="none" fw={500}>
          {encoder.robust ? 'robust' : 'not robust'}
        </Badge>
      </Tooltip>
    </Group>
  );
}

function Head({ head }: { head: HeadEntry }) {
  return (
    <>
      <Explain term="head" facts={{ Fitted: head.recipe }}>
        {head.kind === 'own' ? 'the encoder’s own' : 'fitted on these images'}
      </Explain>
      {head.validationAccuracy === null ? null : (
        <>
          {', '}
          <Explain
            term="accuracy"
            facts={{
              Training: formatPercent(head.trainAccuracy, 1),
              Validation: formatPercent(head.validationAccuracy, 1),
            }}
          >
            {formatPercent(head.validationAccuracy, 1)}
          </Explain>
          {' validation accuracy'}
        </>
      )}
    </>
  );
}
