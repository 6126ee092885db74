/**
 * Whether two models rely on the same regions in the same way, and the choice of both; how to find out where nobody has yet.
 * In: the sensitivities route, the page's state. Out: a panel; nothing in a static copy without any.
 */
import { Code, Group, Select, Text } from '@mantine/core';
import { useMemo } from 'react';
import {
  compareSensitivities,
  listCorruptedModels,
  type SensitivityPoint,
} from '../../../../src/figures/index.js';
import type { SensitivitiesResponse } from '../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { Panel } from '../../parts/page/panel.js';
import { WaitingPanel } from '../../parts/page/waiting-panel.js';
import { useRead } from '../../queries.js';
import type { ModelsSearch } from './models-search.js';
import { SensitivityFigure } from './sensitivity-figure.js';

interface SensitivityPanelProps {
  search: ModelsSearch;
  change: (part: Partial<ModelsSearch>) => void;
  toPairAddress: (pair: SensitivityPoint) => string;
}

const LEAST_MODELS = 2;
const TITLE = 'Do models rely on the same regions?';

export function SensitivityPanel(props: SensitivityPanelProps) {
  const sensitivities = useRead('GET /api/sensitivities', {});
  const { data } = sensitivities;
  if (data === undefined) return <WaitingPanel title={TITLE} query={sensitivities} />;
  const models = listCorruptedModels(data.sensitivities);
  const isEmpty = models.length < LEAST_MODELS;
  if (isEmpty && IS_STATIC) return null;
  return (
    <Panel
      title={TITLE}
      description="Accuracy that each model loses when colour, detail or order is taken out of the region where a pair’s feature fires; a point is a pair of class and feature."
    >
      {data.withheld !== null ? (
        <Text size="sm">{data.withheld}</Text>
      ) : isEmpty ? (
        <HowToCorrupt models={models} outdatedCount={data.outdatedCount} />
      ) : (
        <Sensitivities {...props} response={data} models={models} />
      )}
    </Panel>
  );
}

function Sensitivities({
  response,
  models,
  search,
  change,
  toPairAddress,
}: SensitivityPanelProps & { response: SensitivitiesResponse; models: readonly string[] }) {
  const modelX = models.find((model) => model === search.corruptedX) ?? models[0]!;
  const others = models.filter((model) => model !== modelX);
  const modelY = others.find((model) => model === search.corruptedY) ?? others[0]!;
  const comparison = useMemo(
    () => compareSensitivities(response.sensitivities, modelX, modelY),
    [response, modelX, modelY],
  );
  return (
    <>
      <Group gap="xs" mb="xs" grow maw={520}>
        <Select
          size="xs"
          label="Across"
          data={models}
          value={modelX}
          onChange={(model) => change({ corruptedX: model ?? undefined })}
          allowDeselect={false}
        />
        <Select
          size="xs"
          label="Up"
          data={others}
          value={modelY}
          onChange={(model) => change({ corruptedY: model ?? undefined })}
          allowDeselect={false}
        />
      </Group>
      <SensitivityFigure comparison={comparison} toAddress={toPairAddress} />
      <Outdated count={response.outdatedCount} />
    </>
  );
}

function HowToCorrupt({ models, outdatedCount }: { models: readonly string[]; outdatedCount: number }) {
  return (
    <>
      <Text size="sm" maw={720}>
        {models.length === 0
          ? 'Nothing was corrupted yet. '
          : `Only ${models[0]} was corrupted; another model that can be run is needed. `}
        <Code>spuriosity corrupt</Code> does it for the workspace’s head, heads over its features and networks
        added with <Code>spuriosity model add NAME --onnx FILE</Code>; models known by their predictions
        cannot be run.
      </Text>
      <Outdated count={outdatedCount} />
    </>
  );
}

function Outdated({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <Text size="xs" c="var(--muted)" mt="xs">
      {formatQuantity(count, 'measurement')} of before a change of verdicts or models{' '}
      {count === 1 ? 'is' : 'are'} left out; <Code fz="xs">spuriosity corrupt</Code> measures anew.
    </Text>
  );
}
