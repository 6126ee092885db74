/** How a (class, feature) pair stands, in words. In: a standing of the protocol. Out: sentences, tests. */
import { isReviewed, type PairStanding } from '../../../../src/protocol/index.js';
import { formatQuantity, SOURCE_TITLES, VERDICT_TITLES } from '../../../../src/words/index.js';

export type Standing = Pick<
  PairStanding,
  'verdict' | 'source' | 'votesCore' | 'votesSpurious' | 'isDisputed' | 'isCollision'
>;

/** True where no person has looked at the pair: there is no verdict, or an automatic one. */
export function isUnreviewed({ verdict, source }: Pick<Standing, 'verdict' | 'source'>): boolean {
  return verdict === null || source === null || !isReviewed({ source });
}

/** True where a guess of the program stands behind the class's ranking and gap. */
export function isProvisional(pairs: readonly Pick<Standing, 'source'>[]): boolean {
  return pairs.some(({ source }) => source === 'provisional');
}

/** "Spurious: judged by people, 4 of 5 answers." */
export function formatStanding(standing: Standing): string {
  const { verdict, source, votesCore, votesSpurious } = standing;
  if (verdict === null || source === null) return 'No verdict yet.';
  const votes = votesCore + votesSpurious;
  const own = verdict === 'core' ? votesCore : votesSpurious;
  const count = votes === 0 ? '' : `, ${own} of ${formatQuantity(votes, 'answer')}`;
  const open = isUnreviewed(standing) ? ' It rests on no person’s answer.' : '';
  return `${VERDICT_TITLES[verdict]}: ${SOURCE_TITLES[source]}${count}.${open}`;
}
