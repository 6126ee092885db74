/**
 * Two models against each other, class by class, and the choice of both.
 * In: the response with at least two models, the page's state. Out: a panel; at first the model of discovery and the one most like it.
 */
import { Group, Select, Text } from '@mantine/core';
import { useMemo } from 'react';
import { type GapAgreement, listGapAgreements } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { formatDecimal } from '../../../../src/words/index.js';
import { IS_STATIC } from '../../api.js';
import { PageButton } from '../../parts/page/page-link.js';
import { Panel } from '../../parts/page/panel.js';
import { AgreementFigure } from './agreement-figure.js';
import type { ModelsSearch } from './models-search.js';

interface AgreementPanelProps {
  response: ModelsResponse;
  search: ModelsSearch;
  change: (part: Partial<ModelsSearch>) => void;
  toClassAddress: (classIndex: number) => string;
}

export function AgreementPanel({ response, search, change, toClassAddress }: AgreementPanelProps) {
  const agreements = useMemo(
    () =>
      listGapAgreements(
        search.reference === undefined ? response : { ...response, discoveryModel: search.reference },
      ),
    [response, search.reference],
  );
  const shown = agreements.find(({ model }) => model === search.against) ?? agreements[0];
  return (
    <Panel
      title="One model against another"
      description="Each point is a class and leads to its ranking; on the diagonal both models have the same gap."
      actions={
        shown !== undefined &&
        !IS_STATIC && (
          <PageButton
            size="xs"
            variant="default"
            to="/compare"
            search={{ first: shown.reference, second: shown.model }}
          >
            Image by image
          </PageButton>
        )
      }
      fills
    >
      {shown === undefined ? (
        <Text size="sm" c="var(--muted)">
          No class was measured on both.
        </Text>
      ) : (
        <>
          <Group gap="xs" mb="xs" grow>
            <Select
              size="xs"
              label="Across"
              data={response.models.map(({ model }) => model)}
              value={shown.reference}
              onChange={(reference) => change({ reference: reference ?? undefined, against: shown.model })}
              searchable
              allowDeselect={false}
            />
            <Select
              size="xs"
              label="Up, the most alike first"
              data={agreements.map(({ model }) => model)}
              renderOption={({ option }) => (
                <Choice {...(agreements.find(({ model }) => model === option.value) ?? shown)} />
              )}
              value={shown.model}
              onChange={(against) => change({ against: against ?? undefined })}
              searchable
              allowDeselect={false}
            />
          </Group>
          <AgreementFigure agreement={shown} toAddress={toClassAddress} />
        </>
      )}
    </Panel>
  );
}

function Choice({ model, r }: GapAgreement) {
  return (
    <Group justify="space-between" gap="xs" flex={1}>
      {model}
      <Text span size="xs" c="var(--muted)" className="numbers">
        r = {formatDecimal(r, 2)}
      </Text>
    </Group>
  );
}
