/**
 * How gaps spread over classes and models, how alike models are, which are more robust than expected.
 * In: the response, rows per class. Out: panels; those that compare models only where there are at least two.
 */
import { Grid } from '@mantine/core';
import type { ModelsResponse } from '../../../../src/protocol/index.js';
import { Explain } from '../../parts/explain.js';
import { Panel } from '../../parts/panel.js';
import type { ClassGapRow } from './class-gaps.js';
import { ClassSpreadFigure } from './class-spread-figure.js';
import { CorrelationFigure } from './correlation-figure.js';
import { RobustnessFigure } from './robustness-figure.js';
import { VarianceFigure } from './variance-figure.js';

interface ComparisonProps {
  response: ModelsResponse;
  rows: readonly ClassGapRow[];
  toClassAddress: (classIndex: number) => string;
}

export function Comparison({ response, rows, toClassAddress }: ComparisonProps) {
  const hasSeveral = response.comparison !== null;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: hasSeveral ? 7 : 12 }}>
        <Panel
          title="Gaps over the classes"
          description="Each point is a class and leads to its ranking; the bar is the model's mean."
          fills
        >
          <ClassSpreadFigure response={response} rows={rows} toAddress={toClassAddress} />
        </Panel>
      </Grid.Col>
      {hasSeveral && (
        <>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Panel
              title="Class or model?"
              description={
                <>
                  Wider above than below: the class decides more than the model (
                  <Explain metric="varianceRatio">variance ratio</Explain>).
                </>
              }
              fills
            >
              <VarianceFigure response={response} rows={rows} />
            </Panel>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Panel
              title="Are models biased in the same classes?"
              description={
                <>
                  <Explain metric="correlation">Correlation</Explain> of class gaps, similar models side by
                  side.
                </>
              }
              fills
            >
              <CorrelationFigure response={response} />
            </Panel>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Panel
              title="Effective robustness"
              description={
                <>
                  Right of zero: better on the least spurious images than{' '}
                  <Explain metric="effectiveRobustness">expected</Explain> of its accuracy on the most
                  spurious ones.
                </>
              }
              fills
            >
              <RobustnessFigure response={response} />
            </Panel>
          </Grid.Col>
        </>
      )}
    </Grid>
  );
}
