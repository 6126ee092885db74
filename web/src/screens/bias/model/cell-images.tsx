/**
 * The images behind a cell, a row or a column of the matrix. In: which, from the address. Out: a panel that takes the focus when another
 * one is asked for.
 */
import { Button, Skeleton, Text } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import type { ModelResponse } from '../../../../../src/protocol/index.js';
import { formatQuantity } from '../../../../../src/words/index.js';
import { Loaded } from '../../../parts/page/loaded.js';
import { Panel } from '../../../parts/page/panel.js';
import { useClasses } from '../../../parts/study/classes.js';
import { useRead } from '../../../queries.js';
import { ModelImageGrid } from '../images/model-image-grid.js';
import { filterCell, IMAGES_ID } from '../images/model-images.js';
import { OrderSelect } from '../images/order-select.js';
import type { ModelSearch } from './model-search.js';

interface CellImagesProps {
  response: ModelResponse;
  title: string;
  search: ModelSearch;
  change: (part: Partial<ModelSearch>) => void;
}

export function CellImages({ response, title, search, change }: CellImagesProps) {
  const { label, predicted } = search;
  const frame = useRef<HTMLDivElement>(null);
  const place = `${label} ${predicted}`;
  const former = useRef(place);
  useEffect(() => {
    if (former.current !== place) frame.current?.focus({ preventScroll: true });
    former.current = place;
  }, [place]);
  const isOpen = label !== undefined || predicted !== undefined;
  return (
    <div id={IMAGES_ID} ref={frame} tabIndex={-1} style={{ outline: 'none', scrollMarginTop: 72 }}>
      {isOpen ? (
        <OpenCell {...{ response, title, search, change }} />
      ) : (
        <Panel title="Images">
          <Text size="sm" c="var(--muted)">
            Choose a cell of the matrix, or the name of a row or a column: its images are listed here, sorted
            by spuriosity.
          </Text>
        </Panel>
      )}
    </div>
  );
}

function OpenCell({ response, title, search, change }: CellImagesProps) {
  const { label, predicted, order } = search;
  const { toLabel } = useClasses();
  const images = useRead('GET /api/confusion/:model/:side/:classIndex', {
    model: response.model,
    side: label === undefined ? 'predicted' : 'labelled',
    classIndex: label ?? predicted!,
  });
  const rows = useMemo(
    () => (images.data ? filterCell(images.data, { label, predicted }, order) : []),
    [images.data, label, predicted, order],
  );
  const models = useMemo(() => [title], [title]);
  const name = describeCell(label, predicted, toLabel);
  return (
    <Panel
      title={images.data ? `${name}: ${formatQuantity(rows.length, 'image')}` : name}
      description={
        rows.some(({ spuriosity }) => spuriosity === null)
          ? 'Images of classes without a spurious cue have no spuriosity and stand at the end.'
          : undefined
      }
      actions={
        <>
          <OrderSelect order={order} onChange={(next) => change({ order: next })} />
          <Button
            size="xs"
            variant="default"
            onClick={() => change({ label: undefined, predicted: undefined, image: undefined })}
          >
            Close
          </Button>
        </>
      }
    >
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
              models={models}
              split={response.split}
              open={search.image ?? null}
              onOpen={(image) => change({ image })}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

function describeCell(
  label: number | undefined,
  predicted: number | undefined,
  toLabel: (classIndex: number) => string,
): string {
  if (label === undefined) return `Taken for ${toLabel(predicted!)}`;
  if (predicted === undefined) return `Labelled ${toLabel(label)}`;
  return label === predicted
    ? `${toLabel(label)}, right`
    : `${toLabel(label)} taken for ${toLabel(predicted)}`;
}
