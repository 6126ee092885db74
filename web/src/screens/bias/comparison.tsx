/**
 * How gaps spread over classes and models, how alike models are, which are more robust than expected.
 * In: the response, the page's state. Out: panels; those that compare models only where there are enough of them.
 */
import { Grid } from '@mantine/core';
import { useMemo } from 'react';
import { LEAST_FOR_LINE, listCategoryRobustness } from '../../../../src/figures/index.js';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { Panel } from '../../parts/page/panel.js';
import { Explain } from '../../parts/study/explain.js';
import { AgreementPanel } from './agreement-panel.js';
import { CategoryFigure } from './category-figure.js';
import { ClassSpreadFigure } from './class-spread-figure.js';
import { CorrelationFigure } from './correlation-figure.js';
import type { ModelsSearch } from './models-search.js';
import { RobustnessFigure } from './robustness-figure.js';
import { VarianceFigure } from './variance-figure.js';

const HALF = { base: 12, md: 6 };

interface ComparisonProps {
  response: ModelsResponse;
  search: ModelsSearch;
  change: (part: Partial<ModelsSearch>) => void;
  toClassAddress: (classIndex: number) => string;
}

export function Comparison({ response, search, change, toClassAddress }: ComparisonProps) {
  const hasSeveral = response.comparison !== null;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: hasSeveral ? 7 : 12 }}>
        <Panel
          title="Gaps over the classes"
          description="Each point is a class and leads to its ranking; the bar is the model's mean with its 95% interval."
          fills
        >
          <ClassSpreadFigure response={response} toAddress={toClassAddress} />
        </Panel>
      </Grid.Col>
      {hasSeveral && (
        <>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <VariancePanel response={response} />
          </Grid.Col>
          <Grid.Col span={HALF}>
            <AgreementPanel {...{ response, search, change, toClassAddress }} />
          </Grid.Col>
          <Grid.Col span={HALF}>
            <CorrelationPanel response={response} />
          </Grid.Col>
        </>
      )}
      {response.models.length >= LEAST_FOR_LINE && <RobustnessColumns response={response} />}
    </Grid>
  );
}

function VariancePanel({ response }: { response: ModelsResponse }) {
  return (
    <Panel
      title="Class or model?"
      description={
        <>
          Wider above than below: the class decides more than the model (
          <Explain term="varianceRatio">variance ratio</Explain>).
        </>
      }
      fills
    >
      <VarianceFigure response={response} />
    </Panel>
  );
}

function CorrelationPanel({ response }: { response: ModelsResponse }) {
  return (
    <Panel
      title="Are models biased in the same classes?"
      description={
        <>
          <Explain term="correlation">Correlation</Explain> of class gaps (r × 100), similar models side by
          side: blue is alike, orange opposite.
        </>
      }
      fills
    >
      <CorrelationFigure response={response} />
    </Panel>
  );
}

/** Each model and, where categories have several models, each category. */
function RobustnessColumns({ response }: { response: ModelsResponse }) {
  const categories = useMemo(() => listCategoryRobustness(response), [response]);
  const hasCategories = categories.length > 1 && categories.some(({ modelCount }) => modelCount > 1);
  return (
    <>
      <Grid.Col span={hasCategories ? HALF : 12}>
        <Panel
          title="Effective robustness"
          description={
            <>
              Right of zero: better on the least spurious images than{' '}
              <Explain term="effectiveRobustness">expected</Explain> of its accuracy on the most spurious
              ones.
            </>
          }
          fills
        >
          <RobustnessFigure response={response} />
        </Panel>
      </Grid.Col>
      {hasCategories && (
        <Grid.Col span={HALF}>
          <Panel
            title="Effective robustness per category"
            description="Mean over the models with the same first tag; in brackets, how many they are."
            fills
          >
            <CategoryFigure categories={categories} />
          </Panel>
        </Grid.Col>
      )}
    </>
  );
}
