/**
 * The strip of scores as a figure to keep: with axes and a legend, which the strip on the page does without.
 * In: the scores that the strip shows. Out: a menu that saves them.
 */
import { useCallback } from 'react';
import { type RankedScore, tabulateRankingScores } from '../../../../../src/figures/index.js';
import type { BuildFigure } from '../../../parts/figures/drawn-figure.js';
import { FigureMenu } from '../../../parts/figures/figure-menu.js';
import type { RankedImage } from '../images/ranked-images.js';

const WIDTH = 640;

/** What every image counts as. `shown` are those that no filter takes away. */
export function listScores(rows: readonly RankedImage[], shown: readonly RankedImage[]): RankedScore[] {
  const isShown = new Set(shown);
  return rows.map((row) => ({
    rank: row.rank,
    path: row.path,
    score: row.score,
    state: isShown.has(row) ? (row.isWrong ? 'wrong' : 'right') : 'filtered out',
  }));
}

interface ScoreMenuProps {
  ranking: {
    scores: readonly RankedScore[];
    domain: [low: number, high: number];
    /** "Spuriosity", "Activation of feature 243". */
    title: string;
  };
}

export function ScoreMenu({ ranking }: ScoreMenuProps) {
  const build = useCallback<BuildFigure>((plots, look) => plots.buildScoreFigure(ranking, look), [ranking]);
  return (
    <FigureMenu
      title={ranking.title}
      content={{ name: 'ranking-scores', tabulate: () => tabulateRankingScores(ranking.scores) }}
      build={build}
      width={WIDTH}
    />
  );
}
