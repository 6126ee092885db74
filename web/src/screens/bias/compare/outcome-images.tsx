/** Images by who of two models is right about them, sorted by spuriosity. In: the comparison, the page's state. Out: a panel. */
import { Button, Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useMemo } from 'react';
import {
  type ComparedImagesResponse,
  type ComparisonResponse,
  JOINT_OUTCOMES,
  type JointOutcome,
} from '../../../../../src/protocol/index.js';
import { formatCount, formatQuantity } from '../../../../../src/words/index.js';
import { Loaded } from '../../../parts/page/loaded.js';
import { Panel } from '../../../parts/page/panel.js';
import { useClasses } from '../../../parts/study/classes.js';
import { useRead } from '../../../queries.js';
import { ModelImageGrid } from '../images/model-image-grid.js';
import { IMAGES_ID, type SpuriosityOrder, toModelImages } from '../images/model-images.js';
import { OrderSelect } from '../images/order-select.js';
import { type CompareSearch, DEFAULT_OUTCOME } from './compare-search.js';

interface OutcomeImagesProps {
  response: ComparisonResponse;
  titles: readonly [string, string];
  search: CompareSearch;
  change: (part: Partial<CompareSearch>) => void;
}

export function OutcomeImages({ response, titles, search, change }: OutcomeImagesProps) {
  const { outcome = DEFAULT_OUTCOME, order } = search;
  const { toLabel } = useClasses();
  const [model, other] = response.models;
  const images = useRead('GET /api/comparisons/:model/:other/:outcome', { model, other, outcome });
  const rows = useMemo(
    () => (images.data ? listRows(images.data, order, search.class) : []),
    [images.data, order, search.class],
  );
  const name = nameOutcome(outcome, titles);
  const ofClass = search.class === undefined ? '' : `, ${toLabel(search.class)}`;
  const count = images.data ? `: ${formatQuantity(rows.length, 'image')}` : '';
  return (
    <div id={IMAGES_ID} style={{ scrollMarginTop: 72 }}>
      <Panel
        title={`${name}${ofClass}${count}`}
        description="Sorted by spuriosity; images of classes without a spurious cue have none and stand at the end."
        actions={<OrderSelect order={order} onChange={(next) => change({ order: next })} />}
      >
        <Group gap="xs" mb="sm">
          <SegmentedControl
            size="xs"
            aria-label="Who is right"
            data={JOINT_OUTCOMES.map((value) => ({
              value,
              label: `${nameOutcome(value, titles)} ${formatCount(response.all.counts[value])}`,
            }))}
            value={outcome}
            onChange={(next) =>
              change({
                outcome: next === DEFAULT_OUTCOME ? undefined : (next as CompareSearch['outcome']),
                image: undefined,
              })
            }
            style={{ flexWrap: 'wrap' }}
          />
          {search.class !== undefined && (
            <Button size="xs" variant="default" onClick={() => change({ class: undefined })}>
              All classes
            </Button>
          )}
        </Group>
        <Loaded query={images} skeleton={<Skeleton height={180} />}>
          {() =>
            rows.length === 0 ? (
              <Text size="sm" c="var(--muted)">
                There is no such image.
              </Text>
            ) : (
              <ModelImageGrid
                label={name}
                rows={rows}
                models={titles}
                split={response.split}
                open={search.image ?? null}
                onOpen={(image) => change({ image })}
              />
            )
          }
        </Loaded>
      </Panel>
    </div>
  );
}

function listRows(response: ComparedImagesResponse, order: SpuriosityOrder, classIndex: number | undefined) {
  const rows = toModelImages(response, response.predicted, order);
  return classIndex === undefined ? rows : rows.filter(({ label }) => label === classIndex);
}

function nameOutcome(outcome: JointOutcome, titles: readonly [string, string]): string {
  if (outcome === 'both') return 'Both right';
  if (outcome === 'neither') return 'Both wrong';
  return `Only ${titles[outcome === 'only-first' ? 0 : 1]} right`;
}
