/**
 * What the measurements say of the first model, in the report's sentence, with the marks of what it leaves open.
 * In: the workspace's answer; reads the evidence itself. Out: a section; nothing where there is no gap to speak of.
 */
import { Badge, Card, Group, Skeleton, Text } from '@mantine/core';
import type { EvidenceResponse, WorkspaceResponse } from '../../../../src/protocol/index.js';
import { describeFinding, describeVerdictSources, FINDING_MARKS } from '../../../../src/words/index.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageLink } from '../../parts/page/page-link.js';
import { useClasses } from '../../parts/study/classes.js';
import { toStatement } from '../../parts/study/evidence.js';
import { ProvisionalMark } from '../../parts/study/provisional.js';
import { useRead } from '../../queries.js';

export function FindingPanel({ workspace }: { workspace: WorkspaceResponse }) {
  const evidence = useRead('GET /api/evidence', {});
  if (workspace.models[0]?.spuriousGap == null) return null;
  return (
    <Card withBorder padding="sm" component="section" aria-label="Finding">
      <Loaded query={evidence} skeleton={<Skeleton height={60} />}>
        {(response) => <Finding workspace={workspace} response={response} />}
      </Loaded>
    </Card>
  );
}

function Finding({ workspace, response }: { workspace: WorkspaceResponse; response: EvidenceResponse }) {
  const { toLabel } = useClasses();
  const statement = toStatement(workspace.models[0]!, response, toLabel);
  if (statement === null) return null;
  const { verdictSources } = workspace.annotation;
  return (
    <>
      <Group gap={6} mb={4}>
        <Text size="xs" c="dimmed" fw={600}>
          Finding
        </Text>
        <Badge size="xs" variant="default" tt="none" miw="max-content">
          {statement.evidence === null ? 'cause not measured' : FINDING_MARKS[statement.evidence.finding]}
        </Badge>
        {statement.isProvisional ? <ProvisionalMark /> : null}
      </Group>
      <Text fw={600}>{describeFinding(statement)}</Text>
      <Text size="xs" c="dimmed" mt={4}>
        {[describeVerdictSources(verdictSources), response.reason].filter(Boolean).join(' ')}{' '}
        <PageLink to="/models" size="xs" underline="always">
          The evidence
        </PageLink>
      </Text>
    </>
  );
}
