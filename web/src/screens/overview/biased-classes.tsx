/** The classes at both ends of the gaps, as rows that lead to the class. In: the ends of the list. Out: a figure. */
import { useCallback, useMemo } from 'react';
import { tabulateClassGaps } from '../../../../src/figures/index.js';
import type { ClassGapNumbers, WorkspaceResponse } from '../../../../src/protocol/index.js';
import { formatSplit } from '../../../../src/words/index.js';
import type { BuildFigure } from '../../parts/figures/drawn-figure.js';
import { PlotFigure } from '../../parts/figures/plot-figure.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { usePageAddress } from '../../parts/page/page-address.js';
import { PageLink } from '../../parts/page/page-link.js';
import { Panel } from '../../parts/page/panel.js';
import { useClasses } from '../../parts/study/classes.js';
import { useRead } from '../../queries.js';

/** Behind the name of a class whose gap rests on a guess. */
const PROVISIONAL_SIGN = ' *';

export function BiasedClasses({ workspace }: { workspace: WorkspaceResponse }) {
  const { mostBiased, mostNegative, measuredSplit } = workspace;
  const { toLabel } = useClasses();
  const { data } = useRead('GET /api/evidence', {});
  const provisional = useMemo(() => new Set(data?.provisionalClasses), [data]);
  const toAddress = usePageAddress();
  const rows = useMemo(
    () =>
      mergeEnds(mostBiased, mostNegative).map((gap) => ({
        ...gap,
        name: `${toLabel(gap.classIndex)}${provisional.has(gap.classIndex) ? PROVISIONAL_SIGN : ''}`,
      })),
    [mostBiased, mostNegative, toLabel, provisional],
  );
  const build = useCallback<BuildFigure>(
    (plots, look) =>
      plots.buildClassGapFigure(rows, look, (classIndex) =>
        toAddress({ to: '/rankings', search: { class: classIndex, split: measuredSplit ?? undefined } }),
      ),
    [rows, measuredSplit, toAddress],
  );
  if (rows.length === 0) {
    return (
      <Panel title="Most biased classes">
        <EmptyState title="No gap can be measured yet" size="sm">
          A gap needs a class with a spurious feature, images to measure on, and a model with predictions.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel
      title="Most biased classes"
      description={`Accuracy of ${rows[0]!.model} on the k most and the k least spurious${measuredSplit ? ` ${formatSplit(measuredSplit)}` : ''} images of a class; the length between them is the gap, in points. A row leads to the ranking.${provisional.size > 0 ? ` Classes with${PROVISIONAL_SIGN} rest on provisional verdicts.` : ''}`}
      actions={
        <PageLink to="/pairs" search={{ sort: 'gap' }} size="sm">
          All classes
        </PageLink>
      }
    >
      <PlotFigure build={build} content={{ name: 'class-gaps', tabulate: () => tabulateClassGaps(rows) }} />
    </Panel>
  );
}

/** Both ends, falling; where the list is short they overlap. */
function mergeEnds(top: readonly ClassGapNumbers[], bottom: readonly ClassGapNumbers[]): ClassGapNumbers[] {
  const byClass = new Map([...top, ...bottom].map((gap) => [gap.classIndex, gap]));
  return [...byClass.values()].sort((a, b) => b.gap - a.gap);
}
