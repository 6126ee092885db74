/** How a (class, feature) pair stands, in words. In: a standing of the protocol. Out: sentences, tests. */
import type { PairStanding, VerdictSource } from '../../../src/protocol/index.js';
import { formatQuantity } from './format.js';

export type Standing = Pick<
  PairStanding,
  'verdict' | 'source' | 'votesCore' | 'votesSpurious' | 'isDisputed' | 'isCollision'
>;

const SOURCE_TITLES: Record<VerdictSource, string> = {
  adjudicated: 'decided by hand',
  people: 'by majority of the answers',
  'object-mask': 'automatic, from an object mask',
  'group-column': 'automatic, from a group column',
  provisional: 'a guess of the program',
};

/** True where no person has looked at the pair: there is no verdict, or an automatic one. */
export function isUnreviewed({ verdict, source }: Pick<Standing, 'verdict' | 'source'>): boolean {
  return verdict === null || (source !== 'people' && source !== 'adjudicated');
}

/** "Spurious: by majority of the answers, 4 of 5 say so." */
export function formatStanding(standing: Standing): string {
  const { verdict, source, votesCore, votesSpurious } = standing;
  if (verdict === null || source === null) return 'Nobody has judged this pair yet.';
  const votes = votesCore + votesSpurious;
  const own = verdict === 'core' ? votesCore : votesSpurious;
  const count = votes === 0 ? '' : `, ${own} of ${formatQuantity(votes, 'answer')}`;
  const open = isUnreviewed(standing) ? ' No person has reviewed it.' : '';
  return `${verdict === 'core' ? 'Core' : 'Spurious'}: ${SOURCE_TITLES[source]}${count}.${open}`;
}
