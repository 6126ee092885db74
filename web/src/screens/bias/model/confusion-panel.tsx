/**
 * Which classes a model takes for which: the whole matrix of few classes; of many a block of those that are taken for each other, or a class
 * among those that it is confused with.
 * In: the model's counts, the page's state. Out: a panel that says how much of the matrix it shows.
 */
import { Select, Text } from '@mantine/core';
import { useMemo } from 'react';
import { listConfusedWith, toConfusionBlock } from '../../../../../src/figures/index.js';
import type { ConfusionPlace } from '../../../../../src/figures/plots/index.js';
import { MOST_IN_BLOCK, type ModelResponse } from '../../../../../src/protocol/index.js';
import { formatCount, formatQuantity } from '../../../../../src/words/index.js';
import { Panel } from '../../../parts/page/panel.js';
import { ClassSelect } from '../../../parts/study/class-select.js';
import { ConfusionFigure } from './confusion-figure.js';
import type { ModelSearch } from './model-search.js';

interface ConfusionPanelProps {
  response: ModelResponse;
  search: ModelSearch;
  change: (part: Partial<ModelSearch>) => void;
  toAddress: (place: ConfusionPlace) => string;
}

export function ConfusionPanel({ response, search, change, toAddress }: ConfusionPanelProps) {
  const { confusion, blocks } = response;
  const classCount = confusion.labelledCounts.length;
  const isWhole = classCount <= MOST_IN_BLOCK;
  const { around, block: place = 0 } = search;
  const block = useMemo(() => {
    if (isWhole) return toConfusionBlock(confusion, [...confusion.labelledCounts.keys()]);
    if (around !== undefined && around < classCount)
      return toConfusionBlock(confusion, listConfusedWith(confusion, around, MOST_IN_BLOCK));
    return toConfusionBlock(confusion, blocks[place] ?? blocks[0] ?? []);
  }, [confusion, blocks, isWhole, classCount, around, place]);
  const mistakeCount = confusion.imageCount - confusion.rightCount;
  return (
    <Panel
      title="What is taken for what"
      description={
        isWhole
          ? 'Rows are labels, columns what the model says. A cell, or a name at the side or below, leads to its images.'
          : `${formatCount(block.classes.length)} of ${formatQuantity(classCount, 'class', 'classes')}: ${formatCount(block.insideCount)} of ${formatQuantity(mistakeCount, 'mistake')} are among them. The CSV has the whole matrix.`
      }
      actions={
        isWhole ? undefined : (
          <>
            <ClassSelect
              label="Class with those it is confused with"
              isLabelHidden
              placeholder="Around a class …"
              size="xs"
              width={170}
              value={around ?? null}
              onChange={(classIndex) => change({ around: classIndex, block: undefined })}
            />
            <Select
              size="xs"
              w={180}
              aria-label="Block of classes"
              placeholder="A block of classes …"
              data={blocks.map((classes, index) => ({
                value: String(index),
                label: `Block ${index + 1}, ${formatQuantity(classes.length, 'class', 'classes')}`,
              }))}
              value={around === undefined ? String(place) : null}
              onChange={(value) => change({ block: Number(value) || undefined, around: undefined })}
              limit={50}
              allowDeselect={false}
            />
          </>
        )
      }
      fills
    >
      {confusion.imageCount === 0 ? (
        <Text size="sm" c="var(--muted)">
          The model has no prediction for any image of this split.
        </Text>
      ) : block.classes.length === 0 ? (
        <Text size="sm" c="var(--muted)">
          The model makes no mistake on this split, so that no class is taken for another.
        </Text>
      ) : (
        <ConfusionFigure response={response} block={block} toAddress={toAddress} />
      )}
    </Panel>
  );
}
